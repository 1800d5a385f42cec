"""A diary in memory: for tests of rooms, and for runs that must leave nothing behind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from tasks.ports import Diary
from tasks.program.meetings import Busy, Guest, Home, Reply, Series, Standing, moves_in


class MemoryDiary:
    """`calendars` are people's own busy times by address. With `under` it begins with what that diary holds, and busy
    times are read from there. `cancel` and `move` do what a person does who deletes or moves a meeting
    in the calendar.
    """

    def __init__(
        self, calendars: Mapping[str, Sequence[Busy]] | None = None, *, under: Diary | None = None
    ) -> None:
        self.calendars = dict(calendars or {})
        self._under = under
        self._standing: dict[str, Standing] = dict(under.standing()) if under else {}
        self.complaints: Mapping[str, tuple[str, ...]] = {}
        self.home = under.home if under else Home()

    def standing(self) -> Mapping[str, Standing]:
        return dict(self._standing)

    def put(self, series: Series, now: datetime) -> Standing:  # noqa: ARG002 - the port's signature
        before = self._standing.get(series.key)
        if before is not None and before.holds(series):
            return before
        if before is None:
            standing = Standing(series)
        else:
            moved = moves_in(series, before.moved_by_people)
            revision = before.revised(series)
            standing = replace(before, series=series, revision=revision, moved_by_people=moved)
        self._standing[series.key] = standing
        return standing

    def drop(self, key: str, now: datetime) -> None:  # noqa: ARG002 - the port's signature
        self._standing.pop(key, None)

    def busy(
        self, people: Sequence[Guest], first: date, last: date, zone: str
    ) -> Mapping[str, tuple[Busy, ...]]:
        if self._under is not None:
            found = self._under.busy(people, first, last, zone)
            self.complaints = self._under.complaints
            return found
        return {
            guest.person: tuple(
                busy
                for busy in self.calendars[guest.email]
                if busy.ends.date() >= first and busy.starts.date() <= last
            )
            for guest in people
            if guest.email in self.calendars
        }

    def reply(self, key: str, reply: Reply) -> None:
        """What a person's calendar answers to the invitation."""
        standing = self._standing[key]
        self._standing[key] = replace(standing, replies=(*standing.replies, reply))

    def cancel(self, key: str, occurrence: str) -> None:
        standing = self._standing[key]
        gone = standing.cancelled_by_people | {occurrence}
        self._standing[key] = replace(standing, cancelled_by_people=gone)

    def move(self, key: str, occurrence: str, starts: datetime, ends: datetime) -> None:
        standing = self._standing[key]
        moved = {**standing.moved_by_people, occurrence: (starts, ends)}
        self._standing[key] = replace(standing, moved_by_people=moved)
