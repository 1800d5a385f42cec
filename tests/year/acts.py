"""What staff type, one act at a time: into the row of a pair so that something becomes of it, or into a person's."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import ClassVar

from tasks.pairing.transitions import Event
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.pairs import PairStatus
from tasks.program.people import Status
from tasks.program.workbook.changes import SetCells
from tasks.program.workbook.snapshot import Row
from tasks.program.world import World
from tests.build import columns, run
from tests.year.build import WINDOWS, Year, mentee

STATUSES = (None, "active", "on leave", "withdrawn", "left", "applied", "completed")
SETTINGS: tuple[tuple[str, tuple[Value, ...]], ...] = (
    ("Pause all sending", ("yes", "no", "no")),
    ("Redirect all mail to", ("rehearsal@example.org", None, None)),
    ("Letters leave at", ("07:30", "09:00", None)),
    ("Letters that wait", ("ending; leave", "ending", None)),
    ("Ask above", (1, 500)),
    ("Maximum mails per run", (2, 2000)),
    ("Same school", ("require", "prefer", "ignore")),
    ("Minimum mentor years", (3, 6, None)),
    ("Meeting cadence", ("weekly", "monthly", None)),
)
DECIDED = {
    Event.APPROVE: ("approve", "lock", "exception"),
    Event.REJECT: ("reject",),
    Event.END: ("end",),
    Event.TAKEN_BACK: (None, "reject"),
}


class Acts:
    """Staff at the workbook on a day; `newcomer` makes a row of Enrollment. `secrets` are the words they typed into Reason."""

    TO_PEOPLE: ClassVar[Mapping[str, Callable[["Acts", int], None]]] = {}

    def __init__(self, year: Year, newcomer: Callable[[str], Mapping[str, Value]] | None = None) -> None:
        self.year, self.newcomer = year, newcomer or (lambda name: mentee(name, Availability=WINDOWS))
        self.today, self.noon = date(2026, 8, 12), False
        self.secrets: list[str] = []
        self.gone: list[Row] = []
        self.joined = 0

    @property
    def moment(self) -> str:
        return f"{self.today}T{'12:00' if self.noon else '07:40'}"

    def pass_days(self, days: int) -> None:
        """It is noon of the same day, or the morning of a later one."""
        self.noon = not days
        self.today += timedelta(days=days)

    def statuses(self) -> dict[str, Status]:
        """Everybody's status today by address, as the program understands the sheet."""
        book = Book(self.year.register.read(), World(), run(f"{self.today} 07:40"))
        return {person.email: person.status_on(self.today) for person in book.people.values()}

    def type_into(self, tab: str, pick: int, **cells: Value) -> None:
        rows = [row for row in self.year.rows(tab) if any(value for value in row.cells.values())]
        if rows:
            self._type(tab, rows[pick % len(rows)], **cells)

    def _type(self, tab: str, row: Row, **cells: Value) -> None:
        row = next(one for one in self.year.rows(tab) if one.number == row.number)
        assert self.year.register.write([SetCells(tab, row, columns(**cells))]) == ()

    def _secret(self) -> str:
        self.secrets.append(f"zq{len(self.secrets)}reason")
        return f"because {self.secrets[-1]}"

    # Pairs

    def cause(self, status: PairStatus | None, event: Event, pick: int) -> None:
        """Types what makes this happen to a pair of that status."""
        if status is None:
            self._typed_pair(event, pick)
            return
        rows = [row for row in self.year.rows("Pairings") if row.text("Status") == status]
        row = rows[pick % len(rows)]
        mentor, mentee_ = (self._row(row.text(side)) for side in ("Mentor email", "Mentee email"))
        if mentor is None or mentee_ is None:
            return
        words = DECIDED.get(event)
        if event is Event.APPROVE and pick % 2 == 0:
            self._make_possible(mentor, mentee_)
        if words:
            self._type(
                "Pairings",
                row,
                Decision=words[pick % len(words)],
                Change_mentor_to=None,
                Reason=self._secret(),
            )
        elif event is Event.CHANGED:
            self._type("Pairings", row, Change_mentor_to=self._another(row, pick))
        elif event is Event.SUPERSEDED:
            self._supersede(row, pick)
        else:
            self._to_its_people(event, row, mentor, mentee_, pick)

    def _to_its_people(self, event: Event, row: Row, mentor: Row, mentee_: Row, pick: int) -> None:
        someone = (mentor, mentee_)[pick % 2]
        match event:
            case Event.FORBIDDEN:
                self._type("Enrollment", mentee_, Evaluator=row["Mentor email"])
                self._type("Pairings", row, Decision="approve", Change_mentor_to=None)
            case Event.WANTED:
                for one in self.year.rows("Enrollment"):
                    self._type("Enrollment", one, Capacity=0)
                self._make_possible(mentor, mentee_)
            case Event.ALLOWED:
                self._make_possible(mentor, mentee_)
                self._type("Pairings", row, Decision=None, Change_mentor_to=None)
            case Event.UNWANTED:
                self._type("Enrollment", mentor, Capacity=0)
            case Event.AWAY:
                self._type(
                    "Enrollment", someone, Away_from=self.today, Away_until=self.today + timedelta(days=9)
                )
            case Event.BACK | Event.BACK_UNTOLD:
                for one in (mentor, mentee_):
                    self._type("Enrollment", one, Away_from=None, Away_until=None, Status=None)
            case Event.LEFT:
                self._type("Enrollment", someone, Status=("left", "withdrawn", "completed")[pick % 3])
            case _:
                self.pass_days(1)

    def _make_possible(self, mentor: Row, mentee_: Row) -> None:
        self._type("Enrollment", mentee_, Evaluator=None, Status=None)
        self._type("Enrollment", mentor, Capacity=3, Status=None)

    def _typed_pair(self, event: Event, pick: int) -> None:
        people = [row for row in self.year.rows("Enrollment") if row.text("Email")]
        mentors = [row for row in people if row.text("Role") != "mentee"]
        mentees = [row for row in people if row.text("Role") != "mentor"]
        mentees.sort(key=lambda row: bool(row.text("Paired with")))
        one, other = mentors[pick % len(mentors)], mentees[pick // 7 % len(mentees)]
        word = {Event.APPROVE: ("approve", "lock", "exception")[pick % 3], Event.REJECT: "reject"}.get(event)
        if event is Event.FORBIDDEN:
            self._type("Enrollment", other, Evaluator=one["Email"])
        if event in (Event.ALLOWED, Event.APPROVE):
            self._make_possible(one, other)
        cells = columns(
            Mentor_email=one["Email"], Mentee_email=other["Email"], Decision=word, Reason=self._secret()
        )
        if event is Event.CHANGED:
            cells["Change mentor to"] = mentors[(pick + 1) % len(mentors)]["Email"]
        self.year.add("Pairings", cells)

    def _supersede(self, row: Row, pick: int) -> None:
        """Another mentor is asked for, and the pair that comes of it approved."""
        other = self._another(row, pick)
        mentor = self._row(str(other))
        if mentor is not None:
            self._type("Enrollment", mentor, Capacity=3)
        self._type("Pairings", row, Change_mentor_to=other, Decision=None)
        self.year.add(
            "Pairings", columns(Mentor_email=other, Mentee_email=row["Mentee email"], Decision="approve")
        )

    def _another(self, row: Row, pick: int) -> Value:
        rows = [one for one in self.year.rows("Enrollment") if one.text("Role") in ("mentor", "both")]
        others = [one for one in rows if one["Email"] not in (row["Mentor email"], row["Mentee email"])]
        return others[pick % len(others)]["Email"]

    def _row(self, email: str) -> Row | None:
        return next((row for row in self.year.rows("Enrollment") if row.text("Email") == email), None)

    def replace(self, pick: int) -> None:
        """Another mentor is asked for without a name."""
        self._into_a_pair(pick, Decision="replace", Change_mentor_to=None, Reason=self._secret())

    def ends_on(self, pick: int) -> None:
        """A last day is typed: past, today or to come, or taken back."""
        day = None if pick % 5 == 0 else self.today + timedelta(days=pick % 13 - 3)
        ending = ("no-fault", "completed", "transfer", None)[pick % 4] if day else None
        self._into_a_pair(pick, Ends_on=day, Ending=ending, Reason=self._secret())

    def _into_a_pair(self, pick: int, **cells: Value) -> None:
        rows = [row for row in self.year.rows("Pairings") if row.text("Status") in ("approved", "active")]
        if rows:
            self._type("Pairings", rows[pick % len(rows)], **cells)

    def set(self, pick: int) -> None:
        """A setting is changed in the middle of the year."""
        name, values = SETTINGS[pick % len(SETTINGS)]
        self.year.setting(name, values[pick // len(SETTINGS) % len(values)])

    # People

    def happen(self, what: str, pick: int) -> None:
        self.TO_PEOPLE[what](self, pick)

    def status(self, pick: int) -> None:
        self.type_into("Enrollment", pick, Status=STATUSES[pick % len(STATUSES)])

    def leave(self, pick: int) -> None:
        first = self.today + timedelta(days=pick % 4)
        self.type_into("Enrollment", pick, Away_from=first, Away_until=first + timedelta(days=pick % 9))

    def end(self, pick: int) -> None:
        self.type_into("Enrollment", pick, End_date=self.today + timedelta(days=pick % 9))

    def stay(self, pick: int) -> None:
        self.type_into("Enrollment", pick, End_date=None, Away_from=None, Away_until=None, Status=None)

    def move(self, pick: int) -> None:
        self.type_into("Enrollment", pick, School=("Oak School", "Elm School")[pick % 2])

    def seats(self, pick: int) -> None:
        self.type_into("Enrollment", pick, Capacity=pick % 4)

    def rename(self, pick: int) -> None:
        self.type_into("Enrollment", pick, Email=f"new{pick}@example.org")

    def vanish(self, pick: int) -> None:
        rows = [row for row in self.year.rows("Enrollment") if row.text("Name")]
        if len(rows) > 7:
            row = rows[pick % len(rows)]
            self.gone.append(
                self.year.remove("Enrollment", Person_ID=row["Person ID"]) if row["Person ID"] else row
            )

    def put_back(self, pick: int) -> None:
        if self.gone:
            row = self.gone.pop(pick % len(self.gone))
            if all(one.text("Person ID") != row.text("Person ID") for one in self.year.rows("Enrollment")):
                self.year.put_back("Enrollment", row)

    def join(self, _pick: int) -> None:
        if self.joined < 3:
            self.joined += 1
            row = self.newcomer(f"New Teacher{'abc'[self.joined - 1]}")
            self.year.add("Enrollment", {k: v for k, v in row.items() if k != "Person ID"})

    def expect(self, pick: int) -> None:
        """A post that is not filled yet."""
        if self.joined < 3:
            self.joined += 1
            subject = ("Art", "Science", "Music")[pick % 3]
            cells = columns(
                Role="mentee", School="Oak School", Subject=subject, Status="expected", Start_date=self.today
            )
            self.year.add("Enrollment", cells)

    def fill(self, pick: int) -> None:
        """The post is filled: name, address and times are typed into its row."""
        rows = [row for row in self.year.rows("Enrollment") if row.text("Status") == "expected"]
        if rows:
            name = f"Late Hire{'abc'[pick % 3]}{len(rows)}"
            email = f"{name.replace(' ', '.').casefold()}{pick}@example.org"
            row = rows[pick % len(rows)]
            self._type("Enrollment", row, Name=name, Email=email, Status=None, Availability=WINDOWS)

    def answer(self, pick: int, other: int) -> None:
        """One of the choices of an open question, or what is none of them."""
        rows = self.year.open()
        if rows:
            row = rows[pick % len(rows)]
            choices = [*row.text("Choices").split(" / "), "maybe"]
            self._type("To do", row, Answer=choices[other % len(choices)])


Acts.TO_PEOPLE = {  # type: ignore[misc] # filled once, after the class knows its acts
    act.__name__: act
    for act in (
        Acts.status,
        Acts.leave,
        Acts.end,
        Acts.stay,
        Acts.move,
        Acts.seats,
        Acts.rename,
        Acts.vanish,
        Acts.put_back,
        Acts.join,
        Acts.expect,
        Acts.fill,
        Acts.replace,
        Acts.ends_on,
        Acts.set,
    )
}
