"""Each row of `Invitations` as it stands today: what the person was told, what they answered, whether they came.

A status follows from what staff typed, what was sent and whether the person takes part: never from the status before,
so that a decision taken back takes its status back. What lies in the past changes only by what staff type.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tasks.program.book import Book
from tasks.program.letters import State
from tasks.program.meetings import SEATED, Invitation, Training
from tasks.program.people import Person
from tasks.program.problems import Level
from tasks.program.training_record import trained_dates
from tasks.program.workbook.snapshot import Row
from tasks.training.edition import Told, editions, letter_key, told

REMINDER = "training-reminder"
REMIND_DAYS = 3
"""A reminder goes this many days before the session or a little earlier, to people who were told before that."""


@dataclass(frozen=True)
class Place:
    """One row of `Invitations`: `training` and `person` are nothing where they are not (or no longer) known."""

    row: Row
    invitation: Invitation
    training: Training | None
    person: Person | None
    told: Told
    status: str

    @property
    def ours(self) -> bool:
        """Whether the program made this row; staff typed the others."""
        return bool(self.row["Planned on"])

    @property
    def holds_seat(self) -> bool:
        """Told people keep their seat; so does a row whose person has vanished from `Enrollment`, until staff answer."""
        return self.status in SEATED and (self.told.fixed or self.status == "attended" or self.person is None)


class Sessions:
    """Everything about trainings that several parts of the room ask for, worked out once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.now = book.run.now.replace(tzinfo=None)
        self.today = book.run.today
        self.editions = editions(book)
        self.by_id = {training.id.casefold(): training for training in book.trainings}

    def past(self, training: Training) -> bool:
        return training.starts <= self.now

    def edition(self, training: Training) -> int:
        return len(self.editions[training.id]) - 1

    def reminder_day(self, training: Training) -> date:
        """The last school day that is `REMIND_DAYS` before the session; that day itself where a week has no school."""
        day = training.starts.date() - timedelta(days=REMIND_DAYS)
        earlier = (day - timedelta(days=back) for back in range(7))
        return next((one for one in earlier if self.book.calendar.is_school_day(one)), day)

    @cached_property
    def trained(self) -> Mapping[str, date]:
        return trained_dates(self.book)

    @cached_property
    def unclear(self) -> frozenset[int]:
        """Rows of `Trainings` with a cell to fix: nobody new is invited there."""
        problems = (p for p in self.book.problems if p.tab == "Trainings" and p.level is Level.FIX)
        return frozenset(problem.row for problem in problems)

    def wanted(self, training: Training, person: Person) -> bool:
        """Whether the session is meant for this person."""
        return self.book.audiences[training.id].includes(person, trained=person.id in self.trained)

    def goes(self, training: Training, person: Person) -> bool:
        """Whether the person takes part on the day of the session."""
        day = training.starts.date()
        return person.takes_part_on(day) and (person.starts_on is None or person.starts_on <= day)

    def invites(self, training: Training) -> bool:
        """Whether somebody may still be invited to it."""
        return not (training.cancelled or self.past(training) or training.row in self.unclear)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """All rows of `Invitations`; of two rows for the same person and session the first counts."""
        rows = {row.number: row for row in self.book.snapshot.rows("Invitations")}
        seen: dict[tuple[str, str], Place] = {}
        for number, invitation in enumerate(self.book.invitations):
            who = invitation.who or f"row {number}"
            place = self._place(rows[invitation.row], invitation)
            seen.setdefault((invitation.training_id.casefold(), who), place)
        return tuple(seen.values())

    def _place(self, row: Row, invitation: Invitation) -> Place:
        training = self.by_id.get(invitation.training_id.casefold())
        person = self.book.people.get(invitation.person)
        last = self.edition(training) if training else -1
        known = Told()
        if training is not None and person is not None:
            known = told(self.book, training.id, person.id, last, invitation.invited_on)
        return Place(
            row, invitation, training, person, known, self._status(invitation, training, person, known)
        )

    def _status(
        self, invitation: Invitation, training: Training | None, person: Person | None, known: Told
    ) -> str:
        if training is None:
            return invitation.status
        took_place = training.starts.date() <= self.today and not training.cancelled
        if invitation.attended and took_place:
            return "attended" if invitation.attended == "yes" else "absent"
        if invitation.answer == "no" or known.refused:
            return "declined"
        if person is None:
            return invitation.status
        if not known.fixed:
            return "waitlisted" if invitation.status == "waitlisted" else ""
        if not self.past(training) and not training.cancelled and not self.goes(training, person):
            return "declined"
        if self.past(training) and invitation.status == "declined":
            return "declined"
        if invitation.answer == "yes":
            return "accepted"
        return "reminded" if self._reminded(training, person) else "invited"

    def _reminded(self, training: Training, person: Person) -> bool:
        key = letter_key(self.book, REMINDER, training.id, person.id, self.edition(training))
        return any(copy.state is State.SENT for copy in self.book.world.deliveries_of(key))
