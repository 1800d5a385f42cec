"""The sample term, date by date: who does what, and what runs then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flows.demo import events
from flows.demo.people import Hands
from tasks.program.cells import Value
from tasks.program.workbook.snapshot import Row
from tasks.surveys.instrument import wordings

Deed = Callable[[Hands], str]


@dataclass(frozen=True)
class Scene:
    """One date of the term: what people did before the run (in words, from the deed), and the command that runs."""

    on: date
    deed: Deed
    command: str = "term"
    forced: tuple[str, ...] = ()


def scenes() -> Iterator[Scene]:
    """The term from enrollment to close; dates are school days of the sample district's calendar."""
    yield Scene(
        date(2026, 8, 3), lambda _hands: "The coordinator checks the sheet she collected in summer.", "check"
    )
    yield Scene(date(2026, 8, 4), _mend, "check")
    yield Scene(
        date(2026, 8, 5), lambda _hands: "The program proposes pairs; nobody has been told yet.", "pair"
    )
    yield Scene(date(2026, 8, 6), _approve_all_but_one)
    yield Scene(date(2026, 8, 11), _joins_late)
    yield Scene(date(2026, 8, 14), lambda hands: events.types_a_pair(hands) + " " + _trained(hands, "T1"))
    yield Scene(date(2026, 8, 19), lambda hands: _trained(hands, "T2"))
    yield Scene(date(2026, 9, 8), _log(date(2026, 8, 10), date(2026, 9, 8)))
    yield Scene(date(2026, 9, 21), _withdraws)
    yield Scene(date(2026, 9, 22), lambda hands: _approve(hands) + " " + events.releases_endings(hands))
    yield Scene(date(2026, 9, 25), lambda hands: _trained(hands, "T3") + " " + events.goes_on_leave(hands))
    yield Scene(date(2026, 9, 28), events.tells_the_partner)
    yield Scene(date(2026, 10, 5), _log(date(2026, 9, 8), date(2026, 10, 5)))
    yield Scene(
        date(2026, 10, 8), lambda hands: events.nobody_stands_in(hands) + " " + events.moves_house(hands)
    )
    yield Scene(date(2026, 10, 14), _snow_day)
    kept: dict[str, Value] = {}
    yield Scene(date(2026, 10, 20), lambda hands: events.loses_a_row(hands, kept))
    yield Scene(date(2026, 10, 21), lambda hands: events.puts_it_back(hands, kept))
    yield Scene(
        date(2026, 10, 26),
        lambda hands: "The mentor is back: all goes on. " + events.answers_what_is_left(hands),
    )
    yield Scene(date(2026, 11, 2), _log(date(2026, 10, 5), date(2026, 11, 2)))
    yield Scene(date(2026, 11, 16), _log(date(2026, 11, 2), date(2026, 11, 16)))
    yield Scene(date(2026, 11, 30), _answer_survey(datetime(2026, 11, 18, 16, 5), 0.6))  # noqa: DTZ001 - a cell has no zone
    yield Scene(date(2026, 12, 7), _answer_survey(datetime(2026, 12, 2, 15, 40), 0.5))  # noqa: DTZ001 - a cell has no zone
    yield Scene(date(2026, 12, 14), _log(date(2026, 11, 16), date(2026, 12, 12)), "close")


def _mend(hands: Hands) -> str:
    """The two cells that could not be read, put right."""
    for row in hands.register.read().rows("Enrollment"):
        email = row.text("Email")
        if email.endswith("@example"):
            hands.type("Enrollment", "Email", email + ".org", _is(row))
        if "P9" in row.text("Availability"):
            hands.type("Enrollment", "Availability", "Mon P4; Tue P4; Wed PM", _is(row))
    return "She mends the cells marked “Please fix”."


def _is(row: Row) -> Callable[[Row], bool]:
    name = row.text("Name")
    return lambda other: other.text("Name") == name


def _undecided(row: Row) -> bool:
    return row.text("Status") == "proposed" and not row.text("Decision")


def _approve(hands: Hands) -> str:
    count = hands.type("Pairings", "Decision", "approve", _undecided)
    return (
        f"She approves {count} more pair{'' if count == 1 else 's'}." if count else "Nothing new to approve."
    )


def _approve_all_but_one(hands: Hands) -> str:
    hands.type("Pairings", "Decision", "reject", _undecided, most=1)
    count = hands.type("Pairings", "Decision", "approve", _undecided)
    return f"She types approve for {count} pairs and reject for one: they once worked together, and it did not go well."


def _joins_late(hands: Hands) -> str:
    answered = hands.answer_invitations()
    newcomer: dict[str, Value] = {
        "Name": "Robin Sato",
        "Email": "robin.sato@example.org",
        "Role": "mentee",
        "School": "Harbor Middle School",
        "Subject": "Science",
        "Grade band": "6-8",
        "Years teaching": 0,
        "Availability": "Mon P4; Tue P4; Wed P3; Thu PM",
        "Goals": "classroom management; lesson planning",
        "Languages": "English",
        "Start date": date(2026, 8, 11),
    }
    hands.add("Enrollment", newcomer)
    return f"{answered} people answer their training invitations; a new teacher joins late."


def _trained(hands: Hands, training: str) -> str:
    hands.answer_invitations()
    return f"{hands.note_attendance(training)} people are marked at training {training}."


def _log(since: date, until: date) -> Deed:
    def deed(hands: Hands) -> str:
        rows = hands.register.read().rows("Pairings")
        active = sorted(row.text("Pairing ID") for row in rows if row.text("Status") == "active")
        count = hands.log_meetings(until, since, quiet_pair=active[0] if active else "")
        return f"{count} meetings are logged; one pair stays silent."

    return deed


def _withdraws(hands: Hands) -> str:
    """A mentor of an active pair leaves the program."""
    rows = [row for row in hands.register.read().rows("Pairings") if row.text("Status") == "active"]
    leaver = rows[len(rows) // 2].text("Mentor email")
    hands.type(
        "Enrollment", "Status", "withdrawn", lambda row: row.text("Email").removeprefix("mailto:") == leaver
    )
    return "A mentor withdraws; her mentee must not be left alone."


def _snow_day(hands: Hands) -> str:
    hands.add("Calendar", {"Date": date(2026, 10, 14), "Kind": "no school", "Notes": "Snow day"})
    return "Snow: school is closed, and the coordinator types one line at 5:40 in the morning."


def _answer_survey(stamp: datetime, share: float) -> Deed:
    def deed(hands: Hands) -> str:
        return f"{hands.answer_survey(wordings, stamp, share)} people answer the survey."

    return deed
