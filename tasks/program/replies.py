"""What people answered to invitations, by calendar or by a form: the newest answer of each person to each meeting counts.

Answers are seen in the diary and on the form, and remembered as facts of the ledger, by Person ID, so that an emptied inbox forgets
nothing. It does not care what an answer leads to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tasks.program.codes import CODE, whose
from tasks.program.meetings import Invitation, Reply
from tasks.program.people import People
from tasks.program.world import World

_FACT = "replies:"
_YES_NO = {"accepted": "yes", "declined": "no"}
FORM = "training-answer"
"""The form on which people answer an invitation to a training, and the ids of its questions; its two answers."""
TRAINING, ANSWER = "training", "answer"
YES, NO = "Yes, I will come", "No, I cannot come"

Replies = Mapping[tuple[str, str], Reply]
"""Answers by Person ID and Meeting ID (empty: the whole series); `address` holds the Person ID."""


def replies_to(world: World, people: People, key: str) -> Replies:
    """The newest answers to one series, of people the program knows."""
    found = {(one.address, one.meeting): one for one in _remembered(world.facts.get(_FACT + key, ""))}
    standing = world.standing.get(key)
    for reply in standing.replies if standing else ():
        person = people.by_email.get(reply.address)
        if person is not None:
            place = (person.id, reply.meeting)
            if place not in found or reply.at >= found[place].at:
                found[place] = replace(reply, address=person.id)
    return found


def _to_training(world: World, people: People, program: str, key: str) -> Replies:
    """The newest answers to a training, by calendar or on the form."""
    found = dict(replies_to(world, people, key))
    for reply in _on_form(world, people, program, key):
        place = (reply.address, reply.meeting)
        if place not in found or reply.at >= found[place].at:
            found[place] = reply
    return found


def _on_form(world: World, people: People, program: str, key: str) -> Iterator[Reply]:
    """What people said of one training on the form; `address` holds the Person ID."""
    for answer in world.answers:
        if answer.form != FORM or answer.values.get(TRAINING, "").strip().casefold() != key.casefold():
            continue
        person = whose(people, program, FORM, answer.values.get(CODE, ""))
        said = {YES: "accepted", NO: "declined"}.get(answer.values.get(ANSWER, ""))
        if person is not None and said:
            yield Reply(person.id, "", said, answer.at)


def answer_of(replies: Replies, person: str, meeting: str) -> str:
    """A person's answer to one meeting: their own word about it, else about the series; empty where there is none."""
    reply = replies.get((person, meeting)) or replies.get((person, ""))
    return reply.answer if reply else ""


def facts(world: World, people: People, program: str, trainings: Iterable[str]) -> dict[str, str]:
    """What the ledger should remember of all answers seen now; `trainings` are the ids that the form can mean."""
    found = {
        _FACT + key: _packed(replies_to(world, people, key).values())
        for key, held in world.standing.items()
        if held.replies
    }
    if _formed(world):
        packed = {key: _packed(_to_training(world, people, program, key).values()) for key in trainings}
        found |= {_FACT + key: fact for key, fact in packed.items()}
    return {name: fact for name, fact in found.items() if fact and world.facts.get(name) != fact}


def _formed(world: World) -> bool:
    return any(answer.form == FORM for answer in world.answers)


def strangers(world: World, people: People) -> tuple[str, ...]:
    """Addresses that answered and that nobody in `Enrollment` has."""
    found = (reply.address for held in world.standing.values() for reply in held.replies)
    return tuple(sorted({address for address in found if address not in people.by_email}))


def answered(
    invitations: Sequence[Invitation], world: World, people: People, program: str
) -> tuple[Invitation, ...]:
    """Training invitations with what people answered by calendar or on the form, where staff typed nothing."""
    seen = any(name.startswith(_FACT) for name in world.facts) or _formed(world)
    if not seen and not any(held.replies for held in world.standing.values()):
        return tuple(invitations)
    ids = {one.training_id for one in invitations}
    known = {key: _to_training(world, people, program, key) for key in ids}
    return tuple(_answered(one, known[one.training_id]) for one in invitations)


def _answered(invitation: Invitation, replies: Replies) -> Invitation:
    if invitation.answer or not invitation.person:
        return invitation
    said = answer_of(replies, invitation.person, invitation.training_id)
    return replace(invitation, answer=_YES_NO.get(said, ""))


def _packed(replies: Iterable[Reply]) -> str:
    lines = sorted((one.address, one.meeting, one.answer, one.at.isoformat()) for one in replies)
    return ";".join("|".join(line) for line in lines)


def _remembered(fact: str) -> Iterator[Reply]:
    for line in filter(None, fact.split(";")):
        person, meeting, answer, at = line.split("|")
        yield Reply(person, meeting, answer, datetime.fromisoformat(at))
