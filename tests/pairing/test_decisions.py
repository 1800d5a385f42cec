"""Staff's cells in `Pairings`: what each makes of a pair, run by run."""

from datetime import date

import pytest

from tasks.pairing.transitions import TABLE, Event, after
from tasks.program.cells import Value
from tasks.program.pairs import PairStatus
from tests.build import mentee, mentor
from tests.pairing.desk import Desk, later

ANN = mentor("Ann Bell", Subject="Mathematics", Grade_band="6-8")
BEN = mentor("Ben Cole", Subject="Art", Grade_band="3-5")
TOM = mentee("Tom Ruiz", Subject="Mathematics", Grade_band="6-8")
SUE = mentee("Sue Park", Subject="Art", Grade_band="3-5")


def two() -> Desk:
    """Ann proposed for Tom, Ben for Sue."""
    desk = Desk(ANN, BEN, TOM, SUE)
    desk.run()
    assert sorted(desk.pairs()) == [("Ann", "Tom", "proposed"), ("Ben", "Sue", "proposed")]
    return desk


def decide(desk: Desk, mentee: str, **cells: Value) -> None:
    desk.type("Pairings", {"Mentee": mentee}, **cells)


def active() -> Desk:
    desk = two()
    decide(desk, "Tom Ruiz", Decision="approve")
    desk.run()
    desk.send()
    desk.run(later(1))
    return desk


def test_approve_introduces_and_the_sent_letter_makes_the_pair_active() -> None:
    desk = two()
    decide(desk, "Tom Ruiz", Decision="approve")
    desk.run()
    assert ("Ann", "Tom", "approved") in desk.pairs()
    assert desk.letters() == [("introduction", ["Ann", "Tom"])]
    assert desk.row("Enrollment", Name="Tom Ruiz")["Paired with"] == "Ann Bell"
    desk.send()
    desk.run(later(3))
    row = desk.row("Pairings", Mentee="Tom Ruiz")
    assert (row["Status"], row["Matched on"], row["Introduced on"]) == (
        "active",
        date(2026, 8, 12),
        date(2026, 8, 13),
    )
    assert desk.letters() == []


def test_lock_is_an_approval() -> None:
    desk = two()
    decide(desk, "Tom Ruiz", Decision="lock")
    said = desk.run().said
    assert ("Ann", "Tom", "approved") in desk.pairs()
    assert [(line.what, line.because) for line in said] == [("approved", "staff: Decision lock")]


def test_rejected_pair_never_comes_back() -> None:
    desk = two()
    decide(desk, "Tom Ruiz", Decision="reject")
    desk.run()
    assert ("Ann", "Tom", "rejected") in desk.pairs()
    assert {("Ben", "Tom", "proposed"), ("Ann", "Sue", "proposed")} <= set(desk.pairs())
    decide_row = desk.row("Pairings", Mentee="Sue Park", Status="replaced")
    assert decide_row["What changed"] == "Replaced: so that more people have a mentor."


def test_end_frees_the_seat_and_the_notice_waits_for_release() -> None:
    desk = active()
    decide(desk, "Tom Ruiz", Decision="end", Ending="leave", Reason="secret words")
    desk.run(later(30))
    row = desk.row("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz", Status="ended")
    assert (row["Ended on"], row["What changed"]) == (date(2026, 9, 11), "Ended by staff.")
    assert [(letter.template, letter.waits_for) for letter in desk.last.letters] == [("ending", "ending")]
    assert "secret" not in repr(desk.last.letters) + repr(desk.last.said)


def test_no_fault_ending_bars_a_repeat_and_others_do_not() -> None:
    for ending, again in (("no-fault", 0), ("leave", 1)):
        desk = Desk(ANN, TOM)
        desk.run()
        decide(desk, "Tom Ruiz", Decision="approve")
        desk.run()
        decide(desk, "Tom Ruiz", Decision="end", Ending=ending)
        desk.run()
        assert desk.pairs().count(("Ann", "Tom", "proposed")) == again
        assert len({row["Pairing ID"] for row in desk.book.snapshot.rows("Pairings")}) == 1 + again


def test_ends_on_takes_effect_on_its_day_and_is_announced_before() -> None:
    desk = active()
    decide(desk, "Tom Ruiz", Ending="completed", Ends_on=date(2026, 9, 1))
    plan = desk.run(later(10))
    assert [(coming.on, coming.what) for coming in plan.coming] == [(date(2026, 9, 1), "Pairs end")]
    desk.run("2026-09-03 12:00")
    assert desk.row("Pairings", Status="ended")["Ended on"] == date(2026, 9, 1)


def test_replace_keeps_the_old_pair_until_the_new_one_is_approved() -> None:
    desk = active()
    decide(desk, "Tom Ruiz", Decision="replace")
    decide(desk, "Sue Park", Decision="reject")
    desk.run()
    assert set(desk.pairs()) == {
        ("Ann", "Tom", "active"),
        ("Ben", "Sue", "rejected"),
        ("Ben", "Tom", "proposed"),
    }
    assert desk.waiting() == ["Sue"]
    desk.type("Pairings", {"Mentor": "Ben Cole", "Mentee": "Tom Ruiz"}, Decision="approve")
    desk.run()
    assert {("Ann", "Tom", "replaced"), ("Ben", "Tom", "approved")} <= set(desk.pairs())
    assert sorted(desk.letters()) == [("ending", ["Ann", "Tom"]), ("introduction", ["Ben", "Tom"])]


def test_change_mentor_of_a_proposal() -> None:
    desk = Desk(ANN, BEN, TOM)
    desk.run()
    decide(desk, "Tom Ruiz", Change_mentor_to="ben cole")
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "replaced"), ("Ben", "Tom", "proposed")]
    assert desk.row("Pairings", Mentor="Ben Cole")["What changed"] == "Chosen by staff."


def test_change_mentor_with_approval_approves_the_new_pair() -> None:
    desk = Desk(ANN, BEN, TOM)
    desk.run()
    decide(desk, "Tom Ruiz", Change_mentor_to="ben.cole@example.org", Decision="approve")
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "replaced"), ("Ben", "Tom", "approved")]


def test_change_mentor_of_an_active_pair_waits_for_approval() -> None:
    desk = active()
    decide(desk, "Sue Park", Decision="reject")
    decide(desk, "Tom Ruiz", Change_mentor_to="Ben Cole")
    desk.run()
    assert {("Ann", "Tom", "active"), ("Ben", "Tom", "proposed")} <= set(desk.pairs())
    desk.type("Pairings", {"Mentor": "Ben Cole", "Mentee": "Tom Ruiz"}, Decision="approve")
    desk.run()
    assert {("Ann", "Tom", "replaced"), ("Ben", "Tom", "approved")} <= set(desk.pairs())


def test_another_mentor_in_a_row_that_is_over_is_explained_until_another_row_has_that_pair() -> None:
    desk = Desk(ANN, BEN, mentor("Cat Dow"), TOM)
    desk.run()
    decide(desk, "Tom Ruiz", Change_mentor_to="Ben Cole")
    assert not desk.run().problems
    assert not desk.run(later(1)).problems
    desk.type("Pairings", {"Mentor": "Ann Bell"}, Change_mentor_to="Cat Dow")
    (problem,) = desk.run(later(1)).problems
    assert (problem.column, problem.value) == ("Change mentor to", "Cat Dow")
    assert problem.message == "This row is replaced: nothing comes of it any more."
    assert desk.pairs() == [("Ann", "Tom", "replaced"), ("Ben", "Tom", "proposed")]
    desk.type("Pairings", {"Mentor": "Ben Cole"}, Change_mentor_to="Cat Dow")
    assert not desk.run(later(1)).problems
    assert ("Cat", "Tom", "proposed") in desk.pairs()


@pytest.mark.parametrize("whom", ["nobody@example.org", "Tom Ruiz"])
def test_change_to_nobody_or_oneself_is_a_problem(whom: str) -> None:
    desk = Desk(ANN, TOM)
    desk.run()
    decide(desk, "Tom Ruiz", Change_mentor_to=whom)
    problems = desk.run().problems
    assert [(p.tab, p.column, p.value) for p in problems] == [("Pairings", "Change mentor to", whom)]
    assert desk.pairs() == [("Ann", "Tom", "proposed")]


def test_typed_row_is_checked_and_stays_where_it_is() -> None:
    desk = two()
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Sue Park")
    desk.run()
    assert {("Ann", "Sue", "proposed"), ("Ben", "Tom", "proposed")} <= set(desk.pairs())
    desk.run(later(1))
    assert {("Ann", "Sue", "proposed"), ("Ben", "Tom", "proposed")} <= set(desk.pairs())
    row = desk.row("Pairings", Mentor="Ann Bell", Mentee="Sue Park")
    assert row["Mentor email"] == "ann.bell@example.org"
    assert str(row["Why"]).startswith("Chosen by staff.")


def test_typed_row_against_a_rule_needs_an_exception_with_a_reason() -> None:
    desk = Desk(mentor("Ann Bell", Years_teaching=1), TOM)
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz", Decision="approve")
    problems = desk.run().problems
    assert desk.pairs() == [("Ann", "Tom", "not allowed")]
    assert [p.message for p in problems] == ["Not allowed: the mentor has too few years of teaching."]
    decide(desk, "Tom Ruiz", Decision="exception")
    assert [p.column for p in desk.run().problems if p.column == "Reason"] == ["Reason"]
    decide(desk, "Tom Ruiz", Reason="the only teacher of the subject")
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "approved")]


@pytest.mark.parametrize(
    ("ann", "tom", "said"),
    [
        ({"Evaluator": "tom.ruiz@example.org"}, {}, "one of the two evaluates the other"),
        ({}, {"Supervisor": "ann.bell@example.org"}, "one of the two supervises the other"),
        ({"Avoid": "tom.ruiz@example.org"}, {}, "confidential"),
    ],
)
def test_no_exception_waives_evaluator_supervisor_or_avoid(
    ann: dict[str, Value], tom: dict[str, Value], said: str
) -> None:
    desk = Desk(ANN | ann, TOM | tom)
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz", Decision="exception", Reason="we insist")
    desk.run()
    assert desk.row("Pairings")["Why"] == f"Not allowed: {said}."


def test_two_locks_over_a_capacity_leave_the_second_out() -> None:
    desk = Desk(ANN, TOM, SUE)
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz", Decision="lock")
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Sue Park", Decision="lock")
    problems = desk.run().problems
    assert desk.pairs() == [("Ann", "Tom", "approved"), ("Ann", "Sue", "not allowed")]
    assert [p.message for p in problems] == ["Not allowed: Ann Bell has no seat left."]


def test_another_mentor_in_a_rejected_row_is_asked_for_and_the_rejection_stands() -> None:
    desk = Desk(ANN, mentor("Ben Cole"), mentor("Cat Dow"), TOM | {"Preferred": "cat.dow@example.org"})
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz", Decision="reject")
    desk.run()
    desk.type("Pairings", {"Mentor": "Ann Bell"}, Decision="approve", Change_mentor_to="ben.cole@example.org")
    desk.run()
    assert set(desk.pairs()) == {
        ("Ann", "Tom", "rejected"),
        ("Ben", "Tom", "approved"),
        ("Cat", "Tom", "replaced"),
    }


def test_exception_goes_past_rules_and_never_past_seats_or_a_mentor_that_stands() -> None:
    desk = Desk(ANN, mentor("Ben Cole", Years_teaching=1), TOM, SUE)
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz", Decision="lock")
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Sue Park", Decision="exception", Reason="we insist")
    desk.add("Pairings", Mentor="Ben Cole", Mentee="Tom Ruiz", Decision="exception", Reason="we insist")
    problems = desk.run().problems
    assert desk.pairs()[1:] == [("Ann", "Sue", "not allowed"), ("Ben", "Tom", "not allowed")]
    assert [(p.message, p.remedy) for p in problems] == [
        (
            "Not allowed: Ann Bell has no seat left.",
            "Choose another mentor, or raise Capacity in the mentor's row.",
        ),
        (
            "Not allowed: Tom Ruiz is already paired with Ann Bell.",
            "For another mentor, use Change mentor to in the row of the pair that stands.",
        ),
    ]


def test_exception_goes_past_the_programs_own_limit_on_mentees() -> None:
    desk = Desk(ANN | {"Capacity": 2}, TOM, SUE, settings={"Mentees per mentor": 1})
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz", Decision="lock")
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Sue Park", Decision="approve")
    desk.run()
    assert desk.pairs()[1] == ("Ann", "Sue", "not allowed")
    desk.type("Pairings", {"Mentee": "Sue Park"}, Decision="exception", Reason="both agreed")
    desk.run()
    assert desk.pairs()[1] == ("Ann", "Sue", "approved")


def test_second_mentor_unasked_is_not_allowed() -> None:
    desk = active()
    desk.add("Pairings", Mentor="Ben Cole", Mentee="Tom Ruiz", Decision="approve")
    desk.run()
    assert ("Ben", "Tom", "not allowed") in desk.pairs()


def test_typed_row_with_an_unknown_person_says_so() -> None:
    desk = Desk(ANN)
    desk.add("Pairings", Mentor_email="ann.bell@example.org", Mentee_email="who@example.org")
    problems = desk.run().problems
    assert [(p.column, p.value) for p in problems] == [("Mentee email", "who@example.org")]
    assert desk.row("Pairings")["Status"] == "not allowed"


def test_pair_typed_twice_stands_once() -> None:
    desk = Desk(ANN, TOM)
    desk.run()
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz")
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "proposed"), ("Ann", "Tom", "replaced")]


def test_proposal_typed_once_more_takes_the_typed_decision() -> None:
    desk = Desk(ANN, TOM)
    desk.run()
    desk.add("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz", Decision="approve")
    desk.run()
    assert desk.pairs() == [("Ann", "Tom", "approved"), ("Ann", "Tom", "replaced")]
    decide_ended(desk)
    assert [status for _, _, status in desk.pairs()] == ["ended", "replaced", "proposed"]


def decide_ended(desk: Desk) -> None:
    desk.type("Pairings", {"Status": "approved"}, Decision="end")
    desk.run()


def test_approve_together_with_an_ending_waits() -> None:
    desk = two()
    decide(desk, "Tom Ruiz", Decision="approve", Ending="leave")
    assert [p.column for p in desk.run().problems] == ["Decision"]
    assert ("Ann", "Tom", "proposed") in desk.pairs()


def test_leave_pauses_and_return_resumes_without_a_new_introduction() -> None:
    desk = active()
    desk.type("Enrollment", {"Name": "Ann Bell"}, Away_from="2026-09-01", Away_until="2026-10-01")
    desk.run("2026-09-01 12:00")
    assert ("Ann", "Tom", "paused") in desk.pairs()
    assert desk.letters() == []
    desk.run("2026-10-01 12:00")
    assert ("Ann", "Tom", "active") in desk.pairs()
    assert desk.letters() == []


def test_leave_before_the_introduction_comes_back_to_approved() -> None:
    desk = two()
    decide(desk, "Tom Ruiz", Decision="approve")
    desk.run()
    desk.type("Enrollment", {"Name": "Tom Ruiz"}, Away_from="2026-08-12", Away_until="2026-08-20")
    desk.run()
    assert (("Ann", "Tom", "paused") in desk.pairs(), desk.letters()) == (True, [])
    desk.run("2026-08-20 12:00")
    assert ("Ann", "Tom", "approved") in desk.pairs()
    assert desk.letters() == [("introduction", ["Ann", "Tom"])]


@pytest.mark.parametrize("status", ["left", "withdrawn", "completed"])
def test_people_who_go_end_their_pairs(status: str) -> None:
    desk = active()
    desk.type("Enrollment", {"Name": "Ann Bell"}, Status=status)
    desk.run(later(20))
    row = desk.row("Pairings", Mentor="Ann Bell", Mentee="Tom Ruiz")
    assert (row["Status"], row["Ended on"]) == ("ended", date(2026, 9, 1))
    assert row["What changed"] == "Ended: Ann Bell no longer takes part."


def test_vanished_person_freezes_the_pair() -> None:
    desk = active()
    desk.remove("Enrollment", Name="Tom Ruiz")
    desk.run(later(5))
    assert ("Ann", "Tom", "active") in desk.pairs()


@pytest.mark.parametrize(("answer", "status"), [("end", "ended"), ("keep", "active"), ("replace", "active")])
def test_new_conflict_in_an_active_pair_is_asked(answer: str, status: str) -> None:
    desk = active()
    desk.type("Enrollment", {"Name": "Tom Ruiz"}, Evaluator="ann.bell@example.org")
    (todo,) = desk.run(later(60)).todos
    assert (todo.kind, todo.choices) == ("question", ("end", "replace", "keep"))
    assert ("Ann", "Tom", "active") in desk.pairs()
    desk.add("To do", Item=todo.key, Answer=answer)
    left = desk.run(later(61)).todos
    assert ("Ann", "Tom", status) in desk.pairs()
    assert len(left) == (1 if answer == "replace" else 0)


def test_conflict_by_avoid_is_asked_without_naming_it() -> None:
    desk = active()
    desk.type("Enrollment", {"Name": "Tom Ruiz"}, Avoid="ann.bell@example.org")
    (todo,) = desk.run(later(60)).todos
    assert todo.what == "Ann Bell and Tom Ruiz are a pair, but that is no longer possible: confidential."


def test_mistyped_cell_in_march_stops_no_pair() -> None:
    desk = active()
    desk.type("Enrollment", {"Name": "Ann Bell"}, Years_teaching="a lot", Evaluator="nonsense")
    desk.run(later(60))
    assert ("Ann", "Tom", "active") in desk.pairs()


def test_auto_approval_by_setting() -> None:
    desk = Desk(ANN, TOM, settings={"Approve pairings": "auto"})
    said = desk.run().said
    assert desk.pairs() == [("Ann", "Tom", "approved")]
    assert [line.because for line in said] == ["setting: Approve pairings"]


def test_expected_person_holds_a_seat_and_gets_no_letter() -> None:
    desk = Desk(ANN, TOM | {"Status": "expected"})
    desk.run()
    decide(desk, "Tom Ruiz", Decision="approve")
    desk.run()
    assert (desk.pairs(), desk.letters()) == ([("Ann", "Tom", "approved")], [])
    desk.type("Enrollment", {"Name": "Tom Ruiz"}, Status="active")
    desk.run(later(1))
    assert desk.letters() == [("introduction", ["Ann", "Tom"])]


def test_no_event_leads_out_of_an_ended_pair() -> None:
    assert [after(PairStatus.ENDED, event) for event in Event] == [PairStatus.ENDED] * len(Event)
    assert {status for status, _ in TABLE} | set(TABLE.values()) == {None, *PairStatus}
