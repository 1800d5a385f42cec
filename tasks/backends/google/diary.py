"""The diary on Google Calendar: one repeating event for each series, under an id made from its UID.

What stands is read from the calendar itself, once for a run. A series is written in at most three steps, each in batches:
its first events, then instances that differ, then a mark that it is whole; killed anywhere, the next run does it again and
comes to the same. What a person deleted is never made again: those meetings are told to the program as cancelled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tasks.backends.google import event_state
from tasks.backends.google.calls import Caller, Failure, Waiting
from tasks.backends.google.event_bodies import Drawn, Json, differs, drawn, event_id
from tasks.backends.google.event_index import Kept, live, sorted_out
from tasks.backends.google.event_state import State
from tasks.backends.google.freebusy import Spans, busy_times
from tasks.backends.google.said import problem
from tasks.program.meetings import Busy, Guest, Series, Standing

_UNITS = 540
"""Calls a minute; Google allows 600 for one account."""
_FIELDS = "nextPageToken,items(id,status,recurringEventId,start,end,location,extendedProperties/private)"


@dataclass
class _Work:
    """One series on its way into the calendar."""

    series: Series
    state: State
    drawn: Drawn
    kept: Kept | None
    fresh: bool


class GoogleDiary:
    """The calendar `calendar` of whom the access acts for; `tag` tells several workbooks' events apart.

    With `guests`, people are invited by Google; mails are left to the program's own letters.
    """

    def __init__(
        self, service: Any, tag: str, waiting: Waiting, *, calendar: str = "primary", guests: bool = True
    ) -> None:
        self._service, self._tag, self._calendar, self._guests = service, tag, calendar, guests
        self._caller = Caller(waiting, _UNITS)
        self._known: dict[str, Kept] | None = None
        self.complaints: Mapping[str, tuple[str, ...]] = {}

    def standing(self) -> Mapping[str, Standing]:
        return {key: self._standing(kept) for key, kept in sorted(self._kept.items()) if kept.stands}

    def put(self, series: Series, now: datetime) -> Standing:
        self.put_all([series], now)
        return self._standing(self._kept[series.key])

    def put_all(self, series: Sequence[Series], now: datetime) -> None:  # noqa: ARG002 - Google stamps by itself
        """Puts many series in few requests."""
        works = [work for one in series if (work := self._work(one)) is not None]
        self._write_first(works)
        self._write_parts(works)

    def drop(self, key: str, now: datetime) -> None:  # noqa: ARG002 - the port's signature
        kept = self._kept.get(key)
        if kept is None or not kept.stands:
            return
        state = replace(kept.state, dropped=True)
        if not kept.deleted:
            private = event_state.properties(self._tag, state)
            self._done([self._events.patch(**self._at(kept.master), body=_private(private))])
            alone = [
                one for one, event in kept.parts.items() if live(event) and "recurringEventId" not in event
            ]
            self._done([self._events.delete(**self._at(one)) for one in (*alone, kept.master)])
        self._kept[key] = replace(kept, state=state, deleted=True)

    def busy(
        self, people: Sequence[Guest], first: date, last: date, zone: str
    ) -> Mapping[str, tuple[Busy, ...]]:
        ours: Spans = {}
        if self._guests:
            for kept in self._kept.values():
                for guest in kept.state.series.guests if kept.stands else ():
                    live = [one for one in kept.state.series.occurrences if not one.cancelled]
                    ours.setdefault(guest.email, []).extend((one.starts, one.ends) for one in live)
        try:
            return busy_times(self._service, self._caller, people, (first, last), zone, ours)
        except Failure as failure:
            raise problem(failure, "calendar") from None

    # what stands

    @property
    def _kept(self) -> dict[str, Kept]:
        if self._known is None:
            self._known = sorted_out(self._listed())
        return self._known

    def _listed(self) -> list[Json]:
        """Every event of ours, deleted ones too, in as few pages as Google gives."""
        found: list[Json] = []
        page = ""
        while True:
            asked: dict[str, Any] = {
                "calendarId": self._calendar,
                "privateExtendedProperty": f"{event_state.TAG}={self._tag}",
                "showDeleted": True,
                "maxResults": 2500,
                "fields": _FIELDS,
            }
            if page:
                asked["pageToken"] = page
            answer = self._one(self._events.list(**asked))
            found += answer.get("items", [])
            page = answer.get("nextPageToken", "")
            if not page:
                return found

    def _standing(self, kept: Kept) -> Standing:
        """A series of which only half is written is shown without meetings, so that it is put again."""
        state = kept.state
        series = replace(state.series, occurrences=()) if state.half or state.dropped else state.series
        return Standing(series, state.revision, self._gone(kept))

    def _gone(self, kept: Kept) -> frozenset[str]:
        """The meetings that people deleted from the calendar, now or before."""
        state = kept.state
        plan = drawn(state.series, state.gone, kept.master, guests=self._guests)
        if kept.deleted:
            return state.gone | frozenset(plan.of.values()) if not state.dropped else state.gone
        deleted = {one for one, event in kept.parts.items() if not live(event)}
        return state.gone | {one for event, one in plan.of.items() if event in deleted}

    # writing

    def _work(self, series: Series) -> _Work | None:
        kept = self._kept.get(series.key)
        fresh = kept is None or kept.deleted
        generation = 0 if kept is None else kept.generation + kept.deleted
        master = event_id(series.uid, generation)
        if kept is None or not kept.stands:
            state = State(series)
        elif kept.state.series == series and not (kept.state.half or kept.state.dropped):
            return None
        else:
            again = kept.state.series == series
            state = State(series, kept.state.revision + (not again), self._gone(kept))
        if kept is not None and kept.master != master and not fresh:
            # The UID changed: the events keep the id they have.
            master = kept.master
        plan = drawn(series, state.gone, master, guests=self._guests)
        parts = kept.parts if kept is not None and not fresh else {}
        more = bool(plan.overrides) or any(live(event) for event in parts.values())
        return _Work(series, replace(state, half=more), plan, kept, fresh)

    def _write_first(self, works: Sequence[_Work]) -> None:
        """First events and meetings alone; an id that is taken already was ours, from a run that was killed."""
        asked: list[tuple[Any, Any]] = []
        for work in works:
            private = event_state.properties(self._tag, work.state)
            old = {} if work.fresh or work.kept is None else work.kept.parts
            asked.append(
                self._upsert(work.drawn.master, work.drawn.body | _private(private), there=not work.fresh)
            )
            for one, body in work.drawn.alone.items():
                if one in old and not live(old[one]):
                    continue
                part = _private(event_state.part_of(self._tag, work.series.key))
                asked.append(self._upsert(one, body | part, there=one in old))
        answers = self._batch([first for first, _ in asked])
        second = [
            other if isinstance(answer, Failure) and answer.status == 409 else None
            for answer, (_, other) in zip(answers, asked, strict=True)
        ]
        self._checked([a for a, s in zip(answers, second, strict=True) if s is None])
        self._checked(self._batch([one for one in second if one is not None]))
        for work in works:
            generation = 0 if work.kept is None else work.kept.generation + work.kept.deleted
            parts = {} if work.fresh or work.kept is None else work.kept.parts
            self._kept[work.series.key] = Kept(work.drawn.master, generation, work.state, False, parts)

    def _write_parts(self, works: Sequence[_Work]) -> None:
        """Instances that differ, those that no longer do, parts that go; then each series is marked as whole."""
        halves = [work for work in works if work.state.half]
        asked = [one for work in halves for one in self._parts(work)]
        self._done(asked)
        whole = [replace(work.state, half=False) for work in halves]
        self._done(
            [
                self._events.patch(**self._at(work.drawn.master), body=_private({"half": "0"}))
                for work in halves
            ]
        )
        for work, state in zip(halves, whole, strict=True):
            known = self._kept[work.series.key]
            bodies = {**work.drawn.overrides, **work.drawn.alone}
            deleted = {one: event for one, event in known.parts.items() if not live(event)}
            fresh = {
                one: {
                    "id": one,
                    **body,
                    **({"recurringEventId": known.master} if one in work.drawn.overrides else {}),
                }
                for one, body in bodies.items()
                if one not in deleted
            }
            self._kept[work.series.key] = replace(known, state=state, parts={**fresh, **deleted})

    def _parts(self, work: _Work) -> list[Any]:
        known = self._kept[work.series.key].parts
        asked: list[Any] = []
        for one, body in work.drawn.overrides.items():
            event = known.get(one)
            if event is None or (live(event) and differs(event, body)):
                asked.append(self._events.patch(**self._at(one), body=body))
        for one, event in known.items():
            if not live(event) or one in work.drawn.overrides or one in work.drawn.alone:
                continue
            usual = work.drawn.instances.get(one)
            if usual is None:
                asked.append(self._events.delete(**self._at(one)))
            elif differs(event, usual):
                asked.append(self._events.patch(**self._at(one), body=usual))
        return asked

    # calls

    @property
    def _events(self) -> Any:
        return self._service.events()

    def _at(self, event: str) -> dict[str, Any]:
        return {"calendarId": self._calendar, "eventId": event, "sendUpdates": "none"}

    def _upsert(self, event: str, body: Json, *, there: bool) -> tuple[Any, Any]:
        """The request to write an event, and the one to make where its id turns out to be taken."""
        meet = {"conferenceDataVersion": 1} if "conferenceData" in body else {}
        changed = self._events.patch(**self._at(event), **meet, body=body)
        if there:
            return changed, changed
        new = self._events.insert(
            calendarId=self._calendar, sendUpdates="none", **meet, body={**_without_blanks(body), "id": event}
        )
        return new, changed

    def _one(self, request: Any) -> Any:
        try:
            return self._caller.call(request.execute)
        except Failure as failure:
            raise problem(failure, "calendar") from None

    def _batch(self, asked: Sequence[Any]) -> list[Any]:
        return self._caller.batch(self._service, asked)

    def _done(self, asked: Sequence[Any]) -> None:
        self._checked(self._batch(asked))

    def _checked(self, answers: Sequence[Any]) -> None:
        """Raises the first failure; an event that is gone already is as good as deleted."""
        for answer in answers:
            if isinstance(answer, Failure) and answer.status != 410:
                self._known = None
                raise problem(answer, "calendar") from None


def _private(given: Mapping[str, str]) -> Json:
    return {"extendedProperties": {"private": dict(given)}}


def _without_blanks(body: Json) -> Json:
    return {name: value for name, value in body.items() if value not in ("", [])}
