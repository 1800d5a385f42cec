"""The table of states is what the outbox really does, and leads nowhere that nobody comes back from by mistake."""

from pathlib import Path

from tasks.outbox.states import OPEN, TRANSITIONS, may
from tasks.program.letters import State


def test_every_state_is_reached_and_every_change_is_listed_once() -> None:
    changes = [(before, after) for before, after, _why in TRANSITIONS]
    assert len(changes) == len(set(changes))
    assert {after for _, after in changes} == set(State)


def test_only_a_claimed_copy_is_sent_or_a_person_says_so() -> None:
    assert {before for before, after, _ in TRANSITIONS if after is State.SENT} == {
        State.SENDING,
        State.UNSURE,
        State.BOUNCED,
    }


def test_a_copy_in_doubt_is_never_claimed() -> None:
    assert not may(State.UNSURE, State.SENDING)
    assert {before for before, after, _ in TRANSITIONS if after is State.SENDING} == OPEN


def test_what_was_sent_is_only_sent_again_by_a_person() -> None:
    again = [(str(after), why) for before, after, why in TRANSITIONS if before is State.SENT]
    assert again == [
        ("bounced", "the mail came back"),
        ("owed", "a person asked at the command line to send it once more"),
    ]


def test_diagram_in_the_guide_is_the_table() -> None:
    guide = Path(__file__).parents[2].joinpath("docs", "developers", "once.md").read_text(encoding="utf-8")
    drawn = [line.strip() for line in guide.splitlines() if " --> " in line]
    assert drawn == [f"{before} --> {after}: {why}" for before, after, why in TRANSITIONS]
