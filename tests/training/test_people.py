from collections.abc import Sequence
from typing import Any

import pytest

from tasks.program.cells import Value
from tests.build import mentor
from tests.training.life import Program, Row, session

ANA, BEN, CAL = mentor("Ana Lee"), mentor("Ben Ortiz"), mentor("Cal Roy")


def program(*people: Row, trainings: Sequence[Row] = (), **more: Any) -> Program:
    return Program(people or (ANA, BEN, CAL), trainings or [session()], **more)


@pytest.mark.parametrize(
    "cells",
    [
        {"Status": "left"},
        {"Status": "withdrawn"},
        {"Status": "applied"},
        {"Away from": "2026-08-18", "Away until": "2026-09-01"},
        {"End date": "2026-08-15"},
        {"Start date": "2026-08-24"},
    ],
)
def test_people_who_do_not_take_part_that_day_are_not_invited(cells: dict[str, Value]) -> None:
    assert program(ANA | cells).run().letters == ()


def test_someone_who_leaves_is_off_the_list_and_frees_the_seat() -> None:
    life = program(trainings=[session(Seats=2)])
    life.run()
    life.type("Enrollment", "ana.lee@example.org", Status="left")
    found = life.run()
    assert life.rows() == {("T1", "Ana"): "declined", ("T1", "Ben"): "invited", ("T1", "Cal"): "invited"}
    assert [guest.name for guest in found.series[0].guests] == ["Ben Ortiz", "Cal Roy"]


def test_someone_who_leaves_before_being_told_leaves_no_row() -> None:
    life = program(ANA, BEN)
    life.run(send=False)
    life.type("Enrollment", "ana.lee@example.org", Status="left")
    life.run(send=False)
    assert life.rows() == {("T1", "Ben"): ""}


def test_a_vanished_person_keeps_the_seat_and_gets_no_mail() -> None:
    life = program(trainings=[session(Seats=3)])
    life.run()
    life.vanish("Ana Lee")
    found = life.run()
    assert life.rows()["T1", "Ana"] == "invited"
    assert [guest.name for guest in found.series[0].guests] == ["Ana Lee", "Ben Ortiz", "Cal Roy"]
