"""Whom a cell means: an address, or the name of exactly one enrolled person (or principal)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tasks.program.cells import Value, lines, text
from tasks.program.names import plain_name
from tasks.program.reading.near import Near
from tasks.program.reading.values import Unreadable, as_email, without_nothing

_MARKS = re.compile(r"[;\n|]|\s/\s|\s(?:and|&)\s")


@dataclass(frozen=True)
class Named:
    """Somebody a cell names: the address (or the name of an enrolled person who has none), and whether they are enrolled."""

    who: str
    enrolled: bool
    typed: str
    nearly: str = ""
    """An enrolled address one or two letters off, where this one is not enrolled."""


class Directory:
    """Everyone who can be named: enrolled people by address, former address and name; principals by name."""

    def __init__(
        self, enrolled: Iterable[tuple[str, str, str]], principals: Iterable[tuple[str, str]]
    ) -> None:
        """`enrolled` are (name, address, former address), `principals` (name, address)."""
        self._addresses: dict[str, str] = {}
        self._names: dict[str, set[str]] = {}
        for name, email, former in enrolled:
            who = email or name
            if former:
                self._addresses.setdefault(former, who)
            if email:
                self._addresses[email] = email
            if name:
                self._names.setdefault(plain_name(name), set()).add(who)
        self._enrolled = frozenset(who for whos in self._names.values() for who in whos) | set(
            self._addresses
        )
        for name, email in principals:
            if name and email and plain_name(name) not in self._names:
                self._names[plain_name(name)] = {email}
        self._near = Near(self._addresses)

    def one(self, typed: str) -> Named:
        """Whom one item names; `Unreadable` for text that is neither an address nor the name of one person."""
        if "@" in typed:
            email = as_email(typed)
            known = self._addresses.get(email)
            return Named(known or email, known is not None, typed, "" if known else self._near.find(email))
        found = self._names.get(plain_name(typed), set())
        if len(found) == 1:
            who = next(iter(found))
            return Named(who, who in self._enrolled, typed)
        if found:
            raise Unreadable(f"{len(found)} people are called “{typed}”.", "Type the address instead.")
        raise Unreadable(
            f"“{typed}” is neither an address nor the name of one enrolled person.", "Type the address."
        )

    def items(self, value: Value) -> Iterator[str]:
        """The items of a list of people; a comma separates unless it belongs to a name (`Lee, Ana`)."""
        for piece in without_nothing(_MARKS.split(lines(value))):
            if "," in piece and plain_name(piece) not in self._names:
                yield from without_nothing(piece.split(","))
            elif len(re.findall(r"\S@\S", piece)) > 1:
                yield from without_nothing(text(piece).split(" "))
            else:
                yield piece
