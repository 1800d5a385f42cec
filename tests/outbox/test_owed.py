"""What goes, what waits and for what, what is dropped."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tasks.outbox.owed import decide
from tasks.outbox.turns import Move
from tasks.program import keys
from tasks.program.letters import Delivery, State
from tasks.program.todo import Coming
from tests import build
from tests.outbox.build import ROOMS, TUESDAY, at, book, copy, gone, key_of, letter, why

HELLO = letter("hello-1")
TODAY, TOMORROW = date(2026, 9, 8), date(2026, 9, 9)


def test_new_letter_is_owed_now() -> None:
    decisions = decide([HELLO], book(), ROOMS)
    when = at(f"{TUESDAY} 08:00")
    owed = Delivery(
        key_of(HELLO), "hello-1", "p-ana-lee", "hello", "pairing", State.OWED, when, when, HELLO.drop_after
    )
    assert (decisions.owe, gone(decisions)) == ((owed,), [])
    assert why(decisions) == {"hello-1": ("`Letters leave at`", TOMORROW)}


def test_run_by_hand_sends_at_once() -> None:
    decisions = decide([HELLO], book(by_hand=True), ROOMS)
    assert [(one.key, one.because) for one in decisions.going] == [("hello-1", "staff: run by hand")]


@pytest.mark.parametrize(
    ("owed", "now", "leaves"),
    [
        ("2026-09-08 06:00", "2026-09-08 07:29", None),
        ("2026-09-08 06:00", "2026-09-08 07:30", "today"),
        ("2026-09-08 12:00", "2026-09-08 18:00", None),
        ("2026-09-08 12:00", "2026-09-09 07:30", "today"),
        ("2026-09-11 12:00", "2026-09-12 09:00", None),  # owed on Friday: Saturday is no school day
        ("2026-09-11 12:00", "2026-09-14 07:30", "today"),
        ("2026-09-08 06:00", "2026-09-12 09:00", None),  # overdue, but nothing leaves on a Saturday
    ],
)
def test_scheduled_letter_leaves_on_the_first_school_morning(owed: str, now: str, leaves: str | None) -> None:
    held = copy(HELLO, owed_at=at(owed))
    assert gone(decide([HELLO], book([held], now), ROOMS)) == (["hello-1"] if leaves else [])


@pytest.mark.parametrize(
    ("occasion", "now", "going"),
    [
        (TODAY, "2026-09-08 12:00", ["hello-1"]),
        (TODAY, "2026-09-08 07:00", []),
        (TOMORROW, "2026-09-08 12:00", []),
        (date(2026, 9, 12), "2026-09-14 07:30", ["hello-1"]),
    ],
)
def test_letter_with_an_occasion_leaves_on_its_day(occasion: date, now: str, going: list[str]) -> None:
    assert gone(decide([letter(occasion=occasion)], book(now=now), ROOMS)) == going


def test_no_letter_leaves_on_a_day_off() -> None:
    day_off = [{"Date": TODAY, "Kind": "no school"}]
    decisions = decide([HELLO], book([copy(HELLO)], calendar=day_off), ROOMS)
    assert why(decisions) == {"hello-1": ("`Letters leave at`", TOMORROW)}


def test_prompt_letter_leaves_at_any_hour() -> None:
    assert gone(decide([letter(prompt=True)], book(now="2026-09-12 22:00"), ROOMS)) == ["hello-1"]


@pytest.mark.parametrize("by_hand", [True, False])
def test_letter_of_a_kind_that_waits_goes_only_by_action(by_hand: bool) -> None:
    ending = letter("ending-1", waits_for="ending")
    waiting = decide([ending], book(by_hand=by_hand), ROOMS)
    assert [(one.state, gone(waiting)) for one in waiting.owe] == [(State.WAITING, [])]
    assert waiting.waiting_json() == (
        {"key": key_of(ending), "letter": "ending", "waits_for": "`send` in Action"},
    )
    held = copy(ending, state=State.WAITING)
    released = decide([ending], book([held], actions={held.key: "Send"}, by_hand=by_hand), ROOMS)
    assert [(one.key, one.because) for one in released.going] == [("ending-1", "staff: Action")]


def test_hold_and_its_end_move_between_owed_and_waiting() -> None:
    held = copy(HELLO)
    decisions = decide([HELLO], book([held], actions={held.key: "hold"}, by_hand=True), ROOMS)
    assert decisions.moves == (Move(held.key, State.OWED, State.WAITING, "waits for `hold` in Action"),)
    waiting = copy(HELLO, state=State.WAITING)
    back = decide([HELLO], book([waiting], now="2026-09-08 07:00"), ROOMS)
    assert back.moves == (Move(held.key, State.WAITING, State.OWED, "waits for `Letters leave at`"),)


def test_drop_in_action_is_final_until_send() -> None:
    held = copy(HELLO)
    dropped = decide([HELLO], book([held], actions={held.key: "drop"}, by_hand=True), ROOMS)
    assert dropped.moves == (
        Move(held.key, State.OWED, State.DROPPED, "staff: Action", "drop", "dropped by staff"),
    )
    out = copy(HELLO, state=State.DROPPED, action="drop")
    assert decide([HELLO], book([out]), ROOMS).moves == ()
    revived = decide([HELLO], book([out], actions={held.key: "send"}), ROOMS)
    assert revived.moves == (Move(held.key, State.DROPPED, State.OWED, "staff: Action", "send"),)


def test_action_that_cannot_be_read_holds_the_letter() -> None:
    held = copy(HELLO)
    decisions = decide([HELLO], book([held], actions={held.key: "dorp"}, by_hand=True), ROOMS)
    assert gone(decisions) == []
    assert [(one.tab, one.column, one.value) for one in decisions.problems] == [("Outbox", "Action", "dorp")]


def test_letter_past_its_day_is_dropped_not_sent() -> None:
    late = letter(drop_after=date(2026, 9, 7))
    assert decide([late], book([copy(late)], by_hand=True), ROOMS).moves == (
        Move(key_of(late), State.OWED, State.DROPPED, "rule: too late", "", "too late to be of use"),
    )
    new = decide([late], book(by_hand=True), ROOMS)
    assert ([one.state for one in new.owe], gone(new)) == ([State.DROPPED], [])


def test_letter_no_longer_wanted_is_dropped_by_its_own_room_only() -> None:
    mine, other = copy(HELLO), copy(letter("survey-1"), room="surveys")
    sent = copy(letter("hello-2"), state=State.SENT)
    decisions = decide([], book([mine, other, sent]), ROOMS)
    why_not = "rule: pairing no longer wants it"
    assert decisions.moves == (Move(mine.key, State.OWED, State.DROPPED, why_not, "", "no longer wanted"),)


def test_letter_wanted_again_comes_back() -> None:
    dropped = copy(HELLO, state=State.DROPPED, error="no longer wanted")
    assert decide([HELLO], book([dropped]), ROOMS).moves == (
        Move(dropped.key, State.DROPPED, State.OWED, "rule: pairing wants it again"),
    )


def test_recipient_no_longer_addressed_is_dropped() -> None:
    both = letter("hello-1", "Ana Lee", "Ben Ortiz")
    held = [copy(both, "Ana Lee"), copy(both, "Ben Ortiz")]
    decisions = decide([HELLO], book(held), ROOMS)
    assert [move.key for move in decisions.moves] == [key_of(both, "Ben Ortiz")]


@pytest.mark.parametrize("state", [State.SENT, State.BOUNCED, State.SENDING, State.UNSURE])
def test_copy_that_may_have_left_is_never_sent_again(state: State) -> None:
    held = copy(HELLO, state=state)
    decisions = decide([HELLO], book([held], actions={held.key: "send"}, by_hand=True), ROOMS)
    assert (gone(decisions), decisions.moves) == ([], ())


@pytest.mark.parametrize(
    "cells",
    [
        {"Away_from": "2026-09-01"},
        {"Status": "left"},
        {"End_date": "2026-09-01"},
        {"Mail": "bounced"},
        {"Email": ""},
    ],
)
def test_nobody_who_may_not_get_mail_gets_any(cells: dict[str, str]) -> None:
    someone = build.mentee("Ana Lee", **cells)
    decisions = decide([HELLO], book([copy(HELLO)], people=[someone], by_hand=True), ROOMS)
    assert (gone(decisions), why(decisions)) == ([], {"hello-1": ("the person can get mail", None)})


def test_reminders_off_spares_from_routine_mail_only() -> None:
    someone = build.mentee("Ana Lee", Mail="reminders off")
    letters = [HELLO, letter("nudge-1", routine=True)]
    assert gone(decide(letters, book(people=[someone], by_hand=True), ROOMS)) == ["hello-1"]


def test_people_outside_enrollment_may_get_mail() -> None:
    assert gone(decide([letter("hello-9", "Superintendent X")], book(by_hand=True), ROOMS)) == ["hello-9"]


def test_letter_to_two_goes_as_one_message_with_two_copies() -> None:
    both = letter("hello-1", "Ana Lee", "Ben Ortiz")
    [going] = decide([both], book(by_hand=True), ROOMS).going
    assert (going.key, [one.key for one in going.copies]) == (
        "hello-1",
        [key_of(both, "Ana Lee"), key_of(both, "Ben Ortiz")],
    )


def test_refused_recipient_alone_is_tried_again_under_another_key() -> None:
    both = letter("hello-1", "Ana Lee", "Ben Ortiz")
    sent = copy(both, "Ana Lee", state=State.SENT, proof="hello-1")
    refused = copy(both, "Ben Ortiz", state=State.FAILED, attempts=1)
    [going] = decide([both], book([sent, refused], by_hand=True), ROOMS).going
    assert [one.key for one in going.copies] == [refused.key]
    assert going.key == "hello-1-" + keys.digest("hello-1", refused.key, "", "hello-1", length=6)


def test_copy_this_run_has_tried_waits_for_the_next() -> None:
    failed = copy(HELLO, state=State.FAILED, attempts=1)
    again = decide([HELLO], book([failed], by_hand=True), ROOMS, frozenset([failed.key]))
    assert (gone(again), why(again)["hello-1"][0]) == ([], "the next run: it failed for a time")
    assert gone(decide([HELLO], book([failed], by_hand=True), ROOMS)) == ["hello-1"]


def test_pause_lets_nothing_go_but_owes_and_drops() -> None:
    late = letter("late-1", drop_after=date(2026, 9, 1))
    paused = book([copy(late)], settings={"Pause all sending": "yes"}, by_hand=True)
    decisions = decide([HELLO, late], paused, ROOMS)
    assert (gone(decisions), [one.letter for one in decisions.owe]) == ([], ["hello-1"])
    assert [move.to for move in decisions.moves] == [State.DROPPED]


def test_coming_counts_letters_by_day_and_kind() -> None:
    letters = [letter(f"hello-{n}", occasion=TOMORROW) for n in range(3)]
    letters.append(letter("ending-1", waits_for="ending", occasion=TOMORROW))
    assert decide(letters, book(), ROOMS).coming == (
        Coming(TOMORROW, "Letters: ending", 1, "`send` in Action"),
        Coming(TOMORROW, "Letters: hello", 3, "`Letters leave at`"),
    )


@pytest.mark.parametrize(
    ("cells", "foretold"),
    [
        ({}, 1),
        ({"Away_from": TOMORROW.isoformat()}, 0),
        ({"End_date": TUESDAY}, 0),
        ({"Away_from": (TOMORROW + timedelta(days=1)).isoformat()}, 1),
    ],
)
def test_nothing_is_foretold_for_people_who_will_be_away(cells: dict[str, str], foretold: int) -> None:
    people = [build.mentee("Ana Lee", **cells)]
    assert len(decide([letter(occasion=TOMORROW)], book(people=people), ROOMS).coming) == foretold


def test_foreseen_shows_the_ledger_after_the_moves() -> None:
    held = copy(HELLO)
    before = {held.key: held}
    decisions = decide([HELLO, letter("hello-2")], book([held], actions={held.key: "drop"}), ROOMS)
    assert {key: one.state for key, one in decisions.foreseen(before).items()} == {
        held.key: State.DROPPED,
        key_of(letter("hello-2")): State.OWED,
    }


def test_cost_of_deciding_grows_with_the_letters_not_with_their_square() -> None:
    def cost(number: int) -> float:
        letters = [letter(f"hello-{n}", routine=n % 2 == 0) for n in range(number)]
        held = [copy(one, state=State.SENT if n % 3 else State.OWED) for n, one in enumerate(letters)]
        full = book(held, by_hand=True)
        began = time.process_time()
        decide(letters, full, ROOMS)
        return time.process_time() - began

    few, many = min(cost(1_000) for _ in range(3)), min(cost(10_000) for _ in range(2))
    assert many < 40 * few, "ten times the letters; a cost by the square would be a hundredfold"


LIST = replace(letter("list-1"), last=True)


def test_letter_that_tells_of_the_others_goes_in_a_round_of_its_own_after_them() -> None:
    first = decide([LIST, HELLO], book(by_hand=True), ROOMS)
    assert (gone(first), [one.key for one in first.later]) == (["hello-1"], ["list-1"])

    sent = copy(HELLO, state=State.SENT)
    assert gone(decide([LIST, HELLO], book([sent, copy(LIST)], by_hand=True), ROOMS)) == ["list-1"]


def test_letter_waits_where_the_setting_names_it_and_goes_by_hand_where_it_does_not() -> None:
    named, other = {"Letters that wait": "ending; introduction"}, {"Letters that wait": "ending"}
    hello = replace(HELLO, template="introduction")
    assert gone(decide([hello], book(by_hand=True, settings=named), ROOMS)) == []
    assert gone(decide([hello], book(by_hand=True, settings=other), ROOMS)) == ["hello-1"]


def test_letter_that_tells_of_the_others_waits_until_they_are_owed_as_well() -> None:
    waiting = replace(HELLO, waits_for="introduction")
    settings = {"Letters that wait": "introduction"}
    first = decide([LIST, waiting], book(by_hand=True, settings=settings), ROOMS)
    assert (gone(first), [one.key for one in first.later]) == ([], ["list-1"])

    owed = [copy(waiting, state=State.WAITING), copy(LIST)]
    assert gone(decide([LIST, waiting], book(owed, by_hand=True, settings=settings), ROOMS)) == ["list-1"]


def test_letter_that_tells_of_the_others_goes_alone_at_once() -> None:
    assert gone(decide([LIST], book(by_hand=True), ROOMS)) == ["list-1"]
