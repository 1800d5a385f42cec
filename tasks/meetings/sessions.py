"""Trainings as times when people cannot meet: those they may be invited to, and the way there and back."""

import re
from datetime import timedelta
from functools import lru_cache

from tasks.program.book import Book
from tasks.program.meetings import Busy
from tasks.program.people import Person

_ONLINE = re.compile(r"https?://|\b(?:online|virtual|remote|video|phone|zoom|teams|meet|webinar|link)\b")


def trainings_of(book: Book, person: Person) -> tuple[Busy, ...]:
    """Trainings the person may be invited to, with the way there and back: kept free before the invitation goes, so that
    nothing moves after it.
    """
    if not book.trainings:
        return ()
    declined, minutes = _declined(book), timedelta(minutes=book.settings.travel_minutes)
    return tuple(
        Busy(training.starts - way, training.ends + way)
        for training in book.trainings
        for way in [minutes if _elsewhere(training.where, person) else timedelta()]
        if not training.cancelled
        and (training.id, person.id) not in declined
        and _invites(training.audience.casefold(), person)
    )


@lru_cache(maxsize=4)
def _declined(book: Book) -> frozenset[tuple[str, str]]:
    return frozenset(
        (i.training_id, i.person) for i in book.invitations if i.status == "declined" or i.answer == "no"
    )


def _invites(audience: str, person: Person) -> bool:
    words = {word.strip() for word in audience.split(";")}
    names = {person.track.casefold(), *(school.casefold() for school in person.schools)}
    return bool(
        words & {"all", "everyone"}
        or (person.mentors and any("mentors" in word for word in words))
        or (person.is_mentored and any("mentees" in word for word in words))
        or words & names
    )


def _elsewhere(where: str, person: Person) -> bool:
    """Whether the person leaves the own school for it; a place that nobody says is none to go to."""
    words = where.casefold()
    if not words.strip() or _ONLINE.search(words) or not person.schools:
        return False
    return not any(school.casefold() in words for school in person.schools)
