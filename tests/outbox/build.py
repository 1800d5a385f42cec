"""Small builders for the outbox: letters, copies, decisions as a round makes them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tasks.outbox.deliver import Outcome, carry_out
from tasks.outbox.owed import Decisions, decide
from tasks.outbox.turns import Going
from tasks.ports import Ledger, Message, Postbox
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import Delivery, Letter, Recipient, State
from tasks.program.todo import ToDo
from tasks.program.world import World
from tests import build

ZONE = ZoneInfo("America/Chicago")
TUESDAY = "2026-09-08"
ROOMS = ("pairing",)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


def to(name: str) -> Recipient:
    """`Ana Lee` is p-ana-lee at ana.lee@example.org, as in `tests.build`."""
    word = name.lower().replace(" ", "-")
    return Recipient(f"p-{word}", name, word.replace("-", ".") + "@example.org")


def letter(key: str = "hello-1", *people: str, **more: Any) -> Letter:
    plain = Letter(
        key=key,
        template=key.rpartition("-")[0],
        room="pairing",
        to=tuple(to(name) for name in people or ("Ana Lee",)),
        context={},
        drop_after=date(2026, 10, 30),
    )
    return replace(plain, **more)


def key_of(one: Letter, name: str = "Ana Lee") -> str:
    return keys.delivery(one.key, to(name).person)


def copy(one: Letter, name: str = "Ana Lee", **changes: Any) -> Delivery:
    """The copy as the ledger holds it, owed on Tuesday morning at 6."""
    when = at(f"{TUESDAY} 06:00")
    plain = Delivery(
        key_of(one, name),
        one.key,
        to(name).person,
        one.template,
        one.room,
        State.OWED,
        when,
        when,
        one.drop_after,
        routine=one.routine,
    )
    return replace(plain, **changes)


def book(
    held: Iterable[Delivery] = (),
    now: str = f"{TUESDAY} 08:00",
    actions: dict[str, str] | None = None,
    answers: dict[str, str] | None = None,
    people: Sequence[Mapping[str, Value]] = (),
    settings: Mapping[str, Value] | None = None,
    **more: Any,
) -> Book:
    """A book whose ledger holds these copies; `actions` by copy, `answers` by question."""
    outbox = [{"Key": key, "Action": action} for key, action in (actions or {}).items()]
    to_do = [{"Item": item, "Answer": answer} for item, answer in (answers or {}).items()]
    world = World(deliveries={one.key: one for one in held})
    tabs: dict[str, Any] = {"outbox": outbox, "to_do": to_do, **more}
    by_hand = tabs.pop("by_hand", False)
    return build.book(people, settings, now=now, world=world, by_hand=by_hand, **tabs)


def gone(decisions: Decisions) -> list[str]:
    """The messages that go, in order."""
    return [going.key for going in decisions.going]


def why(decisions: Decisions) -> dict[str, tuple[str, date | None]]:
    """What each waiting copy waits for, and until when, by letter."""
    return {wait.letter.key: (wait.why, wait.until) for wait in decisions.waits}


def plain_message(going: Going) -> Message:
    """A message without words: what it carries is another test's business."""
    return Message(
        going.key, "program@example.org", tuple(one.to.email for one in going.copies), going.key.encode()
    )


def term(
    letters: Sequence[Letter],
    ledger: Ledger,
    postbox: Postbox,
    now: str = f"{TUESDAY} 08:00",
    composed: Callable[[Going], Message] = plain_message,
    paused: Callable[[], bool] = lambda: False,
    **more: Any,
) -> tuple[Outcome, tuple[ToDo, ...]]:
    """Rounds of deciding and delivering until one changes nothing; the last outcome with all it tried, the last questions."""
    tried: frozenset[str] = frozenset()
    for _ in range(9):
        decisions = decide(letters, book(ledger.deliveries().values(), now, **more), ROOMS, tried)
        outcome = carry_out(decisions, ledger, postbox, composed, paused, at(now))
        tried |= outcome.tried
        if not outcome.anything:
            break
    else:
        raise AssertionError("the rounds do not come to rest")
    outcome.tried = tried
    return outcome, decisions.todos


def states(ledger: Ledger) -> dict[str, str]:
    return {key: str(held.state) for key, held in ledger.deliveries().items()}
