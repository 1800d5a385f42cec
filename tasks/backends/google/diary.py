"""The diary on Google Calendar: one repeating event for each series, under an id made from its UID.

What stands is read from the calendar itself, once for a run. A series is written in at most three steps, each in batches:
its first events, then instances that differ, then a mark that it is whole; killed anywhere, the next run does it again and
comes to the same. What a person deleted is never made again: those meetings are told to the program as cancelled.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tasks.backends.google import event_state
from tasks.backends.google.calls import Caller, Failure, Waiting
from tasks.backends.google.event_bodies import Json, differs, drawn, event_id, private, without_blanks
from tasks.backends.google.event_index import Kept, live, sorted_out, strangers
from tasks.backends.google.event_links import await_links, mark_pending
from tasks.backends.google.event_mirror import EVENT, Mirror
from tasks.backends.google.event_news import News, news_of
from tasks.backends.google.event_state import State
from tasks.backends.google.event_work import Work
from tasks.backends.google.freebusy import Spans, busy_times
from tasks.backends.google.said import problem
from tasks.backends.google.working_hours import WorkingHours
from tasks.program import keys
from tasks.program.meetings import Busy, Guest, Home, Series, Standing, moves_in

_UNITS = 540
"""Calls a minute; Google allows 600 for one account."""
_UPDATES = {"none": "none", "external": "externalOnly", "all": "all"}


class GoogleDiary:
    """The calendar `calendar` of whom the access acts for; `tag` tells several workbooks' events apart.

    With `guests`, people are invited by Google.
    """

    def __init__(
        self,
        service: Any,
        tag: str,
        waiting: Waiting,
        *,
        calendar: str = "primary",
        guests: bool = True,
        mirror: Mirror | None = None,
        organizer: str = "",
        hours: WorkingHours | None = None,
    ) -> None:
        self._service, self._tag, self._calendar, self._guests = service, tag, calendar, guests
        self._caller = Caller(waiting, _UNITS)
        self._mirror = mirror or Mirror(None, tag, calendar, reading=True)
        self._hours = hours
        self._known: dict[str, Kept] | None = None
        self._events_of_ours: Sequence[Json] = ()
        self._news: dict[str, tuple[Kept, News]] = {}
        self.complaints: Mapping[str, tuple[str, ...]] = {}
        self.home = Home(keys.GOOGLE, organizer)
        self.mails = "none"

    def standing(self) -> Mapping[str, Standing]:
        await_links(self._kept.values(), self._links, self._caller.waiting.back_off)
        return {key: self._standing(kept) for key, kept in sorted(self._kept.items()) if kept.stands}

    def strays(self) -> Sequence[tuple[str, str, str]]:
        known = self._kept  # reads the events where nobody has yet
        return strangers(self._events_of_ours, known)

    def put(self, series: Series, now: datetime) -> Standing:
        self.put_all([series], now)
        return self._standing(self._kept[series.key])

    def put_all(self, series: Sequence[Series], now: datetime) -> None:  # noqa: ARG002 - Google stamps by itself
        """Puts many series in few requests."""
        works = [work for one in series if (work := self._work(one)) is not None]
        self._write_first(works)
        self._write_parts([work for work in works if work.state.half])

    def drop(self, key: str, now: datetime) -> None:  # noqa: ARG002 - the port's signature
        kept = self._kept.get(key)
        if kept is None or not kept.stands:
            return
        state = replace(kept.state, dropped=True)
        if not kept.deleted:
            mine = event_state.properties(self._tag, state)
            self._done([self._events.patch(**self._at(kept.master), body=private(mine))])
            alone = [
                one for one, event in kept.parts.items() if live(event) and "recurringEventId" not in event
            ]
            split = [one for one, event in kept.followers.items() if live(event)]
            self._done([self._events.delete(**self._at(one)) for one in (*alone, *split, kept.master)])
        self._kept[key] = replace(kept, state=state, deleted=True)

    def busy(
        self, people: Sequence[Guest], first: date, last: date, zone: str
    ) -> Mapping[str, tuple[Busy, ...]]:
        ours: Spans = {}
        if self._guests:
            for kept in filter(lambda one: one.stands, self._kept.values()):
                series, news = kept.state.series, self._news_of(kept)
                live = [one for one in series.occurrences if not one.cancelled and one.id not in news.gone]
                times = [news.moved.get(one.id, (one.starts, one.ends)) for one in live]
                for guest in series.guests:
                    ours.setdefault(guest.email, []).extend(times)
        try:
            found = busy_times(self._service, self._caller, people, (first, last), zone, ours)
            readable = {one.person: one.email for one in people if one.person in found}
            outside = self._hours.busy(self._caller, readable, first, last, zone) if self._hours else {}
        except Failure as failure:
            raise problem(failure, "calendar") from None
        return found | {person: (*found[person], *spans) for person, spans in outside.items()}

    # what stands

    @property
    def _kept(self) -> dict[str, Kept]:
        if self._known is None:
            self._events_of_ours = self._listed()
            self._known = sorted_out(self._events_of_ours)
        return self._known

    def _listed(self) -> list[Json]:
        """Every event of ours, deleted ones too."""
        ask = lambda asked: self._caller.call(self._events.list(**asked).execute)  # noqa: E731 - one line
        try:
            return self._mirror.events(ask)
        except Failure as failure:
            raise problem(failure, "calendar") from None

    def _standing(self, kept: Kept) -> Standing:
        """A series of which only half is written is shown without the meetings that take place, so that it is put again:
        under the revision that it has, for nobody was told of it yet. Those cancelled before stay known.
        """
        state, news = kept.state, self._news_of(kept)
        half = state.half or state.dropped
        series = state.series
        if half:
            off = () if state.dropped else tuple(one for one in series.occurrences if one.cancelled)
            series = replace(series, occurrences=() if len(off) == len(series.occurrences) else off)
        link = str(kept.event.get("hangoutLink", "")) if state.series.video_link == "meet" else ""
        return Standing(series, state.revision - half, news.gone, news.replies, news.moved, link)

    def _news_of(self, kept: Kept) -> News:
        """What people did to a series; worked out once for each state of it."""
        known = self._news.get(kept.state.series.key)
        if known is None or known[0] is not kept:
            known = self._news[kept.state.series.key] = kept, news_of(kept, guests=self._guests)
        return known[1]

    def _links(self, pending: Sequence[Kept]) -> list[Any]:
        calendar = self._calendar
        asked = [self._events.get(calendarId=calendar, eventId=one.master, fields=EVENT) for one in pending]
        return self._batch(asked)

    # writing

    def _work(self, series: Series) -> Work | None:
        kept = self._kept.get(series.key)
        fresh = kept is None or kept.deleted
        generation = 0 if kept is None else kept.generation + kept.deleted
        master = event_id(series.uid, generation)
        if kept is None or not kept.stands:
            state = State(series)
        elif (standing := self._standing(kept)).holds(series):
            return None
        else:
            news = self._news_of(kept)
            revision = max(standing.revised(series), kept.state.revision)
            moved = moves_in(series, news.moved)
            state = State(series, revision, news.gone, moved)
        if kept is not None and kept.master != master and not fresh:
            # The UID changed: the events keep the id they have.
            master = kept.master
        plan = drawn(series, state.gone, master, guests=self._guests)
        parts = kept.parts if kept is not None and not fresh else {}
        split = kept.followers if kept is not None and not fresh else {}
        more = bool(plan.overrides) or any(live(event) for event in (*parts.values(), *split.values()))
        return Work(series, replace(state, half=more), plan, kept, fresh)

    def _write_first(self, works: Sequence[Work]) -> None:
        """First events and meetings alone; an id that is taken already was ours, from a run that was killed."""
        asked: list[tuple[Work, str, Any, Any]] = []
        for work in works:
            body = work.drawn.body | private(event_state.properties(self._tag, work.state))
            asked.append((work, "", *self._upsert(work.drawn.master, body, work, there=not work.fresh)))
            for one, alone in work.drawn.alone.items():
                if one in work.parts and not live(work.parts[one]):
                    continue
                body = alone | private(event_state.part_of(self._tag, work.series.key))
                asked.append((work, one, *self._upsert(one, body, work, there=one in work.parts)))
        answers = self._batch([first for *_, first, _ in asked])
        taken = [n for n, a in enumerate(answers) if isinstance(a, Failure) and a.status == 409]
        for number, answer in zip(taken, self._batch([asked[n][3] for n in taken]), strict=True):
            answers[number] = answer
        self._checked(answers)
        for work in works:
            generation = 0 if work.kept is None else work.kept.generation + work.kept.deleted
            split = {} if work.fresh or work.kept is None else work.kept.followers
            known = Kept(work.drawn.master, generation, work.state, False, {}, dict(work.parts), split)
            self._kept[work.series.key] = known
        for (work, one, *_), answer in zip(asked, answers, strict=True):
            known = self._kept[work.series.key]
            if not one:
                known.event = answer
                mark_pending(known, wanted=work.series.video_link == "meet" and self._guests)
            else:
                known.parts[one] = answer

    def _write_parts(self, works: Sequence[Work]) -> None:
        """Instances that differ, those that no longer do, parts that go; then each series is marked as whole."""
        asked = [(work, *one) for work in works for one in self._parts(work)]
        answers = self._batch([request for *_, request in asked])
        self._checked(answers)
        for (work, one, _), answer in zip(asked, answers, strict=True):
            known = self._kept[work.series.key]
            gone = {**known.parts.get(one, {"id": one}), "status": "cancelled"}
            (known.followers if one in known.followers else known.parts)[one] = (
                answer if isinstance(answer, dict) else gone
            )
        marks = [
            self._events.patch(**self._at(work.drawn.master), fields="id", body=private({"half": "0"}))
            for work in works
        ]
        self._done(marks)
        for work in works:
            known = self._kept[work.series.key]
            # What a person deleted tells of them; an instance that we took away is left out of the rule.
            parts = {one: event for one, event in known.parts.items() if live(event) or one in work.drawn.of}
            self._kept[work.series.key] = replace(
                known, state=replace(work.state, half=False), parts=parts, followers={}
            )

    def _parts(self, work: Work) -> Iterator[tuple[str, Any]]:
        """Each event beside the first one that must change, and the request that does it."""
        known = self._kept[work.series.key]
        for one, body in work.drawn.overrides.items():
            event = known.parts.get(one)
            if event is None or (live(event) and (differs(event, body) or work.others(event))):
                yield one, self._patch(one, {**body, **work.guest_list(event)})
        for one, event in known.parts.items():
            if not live(event) or one in work.drawn.overrides or one in work.drawn.alone:
                continue
            usual = work.drawn.instances.get(one)
            if usual is None:
                yield one, self._events.delete(**self._at(one))
            elif differs(event, usual) or work.others(event):
                yield one, self._patch(one, {**usual, **work.guest_list(event)})
        for one, event in known.followers.items():
            if live(event):
                yield one, self._events.delete(**self._at(one))

    # calls

    @property
    def _events(self) -> Any:
        return self._service.events()

    def _at(self, event: str) -> dict[str, Any]:
        return {"calendarId": self._calendar, "eventId": event, "sendUpdates": _UPDATES[self.mails]}

    def _patch(self, event: str, body: Json) -> Any:
        return self._events.patch(**self._at(event), fields=EVENT, body=body)

    def _upsert(self, event: str, body: Json, work: Work, *, there: bool) -> tuple[Any, Any]:
        """The request to write an event, and the one to make where its id turns out to be taken."""
        meet = {"conferenceDataVersion": 1} if "conferenceData" in body else {}
        changed = self._events.patch(**self._at(event), **meet, fields=EVENT, body=work.changed(event, body))
        if there:
            return changed, changed
        new = self._events.insert(
            calendarId=self._calendar,
            sendUpdates=_UPDATES[self.mails],
            fields=EVENT,
            **meet,
            body={**without_blanks(body), "id": event},
        )
        return new, changed

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
