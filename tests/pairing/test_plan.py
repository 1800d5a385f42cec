"""The room as a whole: proposals that stay, late joiners, who waits and why, shuffled rows, careless input."""

import random
from datetime import date
from typing import Any

import pytest

from tasks.pairing.plan import plan
from tasks.program.cells import Value
from tests import build
from tests.build import mentee, mentor
from tests.pairing.desk import Desk, later

MATH = {"Subject": "Mathematics", "Grade_band": "6-8"}
ART = {"Subject": "Art", "Grade_band": "3-5"}
ANN, BEN = mentor("Ann Bell", **MATH), mentor("Ben Cole", **ART)
TOM, SUE, KIM = mentee("Tom Ruiz", **MATH), mentee("Sue Park", **ART), mentee("Kim Chan", **MATH)


def why_not(desk: Desk, name: str) -> tuple[Value, Value]:
    row = desk.row("Unmatched", Name=name)
    return row["Why not"], row["What would help"]


def test_proposals_stay_where_they_are_when_somebody_better_comes() -> None:
    desk = Desk(BEN, TOM)
    desk.run()
    desk.add("Enrollment", **{k.replace(" ", "_"): v for k, v in ANN.items()})
    desk.run(later(3))
    assert desk.pairs() == [("Ben", "Tom", "proposed")]


def test_late_joiner_moves_only_what_must_move_and_says_why() -> None:
    desk = Desk(
        ANN | {"Required language": "Spanish"},
        BEN,
        TOM | {"Languages": "Spanish"},
        settings={"Same school": "ignore"},
    )
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "proposed")]
    desk.add("Enrollment", **{k.replace(" ", "_"): v for k, v in (SUE | {"Languages": "English"}).items()})
    desk.run(later(3))
    assert desk.pairs() == [("Ann", "Tom", "proposed"), ("Ben", "Sue", "proposed")]


def test_proposal_moves_when_more_people_get_a_mentor_by_it() -> None:
    desk = Desk(ANN, BEN | {"Languages": "Spanish"}, SUE)
    desk.run()
    assert desk.pairs() == [("Ben", "Sue", "proposed")]
    desk.add(
        "Enrollment", **{k.replace(" ", "_"): v for k, v in (TOM | {"Required language": "Spanish"}).items()}
    )
    desk.run(later(3))
    assert desk.pairs() == [
        ("Ben", "Sue", "replaced"),
        ("Ann", "Sue", "proposed"),
        ("Ben", "Tom", "proposed"),
    ]
    assert (
        desk.row("Pairings", Status="replaced")["What changed"]
        == "Replaced: so that more people have a mentor."
    )


def test_proposal_that_went_comes_back_in_its_row() -> None:
    desk = Desk(ANN, TOM)
    desk.run()
    desk.type("Enrollment", {"Name": "Ann Bell"}, Away_from="2026-08-12", Away_until="2026-08-20")
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "replaced")]
    assert (
        desk.row("Pairings")["What changed"] == "Replaced: no longer possible (the mentor is not active now)."
    )
    desk.run("2026-08-21 12:00")
    assert desk.pairs() == [("Ann", "Tom", "proposed")]


def test_too_few_seats_names_the_seat_that_would_help() -> None:
    desk = Desk(ANN, TOM, KIM)
    desk.run()
    (name,) = desk.waiting()
    full = {"Tom": "Tom Ruiz", "Kim": "Kim Chan"}[name]
    assert why_not(desk, full) == (
        "One mentor is possible, and every seat of theirs is taken: two people have only one seat to choose from.",
        "One more seat with Ann Bell would match one more person.",
    )
    desk.type("Enrollment", {"Name": "Ann Bell"}, Capacity=2)
    desk.run(later(1))
    assert desk.waiting() == []


@pytest.mark.parametrize(
    ("ann", "tom", "why", "helps"),
    [
        (
            {"Mentor training": None},
            {},
            "No mentor is possible: among them one without the mentor training.",
            "It would be possible if Ann Bell does the mentor training.",
        ),
        (
            {"Meeting mode": "in person", "School": "Elm School"},
            {},
            "No mentor is possible: among them one at another school while one of the two meets in person only.",
            "It would be possible if Ann Bell and Tom Ruiz could meet by video.",
        ),
        (
            {"Years teaching": None},
            {},
            "No mentor is possible: among them one without years of teaching in their row.",
            "It would be possible if Ann Bell's years of teaching are filled in.",
        ),
        (
            {},
            {"Avoid": "ann.bell@example.org"},
            "No mentor is possible.",
            "A further mentor who fits: no single change to the present ones is enough.",
        ),
        (
            {},
            {"Evaluator": "ann.bell@example.org"},
            "No mentor is possible.",
            "A further mentor who fits: no single change to the present ones is enough.",
        ),
    ],
)
def test_nobody_possible_says_which_rule_and_the_cheapest_change(
    ann: dict[str, Value], tom: dict[str, Value], why: str, helps: str
) -> None:
    desk = Desk(ANN | ann, TOM | tom, settings={"Mentor training required": "yes"})
    desk.run()
    assert why_not(desk, "Tom Ruiz") == (why, helps)


def test_row_that_waits_for_a_fix_stands_in_unmatched() -> None:
    desk = Desk(ANN, TOM | {"Evaluator": "not an address"})
    desk.run()
    assert why_not(desk, "Tom Ruiz")[0] == "Evaluator in Enrollment needs to be fixed first."
    assert desk.pairs() == []


def test_no_mentor_at_all() -> None:
    desk = Desk(TOM)
    desk.run()
    assert why_not(desk, "Tom Ruiz")[0] == "No mentor is possible."


def test_unmatched_row_goes_unless_staff_wrote_a_plan() -> None:
    for typed, left in ((None, []), ("asking the union", ["Settled since 2026-08-13."])):
        desk = Desk(TOM)
        desk.run()
        desk.type("Unmatched", {"Name": "Tom Ruiz"}, Plan=typed)
        desk.add("Enrollment", **{k.replace(" ", "_"): v for k, v in ANN.items()})
        desk.run("2026-08-13 12:00")
        desk.run("2026-08-20 12:00")
        assert [row["Why not"] for row in desk.book.snapshot.rows("Unmatched")] == left


def test_since_is_set_once() -> None:
    desk = Desk(TOM)
    desk.run("2026-08-12 12:00")
    desk.run("2026-09-12 12:00")
    assert desk.row("Unmatched")["Since"] == date(2026, 8, 12)


def test_deadline_at_risk_is_a_to_do() -> None:
    desk = Desk(TOM | {"Match by": "2026-08-20"})
    assert [(todo.kind, todo.due) for todo in desk.run("2026-08-09 12:00").todos] == []
    assert [(todo.kind, todo.due) for todo in desk.run("2026-08-10 12:00").todos] == [
        ("deadline", date(2026, 8, 20))
    ]


def test_times_not_known_are_said_and_waive_the_window_rule() -> None:
    desk = Desk(ANN | {"Availability": "Mon 15:00-16:00"}, TOM)
    desk.run()
    assert str(desk.row("Pairings")["Why"]).startswith(
        "Same subject (Mathematics), same grades (6-8) and same school; times not known."
    )


def test_why_names_the_strongest_parts_the_times_and_the_alternative() -> None:
    desk = Desk(
        ANN | {"Availability": "Mon 15:00-16:00; Wed 15:00-16:00"},
        BEN | {"Availability": "Mon 15:00-16:00"},
        TOM | {"Availability": "Mon 15:00-16:00; Wed 15:00-16:00"},
        KIM | {"Availability": "Mon 15:00-16:00", "School": "Elm School", "Subject": None},
    )
    desk.run()
    assert [row["Why"] for row in desk.book.snapshot.rows("Pairings") if row["Mentee"] == "Tom Ruiz"] == [
        "Same subject (Mathematics), same grades (6-8) and same school; both free Mon 15:00-16:00 and Wed 15:00-16:00. Nobody possible fits better."
    ]
    assert [row["Why"] for row in desk.book.snapshot.rows("Pairings") if row["Mentee"] == "Kim Chan"] == [
        "Neighboring grades; both free Mon 15:00-16:00. Ann Bell would fit better, but the seat does more good with Tom Ruiz."
    ]


def test_wishes_and_former_years_are_never_named() -> None:
    desk = Desk(ANN, TOM | {"Preferred": "ann.bell@example.org", "Avoid": "ben.cole@example.org"}, BEN)
    desk.run()
    texts = repr(desk.book.snapshot.rows("Pairings")) + repr(desk.last.figures) + repr(desk.last.said)
    assert not any(word in texts.casefold() for word in ("avoid", "prefer", "wish", "former"))


def test_shuffled_rows_give_the_same_pairs_and_words() -> None:
    people = crowd(40)
    results = []
    for seed in range(3):
        random.Random(seed).shuffle(people)
        changes = plan(build.book(people)).changes
        results.append(sorted(repr(sorted(change.cells.items())) for change in changes))  # type: ignore[union-attr] # rows
    assert results[0] == results[1] == results[2]


def crowd(count: int) -> list[dict[str, Value]]:
    dice = random.Random(1)
    kinds = (mentor, mentee)
    return [
        kinds[number % 2](
            f"P{number} X",
            School=dice.choice(["Oak", "Elm"]),
            Subject=dice.choice(["Art", "Science"]),
            Availability=dice.choice(["Mon 15:00-16:00", "Tue 15:00-16:00; Mon 15:00-16:00", None]),
        )
        for number in range(count)
    ]


def test_mentor_and_mentee_at_once() -> None:
    both = mentor("Bo Diaz", **MATH) | {"Role": "both", "Years teaching": 4}
    desk = Desk(ANN, both, TOM)
    desk.run()
    assert desk.pairs() == [("Ann", "Bo", "proposed"), ("Bo", "Tom", "proposed")]


@pytest.mark.parametrize(
    "settings",
    [{"Weight: subject": -50}, {f"Weight: {w}": "off" for w in ("subject", "grade band", "school")}],
)
def test_odd_weights_still_match_everyone(settings: dict[str, Value]) -> None:
    desk = Desk(ANN, BEN, TOM, SUE, settings=settings)
    desk.run()
    assert len(desk.pairs()) == 2


@pytest.mark.parametrize("capacity", [0, 50])
def test_capacities_at_the_ends(capacity: int) -> None:
    desk = Desk(ANN | {"Capacity": capacity}, TOM, SUE, KIM)
    desk.run()
    assert len(desk.waiting()) == (3 if capacity == 0 else 0)


def test_identical_people_are_all_matched() -> None:
    people: list[Any] = [mentor(f"M{n} X") for n in range(300)] + [mentee(f"E{n} X") for n in range(300)]
    found = plan(build.book(people))
    assert (found.figures["proposed"], found.figures["proof"]) == (300, "optimal")


def test_empty_program() -> None:
    assert plan(build.book([])).changes == ()


def test_figures_say_where_a_seat_helps_most() -> None:
    desk = Desk(ANN, TOM, KIM)
    figures = desk.run().figures
    assert (figures["proposed"], figures["unmatched"], figures["unmatched_because"]) == (1, 1, {"no seat": 1})
    assert [(seat["mentor"], seat["matched"]) for seat in figures["seats_that_help"]] == [("p-ann-bell", 1)]


def test_overtyped_program_cell_is_restored() -> None:
    desk = Desk(ANN, TOM)
    desk.run()
    desk.type("Pairings", {"Mentee": "Tom Ruiz"}, Why="because", Score=3, Mentor="Somebody")
    desk.run()
    row = desk.row("Pairings")
    assert (row["Mentor"], str(row["Why"])[:12]) == ("Ann Bell", "Same subject")


TRAINING = {
    "Training ID": "T1",
    "Title": "Start",
    "Starts": "2026-08-20 15:00",
    "Ends": "2026-08-20 16:00",
    "Audience": "mentors",
    "Required": "yes",
}


def test_before_the_first_meeting_a_booked_training_is_enough() -> None:
    untrained = ANN | {"Mentor training": None}
    for rule, count in (("yes", 0), ("before first meeting", 1)):
        desk = Desk(untrained, TOM, settings={"Mentor training required": rule}, trainings=[TRAINING])
        desk.run()
        assert len(desk.pairs()) == count


@pytest.mark.parametrize(
    ("changed", "invitations", "count"),
    [
        ({}, [], 1),
        ({"Seats": 1}, [{"Email": "ben@example.org", "Status": "accepted"}], 0),
        ({"Seats": 2}, [{"Email": "ben@example.org", "Status": "accepted"}], 1),
        ({"Seats": 2}, [{"Email": "ann.bell@example.org", "Status": "waitlisted"}], 0),
        ({}, [{"Email": "ann.bell@example.org", "Status": "invited", "Answer": "no"}], 0),
        ({"Seats": 1}, [{"Email": "guest@x.org", "Status": "invited", "Answer": "no"}], 1),
        ({"Audience": "mentees"}, [], 0),
        ({"Starts": "2026-12-20 15:00", "Ends": "2026-12-20 16:00"}, [], 0),
    ],
)
def test_a_training_counts_as_booked_while_it_has_a_seat_for_the_mentor(
    changed: dict[str, object], invitations: list[dict[str, object]], count: int
) -> None:
    desk = Desk(
        ANN | {"Mentor training": None},
        TOM,
        settings={"Mentor training required": "before first meeting"},
        trainings=[TRAINING | changed],
        invitations=[{"Training ID": "T1"} | row for row in invitations],
    )
    desk.run()
    assert len(desk.pairs()) == count


def test_vacancies_without_name_or_address_hold_a_seat_and_stay_themselves() -> None:
    vacancy = {"Role": "mentee", "School": "Oak School", "Status": "expected", "Subject": "Mathematics"}
    desk = Desk(ANN, BEN, vacancy | {"Person ID": "p-v1"}, vacancy | {"Person ID": "p-v2", "Subject": "Art"})
    desk.run()
    first = [row["Pairing ID"] for row in desk.book.snapshot.rows("Pairings")]
    assert len(first) == 2
    desk.run(later(1))
    assert [row["Pairing ID"] for row in desk.book.snapshot.rows("Pairings")] == first


def test_change_that_would_help_prefers_a_mentor_with_a_free_seat() -> None:
    late = {"Mentor training": None}
    desk = Desk(
        ANN,
        TOM,
        KIM | {"School": "Elm School", "Meeting mode": "in person"},
        settings={"Mentor training required": "yes"},
    )
    desk.run()
    assert why_not(desk, "Kim Chan")[1] == (
        "It would be possible if Ann Bell and Kim Chan could meet by video, and Ann Bell had one more seat."
    )
    spare = mentor("Zoe Diaz", School="Elm School") | late
    desk.add("Enrollment", **{k.replace(" ", "_"): v for k, v in spare.items()})
    desk.run(later(1))
    assert why_not(desk, "Kim Chan")[1] == "It would be possible if Zoe Diaz does the mentor training."


def test_why_says_who_asked_for_whom_and_the_letter_does_not() -> None:
    wishing = TOM | {"Preferred": "ann.bell@example.org"}
    desk = Desk(ANN | {"Preferred": "Tom Ruiz"}, wishing, settings={"Approve pairings": "auto"})
    letters = desk.run().letters
    assert "they asked for each other" in str(desk.row("Pairings", Mentor="Ann Bell")["Why"])
    assert "asked" not in repr([letter.context for letter in letters])
    one_sided = Desk(ANN | {"School": "Elm School"}, wishing)
    one_sided.run()
    assert "Tom asked for Ann" in str(one_sided.row("Pairings", Mentor="Ann Bell")["Why"])


def test_load_cap_of_the_program_is_below_every_capacity() -> None:
    desk = Desk(ANN | {"Capacity": 40}, TOM, SUE, KIM, settings={"Mentees per mentor": 2})
    desk.run()
    assert len(desk.pairs()) == 2
    assert len(desk.waiting()) == 1
