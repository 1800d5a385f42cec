"""The two letters about a pair: the introduction, once it is approved, and the notice that it has ended."""

from collections.abc import Iterable, Sequence

from tasks.pairing.case import GROUPS, Case
from tasks.pairing.explain import named
from tasks.pairing.times import shared
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Letter, Recipient
from tasks.program.pairs import Pair, PairStatus, by_group
from tasks.program.people import Person, Status

ROOM = "pairing"


def program_of(book: Book) -> str:
    return book.settings.program_id or book.run.program_id


def introduction_key(program: str, pair: Pair, group: Iterable[Pair] = ()) -> str:
    """The introduction's key: of a pair once and for all, of a group (given by its rows) anew when somebody joins."""
    members = sorted({row.mentee for row in group if row.stands})
    return keys.letter(program, "introduction", *((pair.group, *members) if pair.group else (pair.id,)))


def letters(book: Book, case: Case, pairs: Sequence[Pair]) -> tuple[Letter, ...]:
    """Introductions of approved pairs and groups, and notices of pairs that ended after both knew of them."""
    if case.today > book.settings.term_end:
        return ()
    found = [_letter(book, case, pair) for pair in pairs if not pair.group]
    for rows in by_group(pairs).values():
        found.append(_group_letter(book, case, rows))
        found += [_farewell(book, case, row, rows) for row in rows if _told_as_over(row)]
    return tuple(letter for letter in found if letter is not None)


def _letter(book: Book, case: Case, pair: Pair) -> Letter | None:
    mentor, mentee = case.people.get(pair.mentor), case.people.get(pair.mentee)
    if mentor is None or mentee is None:
        return None
    if pair.status is PairStatus.APPROVED:
        return (
            _introduction(book, case, pair, (mentor, mentee)) if _all_here(case, (mentor, mentee)) else None
        )
    kind = "peers" if pair.model in GROUPS else "pair"
    return _ending(book, pair, (mentor, mentee), kind, (mentor, mentee)) if _told_as_over(pair) else None


def _told_as_over(pair: Pair) -> bool:
    over = pair.status in (PairStatus.ENDED, PairStatus.REPLACED)
    return over and pair.ended_on is not None and pair.introduced_on is not None


def _farewell(book: Book, case: Case, row: Pair, rows: Sequence[Pair]) -> Letter | None:
    """To a member whose place in a group is over; those who go on have nothing to do, and hear nothing."""
    again = any(other.stands for other in rows if other.mentee == row.mentee)
    if again or row.mentee not in case.people:
        return None
    known = {person for other in rows if other.introduced_on for person in (other.mentee, other.mentor)}
    with_ = tuple(case.people[one] for one in sorted(known - {row.mentee}) if one in case.people)
    return _ending(book, row, (case.people[row.mentee],), "circle", with_)


def _all_here(case: Case, people: Iterable[Person]) -> bool:
    return all(person.status_on(case.today) is Status.ACTIVE and person.email for person in people)


def _group_letter(book: Book, case: Case, rows: Sequence[Pair]) -> Letter | None:
    """A group is introduced once staff have decided about every row of it."""
    waits = any(row.status in (PairStatus.PROPOSED, PairStatus.NOT_ALLOWED) for row in rows)
    if waits or not any(row.status is PairStatus.APPROVED for row in rows):
        return None
    members = sorted({row.mentee for row in rows if row.stands})
    people = [case.people[member] for member in members if member in case.people]
    return _peers(book, case, rows[0], people, rows) if _all_here(case, people) else None


def _peers(book: Book, case: Case, pair: Pair, people: Sequence[Person], rows: Sequence[Pair]) -> Letter:
    return Letter(
        key=introduction_key(program_of(book), pair, rows),
        template="introduction-peers",
        room=ROOM,
        to=_to(people),
        context={
            "members": [_card(person, "member") for person in people],
            "minutes": case.settings.meeting_minutes,
        },
        drop_after=book.settings.term_end,
        about=pair.group or pair.id,
    )


def _to(people: Iterable[Person]) -> tuple[Recipient, ...]:
    return tuple(Recipient(person.id, person.name, person.email) for person in people if person.email)


def _card(person: Person, role: str) -> dict[str, object]:
    """What each may know of the other: nothing that is not on a school's web page."""
    return {
        "name": person.name,
        "first_name": person.first_name,
        "role": role,
        "email": person.email,
        "school": person.school,
        "teaches": ", ".join((*person.subjects, *person.grade_bands)),
    }


def _introduction(book: Book, case: Case, pair: Pair, people: tuple[Person, Person]) -> Letter:
    mentor, mentee = people
    if case.settings.model in GROUPS:
        return _peers(book, case, pair, people, (pair,))
    both = shared(mentor, mentee, case.settings.meeting_minutes)
    return Letter(
        key=introduction_key(program_of(book), pair),
        template="introduction",
        room=ROOM,
        to=_to(people),
        context={
            "mentor": _card(mentor, "mentor"),
            "mentee": _card(mentee, "mentee"),
            "times": [named(window) for window in both[:4]],
            "minutes": book.settings.meeting_minutes,
            "cadence": str(book.settings.cadence),
        },
        drop_after=book.settings.term_end,
        about=pair.id,
    )


def _ending(
    book: Book, pair: Pair, people: Sequence[Person], kind: str, named_: Sequence[Person]
) -> Letter | None:
    to = _to(person for person in people if person.status_on(book.run.today) is not Status.LEFT)
    if not to:
        return None
    return Letter(
        key=keys.letter(program_of(book), "ending", pair.id),
        template="ending",
        room=ROOM,
        to=to,
        context={
            "kind": kind,
            "people": [person.name for person in named_],
            "ended_on": pair.ended_on,
            "both": len(to) > 1,
        },
        drop_after=book.settings.term_end,
        waits_for="ending",
        about=pair.id,
    )
