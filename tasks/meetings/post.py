"""All that is owed about meetings: letters, what the letters about endings carry, and what is remembered of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tasks.meetings.endings import Endings
from tasks.meetings.letters import (
    INVITATION,
    Change,
    Changes,
    Told,
    attached,
    change,
    changes_of,
    invitation,
    invites_of,
    soon,
)
from tasks.meetings.outcome import program_of
from tasks.meetings.told import (
    CATEGORIES,
    ENDING,
    Difference,
    Memory,
    Times,
    applied,
    in_ending,
    packed,
    times_of,
)
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Enclosure, Letter


class Post:
    """The letters of one book's meetings. `letters`, `enclosures` and `facts` hold the result."""

    def __init__(self, book: Book, pairs: Sequence[Told]) -> None:
        self.book, self.memory, self.endings = book, Memory(book.world), Endings(book)
        self._found: list[Letter] = []
        self._facts: dict[str, str] = {}
        self._carried: dict[str, tuple[Told, list[Difference]]] = {}
        self._enclosed: dict[str, dict[str, str]] = {}
        program = program_of(book)
        invitations = {one.pair: keys.letter(program, INVITATION, one.pair) for one in pairs}
        of_person: dict[str, list[Told]] = {}
        for one in pairs:
            for person in one.people:
                of_person.setdefault(person.id, []).append(one)
        knows = {
            person: self.memory.knows(person, {one.pair: invitations[one.pair] for one in own})
            for person, own in of_person.items()
        }
        for one in pairs:
            letter = invitation(book, one, invitations[one.pair], knows)
            if letter is not None:
                self._found.append(letter)
                self._facts[f"meetings:asked:{one.pair}"] = packed({one.pair: times_of(one.entries)})
        for reader, own in of_person.items():
            self._tell(reader, own, knows[reader])

    @property
    def letters(self) -> tuple[Letter, ...]:
        return tuple(self._found)

    @property
    def facts(self) -> Mapping[str, str]:
        """What the ledger does not remember yet."""
        return self.memory.changed(self._facts)

    @property
    def enclosures(self) -> Iterator[Enclosure]:
        """The cancelled meetings of what has ended, for the calendars of all who read the letter about it."""
        for letter, (told, listed) in self._carried.items():
            numbers = {f"{told.pair}-{one.number}" for one in listed}
            invites = invites_of(self.book, told.series, numbers)
            yield Enclosure(
                letter=letter,
                invite=invites[0] if invites else None,
                attachments=tuple(attached(self.book, invite) for invite in invites[1:]),
                prompt=soon(self.book, listed),
                facts=self._enclosed[letter],
            )

    def _tell(self, person: str, own: Sequence[Told], knowing: Mapping[str, Times]) -> None:
        if knowing:
            self._facts[f"meetings:told:{person}"] = packed(knowing)
        for category in (*CATEGORIES, *(in_ending(one.pair) for one in own)):
            # What went out is in `told` from now on; kept beside it, it would win over what is told later.
            if self.memory.went_out(category, person):
                self._facts[_telling(category, person)] = ""
        for category in CATEGORIES:
            owed = self.memory.owed(category, person)
            changes = changes_of(self.book, own, knowing, category, owed)
            if category == ENDING:
                changes = [one for one in changes if not self._goes_with_ending(person, one, knowing)]
            self._change(person, changes, category, knowing)

    def _goes_with_ending(self, person: str, changed: Change, knowing: Mapping[str, Times]) -> bool:
        """Whether the letter about the pair's ending tells of it; then that is what is remembered."""
        one, some = changed
        ending = self.endings.letter_to_come(one.pair, person)
        if ending:
            state = {one.pair: applied(knowing[one.pair], some, one.entries)}
            self._enclosed.setdefault(ending, {})[_telling(in_ending(one.pair), person)] = (
                f"{ending}|{packed(state)}"
            )
            self._carried.setdefault(ending, (one, []))[1].extend(some)
        return bool(ending)

    def _change(self, person: str, changes: Changes, category: str, knowing: Mapping[str, Times]) -> None:
        letter = change(self.book, self.book.people[person], changes, category)
        if letter is None:
            return
        state = {one.pair: applied(knowing[one.pair], some, one.entries) for one, some in changes}
        moments = {one.pair: one.now(self.book) for one, _ in changes}
        key = self.memory.unsent(category, person, state, moments) or letter.key
        self._found.append(replace(letter, key=key))
        self._facts[_telling(category, person)] = f"{key}|{packed(state)}"


def _telling(category: str, person: str) -> str:
    return f"meetings:telling:{category}:{person}"
