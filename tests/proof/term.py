"""The term that is lived through again and again: a small district, and what its people type before each run.

Everything a person does here depends on the workbook alone, so that the same workbook gets the same typing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.demo.people import Hands
from tasks.ports import Register
from tasks.program.cells import Value
from tasks.program.workbook.snapshot import Row
from tasks.surveys.instrument import wordings

Deed = Callable[[Hands], object]

SETTINGS: Mapping[str, Value] = {
    "Program name": "Riverside Mentorship",
    "Program ID": "prog-proof",
    "Coordinator name": "Jordan Reyes",
    "Coordinator email": "coordinator@example.org",
    "Leadership emails": "superintendent@example.org",
    "Term name": "Fall 2026",
    "Term start": "2026-08-10",
    "Term end": "2026-10-09",
    "Time zone": "America/Chicago",
    "Meeting cadence": "biweekly",
    "Meeting minutes": 45,
    "Hours required": 2,
    "Hours per": "year",
    "Survey opens": "2026-09-28",
    "Survey closes": "2026-10-07",
    "Digest preview days": 0,
    "Minimum group size": 2,
}
CALENDAR = (
    {"Date": "2026-09-07", "Kind": "no school", "Notes": "Labor Day"},
    {"Date": "2026-09-18", "Kind": "early release", "Closes": "13:00"},
)
SCHOOLS = ({"School": "Oak School", "Principal": "Pat Lee", "Principal email": "pat.lee@example.org"},)
TRAININGS = (
    {
        "Training ID": "T1",
        "Title": "Mentoring foundations",
        "Starts": "2026-08-20 15:00",
        "Ends": "2026-08-20 16:30",
        "Where": "Room 2",
        "Seats": 2,
        "Audience": "mentors",
        "Required": "yes",
    },
)
_AFTERNOONS = "Mon 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"


def people() -> list[dict[str, Value]]:
    """Three mentors, one of whom may have two mentees, and three mentees."""
    mentors = [
        _person(name, "mentor", **{"Years teaching": 8}) for name in ("Ana Lee", "Bo Kim", "Cleo Diaz")
    ]
    mentors[0]["Capacity"] = 2
    mentees = [
        _person(name, "mentee", **{"Years teaching": 0, "Goals": "lesson planning"})
        for name in ("Dee Ott", "Eli Roy", "Fay Sun")
    ]
    return [*mentors, *mentees]


def _person(name: str, role: str, **cells: Value) -> dict[str, Value]:
    row: dict[str, Value] = {
        "Name": name,
        "Email": name.lower().replace(" ", ".") + "@example.org",
        "Role": role,
        "School": "Oak School",
        "Availability": _AFTERNOONS,
        "Start date": "2026-08-10",
    }
    return row | cells


@dataclass(frozen=True)
class Day:
    """A moment of the term: what people typed before it, and the command that runs by hand."""

    moment: str
    deed: Deed
    command: str = "term"


def _nothing(_hands: Hands) -> None:
    pass


def _undecided(row: Row) -> bool:
    return row.text("Status") == "proposed" and not row.text("Decision")


def _approve(hands: Hands) -> None:
    hands.type("Pairings", "Decision", "approve", _undecided)


def _approve_all_but_one(hands: Hands) -> None:
    hands.type("Pairings", "Decision", "reject", _undecided, most=1)
    _approve(hands)


def _joins_late(hands: Hands) -> None:
    hands.answer_invitations()
    hands.add("Enrollment", _person("Gus Ito", "mentee", **{"Start date": date(2026, 8, 17)}))
    _approve(hands)


def _trained(hands: Hands) -> None:
    hands.note_attendance("T1")
    _approve(hands)


def _leave(hands: Hands) -> None:
    mentor = _mentors(hands)[0]
    hands.type("Enrollment", "Away from", date(2026, 9, 9), lambda row: row.text("Email") == mentor)
    hands.type("Enrollment", "Away until", date(2026, 9, 16), lambda row: row.text("Email") == mentor)


def _withdraws(hands: Hands) -> None:
    mentor = _mentors(hands)[-1]
    hands.type("Enrollment", "Status", "withdrawn", lambda row: row.text("Email") == mentor)


def _mentors(hands: Hands) -> list[str]:
    rows = hands.register.read().rows("Pairings")
    return sorted({row.text("Mentor email") for row in rows if row.text("Status") == "active"})


def _releases(hands: Hands) -> None:
    """The endings that wait are let go, but for the last one, which is dropped."""
    waiting = [row for row in hands.register.read().rows("Outbox") if row.text("Status") == "waiting"]
    for row in waiting:
        word = "drop" if row is waiting[-1] and len(waiting) > 1 else "send"
        hands.type("Outbox", "Action", word, _same("Key", row))
    _approve(hands)


def _same(column: str, row: Row) -> Callable[[Row], bool]:
    return lambda other: other.text(column) == row.text(column)


def _snow(hands: Hands) -> None:
    hands.add("Calendar", {"Date": date(2026, 9, 23), "Kind": "no school", "Notes": "Snow day"})


def _logged(since: date, until: date) -> Deed:
    return lambda hands: hands.log_meetings(until, since)


def _surveyed(stamp: datetime) -> Deed:
    return lambda hands: hands.answer_survey(wordings, stamp, 0.6)


TERM: Sequence[Day] = (
    Day("2026-08-05T08:00", _nothing, "check"),
    Day("2026-08-05T09:00", _nothing, "pair"),
    Day("2026-08-06T08:00", _approve_all_but_one),
    Day("2026-08-14T08:00", _joins_late),
    Day("2026-08-21T08:00", _trained),
    Day("2026-09-08T08:00", _logged(date(2026, 8, 10), date(2026, 9, 8))),
    Day("2026-09-09T08:00", _leave),
    Day("2026-09-16T08:00", _nothing),
    Day("2026-09-17T08:00", _withdraws),
    Day("2026-09-18T08:00", _releases),
    Day("2026-09-23T08:00", _snow),
    Day("2026-09-28T08:00", _logged(date(2026, 9, 8), date(2026, 9, 28))),
    Day("2026-10-02T08:00", _surveyed(datetime(2026, 9, 30, 16, 0))),
    Day("2026-10-08T08:00", _logged(date(2026, 9, 28), date(2026, 10, 8))),
    Day("2026-10-12T08:00", _nothing, "close"),
)


def live(day: Day, hands_on: Register) -> None:
    """People type what they type on that day; their dice are the day's own."""
    day.deed(Hands(hands_on, datetime.fromisoformat(day.moment).toordinal()))
