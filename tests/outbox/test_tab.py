"""The Outbox tab: a row for every copy, restored where overtyped, quiet where nothing changed."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.outbox.owed import decide
from tasks.outbox.render import sample
from tasks.outbox.tab import outbox_changes
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import Delivery, Letter, State
from tasks.program.workbook.changes import AddRow, Change, SetCells
from tests.outbox.build import ROOMS, TUESDAY, at, book, copy, key_of, to

pytestmark = pytest.mark.usefixtures("kickoff")
OWED = datetime(2026, 9, 8, 6, 0)


@pytest.fixture
def kickoff_letter(kickoff: Path) -> Letter:
    return replace(
        sample("kickoff"), key="kickoff-1", room="pairing", to=(to("Ana Lee"),), drop_after=at(TUESDAY).date()
    )


def row(one: Letter, **cells: Value) -> dict[str, Value]:
    return {
        "Key": key_of(one),
        "To": "ana.lee@example.org",
        "Name": "Ana Lee",
        "Subject": "First meeting with Ben Ortiz",
        "Letter": "kickoff",
        "Status": "owed",
        "When": OWED,
        **cells,
    }


def changes(full: Book, *letters: Letter) -> tuple[Change, ...]:
    return outbox_changes(full, decide(letters, full, ROOMS))


def cells_set(
    held: list[Delivery], rows: list[dict[str, Value]], *letters: Letter, **more: Any
) -> list[dict[str, Value]]:
    full = book(held, now=f"{TUESDAY} 07:00", **more)
    full = Book(full.snapshot.with_sheet(book(outbox=rows).snapshot.sheet("Outbox")), full.world, full.run)
    return [dict(one.cells) for one in changes(full, *letters) if isinstance(one, SetCells)]


def test_new_letter_gets_a_row(kickoff_letter: Letter) -> None:
    full = book(now=f"{TUESDAY} 07:00")
    when = datetime(2026, 9, 8, 7, 0)
    assert changes(full, kickoff_letter) == (AddRow("Outbox", row(kickoff_letter, When=when)),)


def test_letter_to_two_gets_two_rows(kickoff_letter: Letter) -> None:
    both = replace(kickoff_letter, to=(to("Ana Lee"), to("Ben Ortiz")))
    added = [one.cells["Name"] for one in changes(book(), both) if isinstance(one, AddRow)]
    assert sorted(map(str, added)) == ["Ana Lee", "Ben Ortiz"]


def test_row_that_is_true_is_left_alone(kickoff_letter: Letter) -> None:
    assert cells_set([copy(kickoff_letter)], [row(kickoff_letter)], kickoff_letter) == []


def test_sent_letter_shows_when_it_left(kickoff_letter: Letter) -> None:
    sent = copy(kickoff_letter, state=State.SENT, changed_at=at(f"{TUESDAY} 07:30"))
    assert cells_set([sent], [row(kickoff_letter)]) == [
        {"Status": "sent", "When": datetime(2026, 9, 8, 7, 30)}
    ]


def test_refusal_shows_its_error(kickoff_letter: Letter) -> None:
    failed = copy(kickoff_letter, state=State.FAILED, error="550 gone", final=True)
    assert cells_set([failed], [row(kickoff_letter)], kickoff_letter) == [
        {"Status": "failed", "Error": "550 gone"}
    ]


def test_decision_shows_before_anything_is_sent(kickoff_letter: Letter) -> None:
    full = book([copy(kickoff_letter)], outbox=[row(kickoff_letter, Action="drop")])
    [change] = changes(full, kickoff_letter)
    assert isinstance(change, SetCells)
    assert change.cells == {"Status": "dropped", "Error": "dropped by staff"}


def test_overtyped_cells_are_put_back_while_the_letter_is_open(kickoff_letter: Letter) -> None:
    spoiled = row(kickoff_letter, To="x@y.org", Name="", Subject="Hi", Letter="", Status="sent", When=None)
    assert cells_set([copy(kickoff_letter)], [spoiled], kickoff_letter) == [
        {
            "To": "ana.lee@example.org",
            "Name": "Ana Lee",
            "Subject": "First meeting with Ben Ortiz",
            "Letter": "kickoff",
            "Status": "owed",
            "When": OWED,
        }
    ]


def test_sent_letter_keeps_its_words_when_people_change(kickoff_letter: Letter) -> None:
    sent = copy(kickoff_letter, state=State.SENT)
    renamed = replace(kickoff_letter, context={**kickoff_letter.context, "partner": "Benny"})
    assert cells_set([sent], [row(kickoff_letter, Status="sent")], renamed) == []


def test_row_of_a_letter_nobody_wants_any_more_stays(kickoff_letter: Letter) -> None:
    dropped = copy(kickoff_letter, state=State.DROPPED)
    assert cells_set([dropped], [row(kickoff_letter)]) == [{"Status": "dropped"}]


def test_rehearsal_has_a_row_of_its_own(kickoff_letter: Letter) -> None:
    full = book(settings={"Redirect all mail to": "coordinator@example.org"}, by_hand=True)
    added = [
        (one.cells["Key"], one.cells["To"])
        for one in changes(full, kickoff_letter)
        if isinstance(one, AddRow)
    ]
    assert ("rehearsed-kickoff-1", "coordinator@example.org") in added


def test_letter_that_cannot_be_worded_still_has_its_row(kickoff_letter: Letter) -> None:
    broken = replace(kickoff_letter, context={})
    [added] = changes(book(), broken)
    assert isinstance(added, AddRow)
    assert added.cells["Key"] == key_of(broken)
    assert "Subject" not in added.cells
