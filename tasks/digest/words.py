"""The page in words: one sentence of state, each figure with its change, what needs a decision. No causal claims."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tasks.digest.figures import Figures
from tasks.program.book import Book
from tasks.program.cells import Value

LAST = "digest:last"


@dataclass(frozen=True)
class Line:
    """One figure: what it counts, how it stands, how that differs from the last page sent."""

    what: str
    now: str
    change: str


def remembered(book: Book) -> Mapping[str, int]:
    """The figures of the last digest that was sent; empty before the first."""
    held = book.world.facts.get(LAST, "")
    return dict(json.loads(held)) if held else {}


def to_remember(row: Mapping[str, Value], figures: Figures) -> str:
    """The figures that the row of a sent digest holds."""
    counts = {name: row.get(name) for name in figures.row()}
    return json.dumps(
        {name: int(n) for name, n in counts.items() if isinstance(n, int | float)}, sort_keys=True
    )


def sentence(figures: Figures) -> str:
    """The state of the program in one sentence."""
    pairs = _count(figures.active_pairs, "pair")
    waiting = f"{_count(figures.mentees_waiting, 'mentee')} without a mentor"
    met = f"{figures.met_recently} of them met in the last three weeks"
    return f"{pairs} {'is' if figures.active_pairs == 1 else 'are'} active, {met}; {waiting}."


def lines(figures: Figures, before: Mapping[str, int]) -> tuple[Line, ...]:
    """Five figures at most, each with its change since the last page that was sent."""
    row = figures.row()

    def line(what: str, now: str, column: str) -> Line:
        return Line(what, now, _change(row[column], before.get(column)))

    found = [
        line("Active pairs", str(figures.active_pairs), "Active pairs"),
        line(
            "Pairs that met in the last 3 weeks",
            f"{figures.met_recently} of {figures.active_pairs}",
            "Met in 3 weeks",
        ),
        line(
            "Active mentors with training",
            f"{figures.mentors_trained} of {figures.mentors_active}",
            "Mentors trained",
        ),
        line("Mentees without a mentor", str(figures.mentees_waiting), "Mentees waiting"),
    ]
    if figures.hours_counted:
        found.append(
            line(
                "People on track with hours",
                f"{figures.hours_on_track} of {figures.hours_counted}",
                "Hours on track",
            )
        )
    return tuple(found)


def _change(now: int, before: int | None) -> str:
    if before is None:
        return "new"
    return "no change" if now == before else f"{now - before:+d}".replace("-", "−")


def decisions(figures: Figures) -> tuple[str, ...]:
    """What leadership or the coordinator has to decide, in words without names."""
    found: list[str] = []
    if figures.waiting_for_approval:
        verb = "waits" if figures.waiting_for_approval == 1 else "wait"
        found.append(
            f"{_count(figures.waiting_for_approval, 'proposed pair')} {verb} for the coordinator's approval."
        )
    if figures.mentees_waiting:
        found.append(
            f"{_count(figures.mentees_waiting, 'mentee')} cannot be matched with the mentors there are; "
            "the Unmatched tab says what would help."
        )
    silent = figures.active_pairs - figures.met_recently
    if figures.meetings_held and silent > 0:
        found.append(
            f"{_count(silent, 'pair')} {'has' if silent == 1 else 'have'} no meeting on record for three weeks."
        )
    return tuple(found)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def as_json(figures: Figures) -> dict[str, Any]:
    return asdict(figures)
