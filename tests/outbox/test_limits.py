"""How many letters may go: by week, by day, in one unwatched run; and rehearsals, which send the real thing to nobody."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tasks.backends.memory.ledger import MemoryLedger
from tasks.backends.memory.postbox import MemoryPostbox
from tasks.outbox.owed import decide
from tasks.program import keys
from tasks.program.letters import Recipient, State
from tasks.program.todo import ToDo
from tests.outbox.build import ROOMS, at, book, copy, gone, key_of, letter, states, term, why

NUDGES = [letter(f"nudge-{n}", routine=True) for n in (1, 2)]
MANY = [letter(f"hello-{n}", occasion=date(2026, 9, 7)) for n in range(4)]
FOUR = {"Ask above": 3}
GUARD = keys.todo("many-letters", "hello-0")


def test_one_routine_mail_a_week_and_person() -> None:
    decisions = decide(NUDGES, book(by_hand=True), ROOMS)
    assert (gone(decisions), why(decisions)) == (
        ["nudge-1"],
        {"nudge-2": ("next week: one routine mail at a time", date(2026, 9, 14))},
    )


def test_routine_mail_of_this_week_counts_and_that_of_last_week_does_not() -> None:
    first = copy(NUDGES[0], state=State.SENT, changed_at=at("2026-09-07 07:30"))
    assert gone(decide(NUDGES, book([first], by_hand=True), ROOMS)) == []
    earlier = replace(first, changed_at=at("2026-09-06 23:59"))
    assert gone(decide(NUDGES, book([earlier], by_hand=True), ROOMS)) == ["nudge-2"]


def test_routine_limit_holds_for_one_of_two_recipients() -> None:
    both = letter("agenda-1", "Ana Lee", "Ben Ortiz", routine=True)
    had = copy(NUDGES[0], state=State.SENT)
    [going] = decide([both], book([had], by_hand=True), ROOMS).going
    assert [one.to.name for one in going.copies] == ["Ben Ortiz"]
    assert going.key != both.key


def test_routine_letter_that_a_person_released_goes_all_the_same() -> None:
    had = copy(NUDGES[0], state=State.SENT)
    released = {key_of(NUDGES[1]): "send"}
    assert gone(decide(NUDGES, book([had], actions=released), ROOMS)) == ["nudge-2"]


def test_routine_limit_is_a_setting() -> None:
    generous = {"Routine mails per person per week": 2}
    assert gone(decide(NUDGES, book(settings=generous, by_hand=True), ROOMS)) == ["nudge-1", "nudge-2"]


def test_second_routine_mail_that_waits_for_the_morning_is_foretold_for_the_week_after() -> None:
    decisions = decide(NUDGES, book(now="2026-09-08 12:00"), ROOMS)
    assert why(decisions) == {
        "nudge-1": ("`Letters leave at`", date(2026, 9, 9)),
        "nudge-2": ("next week: one routine mail at a time", date(2026, 9, 14)),
    }


def test_what_is_over_the_days_maximum_goes_the_next_date() -> None:
    ledger, postbox = MemoryLedger(), MemoryPostbox()
    limit = {"Maximum mails per run": 3}
    for now, number in (("2026-09-08 08:00", 3), ("2026-09-08 15:00", 3), ("2026-09-09 08:00", 4)):
        term(MANY, ledger, postbox, now, settings=limit)
        assert len(postbox.messages) == number


def test_held_back_by_the_maximum_is_shown_for_the_next_school_day() -> None:
    decisions = decide(MANY, book(settings={"Maximum mails per run": 3}, by_hand=True), ROOMS)
    assert why(decisions) == {"hello-3": ("`Maximum mails per run`", date(2026, 9, 9))}


def test_what_is_over_the_maximum_is_foretold_for_the_day_that_has_room() -> None:
    """Three mails a day, and a weekend that begins on Saturday, September 12."""
    many = [letter(f"hello-{n}", "Ana Lee", "Ben Ortiz", occasion=date(2026, 9, 10)) for n in range(7)]
    coming = decide(many, book(settings={"Maximum mails per run": 3}), ROOMS).coming
    assert [(line.on, line.how_many, line.waits_for) for line in coming] == [
        (date(2026, 9, 10), 6, "`Letters leave at`"),
        (date(2026, 9, 11), 6, "`Maximum mails per run`"),
        (date(2026, 9, 14), 2, "`Maximum mails per run`"),
    ]


def test_what_a_full_day_puts_off_takes_the_room_of_the_next_before_its_own() -> None:
    days = [10, 10, 10, 10, 11, 11, 11, 15]
    many = [letter(f"hello-{n}", occasion=date(2026, 9, day)) for n, day in enumerate(days)]
    coming = decide(many, book(settings={"Maximum mails per run": 3}), ROOMS).coming
    counts: dict[int, int] = {}
    for line in coming:
        counts[line.on.day] = counts.get(line.on.day, 0) + line.how_many
    assert counts == {10: 3, 11: 3, 14: 1, 15: 1}


def test_letter_to_two_counts_as_one_mail() -> None:
    pairs = [letter(f"hello-{n}", "Ana Lee", "Ben Ortiz") for n in range(3)]
    decisions = decide(pairs, book(settings={"Maximum mails per run": 2}, by_hand=True), ROOMS)
    assert gone(decisions) == ["hello-0", "hello-1"]


def test_many_letters_in_a_scheduled_run_ask_first() -> None:
    decisions = decide(MANY, book(settings=FOUR), ROOMS)
    what = (
        "4 letters are about to leave at once, more than the 3 of `Ask above`. Look through Outbox, then answer; "
        "`send` in Action lets single ones go."
    )
    assert (gone(decisions), decisions.todos) == (
        [],
        (ToDo(GUARD, what, look_in="Outbox", choices=("go on", "stop"), kind="guard"),),
    )


@pytest.mark.parametrize(
    "answered", [{"answers": {GUARD: "Go on"}}, {"by_hand": True}, {"settings": {"Ask above": 4}}]
)
def test_many_letters_go_when_somebody_looked(answered: dict[str, Any]) -> None:
    assert len(gone(decide(MANY, book(**{"settings": FOUR, **answered}), ROOMS))) == 4


def test_stop_keeps_many_letters_and_force_lets_them_go() -> None:
    stopped = book(settings=FOUR, answers={GUARD: "stop"})
    assert gone(decide(MANY, stopped, ROOMS)) == []
    stopped.run = replace(stopped.run, forced=frozenset({"many-letters"}))
    assert len(gone(decide(MANY, stopped, ROOMS))) == 4


def test_guard_asks_anew_about_other_letters() -> None:
    later = [letter(f"later-{n}", occasion=date(2026, 9, 7)) for n in range(4)]
    decisions = decide(later, book(settings=FOUR, answers={GUARD: "go on"}), ROOMS)
    assert [todo.key for todo in decisions.todos] == [keys.todo("many-letters", "later-0")]


def test_letter_that_a_person_released_passes_the_guard() -> None:
    held = copy(MANY[2])
    five = [*MANY, letter("hello-4", occasion=date(2026, 9, 7))]
    decisions = decide(five, book([held], settings=FOUR, actions={held.key: "send"}), ROOMS)
    assert gone(decisions) == ["hello-2"]


def test_letters_of_the_same_run_count_together() -> None:
    sent = copy(letter("hello-9"), state=State.SENT)
    decisions = decide(MANY[:3], book([sent], settings=FOUR), ROOMS, frozenset([sent.key]))
    assert (gone(decisions), len(decisions.todos)) == ([], 1)


REHEARSAL = {"Redirect all mail to": "coordinator@example.org"}


def test_rehearsal_goes_to_one_address_and_names_the_intended() -> None:
    both = letter("hello-1", "Ana Lee", "Ben Ortiz")
    [going] = decide([both], book(settings=REHEARSAL, by_hand=True), ROOMS).going
    assert [one.to for one in going.copies] == [Recipient("rehearsal", "", "coordinator@example.org")]
    assert (going.key, going.rehearsal) == (
        "rehearsed-hello-1",
        ("Ana Lee (ana.lee@example.org)", "Ben Ortiz (ben.ortiz@example.org)"),
    )


def test_rehearsed_once_and_still_owed_then_sent_for_real() -> None:
    ledger, postbox = MemoryLedger(), MemoryPostbox()
    letters = [*NUDGES, letter("hello-1")]
    for _ in range(2):
        term(letters, ledger, postbox, settings=REHEARSAL, by_hand=True)
        assert [one.key for one in postbox.messages] == ["rehearsed-hello-1", "rehearsed-nudge-1"]
    assert states(ledger) == {
        key_of(letters[2]): "owed",
        key_of(NUDGES[0]): "owed",
        key_of(NUDGES[1]): "owed",
        "rehearsed-hello-1": "sent",
        "rehearsed-nudge-1": "sent",
    }
    term(letters, ledger, postbox, by_hand=True)
    assert [one.key for one in postbox.messages][2:] == ["hello-1", "nudge-1"]
