"""Who is trained as a mentor: by the date in `Enrollment`, or by having attended a required training for mentors.

It does not care who is invited, nor which trainings are still to come.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from tasks.program.book import Book
from tasks.program.cells import folded
from tasks.program.meetings import Training
from tasks.program.people import Person
from tasks.program.reading.audience import WORDS, audience_words


def trains_mentors(training: Training) -> bool:
    """Whether attending it makes a mentor trained: it is required, and meant for mentors as such."""
    words = {WORDS.get(folded(part)) for part in audience_words(training.audience)}
    return training.required and not words.isdisjoint({"mentors", "untrained"})


def trained_on(book: Book, person: Person) -> date | None:
    """Since when the person is trained as a mentor; nothing where they are not."""
    return trained_dates(book).get(person.id)


@lru_cache(maxsize=2)
def trained_dates(book: Book) -> Mapping[str, date]:
    """The first day each trained person counts as trained, by Person ID; one pass over the book."""
    days = {t.id.casefold(): t.starts.date() for t in book.trainings if trains_mentors(t) and not t.cancelled}
    found = {p.id: p.trained_on for p in book.people.values() if p.trained_on is not None}
    for invitation in book.invitations:
        day = days.get(invitation.training_id.casefold())
        if invitation.attended == "yes" and invitation.person and day is not None and day <= book.run.today:
            found[invitation.person] = min(day, found.get(invitation.person, day))
    return found
