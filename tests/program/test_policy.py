"""Policy packs: every line says where it is from; settings in the workbook win; blanks are filled and shown."""

from datetime import date
from typing import Any

import pytest

from tasks.enrollment.plan import plan
from tasks.program import policy
from tasks.program.problems import Problem
from tasks.program.reading.setting_specs import SPECS
from tests.build import book, mentee, mentor

BY_NAME = {spec.name: spec for spec in SPECS}


def _of_settings(pack: str, **more: Any) -> list[Problem]:
    return [one for one in book(settings={"Policy": pack, **more}).problems if one.tab == "Settings"]


@pytest.mark.parametrize("name", policy.names())
def test_every_line_has_a_source_and_a_date_and_can_be_read(name: str) -> None:
    for line in policy.pack(name).lines:
        assert line.says.endswith(".")
        assert len(line.source) > 20
        assert date.fromisoformat(line.read_on) <= date(2026, 12, 31)
        assert not line.setting or BY_NAME[line.setting].read(line.value) is not None


def test_general_says_nothing() -> None:
    assert policy.pack("general").lines == ()
    assert book().settings == book(settings={"Policy": "general"}).settings


def test_pack_fills_what_the_workbook_leaves_blank_and_nothing_else() -> None:
    settings = book(settings={"Policy": "US-Texas", "Minimum mentor years": 5}).settings
    assert (settings.match_within_days, settings.minimum_mentor_years) == (30, 5)


def test_new_jersey_asks_for_recent_years_and_a_rating() -> None:
    made = book([mentor("Ana Lee", Recent_years=2, Rating="Effective")], {"Policy": "us-new-jersey"})
    assert (made.settings.minimum_recent_years, made.settings.mentor_ratings) == (
        2,
        ("effective", "highly effective"),
    )
    ana = made.people["p-ana-lee"]
    assert (ana.recent_years, ana.rating) == (2, "Effective")


def test_what_a_pack_filled_is_shown_with_a_word_of_caution() -> None:
    [problem] = _of_settings("us-texas", **{"Minimum mentor years": 5})
    assert problem.sentence() == (
        "Note: Texas fills what is blank here: Match within days 30, Days counted as calendar, "
        "Practicable first same school; same subject or grade band. "
        "Law changes and districts differ: check with your state."
    )


def test_pack_that_does_not_ship_is_named_with_those_that_do() -> None:
    [problem] = _of_settings("us-atlantis")
    assert problem.level == "fix"
    assert "us-texas" in problem.remedy


def test_deadline_runs_by_the_pack() -> None:
    made = book([mentee("Ana Lee", Start_date="2026-08-10", Email=None)], {"Policy": "us-california"})
    assert made.after(plan(made).changes).people["p-ana-lee"].match_by == date(2026, 9, 9)
