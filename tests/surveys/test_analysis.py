"""Figures of small surveys: intervals, medians, and groups that must not be worked out."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.surveys.analysis import EVERYONE, Invited, rates, results, wilson
from tasks.surveys.answers import Response
from tasks.surveys.instrument import questions

MINIMUM = 5


@pytest.mark.parametrize(("hits", "n", "low", "high"), [(9, 10, 60, 98), (4, 5, 38, 96), (18, 23, 58, 90)])
def test_wilson_gives_the_published_intervals(hits: int, n: int, low: int, high: int) -> None:
    assert tuple(round(bound * 100) for bound in wilson(hits, n)) == (low, high)


def people(sizes: dict[str, int]) -> list[Invited]:
    return [Invited(f"{school}-{n}", "mentee", school) for school, size in sizes.items() for n in range(size)]


def responses(counts: dict[str, int], choice: str = "Agree") -> list[Response]:
    return [
        Response(f"{school}-{n}", "mentee", school, datetime(2026, 11, 20), {"useful": choice})
        for school, count in counts.items()
        for n in range(count)
    ]


def test_result_counts_every_option_in_the_order_of_the_scale() -> None:
    found = results(people({"Oak": 8}), responses({"Oak": 6}), MINIMUM)
    everyone = next(r for r in found if r.question.id == "useful" and r.group == EVERYONE)

    assert (everyone.n, everyone.invited, everyone.top2, everyone.median) == (6, 8, 6, "Agree")
    assert list(everyone.counts) == [
        "Strongly agree",
        "Agree",
        "Neither agree nor disagree",
        "Disagree",
        "Strongly disagree",
    ]


def test_result_of_fewer_than_the_minimum_shows_no_number() -> None:
    found = results(people({"Oak": 8}), responses({"Oak": 4}), MINIMUM)

    assert all(r.suppressed and r.n == 0 and not r.counts for r in found if r.question.id == "useful")


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 12), min_size=1))
def test_no_small_group_follows_from_the_total_and_the_shown_groups(counts: dict[str, int]) -> None:
    sizes = {school: max(count, 1) for school, count in counts.items()}
    found = [r for r in results(people(sizes), responses(counts), MINIMUM) if r.question.id == "useful"]
    total = next(r for r in found if r.group == EVERYONE)
    shown = {r.group: r.n for r in found if r.group in counts and not r.suppressed}

    assert all(n >= MINIMUM for n in shown.values())
    if not total.suppressed:
        left = total.n - sum(shown.values())
        hidden = [school for school in counts if school not in shown and counts[school]]
        assert left == 0 or (left >= MINIMUM and len(hidden) > 1)


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.tuples(st.integers(1, 12), st.integers(0, 12)), min_size=1)
)
def test_no_small_group_of_answerers_follows_from_the_rates(groups: dict[str, tuple[int, int]]) -> None:
    sizes = {school: size for school, (size, _) in groups.items()}
    back = {school: min(size, answered) for school, (size, answered) in groups.items()}
    by_school = [r for r in rates(people(sizes), responses(back), MINIMUM) if r.group in sizes]
    shown = [r for r in by_school if not r.suppressed]

    assert all(r.invited >= MINIMUM and (r.answered == 0 or r.answered >= MINIMUM) for r in shown)


def test_every_closed_question_has_a_scale_and_every_role_a_wording() -> None:
    assert all(question.wording.keys() == {"mentee", "mentor"} for question in questions())
    assert sum(question.counted for question in questions()) == 15
