"""When people are busy, asked of Google for up to 50 of them at once; a range it finds too long is halved."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tasks.backends.google.calls import Caller, Failure
from tasks.program.meetings import Busy, Guest

_AT_ONCE = 50
Spans = dict[str, list[tuple[datetime, datetime]]]


def busy_times(
    service: Any,
    caller: Caller,
    people: Sequence[Guest],
    span: tuple[date, date],
    zone: str,
    ours: Spans,
) -> dict[str, tuple[Busy, ...]]:
    """Busy times by person, without the program's own meetings; people whose calendar cannot be read are left out."""
    asked = [guest for guest in people if guest.email]
    found: dict[str, tuple[Busy, ...]] = {}
    where = ZoneInfo(zone)
    first = datetime.combine(span[0], time(0), where)
    last = datetime.combine(span[1] + timedelta(days=1), time(0), where)
    groups = [asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE)]
    answers = _answers(service, caller, groups, first, last)
    for group, answer in zip(groups, answers, strict=True):
        for guest in group:
            spans = answer.get(guest.email)
            if spans is not None:
                found[guest.person] = _free_of(spans, sorted(ours.get(guest.email, ())), where)
    return found


def _answers(
    service: Any, caller: Caller, groups: Sequence[Sequence[Guest]], first: datetime, last: datetime
) -> list[dict[str, list[tuple[str, str]]]]:
    """For each group its calendars' busy times as Google gives them."""
    asked = [_query(service, group, first, last) for group in groups]
    found: list[dict[str, list[tuple[str, str]]]] = []
    for group, answer in zip(groups, caller.batch(service, asked), strict=True):
        if isinstance(answer, Failure):
            if answer.reason != "timeRangeTooLong" or last - first < timedelta(days=2):
                raise answer
            middle = first + (last - first) / 2
            early, late = (
                _answers(service, caller, [group], *part)[0] for part in ((first, middle), (middle, last))
            )
            found.append({who: early[who] + late[who] for who in early if who in late})
        else:
            found.append(_readable(answer))
    return found


def _query(service: Any, group: Sequence[Guest], first: datetime, last: datetime) -> Any:
    items = [{"id": guest.email} for guest in group]
    body = {"timeMin": first.isoformat(), "timeMax": last.isoformat(), "items": items}
    return service.freebusy().query(body=body)


def _readable(answer: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {
        who: [(one["start"], one["end"]) for one in calendar.get("busy", [])]
        for who, calendar in answer.get("calendars", {}).items()
        if not calendar.get("errors")
    }


def _free_of(
    spans: Sequence[tuple[str, str]], ours: Sequence[tuple[datetime, datetime]], zone: ZoneInfo
) -> tuple[Busy, ...]:
    """Wall-clock times; our own meetings are cut out, for Google melts neighboring times into one."""
    found: list[Busy] = []
    for start, end in spans:
        pieces = [(_wall(start, zone), _wall(end, zone))]
        for starts, ends in ours:
            pieces = [piece for one in pieces for piece in _cut(one, starts, ends)]
        found += [Busy(*piece) for piece in pieces]
    return tuple(found)


def _cut(
    span: tuple[datetime, datetime], starts: datetime, ends: datetime
) -> list[tuple[datetime, datetime]]:
    if ends <= span[0] or starts >= span[1]:
        return [span]
    return [piece for piece in ((span[0], starts), (ends, span[1])) if piece[0] < piece[1]]


def _wall(moment: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone).replace(tzinfo=None)
