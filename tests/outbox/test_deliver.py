"""Once means once: killed at every step, refused, paused, in doubt; every letter is sent once or asked about."""

from collections.abc import Callable
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.backends.memory.ledger import MemoryLedger
from tasks.backends.memory.postbox import MemoryPostbox
from tasks.outbox.deliver import BATCH, carry_out
from tasks.outbox.owed import decide
from tasks.outbox.questions import question
from tasks.outbox.turns import Going
from tasks.outbox.words import WordingError
from tasks.ports import Ledger, Message, Receipt
from tasks.program.letters import State
from tasks.program.problems import OutsideError, UnsureError
from tests.outbox.build import ROOMS, TUESDAY, at, book, copy, key_of, letter, plain_message, states, term

BOTH = letter("hello-0", "Ana Lee", "Ben Ortiz")
LETTERS = [BOTH, letter("hello-1"), letter("nudge-1", "Ben Ortiz"), letter("late-1", waits_for="ending")]
GOING = {"hello-0", "hello-1", "nudge-1"}


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing runs after it."""


class Fate:
    """Kills at one call of the world, before or after its effect; the dead touch nothing more."""

    def __init__(self, call: int, *, after: bool) -> None:
        self.call, self.after, self.calls, self.dead = call, after, 0, False

    def live(self, effect: Callable[[], Any]) -> Any:
        if self.dead:
            raise Killed
        self.calls += 1
        mine = self.calls == self.call
        if mine and not self.after:
            self.dead = True
            raise Killed
        result = effect()
        if mine:
            self.dead = True
            raise Killed
        return result


class Mortal:
    """A port whose every call may be the last."""

    def __init__(self, port: object, fate: Fate) -> None:
        self._port, self._fate = port, fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found
        return lambda *args, **more: self._fate.live(lambda: found(*args, **more))


class ForgetfulPostbox(MemoryPostbox):
    """Sends like a mail server: what went out cannot be looked up. Counts what every address got."""

    knows = False

    def __init__(self) -> None:
        super().__init__()
        self.got: list[tuple[str, str]] = []

    def send(self, message: Message) -> Receipt:
        self.got += [(message.key, address) for address in message.recipients]
        return Receipt(message.key)

    def look(self, key: str) -> Receipt | None:
        return None


class UnwillingPostbox(MemoryPostbox):
    """Answers as told, by address or for everything, until told otherwise."""

    def __init__(self, **refused: tuple[bool, str]) -> None:
        super().__init__()
        self.refused = {f"{name}@example.org".replace("_", "."): why for name, why in refused.items()}
        self.trouble: OutsideError | None = None
        self.asked = 0

    def send(self, message: Message) -> Receipt:
        self.asked += 1
        if self.trouble:
            raise self.trouble
        refused = {one: self.refused[one] for one in message.recipients if one in self.refused}
        if len(refused) < len(message.recipients):
            super().send(message)
        return Receipt(message.key, refused)


def run_until_killed(ledger: Ledger, postbox: MemoryPostbox, fate: Fate) -> bool:
    try:
        term(LETTERS, Mortal(ledger, fate), Mortal(postbox, fate), by_hand=True)
    except Killed:
        return True
    return False


def kill_points(after: bool) -> list[int]:
    fate = Fate(0, after=after)
    run_until_killed(MemoryLedger(), MemoryPostbox(), fate)
    return list(range(1, fate.calls + 1))


@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_call_each_letter_is_sent_once(after: bool) -> None:
    undisturbed, mailbox = MemoryLedger(), MemoryPostbox()
    term(LETTERS, undisturbed, mailbox, by_hand=True)
    assert {one.key for one in mailbox.messages} == GOING
    for point in kill_points(after):
        ledger, postbox = MemoryLedger(), MemoryPostbox()
        assert run_until_killed(ledger, postbox, Fate(point, after=after))
        term(LETTERS, ledger, postbox, by_hand=True)
        assert sorted(m.key for m in postbox.messages) == sorted(m.key for m in mailbox.messages), point
        assert ledger.deliveries() == undisturbed.deliveries(), point


@pytest.mark.parametrize("after", [False, True])
def test_killed_where_looking_cannot_tell_nothing_is_doubled_and_doubt_is_asked_about(after: bool) -> None:
    for point in kill_points(after):
        ledger, postbox = MemoryLedger(), ForgetfulPostbox()
        run_until_killed(ledger, postbox, Fate(point, after=after))
        _, todos = term(LETTERS, ledger, postbox, by_hand=True)
        assert len(set(postbox.got)) == len(postbox.got), point
        unsure = [one for one in ledger.deliveries().values() if one.state is State.UNSURE]
        assert len({one.letter for one in unsure}) <= 1, "a crash leaves one message in doubt at most"
        assert [todo.key for todo in todos if todo.choices] == sorted(question(one) for one in unsure)
        sent = {one.letter for one in ledger.deliveries().values() if one.state is State.SENT}
        assert sent | {one.letter for one in unsure} == GOING, point


@settings(max_examples=150, deadline=None)
@given(
    deaths=st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=6),
    knows=st.booleans(),
)
def test_any_number_of_crashes_never_doubles_a_letter(deaths: list[tuple[int, bool]], knows: bool) -> None:
    ledger = MemoryLedger()
    postbox: MemoryPostbox = MemoryPostbox() if knows else ForgetfulPostbox()
    for call, after in deaths:
        run_until_killed(ledger, postbox, Fate(call, after=after))
    term(LETTERS, ledger, postbox, by_hand=True)
    assert State.SENDING not in {one.state for one in ledger.deliveries().values()}
    if isinstance(postbox, ForgetfulPostbox):
        assert len(set(postbox.got)) == len(postbox.got)
    else:
        assert {one.key for one in postbox.messages} == GOING


@pytest.mark.parametrize(
    ("answer", "state", "messages"),
    [("was sent", "sent", 0), ("Send again", "sent", 1), ("drop", "dropped", 0)],
)
def test_doubt_is_settled_by_the_answer(answer: str, state: str, messages: int) -> None:
    one = letter("hello-1")
    ledger, postbox = MemoryLedger(), UnwillingPostbox()
    postbox.trouble = UnsureError("The answer was lost.")
    _, [todo] = term([one], ledger, postbox, by_hand=True)
    assert (states(ledger), todo.choices) == ({key_of(one): "unsure"}, ("was sent", "send again", "drop"))
    postbox.trouble = None
    answered = {todo.key: answer}
    for _ in range(2):
        _, todos = term([one], ledger, postbox, by_hand=True, answers=answered)
        assert (states(ledger), len(postbox.messages), todos) == ({key_of(one): state}, messages, ())


def test_sending_again_after_a_doubt_has_a_key_of_its_own() -> None:
    one = letter("hello-1")
    ledger, postbox = MemoryLedger(), MemoryPostbox()
    held = copy(one, state=State.UNSURE, proof="hello-1", attempts=1)
    ledger.owe([held])
    term([one], ledger, postbox, by_hand=True, answers={question(held): "send again"})
    [message] = postbox.messages
    assert message.key.startswith("hello-1-")


def test_letter_that_staff_resend_goes_once_more() -> None:
    one = letter("hello-1")
    ledger, postbox = MemoryLedger(), MemoryPostbox()
    term([one], ledger, postbox, by_hand=True)
    ledger.move(
        [key_of(one)], [State.SENT], State.OWED, at(f"{TUESDAY} 09:00"), because="staff: command line"
    )
    for _ in range(2):
        term([one], ledger, postbox, by_hand=True)
        assert (len(postbox.messages), states(ledger)) == (2, {key_of(one): "sent"})


def test_new_doubt_about_the_same_letter_asks_anew() -> None:
    one = letter("hello-1")
    ledger, postbox = MemoryLedger(), UnwillingPostbox()
    postbox.trouble = UnsureError("The answer was lost.")
    _, [first] = term([one], ledger, postbox, by_hand=True)
    _, [second] = term([one], ledger, postbox, by_hand=True, answers={first.key: "send again"})
    assert (first.key != second.key, states(ledger)) == (True, {key_of(one): "unsure"})


def test_refused_recipient_alone_is_tried_again_next_run() -> None:
    ledger, postbox = MemoryLedger(), UnwillingPostbox(ben_ortiz=(False, "452 mailbox full"))
    term([BOTH], ledger, postbox, by_hand=True)
    ben = ledger.deliveries()[key_of(BOTH, "Ben Ortiz")]
    assert (ben.state, ben.error, ben.attempts, ben.final) == (State.FAILED, "452 mailbox full", 1, False)
    postbox.refused = {}
    term([BOTH], ledger, postbox, by_hand=True)
    assert [one.recipients for one in postbox.messages] == [
        ("ana.lee@example.org", "ben.ortiz@example.org"),
        ("ben.ortiz@example.org",),
    ]
    assert set(states(ledger).values()) == {"sent"}


def test_second_message_that_died_unsent_goes_under_the_key_it_had() -> None:
    """Wherever a run dies over a letter that goes to some of its people only, no trace of another message is left."""

    def sent_first() -> MemoryLedger:
        ledger = MemoryLedger()
        ledger.owe([copy(BOTH, "Ana Lee", state=State.SENT, proof=BOTH.key), copy(BOTH, "Ben Ortiz")])
        return ledger

    undisturbed, mailbox, fate = sent_first(), MemoryPostbox(), Fate(0, after=False)
    term([BOTH], Mortal(undisturbed, fate), Mortal(mailbox, fate), by_hand=True)
    for point, after in product(range(1, fate.calls + 1), (False, True)):
        ledger, postbox, deadly = sent_first(), MemoryPostbox(), Fate(point, after=after)
        with suppress(Killed):
            term([BOTH], Mortal(ledger, deadly), Mortal(postbox, deadly), by_hand=True)
        term([BOTH], ledger, postbox, by_hand=True)
        assert [one.key for one in postbox.messages] == [one.key for one in mailbox.messages], point
        assert ledger.deliveries() == undisturbed.deliveries(), point


def test_second_message_refused_for_a_time_keeps_its_key() -> None:
    ledger, postbox = MemoryLedger(), UnwillingPostbox()
    ledger.owe([copy(BOTH, "Ana Lee", state=State.SENT, proof=BOTH.key), copy(BOTH, "Ben Ortiz")])
    postbox.trouble = OutsideError("The mail server does not answer.")
    tried = []
    for _ in range(2):
        term([BOTH], ledger, postbox, by_hand=True)
        tried.append(ledger.deliveries()[key_of(BOTH, "Ben Ortiz")].proof)
    assert tried == ["", ""]
    postbox.trouble = None
    term([BOTH], ledger, postbox, by_hand=True)
    assert [one.recipients for one in postbox.messages] == [("ben.ortiz@example.org",)]


def test_refusal_for_good_asks_and_is_tried_again_when_told() -> None:
    ledger, postbox = MemoryLedger(), UnwillingPostbox(ana_lee=(True, "550 no such user"))
    one = letter("hello-1")
    for _ in range(2):
        _, [todo] = term([one], ledger, postbox, by_hand=True)
        assert (states(ledger), postbox.asked) == ({key_of(one): "failed"}, 1)
    assert (todo.choices, "550 no such user" in todo.what) == (("try again", "drop"), True)
    postbox.refused = {}
    term([one], ledger, postbox, by_hand=True, answers={todo.key: "try again"})
    assert [message.key for message in postbox.messages] == ["hello-1"]


def test_send_in_action_that_was_refused_for_good_is_not_tried_forever() -> None:
    ledger, postbox = MemoryLedger(), UnwillingPostbox(ana_lee=(True, "550 no such user"))
    one = letter("ending-1", waits_for="ending")
    for _ in range(3):
        term([one], ledger, postbox, actions={key_of(one): "send"})
    assert postbox.asked == 1


def test_service_that_is_away_is_left_alone_after_three_letters() -> None:
    letters = [letter(f"hello-{n}") for n in range(10)]
    ledger, postbox = MemoryLedger(), UnwillingPostbox()
    postbox.trouble = OutsideError("The mail server cannot be reached.")
    decisions = decide(letters, book(by_hand=True), ROOMS)
    outcome = carry_out(decisions, ledger, postbox, plain_message, lambda: False, at(f"{TUESDAY} 08:00"))
    assert (postbox.asked, outcome.trouble) == (3, postbox.trouble)
    assert sorted(states(ledger).values()) == ["failed"] * 3 + ["owed"] * 7
    postbox.trouble = None
    term(letters, ledger, postbox, by_hand=True)
    assert {one.key for one in postbox.messages} == {one.key for one in letters}


def test_letters_that_people_had_a_hand_in_do_not_stop_the_others() -> None:
    """The service itself is well: each of them is asked about, and none counts as a failure outside."""
    letters = [letter(f"hello-{n}") for n in range(5)]
    ledger, postbox = MemoryLedger(), UnwillingPostbox()
    postbox.trouble = UnsureError("Somebody sent or deleted its draft.", permanent=True)
    decisions = decide(letters, book(by_hand=True), ROOMS)
    outcome = carry_out(decisions, ledger, postbox, plain_message, lambda: False, at(f"{TUESDAY} 08:00"))
    assert (postbox.asked, outcome.trouble) == (5, None)
    assert set(states(ledger).values()) == {"unsure"}


def test_letter_that_cannot_be_worded_does_not_stop_the_others() -> None:
    def composed(going: Going) -> Message:
        if going.letter.template == "hello":
            raise WordingError("The letter “hello” cannot be worded (where).")
        return plain_message(going)

    ledger, postbox = MemoryLedger(), MemoryPostbox()
    _, [todo] = term([letter("hello-1"), letter("nudge-1")], ledger, postbox, composed=composed, by_hand=True)
    assert ([one.key for one in postbox.messages], "cannot be worded" in todo.what) == (["nudge-1"], True)


def test_unforeseen_failure_gives_back_what_was_not_begun() -> None:
    class Broken(MemoryPostbox):
        def send(self, message: Message) -> Receipt:
            if message.key == "hello-1":
                raise ZeroDivisionError
            return super().send(message)

    letters = [letter(f"hello-{n}") for n in range(3)]
    ledger, postbox = MemoryLedger(), Broken()
    with pytest.raises(ZeroDivisionError):
        term(letters, ledger, postbox, by_hand=True)
    assert [states(ledger)[key_of(one)] for one in letters] == ["sent", "sending", "owed"]


def test_pause_typed_while_sending_stops_it_within_twenty_seconds() -> None:
    letters = [letter(f"hello-{n:03d}") for n in range(BATCH + 50)]
    ledger, postbox, clock = MemoryLedger(), MemoryPostbox(), iter(range(10_000))
    answers = iter([False, False, True])
    asked: list[int] = []

    def paused() -> bool:
        asked.append(len(postbox.messages))
        return next(answers)

    decisions = decide(letters, book(by_hand=True), ROOMS)
    outcome = carry_out(
        decisions, ledger, postbox, plain_message, paused, at(f"{TUESDAY} 08:00"), clock=lambda: next(clock)
    )
    assert outcome.paused
    assert asked[0] == 0
    assert len(postbox.messages) == asked[2] <= 40
    assert states(ledger) == {
        key_of(one): "sent" if one.key in {m.key for m in postbox.messages} else "owed" for one in letters
    }


def test_pause_from_the_start_sends_nothing() -> None:
    ledger, postbox = MemoryLedger(), MemoryPostbox()
    term(LETTERS, ledger, postbox, paused=lambda: True, by_hand=True)
    assert postbox.messages == ()


def test_letter_sent_is_in_the_audit_log_with_its_reason() -> None:
    ledger = MemoryLedger()
    term([letter("hello-1")], ledger, MemoryPostbox(), by_hand=True)
    assert ledger.audit() == (
        (at(f"{TUESDAY} 08:00").isoformat(), "letter sent", key_of(letter("hello-1")), "staff: run by hand"),
    )


def test_second_run_changes_nothing() -> None:
    ledger, postbox = MemoryLedger(), MemoryPostbox()
    term(LETTERS, ledger, postbox, by_hand=True)
    before = (ledger.deliveries(), ledger.audit(), postbox.messages)
    outcome, _ = term(LETTERS, ledger, postbox, by_hand=True)
    assert (ledger.deliveries(), ledger.audit(), postbox.messages) == before
    assert (outcome.anything, outcome.tried) == (False, frozenset())


def test_progress_is_told_to_the_last_letter() -> None:
    told: list[tuple[str, int, int]] = []
    decisions = decide([letter(f"hello-{n}") for n in range(BATCH + 1)], book(by_hand=True), ROOMS)
    carry_out(
        decisions,
        MemoryLedger(),
        MemoryPostbox(),
        plain_message,
        lambda: False,
        at(f"{TUESDAY} 08:00"),
        lambda *line: told.append(line),
    )
    assert told == [("letters", BATCH, BATCH + 1), ("letters", BATCH + 1, BATCH + 1)]
