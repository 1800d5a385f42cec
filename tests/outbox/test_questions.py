"""What staff read about a copy that needs their word."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.outbox.questions import sort_out
from tasks.program.letters import Delivery, State

NOW = datetime(2026, 9, 8, 7, 30, tzinfo=ZoneInfo("America/Chicago"))


def copy(state: State, error: str = "") -> Delivery:
    return Delivery(
        key="training-invitation-1-p1",
        letter="training-invitation-1",
        person="p-1",
        template="training-invitation",
        room="training",
        state=state,
        owed_at=NOW,
        changed_at=NOW,
        drop_after=date(2026, 9, 30),
        error=error,
        final=True,
    )


@pytest.mark.parametrize(
    ("delivery", "names", "what"),
    [
        (
            copy(State.FAILED, "The address does not exist."),
            {"p-1": "Ana Lee"},
            (
                "The letter “training invitation” to Ana Lee could not be delivered (2026-09-08 07:30): "
                "The address does not exist. Put right what is wrong, then answer."
            ),
        ),
        (
            copy(State.FAILED),
            {},
            (
                "The letter “training invitation” could not be delivered (2026-09-08 07:30): it was refused. "
                "Put right what is wrong, then answer."
            ),
        ),
        (
            copy(State.UNSURE),
            {"p-1": "Ana Lee"},
            (
                "The letter “training invitation” to Ana Lee may or may not have been sent (2026-09-08 07:30). The program "
                "was interrupted while it went out. Look in the program's sent mail or ask the person, then answer."
            ),
        ),
        (
            copy(State.UNSURE, "Somebody sent or deleted its draft."),
            {},
            (
                "The letter “training invitation” may or may not have been sent (2026-09-08 07:30). Somebody sent or deleted "
                "its draft. Look in the program's sent mail or ask the person, then answer."
            ),
        ),
    ],
)
def test_question_says_whose_letter_it_is_and_what_to_do(
    delivery: Delivery, names: dict[str, str], what: str
) -> None:
    settled, todos = sort_out([delivery], {}, names)

    assert settled == []
    assert [todo.what for todo in todos] == [what]
