"""Who still needs a session of a topic, which sessions fit them, and in which order they have a right to a seat.

Sessions of one topic are the same training: either will do. Nobody is asked twice for the same topic unless they
missed it, or declined one session of a topic that is required of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tasks.program.meetings import Training
from tasks.program.people import Person
from tasks.program.training_record import trains_mentors
from tasks.training.places import Place, Sessions
from tasks.training.seating import Wish, seat

Slot = tuple[datetime, datetime]


@dataclass(frozen=True)
class Topic:
    """The sessions of one topic, in order of time."""

    sessions: tuple[Training, ...]

    @property
    def required(self) -> bool:
        return any(session.required for session in self.sessions)


@dataclass(frozen=True)
class Outcome:
    """What the seating of all topics says: who gets which session, who waits for one, who has a clash of times."""

    seated: dict[tuple[str, str], Training]
    """(training id, Person ID) → session, for people not told yet."""
    waiting: dict[tuple[str, str], Training]
    clashes: tuple[tuple[str, str], ...] = ()
    """(training id, Person ID) of people left out because another session they are invited to is at that time."""


def topics(sessions: Iterable[Training]) -> tuple[Topic, ...]:
    """All topics, required ones first, then by their first session."""
    grouped: dict[str, list[Training]] = {}
    for session in sorted(sessions, key=lambda one: (one.starts, one.id)):
        grouped.setdefault(
            f"t {session.topic}" if session.topic else f"i {session.id.casefold()}", []
        ).append(session)
    found = (Topic(tuple(group)) for group in grouped.values())
    return tuple(sorted(found, key=lambda topic: not topic.required))


def settle(sessions: Sessions) -> Outcome:
    """Seats for everyone who still needs one, topic by topic, on what people were told already."""
    settled = _Settling(sessions)
    for topic in topics(sessions.book.trainings):
        settled.add(topic)
    return Outcome(settled.seated, settled.waiting, tuple(settled.clashes))


class _Settling:
    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.seated: dict[tuple[str, str], Training] = {}
        self.waiting: dict[tuple[str, str], Training] = {}
        self.clashes: list[tuple[str, str]] = []
        self.by_session: dict[str, dict[str, Place]] = {}
        self.taken: dict[str, int] = {}
        self.slots: dict[str, list[Slot]] = {}
        for place in sessions.places:
            self._note(place)

    def _note(self, place: Place) -> None:
        if place.training is None:
            return
        if place.holds_seat:
            self.taken[place.training.id] = self.taken.get(place.training.id, 0) + 1
            if not place.training.cancelled:
                self._block(place.invitation.person, place.training)
        if place.person is not None:
            self.by_session.setdefault(place.training.id, {})[place.person.id] = place

    def _block(self, person: str, training: Training) -> None:
        self.slots.setdefault(person, []).append((training.starts, training.ends))

    def add(self, topic: Topic) -> None:
        """Settles one topic, and blocks the times of the people seated."""
        open_sessions = [one for one in topic.sessions if self.sessions.invites(one)]
        if not open_sessions:
            return
        ranked = sorted(self._wishes(topic, open_sessions), key=lambda pair: pair[0])
        wishes = [wish for _, wish in ranked]
        by_id = {session.id: session for session in open_sessions}
        result = seat(wishes, {one.id: self._left(one) for one in open_sessions})
        for wish in wishes:
            session = result.get(wish.person)
            if session is not None:
                self.seated[session, wish.person] = by_id[session]
                self._block(wish.person, by_id[session])
            elif wish.choices:
                waits_at = wish.stays or min(wish.choices, key=wish.taste)
                self.waiting[waits_at, wish.person] = by_id[waits_at]

    def _left(self, session: Training) -> int | None:
        if session.seats is None:
            return None
        return max(0, session.seats - self.taken.get(session.id, 0))

    def _wishes(
        self, topic: Topic, open_sessions: list[Training]
    ) -> Iterator[tuple[tuple[int, date, date, int], Wish]]:
        today = self.sessions.today
        for person in self.sessions.book.people.values():
            if not (person.takes_part_on(today) and person.may_get_mail_on(today)):
                continue
            places = [
                self.by_session[one.id][person.id]
                for one in topic.sessions
                if person.id in self.by_session.get(one.id, {})
            ]
            if _settled(topic, places):
                continue
            wish = self._wish(person, open_sessions, places)
            if wish is not None:
                yield self._rank(person, topic, places), wish

    def _wish(self, person: Person, open_sessions: list[Training], places: list[Place]) -> Wish | None:
        here = {place.training.id: place for place in places if place.training is not None}
        called = [
            one.id for one in open_sessions if one.id in here and here[one.id].invitation.answer == "yes"
        ]
        fits = [
            one
            for one in open_sessions
            if (
                one.id in called
                if called
                else self.sessions.wanted(one, person) and not _declined(here.get(one.id))
            )
            and self.sessions.goes(one, person)
        ]
        free = [one for one in fits if not self._clashes(person.id, one)]
        if fits and not free:
            self.clashes.extend((one.id, person.id) for one in fits[:1])
        if not free:
            return None
        stays = next((one.id for one in free if one.id in here), "")
        return Wish(
            person.id, tuple(one.id for one in free), {one.id: self._cost(person, one) for one in free}, stays
        )

    def _clashes(self, person: str, session: Training) -> bool:
        return any(
            starts < session.ends and session.starts < ends for starts, ends in self.slots.get(person, ())
        )

    def _cost(self, person: Person, session: Training) -> int:
        """How badly the session fits: outside the hours the person gave, or busy in their calendar."""
        day, starts = session.starts.weekday(), session.starts.hour * 60 + session.starts.minute
        ends = starts + int((session.ends - session.starts).total_seconds() // 60)
        windows = self.sessions.book.on_program_clock[person.id].windows
        inside = any(w.day == day and w.starts <= starts and ends <= w.ends for w in windows)
        busy = any(
            one.starts < session.ends and session.starts < one.ends
            for one in self.sessions.book.world.busy.get(person.id, ())
        )
        return 2 * busy + (person.times_known and not inside)

    def _rank(self, person: Person, topic: Topic, places: list[Place]) -> tuple[int, date, date, int]:
        """Those of whom it is required and who lack it, then the rest; who has waited longer first; then enrollment."""
        trained = person.id in self.sessions.trained and any(trains_mentors(one) for one in topic.sessions)
        mine = any(one.required and self.sessions.wanted(one, person) for one in topic.sessions)
        since = min(
            (day for place in places if (day := _day(place)) is not None), default=self.sessions.today
        )
        return (
            0 if mine and not trained else 1,
            since,
            person.enrolled_on or self.sessions.today,
            person.row,
        )


def _settled(topic: Topic, places: list[Place]) -> bool:
    """Whether nothing more is to be asked of the person in this topic."""
    if any(place.status == "attended" or (place.holds_seat and not _cancelled(place)) for place in places):
        return True
    called = any(place.invitation.answer == "yes" for place in places)
    return any(place.status == "declined" for place in places) and not topic.required and not called


def _cancelled(place: Place) -> bool:
    return place.training is not None and place.training.cancelled


def _declined(place: Place | None) -> bool:
    return place is not None and place.status == "declined"


def _day(place: Place) -> date | None:
    value = place.row["Planned on"]
    day = value.date() if isinstance(value, datetime) else value
    return day if isinstance(day, date) else None
