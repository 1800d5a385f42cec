"""The very first run: the sheet has no Program ID and nobody has a Person ID yet."""

from tasks.office.rooms import ROOMS
from tasks.office.stock import Asked, take_stock
from tests.office.build import a_term


def test_people_keep_their_ids_when_the_first_run_writes_them() -> None:
    book = take_stock(a_term(), Asked("pair", "2026-08-20"))

    after = book.after(ROOMS["enrollment"](book).changes)

    assert [person.id for person in after.people.values()] == [person.id for person in book.people.values()]
    assert {row.text("Person ID") for row in after.snapshot.rows("Enrollment")} == set(book.people)
