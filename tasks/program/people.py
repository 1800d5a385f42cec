"""People as the `Enrollment` tab describes them, once understood."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from tasks.program.names import plain_name

IN_QUESTION = "in question"
"""What the cell `Mail` says of a row that may be somebody who is here already."""


class Role(StrEnum):
    MENTOR = "mentor"
    MENTEE = "mentee"
    BOTH = "both"
    PEER = "peer"


class Status(StrEnum):
    APPLIED = "applied"
    EXPECTED = "expected"
    ACTIVE = "active"
    ON_LEAVE = "on leave"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    COMPLETED = "completed"


class Mode(StrEnum):
    IN_PERSON = "in person"
    VIRTUAL = "virtual"
    EITHER = "either"


@dataclass(frozen=True, order=True)
class Window:
    """A weekly time when a person is free: `day` 0 is Monday, `starts` and `ends` are minutes after midnight.

    `cycle` is `A` or `B` where the window holds on those days only, else empty. `label` is how the person typed it
    (`Mon P3`). `planning` marks a typed window inside the school's first and last bell other than AM and PM.
    """

    day: int
    starts: int
    ends: int
    cycle: str = ""
    label: str = ""
    planning: bool = False


@dataclass(frozen=True)
class Person:
    """One person of the program; lists are in the order typed, addresses are lower case, unknown texts are empty.

    `waits` names the columns whose cells must be fixed first: what they decide about this person waits.
    `times_known` is false where Availability is blank: nobody may then conclude that the person is free or busy.
    """

    id: str
    row: int
    name: str
    email: str
    role: Role | None
    schools: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    grade_bands: tuple[str, ...] = ()
    years: float | None = None
    recent_years: float | None = None
    rating: str = ""
    track: str = ""
    capacity: int = 1
    windows: tuple[Window, ...] = ()
    times_known: bool = False
    strengths: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    required_languages: tuple[str, ...] = ()
    evaluator: str = ""
    supervisor: str = ""
    preferred: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    mode: Mode = Mode.EITHER
    trained_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    away_from: date | None = None
    away_until: date | None = None
    status: Status = Status.ACTIVE
    former_email: str = ""
    enrolled_on: date | None = None
    match_by: date | None = None
    mail: str = ""
    waits: frozenset[str] = field(default_factory=frozenset)

    @property
    def school(self) -> str:
        return self.schools[0] if self.schools else ""

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""

    @property
    def mentors(self) -> bool:
        return self.role in (Role.MENTOR, Role.BOTH)

    @property
    def is_mentored(self) -> bool:
        return self.role in (Role.MENTEE, Role.BOTH)

    def status_on(self, day: date) -> Status:
        """The person's status on a day: dates typed weeks ahead take effect on their day."""
        if self.status in (Status.LEFT, Status.WITHDRAWN, Status.COMPLETED):
            return self.status
        if self.ends_on is not None and day > self.ends_on:
            return Status.LEFT
        if self.status in (Status.APPLIED, Status.EXPECTED):
            return self.status
        if self.away_from is not None:
            gone = self.away_from <= day and (self.away_until is None or day < self.away_until)
            return Status.ON_LEAVE if gone else Status.ACTIVE
        return self.status

    @property
    def in_question(self) -> bool:
        """Whether staff are asked who this row is: until they say so, nothing begins for it and nothing is sent."""
        return self.mail == IN_QUESTION

    def takes_part_on(self, day: date) -> bool:
        return self.status_on(day) is Status.ACTIVE and not self.in_question

    def may_get_mail_on(self, day: date) -> bool:
        """Whether any letter may go to this person: an address that works, still here, not away."""
        here = self.status_on(day) in (Status.ACTIVE, Status.APPLIED, Status.WITHDRAWN, Status.COMPLETED)
        return bool(self.email) and self.mail not in ("bounced", IN_QUESTION) and here


class People(Mapping[str, Person]):
    """Everyone, by Person ID, in the order of the sheet; found by address or unique name as well."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = {person.id: person for person in people}

    def __getitem__(self, person_id: str) -> Person:
        return self._people[person_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)

    @cached_property
    def by_email(self) -> dict[str, Person]:
        """By address; a former address finds its person as well, where only one row gives it."""
        claims = Counter(person.former_email for person in self.values())
        found = {person.former_email: person for person in self.values() if claims[person.former_email] == 1}
        found.pop("", None)
        found.update((person.email, person) for person in self.values() if person.email)
        return found

    @cached_property
    def by_name(self) -> dict[str, Person | None]:
        """By name without case; nothing where two people share it."""
        found: dict[str, Person | None] = {}
        for person in self.values():
            key = person.name.casefold()
            found[key] = None if key in found else person
        return found

    @cached_property
    def _by_plain_name(self) -> dict[str, Person | None]:
        """By name without accents, titles and the like; nothing where two people share it."""
        found: dict[str, Person | None] = {}
        for person in self.values():
            key = plain_name(person.name)
            found[key] = None if not key or key in found else person
        return found

    def find(self, address_or_name: str) -> Person | None:
        """The person with this address, or with this name where only one has it."""
        word = address_or_name.strip().casefold()
        if not word:
            return None
        return self.by_email.get(word) or self.by_name.get(word) or self._by_plain_name.get(plain_name(word))
