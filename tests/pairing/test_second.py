"""A second mentor for content: off unless asked for, holds a seat, is introduced like others, is nobody's own mentor."""

from collections.abc import Mapping

from tasks.meetings.wishes import schedulable
from tasks.program.cells import Value
from tests.build import mentee, mentor
from tests.pairing.desk import Desk, later

ON = {"Second mentor": "yes"}
ANN = mentor("Ann Bell", Subject="Art", Grade_band="3-5")
BEN = mentor("Ben Cole", Subject="Science", Grade_band="3-5")
TOM = mentee("Tom Ruiz", Subject="Science", Grade_band="3-5")
OWN = {"Mentor email": "ann.bell@example.org", "Mentee email": "tom.ruiz@example.org", "Decision": "approve"}


def desk(*people: Mapping[str, Value], settings: Mapping[str, Value] | None = None) -> Desk:
    """Tom, whose own mentor Ann teaches another subject."""
    found = Desk(ANN, TOM, *people, settings=ON if settings is None else settings, Pairings=[OWN])
    found.run()
    return found


def rows(at: Desk) -> list[tuple[str, str, str, str]]:
    return [
        (*pair, row.text("Model"))
        for pair, row in zip(at.pairs(), at.book.snapshot.rows("Pairings"), strict=True)
    ]


def test_proposed_where_the_mentor_lacks_the_subject_and_a_seat_is_free() -> None:
    asked = desk(BEN)
    assert rows(asked) == [("Ann", "Tom", "approved", "one-to-one"), ("Ben", "Tom", "proposed", "second")]
    why = asked.row("Pairings", Model="second").text("Why")
    assert why == (
        "Second mentor for content, since Ann Bell teaches other subjects. "
        "Same subject (Science), same grades (3-5) and same school; times not known."
    )
    assert asked.waiting() == []


def test_off_unless_asked_for_and_gone_when_switched_off() -> None:
    assert len(rows(desk(BEN, settings={}))) == 1
    asked = desk(BEN)
    asked.set("Second mentor", "no")
    asked.run(later(1))
    assert rows(asked)[1] == ("Ben", "Tom", "replaced", "second")
    asked.set("Second mentor", "yes")
    asked.run(later(2))
    assert rows(asked) == [("Ann", "Tom", "approved", "one-to-one"), ("Ben", "Tom", "proposed", "second")]


def test_nobody_else_goes_without_for_it() -> None:
    asked = desk(BEN, mentee("Sue Park", Subject="History", Grade_band="9-12"))
    assert [pair[:3] for pair in rows(asked)] == [("Ann", "Tom", "approved"), ("Ben", "Sue", "proposed")]


def test_who_lacks_the_content_too_is_no_second_mentor() -> None:
    assert len(rows(desk(mentor("Ben Cole", Subject="History", Grade_band="3-5")))) == 1
    assert len(rows(desk(BEN | {"Avoid": "tom.ruiz@example.org"}))) == 1


def test_approved_introduced_and_holding_a_seat_but_nobodys_own_mentor() -> None:
    asked = desk(BEN)
    asked.type("Pairings", {"Model": "second"}, Decision="approve")
    asked.run(later(1))
    assert ("introduction", ["Ben", "Tom"]) in asked.letters()
    asked.send()
    asked.add(
        "Enrollment", **{k.replace(" ", "_"): v for k, v in mentee("Sue Park", Subject="Science").items()}
    )
    asked.run(later(2))
    assert rows(asked) == [("Ann", "Tom", "active", "one-to-one"), ("Ben", "Tom", "active", "second")]
    assert asked.waiting() == ["Sue"]
    paired = {name: asked.row("Enrollment", Name=name)["Paired with"] for name in ("Tom Ruiz", "Ben Cole")}
    assert [schedulable(asked.book, pair) for pair in asked.book.pairs] == [True, False]
    assert paired == {"Tom Ruiz": "Ann Bell", "Ben Cole": "Tom Ruiz"}


def test_it_does_not_stand_in_for_the_mentor_who_left() -> None:
    asked = desk(BEN)
    asked.type("Pairings", {"Model": "second"}, Decision="approve")
    asked.type("Pairings", {"Model": "one-to-one"}, Decision="end", Ending="no-fault")
    asked.run(later(1))
    assert [row[2:] for row in rows(asked)] == [("ended", "one-to-one"), ("approved", "second")]
    assert asked.waiting() == ["Tom"]


def test_another_second_mentor_takes_over_when_staff_ask() -> None:
    asked = desk(BEN, mentor("Kim Chan", Subject="Science", Grade_band="3-5"))
    first = rows(asked)[1][0]
    asked.type("Pairings", {"Model": "second"}, Decision="approve")
    asked.run(later(1))
    asked.type("Pairings", {"Model": "second"}, Decision="reject")
    asked.run(later(2))
    assert [row[2] for row in rows(asked)] == ["approved", "rejected", "proposed"]
    assert {rows(asked)[1][0], rows(asked)[2][0]} == {"Ben", "Kim"}
    assert rows(asked)[1][0] == first
