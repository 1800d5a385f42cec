"""The two letters about a pair: the introduction, once it is approved, and the notice that it has ended."""

from collections.abc import Iterable

from tasks.pairing.case import Case
from tasks.pairing.explain import named
from tasks.pairing.times import shared
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Letter, Recipient
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Person, Status

ROOM = "pairing"


def program_of(book: Book) -> str:
    return book.settings.program_id or book.run.program_id


def introduction_key(program: str, pair: Pair) -> str:
    return keys.letter(program, "introduction", pair.group or pair.id)


def letters(book: Book, case: Case, pairs: Iterable[Pair]) -> tuple[Letter, ...]:
    """Introductions of approved pairs and notices of pairs that ended after both knew of them."""
    found = (_letter(book, case, pair) for pair in pairs if case.today <= book.settings.term_end)
    return tuple(letter for letter in found if letter is not None)


def _letter(book: Book, case: Case, pair: Pair) -> Letter | None:
    mentor, mentee = case.people.get(pair.mentor), case.people.get(pair.mentee)
    if mentor is None or mentee is None:
        return None
    if pair.status is PairStatus.APPROVED:
        both_here = all(person.status_on(case.today) is Status.ACTIVE for person in (mentor, mentee))
        return _introduction(book, case, pair, (mentor, mentee)) if both_here else None
    over = pair.status in (PairStatus.ENDED, PairStatus.REPLACED)
    return _ending(book, pair, (mentor, mentee)) if over and pair.ended_on and pair.introduced_on else None


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


def _introduction(book: Book, case: Case, pair: Pair, people: tuple[Person, Person]) -> Letter | None:
    mentor, mentee = people
    if not mentor.email or not mentee.email:
        return None
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


def _ending(book: Book, pair: Pair, people: tuple[Person, Person]) -> Letter | None:
    mentor, mentee = people
    to = _to(people)
    if not to:
        return None
    return Letter(
        key=keys.letter(program_of(book), "ending", pair.id),
        template="ending",
        room=ROOM,
        to=to,
        context={"mentor": mentor.name, "mentee": mentee.name, "ended_on": pair.ended_on},
        drop_after=book.settings.term_end,
        waits_for="ending",
        about=pair.id,
    )
