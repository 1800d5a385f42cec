"""A ledger that lasts as long as the process: for `--plan`, previews and tests. The same rules as the one on disk."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from tasks.program.letters import Delivery, State
from tasks.program.problems import BusyError, WorkbookError

_CLAIMABLE = (State.OWED, State.WAITING, State.FAILED)
_ENDS = (State.SENT, State.FAILED, State.UNSURE)


class MemoryLedger:
    """Everything in dictionaries, behind one lock."""

    def __init__(
        self,
        program: str = "",
        deliveries: Mapping[str, Delivery] | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        self._program = program
        self._deliveries = dict(deliveries or {})
        self._facts = dict(facts or {})
        self._audit: list[tuple[str, str, str, str]] = []
        self._guard = threading.RLock()
        self._run = threading.Lock()

    def close(self) -> None:
        """Nothing to let go."""

    def program(self) -> str:
        return self._program

    def bind(self, program_id: str) -> None:
        if self._program not in ("", program_id):
            raise WorkbookError("This record of sent letters belongs to another program.")
        self._program = program_id

    def deliveries(self) -> Mapping[str, Delivery]:
        with self._guard:
            return dict(sorted(self._deliveries.items()))

    def owe(self, deliveries: Iterable[Delivery]) -> None:
        with self._guard:
            for delivery in deliveries:
                self._deliveries.setdefault(delivery.key, delivery)

    def claim(
        self, keys: Sequence[str], now: datetime, proofs: Mapping[str, str] | None = None
    ) -> frozenset[str]:
        with self._guard:
            mine = [
                key
                for key in keys
                if (held := self._deliveries.get(key)) and held.state in _CLAIMABLE and not held.final
            ]
            for key in mine:
                earlier = self._deliveries[key].proof
                self._change(
                    key,
                    state=State.SENDING,
                    changed_at=now,
                    proof=(proofs or {}).get(key, earlier),
                    before=earlier,
                    error="",
                )
            return frozenset(mine)

    def move(
        self, keys: Sequence[str], states: Iterable[State], to: State, now: datetime, **notes: str
    ) -> frozenset[str]:
        allowed = frozenset(states)
        because = notes.pop("because", "")
        with self._guard:
            found = [key for key in keys if (held := self._deliveries.get(key)) and held.state in allowed]
            for key in found:
                self._step(key, to, now, notes)
            if because:
                self.record([(f"letter {to}", key, because) for key in found], now)
            return frozenset(found)

    def _step(self, key: str, to: State, now: datetime, notes: Mapping[str, str]) -> None:
        held = self._deliveries[key]
        ended = held.state is State.SENDING and to in _ENDS
        kept = {name: value for name, value in notes.items() if name in ("proof", "action")}
        if notes.get("unsent"):
            kept["proof"] = held.before
        self._change(
            key,
            state=to,
            changed_at=now,
            error=notes.get("error", ""),
            final=bool(notes.get("final", "")),
            attempts=held.attempts + ended,
            **kept,
        )

    def _change(self, key: str, **values: Any) -> None:
        self._deliveries[key] = replace(self._deliveries[key], **values)

    def facts(self) -> Mapping[str, str]:
        return dict(self._facts)

    def remember(self, facts: Mapping[str, str]) -> None:
        self._facts.update(facts)

    def record(self, entries: Iterable[tuple[str, str, str]], now: datetime) -> None:
        with self._guard:
            lines = dict.fromkeys((now.isoformat(), *entry) for entry in entries)
            known = {line for line in self._audit if line[0] == now.isoformat()}
            self._audit.extend(line for line in lines if line not in known)

    def audit(self) -> tuple[tuple[str, str, str, str], ...]:
        return tuple(self._audit)

    def still_locked(self) -> None:
        """Always: it lives in this process."""

    @contextmanager
    def locked(self, wait: float = 0.0) -> Iterator[None]:
        if (
            not self._run.acquire(timeout=wait if wait > 0 else -1)
            if wait
            else not self._run.acquire(blocking=False)
        ):
            raise BusyError("Another run works on this workbook in the same process. Wait for it to end.")
        try:
            yield
        finally:
            self._run.release()
