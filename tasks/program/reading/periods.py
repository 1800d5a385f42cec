"""The names periods go by: `P3`, `Period 3`, `3rd period`, `Lunch`, `before school`."""

import re
from collections.abc import Iterable

from tasks.program.schooldays import Period

_ALSO = {
    "morning": "am",
    "mornings": "am",
    "before school": "am",
    "afternoon": "pm",
    "afternoons": "pm",
    "after school": "pm",
    "noon": "lunch",
}
_NUMBERED = re.compile(r"^(?:p|pd|per|period|hr|hour|block|blk)[\s.#-]*(\d{1,2})$")
_ORDINAL = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)(?:\s*(?:p|pd|per|period|hr|hour|block))?$")


def _squeezed(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.casefold())


def _number(word: str) -> str:
    plain = " ".join(word.casefold().split())
    found = _NUMBERED.match(plain) or _ORDINAL.match(plain)
    return str(int(found[1])) if found else ""


class PeriodNames:
    """The periods of one school by the names people type."""

    def __init__(self, periods: Iterable[Period]) -> None:
        self.periods = tuple(periods)
        self._by_word: dict[str, str] = {}
        self._order: list[str] = []
        for period in self.periods:
            if period.name not in self._order:
                self._order.append(period.name)
            self._by_word.setdefault(_squeezed(period.name), period.name)
            number = _number(period.name)
            if number:
                self._by_word.setdefault(f"#{number}", period.name)

    def named(self, name: str) -> tuple[Period, ...]:
        return tuple(period for period in self.periods if period.name.casefold() == name.casefold())

    def find(self, word: str) -> tuple[str, ...]:
        """The names of the periods a word means: one, a range `P3-P5`, or none."""
        name = self._one(word)
        if name:
            return (name,)
        first, dash, last = word.partition("-")
        one, other = self._one(first), self._one(last)
        if dash and one and other and self._order.index(one) < self._order.index(other):
            return tuple(self._order[self._order.index(one) : self._order.index(other) + 1])
        return ()

    def _one(self, word: str) -> str:
        plain = " ".join(word.casefold().split())
        number = _number(plain)
        words = (_squeezed(plain), f"#{number}" if number else "", _squeezed(_ALSO.get(plain, "")))
        return next((self._by_word[w] for w in words if w and w in self._by_word), "")

    def remedy(self) -> str:
        if not self._order:
            return "There is no bell schedule; type it like Mon 15:00-16:00."
        return f"Type it like Mon 15:00-16:00, or a period of the Bell schedule: {', '.join(self._order)}."
