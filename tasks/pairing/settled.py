"""What becomes of a row of `Pairings`, and what its decisions share: seats, complaints, who staff mean."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from tasks.pairing.case import GROUPS, Case
from tasks.pairing.rules import Rule
from tasks.program import keys
from tasks.program.pairs import Decision, Pair, PairStatus
from tasks.program.people import Person
from tasks.program.problems import Level, Problem

TAB = "Pairings"
GONE = (PairStatus.REPLACED, PairStatus.ENDED)
ANOTHER_ROW = "Use the row of the pair that is proposed or stands, or type a new row with the two addresses."
YES = (Decision.APPROVE, Decision.LOCK, Decision.EXCEPTION)
NO = (Decision.REJECT, Decision.END)


@dataclass(frozen=True)
class Settled:
    """A row of `Pairings` as it should now stand.

    `changed` is for `What changed`, empty where nothing did; `because` says who decided, for the audit log.
    `conflicts` are rules that a standing pair has come to break. A `fixed` proposal was typed by staff and is never
    moved by the matching. `asks_new`: staff want another mentor while this pair still stands. `transfer` says in words
    what has changed about its people since staff last agreed to it. `stands_in` is the id of the pair whose mentor is away.
    """

    pair: Pair
    changed: str = ""
    because: str = ""
    conflicts: tuple[Rule, ...] = ()
    transfer: str = ""
    fixed: bool = False
    asks_new: bool = False
    stands_in: str = ""


@dataclass
class Seats:
    """Seats each mentor has given away, and which places are filled (`Pair.place`), as decisions are carried out."""

    case: Case
    held: dict[str, int] = field(default_factory=dict)
    served: dict[str, str] = field(default_factory=dict)
    together: dict[str, str] = field(default_factory=dict)
    """The group or pair each person stands in, the first of several."""
    resting: dict[str, str] = field(default_factory=dict)
    """Mentees whose mentor is away and for whom nobody stands in, with the id of the pair that rests."""

    def take(self, pair: Pair, *, serves: bool = True) -> None:
        """A pair's seat; with `serves`, its mentee needs no other mentor. Of peers, both are served."""
        self.held[pair.mentor] = self.held.get(pair.mentor, 0) + 1
        if serves:
            self.served[pair.place] = pair.mentor
            if self.case.settings.model in GROUPS:
                self.served[pair.mentor] = pair.mentee
            for person in (pair.mentee,) if pair.group else (pair.mentor, pair.mentee):
                self.together.setdefault(person, pair.group or pair.id)

    def elsewhere(self, pair: Pair) -> str:
        """Of peers, the one who stands in another group or pair already; empty where nobody does."""
        if self.case.settings.model not in GROUPS:
            return ""
        own = pair.group or pair.id
        people = (pair.mentee, pair.mentor)
        return next((one for one in people if self.together.get(one, own) != own), "")

    def give_back(self, pair: Pair) -> None:
        self.held[pair.mentor] -= 1

    def left(self, mentor: Person, *, waived: bool = False) -> int:
        """Seats that the mentor can still give, less than 0 where more stand than there are.

        `waived`: the program's own limit does not count, only what the mentor agreed to.
        """
        if self.case.settings.model in GROUPS:
            return 0 if mentor.id in self.served else 1
        most = None if waived else self.case.settings.mentees_per_mentor
        capacity = mentor.capacity if most is None else min(mentor.capacity, most)
        return capacity - self.held.get(mentor.id, 0)


@dataclass(frozen=True)
class Decided:
    """Every row after staff's decisions, the rows they ask for, the seats that remain, what is wrong."""

    rows: tuple[Settled, ...]
    seats: Seats
    problems: tuple[Problem, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(row.pair for row in self.rows)


class Complaints:
    """Problems of the rows, each once, in the order found."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(
        self, pair: Pair, column: str, value: str, message: str, remedy: str, *, level: Level = Level.FIX
    ) -> None:
        self._found[Problem(level, TAB, pair.row, column, value, message, remedy)] = None

    def also(self, problem: Problem) -> None:
        """One that stands in another tab."""
        self._found[problem] = None

    @property
    def all(self) -> tuple[Problem, ...]:
        return tuple(self._found)


def new_mentor(case: Case, pair: Pair, complaints: Complaints) -> Person | None:
    """Whom `Change mentor to` names; nobody where it is blank, unclear or changes nothing."""
    if not pair.change_mentor_to:
        return None
    found = case.people.find(pair.change_mentor_to)
    if found is None or found.id == pair.mentee:
        message = (
            "Nobody mentors themselves."
            if found
            else "Nobody in Enrollment has this address or, alone, this name."
        )
        remedy = "Type the address of another mentor."
        complaints.add(pair, "Change mentor to", pair.change_mentor_to, message, remedy)
        return None
    if found.id == pair.mentor:
        message, remedy = f"{found.name} is the mentor already.", "Type another mentor, or clear it."
        complaints.add(pair, "Change mentor to", pair.change_mentor_to, message, remedy, level=Level.NOTE)
        return None
    return found


def asked_late(case: Case, pairs: Sequence[Pair], complaints: Complaints) -> None:
    """Says of every pair that was over when `Change mentor to` named somebody no row pairs with its mentee: nothing comes of it."""
    rows = {(pair.mentor, pair.mentee) for pair in pairs}
    for pair in pairs:
        if pair.status not in GONE or not pair.change_mentor_to:
            continue
        found = case.people.find(pair.change_mentor_to)
        if found is not None and found.id != pair.mentee and (found.id, pair.mentee) not in rows:
            message = f"This row is {pair.status}: nothing comes of it any more."
            complaints.add(pair, "Change mentor to", pair.change_mentor_to, message, ANOTHER_ROW)


def conflict_key(pair: Pair, rule: Rule) -> str:
    """The `To do` item that asks about a pair that breaks a rule."""
    return keys.todo("conflict", pair.id, rule.name)


def reusable(pair: Pair) -> bool:
    """Whether a proposal that went can come back in its row: nothing that staff typed there would decide it."""
    untouched = not pair.decision and not pair.change_mentor_to
    return bool(pair.id) and pair.status is PairStatus.REPLACED and pair.ended_on is None and untouched


def ids_after(program: str, pairs: Iterable[Pair]) -> Callable[[str, str], str]:
    """Gives the id of a mentor's and a mentee's next pair: the first that none of these rows has."""
    used = {pair.id for pair in pairs}

    def next_id(mentor: str, mentee: str) -> str:
        ids = (keys.pairing_id(program, mentor, mentee, turn) for turn in count(1))
        return next(id_ for id_ in ids if id_ not in used)

    return next_id
