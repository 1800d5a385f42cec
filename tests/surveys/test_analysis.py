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


def both_roles(
    mentees: int, mentors: int, question: str, choices: tuple[str, str] = ("Agree", "Disagree")
) -> tuple[list[Invited], list[Response]]:
    """Mentees who all choose one answer, and mentors who all choose another."""
    people = [("mentee", n) for n in range(mentees)] + [("mentor", n) for n in range(mentors)]
    choice = dict(zip(("mentee", "mentor"), choices, strict=True))
    asked = [Invited(f"{role}-{n}", role, "Oak") for role, n in people]
    at = datetime(2026, 11, 20)
    return asked, [Response(one.person, one.role, "Oak", at, {question: choice[one.role]}) for one in asked]


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


def test_question_that_both_roles_share_is_added_up_under_words_that_fit_both() -> None:
    found = [r for r in results(*both_roles(7, 6, "match"), MINIMUM) if r.question.id == "match"]

    assert [(r.group, r.text, r.n, r.top2) for r in found] == [
        (EVERYONE, "The two of us were a good match.", 13, 7),
        ("Mentees", "My mentor and I were a good match.", 7, 7),
        ("Mentors", "My mentee and I were a good match.", 6, 0),
        ("Oak", "The two of us were a good match.", 13, 7),
    ]


def test_question_that_roles_were_asked_differently_is_never_added_up() -> None:
    asked, given_ = both_roles(7, 6, "stay", ("Yes, surely", "Surely not"))
    found = [r for r in results(asked, given_, MINIMUM) if r.question.id == "stay"]

    assert [(r.group, r.text, r.n, r.invited, r.top2, r.whole) for r in found] == [
        ("Mentees", "Do you see yourself teaching in this district next year?", 7, 7, 7, True),
        ("Mentors", "Would you mentor again next year?", 6, 6, 0, True),
    ]


def test_small_role_asked_differently_is_hidden_alone_since_no_total_is_shown() -> None:
    asked, given_ = both_roles(7, 4, "stay", ("Yes, surely", "Surely not"))
    found = [r for r in results(asked, given_, MINIMUM) if r.question.id == "stay"]

    assert [(r.group, r.n, r.suppressed) for r in found] == [("Mentees", 7, False), ("Mentors", 0, True)]


def test_small_role_that_was_asked_the_same_takes_the_other_one_along() -> None:
    found = [r for r in results(*both_roles(7, 4, "match"), MINIMUM) if r.question.id == "match"]

    assert [(r.group, r.suppressed) for r in found[:3]] == [
        (EVERYONE, False),
        ("Mentees", True),
        ("Mentors", True),
    ]


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
