"""Sessions that somebody moved or deleted in the calendar itself: left as they are there, and asked about.

`Trainings` has the last word, for letters name what stands there; but a person who drags an event meant something by it.
"""

from collections.abc import Iterator

from tasks.program import keys
from tasks.program.cells import text
from tasks.program.meetings import Times, Training
from tasks.program.todo import ToDo
from tasks.training.places import Sessions


def dragged(sessions: Sessions, training: Training) -> Times | None:
    """When the session stands in the calendar, if somebody moved it there since its row was last changed."""
    standing = sessions.book.world.standing.get(training.id)
    times = standing.moved_by_people.get(training.id) if standing else None
    if standing is None or times is None or times == (training.starts, training.ends):
        return None
    typed_since = training.starts not in {one.slot for one in standing.series.occurrences}
    return None if typed_since else times


def todos(sessions: Sessions) -> Iterator[ToDo]:
    for training in sessions.book.trainings:
        if sessions.past(training) or training.cancelled:
            continue
        name, look_in = f"“{training.title}” ({training.id})", f"Trainings: {training.id}"
        standing = sessions.book.world.standing.get(training.id)
        if standing and training.id in standing.cancelled_by_people:
            what = (
                f"Somebody deleted {name} from the calendar; letters still name it. To call it off, type `cancelled` in its "
                "Status. If it takes place, nothing need be done: guests have the letter."
            )
            yield ToDo(keys.todo("session-deleted", training.id), what, look_in=look_in, kind="question")
        elif times := dragged(sessions, training):
            what = (
                f"Somebody moved {name} to {text(times[0])} in the calendar; its row and the letters say "
                f"{text(training.starts)}. Type the new Starts and Ends into the row, and everybody is told; or move it back "
                "in the calendar."
            )
            yield ToDo(keys.todo("session-moved", training.id), what, look_in=look_in, kind="question")
