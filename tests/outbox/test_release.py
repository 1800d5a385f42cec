"""What waits for `send` is said: nobody looks for it in a tab of a thousand rows."""

from datetime import date

from tasks.outbox.owed import decide
from tasks.program.letters import State
from tasks.program.todo import Coming
from tests.outbox.build import ROOMS, book, copy, key_of, letter

ENDING = letter("ending-1", "Ana Lee", "Cy Ott", waits_for="ending")


def test_letter_that_waits_for_send_is_a_line_with_its_last_day() -> None:
    (line,) = decide([ENDING], book(), ROOMS).todos
    assert line.what == (
        "The letter “ending” to Ana Lee and Cy Ott waits in Outbox: type send or drop in Action, in the row of each. "
        "After 2026-10-30 it is too old, and is dropped."
    )
    assert (line.due, line.look_in) == (date(2026, 10, 30), f"Outbox: {key_of(ENDING)}")


def test_line_names_only_those_whose_copy_still_waits_and_goes_with_the_last() -> None:
    held = [copy(ENDING, state=State.SENT), copy(ENDING, "Cy Ott", state=State.WAITING)]
    (line,) = decide([ENDING], book(held), ROOMS).todos
    assert "to Cy Ott waits in Outbox: type send or drop in Action. After" in line.what

    released = {key_of(ENDING, "Cy Ott"): "send"}
    assert decide([ENDING], book(held, actions=released), ROOMS).todos == ()


def test_what_staff_hold_themselves_is_not_asked_about() -> None:
    hold = {key_of(ENDING): "hold", key_of(ENDING, "Cy Ott"): "hold"}
    assert decide([ENDING], book(actions=hold), ROOMS).todos == ()


def test_many_letters_of_a_kind_share_a_line() -> None:
    many = [
        letter(f"ending-{n}", waits_for="ending", drop_after=date(2026, 10, 10 + n)) for n in range(1, 13)
    ]
    (line,) = decide([*many, letter("hello-1")], book(), ROOMS).todos
    assert line.what == (
        "12 letters “ending” wait in Outbox: type send or drop in Action, in the row of each. The first is too old after "
        "2026-10-11, and is dropped."
    )


def test_leaderships_page_has_the_line_of_its_own_room() -> None:
    assert decide([letter("digest-1", waits_for="digest")], book(), ROOMS).todos == ()


def test_letter_that_has_waited_for_days_still_stands_in_coming_up() -> None:
    held = [copy(ENDING, name, state=State.WAITING) for name in ("Ana Lee", "Cy Ott")]
    later = decide([ENDING], book(held, "2026-09-21 08:00"), ROOMS)
    assert later.coming == (Coming(date(2026, 9, 21), "Letters: ending", 2, "`send` in Action"),)
