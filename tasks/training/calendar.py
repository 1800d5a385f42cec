"""The calendar series of each session: one occurrence, everyone who was told and has not declined."""

from tasks.program import keys
from tasks.program.book import Book
from tasks.program.meetings import Guest, Occurrence, Series, Times, Training
from tasks.program.people import Person
from tasks.training.dragged import dragged
from tasks.training.places import Place, Sessions

OWNER = "training"


def guest(person: Person) -> Guest:
    return Guest(person.id, person.name, person.email)


def series(book: Book, training: Training, guests: tuple[Guest, ...], moved: Times | None = None) -> Series:
    """The session as a calendar shows it to these guests; where a person dragged it, it stays until staff decide."""
    starts, ends = moved or (training.starts, training.ends)
    settings = book.settings
    link = training.where if training.where.startswith(("https://", "http://")) else ""
    return Series(
        key=training.id,
        uid=keys.event_uid(
            settings.program_id or book.run.program_id,
            f"training {training.id.casefold()}",
            book.world.home.domain,
        ),
        owner=OWNER,
        title=training.title,
        zone=settings.time_zone,
        organizer=book.organizer,
        guests=guests,
        occurrences=(Occurrence(training.id, training.starts, starts, ends, training.where),),
        description=settings.program_name,
        video_link=link,
    )


def all_series(sessions: Sessions) -> tuple[Series, ...]:
    """What should stand. Past sessions, and those whose row cannot be read any more, stay as they are."""
    book = sessions.book
    invited: dict[str, list[Place]] = {}
    for place in sessions.places:
        if place.training is not None and place.holds_seat:
            invited.setdefault(place.training.id, []).append(place)
    wanted: list[Series] = []
    for training in sorted(book.trainings, key=lambda one: (one.starts, one.id)):
        standing = book.world.standing.get(training.id)
        if sessions.past(training):
            wanted.extend([standing.series] if standing else [])
        elif not training.cancelled:
            known = {one.person: one for one in standing.series.guests} if standing else {}
            guests = _guests(invited.get(training.id, []), known)
            times = dragged(sessions, training)
            wanted.extend([series(book, training, guests, times)] if guests else [])
    ids = {training.id for training in book.trainings}
    lost = sorted(
        key for key, one in book.world.standing.items() if one.series.owner == OWNER and key not in ids
    )
    return (*wanted, *(book.world.standing[key].series for key in lost))


def _guests(places: list[Place], known: dict[str, Guest]) -> tuple[Guest, ...]:
    """In a stable order; somebody who has vanished from `Enrollment` stays as the calendar has them."""
    by_email = {one.email: one for one in known.values()}
    found: dict[str, Guest] = {}
    for place in places:
        who = guest(place.person) if place.person else by_email.get(place.invitation.email)
        if who is not None and who.email:
            found[who.person] = who
    return tuple(found[person] for person in sorted(found))
