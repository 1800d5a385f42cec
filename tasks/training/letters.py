"""The room's letters: invitation, waiting list, change, cancellation, reminder."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from tasks.program.letters import Invite, Letter, Recipient
from tasks.program.meetings import Guest, Training
from tasks.program.people import Person
from tasks.program.zones import for_reader
from tasks.training.calendar import guest, series
from tasks.training.edition import CANCELLED, CHANGED, INVITATION, letter_key
from tasks.training.form import links
from tasks.training.places import REMINDER, Place, Sessions
from tasks.training.wishes import Outcome, Topic

WAITLIST = "training-waitlist"


@dataclass(frozen=True)
class Session:
    """A session as letters show it: wall-clock times, aware where the clock is to be named; `link` where the place is a web address."""

    title: str
    starts: datetime
    ends: datetime
    where: str
    link: str
    required: bool


def session(training: Training, home: str = "UTC", reader: str = "UTC") -> Session:
    """The session for a reader whose school goes by the clock of `reader`; `home` is the program's."""
    link = (
        training.where
        if training.where.startswith(("https://", "http://")) and " " not in training.where
        else ""
    )
    where = "online" if link else training.where
    starts, ends = (for_reader(wall, home, reader, home) for wall in (training.starts, training.ends))
    return Session(training.title, starts, ends, where, link, training.required)


def letters(sessions: Sessions, outcome: Outcome, all_topics: tuple[Topic, ...]) -> tuple[Letter, ...]:
    """Every letter of the room that may still be owed."""
    return tuple(_Writer(sessions, all_topics).all(outcome))


class _Writer:
    def __init__(self, sessions: Sessions, all_topics: tuple[Topic, ...]) -> None:
        self.sessions, self.book = sessions, sessions.book
        self.topic_of = {one.id: topic for topic in all_topics for one in topic.sessions}

    def all(self, outcome: Outcome) -> Iterator[Letter]:
        people = self.book.people
        for (_, person), training in outcome.seated.items():
            yield self.invitation(training, people[person])
        for (_, person), training in outcome.waiting.items():
            yield self._letter(WAITLIST, training, people[person], 0)
        for place in self.sessions.places:
            yield from self._to_told(place)

    def _session(self, training: Training, person: Person) -> Session:
        return session(training, self.book.settings.time_zone, self.book.zone_of(person.school))

    def invitation(self, training: Training, person: Person) -> Letter:
        """The invitation, with the other sessions of the topic that would do as well."""
        others = [
            self._session(other, person)
            for other in self.topic_of[training.id].sessions
            if other.id != training.id
            and self.sessions.invites(other)
            and self.sessions.wanted(other, person)
        ]
        return self._letter(
            INVITATION, training, person, self.sessions.edition(training), "REQUEST", {"others": others}
        )

    def _to_told(self, place: Place) -> Iterator[Letter]:
        training, person = place.training, place.person
        if training is None or person is None or self.sessions.past(training):
            return
        if not place.told.fixed or not person.may_get_mail_on(self.sessions.today):
            return
        if place.status not in ("invited", "reminded", "accepted"):
            return
        if place.told.edition < 0:
            # On its way, or nobody knows: it stays wanted until that is settled.
            yield self.invitation(training, person)
        elif self._outdated(training, place):
            yield self._news(training, person)
        elif self.reminds(place, self.sessions.today):
            yield replace(
                self._letter(
                    REMINDER,
                    training,
                    person,
                    self.sessions.edition(training),
                    more={"answered": place.status == "accepted"},
                ),
                # Not routine: a reminder that waits for next week's turn comes after the training.
                occasion=self.sessions.reminder_day(training),
            )

    def _outdated(self, training: Training, place: Place) -> bool:
        looks = self.sessions.editions[training.id]
        return looks[place.told.edition] != looks[-1]

    def _news(self, training: Training, person: Person) -> Letter:
        edition = self.sessions.edition(training)
        if not training.cancelled:
            return self._letter(CHANGED, training, person, edition, "REQUEST")
        others = any(self.sessions.invites(other) for other in self.topic_of[training.id].sessions)
        return self._letter(CANCELLED, training, person, edition, "CANCEL", {"others": others})

    def reminds(self, place: Place, on: date) -> bool:
        """Whether a reminder is due on that day: not to people who heard of the session within the last days."""
        training = place.training
        if training is None or training.cancelled or place.status not in ("invited", "accepted"):
            return False
        day = self.sessions.reminder_day(training)
        return on >= day and (place.told.last is None or place.told.last < day)

    def _letter(
        self,
        template: str,
        training: Training,
        person: Person,
        edition: int,
        method: str = "",
        more: dict[str, object] | None = None,
    ) -> Letter:
        invite = self._invite(method, training, guest(person), edition) if method else None
        coming, not_coming = links(self.book, training, person)
        return Letter(
            key=letter_key(self.book, template, training.id, person.id, edition),
            template=template,
            room="training",
            to=(Recipient(person.id, person.name, person.email),),
            context={
                "session": self._session(training, person),
                "coming": coming,
                "not_coming": not_coming,
                **(more or {}),
            },
            drop_after=training.starts.date(),
            invite=invite,
            about=training.id,
        )

    def _invite(self, method: str, training: Training, who: Guest, edition: int) -> Invite:
        """An invitation shows a person nobody else's address; its revision is the edition of the session."""
        return Invite(method, series(self.book, training, (who,)), edition)
