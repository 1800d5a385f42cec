"""Days of the week as people type them: `Mon`, `M/W/F`, `MWF`, `TTh`, `Mon-Thu`, `weekdays`, `A days`."""

import re
from collections.abc import Iterable

NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SCHOOL_WEEK = (0, 1, 2, 3, 4)

_WORDS: dict[str, int] = {}
for _number, _spellings in enumerate(
    (
        "m mo mon monday mondays",
        "t tu tue tues tuesday tuesdays",
        "w we wed weds wednesday wednesdays",
        "r th thu thur thurs thursday thursdays",
        "f fr fri friday fridays",
        "sat saturday saturdays",
        "sun sunday sundays",
    )
):
    _WORDS.update(dict.fromkeys(_spellings.split(), _number))

_EVERY = frozenset(
    {
        "weekdays",
        "weekday",
        "daily",
        "everyday",
        "every day",
        "all days",
        "all week",
        "every school day",
        "school days",
    }
)
_RUN = re.compile(r"th|tu|[mtwrf]")
WORD = r"(?:" + "|".join(sorted(_WORDS, key=lambda word: -len(word))) + r")"


def one(word: str) -> int | None:
    """The day a word names, 0 for Monday."""
    return _WORDS.get(word.strip(" .").casefold())


def several(word: str) -> tuple[int, ...]:
    """The days an expression without separators names: a day, a range, a run of first letters, every school day."""
    plain = " ".join(word.casefold().replace(".", " ").split())
    if plain in _EVERY:
        return SCHOOL_WEEK
    day = one(plain)
    if day is not None:
        return (day,)
    ends = re.fullmatch(r"(\w+)\s*-\s*(\w+)", plain)
    if ends:
        first, last = one(ends[1]), one(ends[2])
        return (
            tuple(range(first, last + 1)) if first is not None and last is not None and first < last else ()
        )
    listed = [one(part) for part in plain.split()]
    if len(listed) > 1 and None not in listed:
        return tuple(sorted({number for number in listed if number is not None}))
    squeezed = plain.replace(" ", "")
    letters = _RUN.findall(squeezed)
    if len(letters) > 1 and "".join(letters) == squeezed:
        days = tuple(_WORDS[letter] for letter in letters)
        return days if list(days) == sorted(set(days)) else ()
    return ()


def shown(days: Iterable[int]) -> str:
    return ", ".join(NAMES[day] for day in sorted(days))
