"""`Coming up` is true: every line of every morning about a later day, against what that day then brought.

A year without surprises: everything that changes was typed in August. What is foretold for a day must be the same number on
each of the mornings before it, and must be what happens; what happens must have been foretold.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from tests.year.build import WINDOWS, Year, a_year, mentee, mentor

SENT = {
    "Agenda of the week": "meeting-confirmation",
    "Reminder of the training “Basics”": "training-reminder",
    "Survey invitations": "survey-invitation",
    "Survey reminders": "survey-reminder",
    "Leadership digest": "digest",
    "Letters: hours statement": "hours-statement",
    "Your list of what waits": "coordinator-digest",
}
OTHERS = (
    "Meetings of pairs",
    "People go on leave",
    "People are back from leave",
    "Survey summary",
    "Training “Basics”",
    "Pairs end",
    "Last day of people who leave",
)
FIRST, LAST = date(2026, 8, 13), date(2026, 12, 9)
Days = dict[str, dict[str, set[int]]]


def eventful() -> Year:
    year = a_year(
        mentor("Gus Hill", Availability=WINDOWS, Subject="Music"),
        mentee("Em Fox", Availability=WINDOWS, Subject="Music"),
        active=True,
        Letters_that_wait="ending",
        Survey_opens="2026-11-09",
        Survey_closes="2026-11-20",
        Term_end="2026-12-04",
        Check_in_form="https://forms.example.org/log",
        Hours_required=10,
        calendar=[
            {"Date": "2026-09-07", "Kind": "no school"},
            {"From": "2026-11-25", "To": "2026-11-27", "Kind": "no school"},
        ],
        trainings=[
            {
                "Training ID": "T1",
                "Title": "Basics",
                "Starts": "2026-09-22 15:00",
                "Ends": "2026-09-22 16:00",
                "Audience": "all",
            }
        ],
    )
    year.type("Pairings", {"Mentee": "Cy Ott"}, Ends_on="2026-10-14", Ending="completed")
    year.person("Gus Hill", Away_from="2026-09-28", Away_until="2026-10-12")
    year.person("Di Roy", End_date="2026-11-13")
    return year


def statuses(year: Year) -> Mapping[str, str]:
    return {row.text("Pairing ID"): row.text("Status") for row in year.rows("Pairings")}


def meetings_on(year: Year, day: str) -> int:
    rows = [row for row in year.rows("Meetings") if row.text("Starts").startswith(day)]
    return sum(row.text("Status") in ("booked", "moved") for row in rows)


def happened(year: Year, day: str) -> dict[str, int]:
    """Lives one day, and gives what it brought in the words of `Coming up`."""
    letters, before, summary = year.letters(), statuses(year), "survey-summary.html" in year.shelf.files
    year.live(day)
    new, after = year.since(letters), statuses(year)
    turned = [(before[pair], after[pair]) for pair in before if before[pair] != after[pair]]
    found = {what: new[template] for what, template in SENT.items()}
    found |= {
        "Meetings of pairs": meetings_on(year, day),
        "People go on leave": turned.count(("active", "paused")),
        "People are back from leave": turned.count(("paused", "active")),
        "Survey summary": int(not summary and "survey-summary.html" in year.shelf.files),
        "Training “Basics”": 6 * (day == "2026-09-22"),
        "Pairs end": turned.count(("active", "ended")) * (day == "2026-10-14"),
        "Last day of people who leave": int(day == "2026-11-13"),
    }
    return {what: number for what, number in found.items() if number}


@pytest.fixture(scope="module")
def lived() -> tuple[Days, Days]:
    """What was foretold for later days, and what those days brought: by kind and day, the numbers."""
    year = eventful()
    foretold: Days = {}
    came: Days = {}
    day = FIRST
    while day <= LAST:
        now = day.isoformat()
        for what, number in happened(year, now).items():
            if day > FIRST:
                came.setdefault(what, {})[now] = {number}
        for row in year.rows("Coming up"):
            on = row.text("Date")
            if now < on <= LAST.isoformat():
                foretold.setdefault(row.text("What"), {}).setdefault(on, set()).add(int(row.text("How many")))
        day += timedelta(days=1)
    return foretold, came


@pytest.mark.parametrize("kind", [*SENT, *OTHERS])
def test_what_is_foretold_is_what_comes(lived: tuple[Days, Days], kind: str) -> None:
    foretold, came = lived
    assert foretold[kind] == came[kind]


def test_no_line_is_of_a_kind_that_nothing_was_compared_with(lived: tuple[Days, Days]) -> None:
    """The others are of one evening only: what waits for a morning, or for a word of staff and comes when they say so."""
    assert set(lived[0]) - {*SENT, *OTHERS} == {
        "Letters: ending",
        "Letters: meeting change",
        "Letters: digest preview",
        "Hours statements, and the term is marked as ended",
    }
