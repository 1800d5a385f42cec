"""What people's calendars told us that staff should know: refused series, answers of strangers, unreadable files."""

from collections.abc import Iterable, Iterator

from tasks.meetings.letters import Told
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.problems import Problem, note
from tasks.program.replies import replies_to, strangers
from tasks.program.todo import ToDo
from tasks.program.wording import listed


def about_answers(book: Book, told: Iterable[Told]) -> Iterator[ToDo]:
    """A line for each person who declined all meetings of a pair, and for each address nobody knows."""
    for one in told:
        if not one.invites or len(one.people) < 2:
            continue
        replies = replies_to(book.world, book.people, one.pair)
        for person in one.people:
            others = listed([other.name for other in one.people if other is not person])
            said = replies.get((person.id, ""))
            if said is not None and said.answer == "declined":
                what = (
                    f"{person.name} declined the whole series of meetings with {others}. "
                    "Ask which times would do and change Availability, or end the pair."
                )
                yield ToDo(keys.todo("declined", one.pair, person.id), what, look_in=f"Pairings: {one.pair}")
    known = {book.settings.coordinator_email.casefold()}
    for address in sorted(set(strangers(book.world, book.people)) - known):
        what = (
            f"{address} answered an invitation, but nobody in Enrollment has this address. If it is another address "
            "of somebody there, type it as their Former email; the answer then counts."
        )
        yield ToDo(keys.todo("answer", address), what, look_in="Enrollment: Former email")


def calendar_notes(book: Book) -> Iterator[Problem]:
    """What of people's exported calendars could not be read, beside their rows."""
    for complaint in book.world.complaints.get("", ()):
        message = f"Answers to invitations could not be fetched. {complaint}"
        yield note("Meetings", 0, "Answers", "", message, "The next run fetches them.")
    for person_id, complaints in sorted(book.world.complaints.items()):
        person = book.people.get(person_id)
        if person is not None:
            for complaint in complaints:
                message = f"The calendar file of this person could not be used as it is. {complaint}"
                yield note(
                    "Enrollment", person.row, "Availability", "", message, "Export the calendar again."
                )
