"""What the training room asks of staff, and what it says will happen by itself."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from tasks.program import keys
from tasks.program.meetings import Training
from tasks.program.problems import Problem, note
from tasks.program.schooldays import NO_SCHOOL
from tasks.program.todo import Coming, ToDo, answers
from tasks.training.places import Place, Sessions
from tasks.training.wishes import Outcome

AHEAD = timedelta(days=14)
ATTENDANCE_WITHIN = timedelta(days=7)


def todos(sessions: Sessions, outcome: Outcome) -> tuple[ToDo, ...]:
    """Attendance to be typed, people without a seat, clashes, overfull sessions, sessions that have vanished."""
    waiting = Counter(training.id for training in outcome.waiting.values())
    clashing = Counter(training for training, _ in outcome.clashes)
    held = Counter(place.training.id for place in sessions.places if place.training and place.holds_seat)
    unmarked = Counter(
        place.training.id for place in sessions.places if place.training and _unmarked(sessions, place)
    )
    found: list[ToDo] = []
    for training in sessions.book.trainings:
        found.extend(_of_session(sessions, training, waiting, clashing, held, unmarked))
        found.extend(_on_a_day_off(sessions, training))
    return (*found, *_vanished(sessions))


def _of_session(
    sessions: Sessions,
    training: Training,
    waiting: Counter[str],
    clashing: Counter[str],
    held: Counter[str],
    unmarked: Counter[str],
) -> Iterator[ToDo]:
    name, place = f"“{training.title}” ({training.id})", f"Trainings: {training.id}"
    if count := waiting[training.id]:
        yield _todo(
            "seats",
            training,
            f"{_people(count)} waiting for a seat in {name}. Add seats or a session.",
            place,
        )
    if count := clashing[training.id]:
        what = f"{_people(count)} not invited to {name}: another session they go to is at that time."
        yield _todo("clash", training, f"{what} Move one of the two or add a session.", place)
    over = held[training.id] - (training.seats if training.seats is not None else held[training.id])
    if (
        over > 0
        and not sessions.past(training)
        and not training.cancelled
        and training.row not in sessions.unclear
    ):
        what = f"{name} has {training.seats} seats, and {held[training.id]} people have been invited."
        yield _todo(
            "overbooked", training, f"{what} Add seats, or type `no` in Answer for those who give way.", place
        )
    if count := unmarked[training.id]:
        what = f"Who came to {name}? Type yes or no in Attended ({count} to go)."
        due = training.starts.date() + ATTENDANCE_WITHIN
        yield ToDo(keys.todo("attendance", training.id), what, look_in=f"Invitations: {training.id}", due=due)


def _on_a_day_off(sessions: Sessions, training: Training) -> Iterator[ToDo]:
    """A session on a day that `Calendar` closes for every school: nobody knows whether it takes place all the same."""
    day = training.starts.date()
    closed = NO_SCHOOL in sessions.book.calendar.day(day).kinds
    if not closed or training.cancelled or sessions.past(training):
        return
    key = keys.todo("training-day-off", training.id, day.isoformat())
    if key not in answers(sessions.book.snapshot):
        what = (
            f"“{training.title}” ({training.id}) is on {day.isoformat()}, and Calendar says that there is no school. Type "
            "another time in Starts and Ends, or cancelled in its Status: whoever was invited is told. Or type keep."
        )
        look_in = f"Trainings: {training.id}"
        yield ToDo(key, what, look_in=look_in, due=day, choices=("keep",), kind="question")


def _todo(kind: str, training: Training, what: str, look_in: str) -> ToDo:
    return ToDo(keys.todo(kind, training.id), what, look_in=look_in)


def _people(count: int) -> str:
    return "1 person is" if count == 1 else f"{count} people are"


def _unmarked(sessions: Sessions, place: Place) -> bool:
    training = place.training
    if training is None or training.cancelled or training.ends > sessions.now:
        return False
    return place.status in ("invited", "reminded", "accepted")


def _vanished(sessions: Sessions) -> Iterator[ToDo]:
    """Sessions that people were invited to and whose row has gone or cannot be read."""
    lost = {
        p.invitation.training_id for p in sessions.places if p.training is None and p.invitation.invited_on
    }
    for name in sorted(lost):
        what = f"People were invited to {name}, but Trainings has no such session that can be read. Put the row back;"
        yield ToDo(
            keys.todo("session-gone", name),
            f"{what} to call it off, type `cancelled` in its Status.",
            look_in=f"Trainings: {name}",
            kind="question",
        )


def notes(sessions: Sessions, outcome: Outcome) -> tuple[Problem, ...]:
    """Typed rows that nothing follows from: somebody outside the audience, a `yes` without a free seat."""
    found: list[Problem] = []
    for place in sessions.places:
        training, person = place.training, place.person
        if training is None or person is None or sessions.past(training) or place.told.fixed:
            continue
        key = (training.id, person.id)
        if key in outcome.waiting and place.invitation.answer == "yes":
            found.append(_note(place, "Answer", "No seat is free yet.", "Add seats in Trainings."))
        elif (
            not place.ours and place.status == "" and key not in outcome.seated and sessions.invites(training)
        ):
            remedy = "Type `yes` in Answer to invite this person all the same."
            found.append(
                _note(place, "Email", f"The session {training.id} is not meant for this person.", remedy)
            )
    return tuple(found)


def _note(place: Place, column: str, message: str, remedy: str) -> Problem:
    return note("Invitations", place.row.number, column, place.row[column], message, remedy)


def coming(sessions: Sessions) -> tuple[Coming, ...]:
    """Sessions and reminders of the next 14 days."""
    guests, reminded = Counter[str](), Counter[str]()
    for place in sessions.places:
        training = place.training
        if training is None or training.cancelled or not place.holds_seat:
            continue
        guests[training.id] += 1
        heard = place.told.last
        if place.status in ("invited", "accepted") and (
            heard is None or heard < sessions.reminder_day(training)
        ):
            reminded[training.id] += 1
    return tuple(_soon(sessions, guests, reminded))


def _soon(sessions: Sessions, guests: Counter[str], reminded: Counter[str]) -> Iterator[Coming]:
    last = sessions.today + AHEAD
    for training in sessions.book.trainings:
        reminder, day = sessions.reminder_day(training), training.starts.date()
        if reminded[training.id] and sessions.today < reminder <= last:
            yield Coming(reminder, f"Reminder of the training “{training.title}”", reminded[training.id])
        if guests[training.id] and not sessions.past(training) and day <= last:
            yield Coming(day, f"Training “{training.title}”", guests[training.id])
