"""Everything that decides who may be paired with whom, looked up once for a book."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tasks.pairing.ties import Ties, ties_of
from tasks.pairing.times import Term
from tasks.program.book import Book
from tasks.program.meetings import SEATED, Training
from tasks.program.pairs import Pair
from tasks.program.people import People, Person, Role, Status
from tasks.program.settings import Model, Settings, TrainingRule
from tasks.program.training_record import trained_dates, trains_mentors

DECIDING = frozenset(
    {
        "Role",
        "Email",
        "School",
        "Years teaching",
        "Recent years",
        "Capacity",
        "Required language",
        "Evaluator",
        "Supervisor",
        "Avoid",
        "Meeting mode",
        "Mentor training",
        "Status",
        "End date",
        "Away from",
        "Away until",
    }
)
"""Columns that decide who may be paired: a cell of theirs that cannot be read makes the person's pairing wait."""

GROUPS = (Model.PEER, Model.CIRCLE, Model.RECIPROCAL)
"""Models in which nobody alone is the mentor."""

# A mentor training counts as "before the first meeting" when it takes place in the first weeks of the term.
FIRST_WEEKS = timedelta(days=21)


@dataclass(frozen=True)
class Case:
    """The program as pairing sees it on one day.

    `trained` are the Person IDs of those who have done the mentor training; `booked` of those who have a seat in a
    required one before the first meetings, or will be asked to one that has seats left.
    """

    settings: Settings
    today: date
    people: People
    ties: Ties
    term: Term
    trained: frozenset[str]
    booked: frozenset[str]
    finished: frozenset[str] = frozenset()
    """Those whose last pair was completed, so that they wait for nobody (`finished.py`)."""

    def waiting(self, person: Person) -> tuple[str, ...]:
        """The columns of the person's row that must be fixed before anyone is paired with them."""
        waits = person.waits & DECIDING
        return tuple(sorted(waits - {"Email"} if person.status is Status.EXPECTED else waits))

    def here(self, person: Person) -> bool:
        """Whether the person can be paired today: taking part, or expected to."""
        there = person.status_on(self.today) in (Status.ACTIVE, Status.EXPECTED)
        return there and not person.in_question

    def gives(self, person: Person) -> bool:
        """Whether the person mentors others under the program's model."""
        return self._peer(person) if self.settings.model in GROUPS else person.mentors

    def takes(self, person: Person) -> bool:
        """Whether the person waits to be mentored, or to find peers."""
        return self._peer(person) if self.settings.model in GROUPS else person.is_mentored

    def waits(self, person: Person) -> bool:
        """Whether somebody is to be found for the person."""
        return self.takes(person) and person.id not in self.finished

    def _peer(self, person: Person) -> bool:
        return person.role in self._peer_roles

    @cached_property
    def _peer_roles(self) -> frozenset[Role]:
        """People with the role `peer`, or everyone where nobody has it; for reciprocal pairs `both` says the same."""
        named = {Role.PEER, Role.BOTH} if self.settings.model is Model.RECIPROCAL else {Role.PEER}
        there = {person.role for person in self.people.values()}
        return frozenset(named if named & there else Role)

    def training_done(self, person: Person) -> bool:
        """Whether the person's mentor training is good enough for the program's rule."""
        rule = self.settings.training_rule
        if rule is TrainingRule.NO or person.id in self.trained:
            return True
        return rule is TrainingRule.BEFORE_FIRST_MEETING and person.id in self.booked

    @cached_property
    def common_language(self) -> str:
        """The language that most people have, which therefore speaks for no pair in particular."""
        counts: dict[str, int] = {}
        for person in self.people.values():
            for language in {language.casefold() for language in person.languages}:
                counts[language] = counts.get(language, 0) + 1
        return min(counts, key=lambda language: (-counts[language], language), default="")


def case_of(book: Book, pairs: Iterable[Pair] | None = None) -> Case:
    """The case of a book; `pairs` are its pairs once staff's decisions have been carried out."""
    people, settings = book.on_program_clock, book.settings
    trained, booked = _training(book)
    return Case(
        settings=settings,
        today=book.run.today,
        people=people,
        ties=ties_of(people, book.schools, book.pairs if pairs is None else pairs, book.world.last_year()),
        term=Term.of(people.values(), settings, book.calendar, book.world.busy),
        trained=trained,
        booked=booked,
    )


def _training(book: Book) -> tuple[frozenset[str], frozenset[str]]:
    """Who has done the mentor training, and who is booked for a required one in the first weeks."""
    today = book.run.today
    latest = max(book.settings.term_start, today) + FIRST_WEEKS
    dates = trained_dates(book)
    done = frozenset(person for person, day in dates.items() if day <= today)
    dated = frozenset(person for person, day in dates.items() if today < day <= latest)
    coming = [
        t
        for t in book.trainings
        if trains_mentors(t) and not t.cancelled and today <= t.starts.date() <= latest
    ]
    return done, dated.union(*(_booked(book, training) for training in coming))


def _booked(book: Book, training: Training) -> frozenset[str]:
    """Who has a seat in a session; and, while it has seats left, those of its audience who were not asked yet."""
    rows = [i for i in book.invitations if i.training_id.casefold() == training.id.casefold()]
    said_no = {i.who for i in rows if "no" in (i.answer, i.attended)}
    seated = {i.who for i in rows if i.status in SEATED} - said_no
    if training.seats is not None and len(seated) >= training.seats:
        return frozenset(seated)
    out = said_no | {i.who for i in rows if i.status and i.status not in SEATED}
    audience = book.audiences[training.id]
    asked = {p.id for p in book.people.values() if audience.includes(p, trained=False)}
    return frozenset(seated | (asked - out))
