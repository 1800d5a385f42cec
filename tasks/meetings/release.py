"""Visits that no timetable leaves room for, in words for staff: whom to release from which class."""

from collections.abc import Iterable, Sequence

from tasks.program import keys
from tasks.program.people import Person
from tasks.program.todo import ToDo

_NAMED = 5


def release_questions(lacking: Iterable[tuple[Person, str]]) -> tuple[ToDo, ...]:
    """One line a school; `lacking` are visitors without a time, each with the release that would give one."""
    by_school: dict[str, dict[str, str]] = {}
    for visitor, hint in lacking:
        by_school.setdefault(visitor.school, {}).setdefault(visitor.id, f"{visitor.name} {hint}")
    return tuple(
        ToDo(keys.todo("visits", school), _sentence(school, list(hints.values())), look_in="Meetings")
        for school, hints in sorted(by_school.items())
    )


def _sentence(school: str, hints: Sequence[str]) -> str:
    more = f"; and {len(hints) - _NAMED} more" if len(hints) > _NAMED else ""
    return (
        f"The timetable of {school or 'the district'} leaves no period for the classroom visits of {len(hints)} "
        f"{'person' if len(hints) == 1 else 'people'}. Release time (a substitute) would: "
        f"{'; '.join(hints[:_NAMED])}{more}. A visit by video needs no way."
    )
