"""A column of Enrollment that was sorted, shifted or filled down alone is asked about; what one person changes is not."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tasks.enrollment.plan import plan
from tasks.program.cells import Value
from tasks.program.world import World
from tests.build import book, mentee

Rows = Sequence[Mapping[str, Value]]

PEOPLE = [mentee(f"{name} Lee") for name in ("Ana", "Bo", "Cy", "Di", "Em")]
SHIFTED = [4, 0, 1, 2, 3]


def moved(columns: Sequence[str], order: Sequence[int], people: Rows = PEOPLE) -> list[dict[str, Value]]:
    """The rows with some columns in another order and all others where they were."""
    return [
        {**row, **{column: people[other][column] for column in columns}}
        for row, other in zip(people, order, strict=True)
    ]


def changed(people: Rows = PEOPLE, **rows: Mapping[str, Value]) -> list[dict[str, Value]]:
    """The rows with cells changed by first name."""
    return [{**row, **rows.get(str(row["Name"]).split(" ")[0], {})} for row in people]


def alarms(now: Rows, before: Rows = PEOPLE) -> dict[str, str]:
    facts = plan(book(before)).facts
    found: Any = plan(book(now, world=World(facts=facts))).figures["guards"]
    return dict(found)


def address(name: str) -> str:
    return f"{name}.lee@example.org"


@pytest.mark.parametrize(
    ("columns", "guard"),
    [(["Email"], "moved-addresses"), (["Name"], "moved-names"), (["Person ID"], "moved-ids")],
)
def test_a_column_that_was_sorted_alone_is_an_alarm_with_its_rows(columns: list[str], guard: str) -> None:
    [(name, message)] = alarms(moved(columns, SHIFTED)).items()
    assert (name, message[:35]) == (guard, "Enrollment, rows 2, 3, 4, 5 and 6: ")

    [(name, message)] = alarms(moved(columns, [0, 3, 2, 1, 4])).items()
    assert (name, message[:26]) == (guard, "Enrollment, rows 3 and 5: ")


def test_everything_but_the_person_id_sorted_is_the_same_alarm_as_the_person_id_alone() -> None:
    columns = [column for column in PEOPLE[0] if column != "Person ID"]
    assert list(alarms(moved(columns, SHIFTED))) == ["moved-ids"]


def test_rows_that_were_sorted_as_a_whole_are_no_alarm() -> None:
    assert alarms(moved(list(PEOPLE[0]), SHIFTED)) == {}


def test_newcomers_who_share_the_names_of_others_are_no_alarm() -> None:
    namesakes = [
        mentee(name, Email=f"{name[:2].lower()}.other@example.org", Person_ID=f"p-other-{name[:2].lower()}")
        for name in ("Ana Lee", "Bo Lee", "Cy Lee")
    ]
    assert alarms([*PEOPLE, *namesakes]) == {}


def test_vacancies_that_trade_their_turn_in_a_sort_are_no_alarm() -> None:
    seats = [
        mentee(f"Seat {n}", Name=None, Email=None, Status="expected", Person_ID=f"p-{n}") for n in range(4)
    ]
    assert alarms([*reversed(seats)], seats) == {}


def test_a_message_about_many_rows_names_the_first_and_counts_the_rest() -> None:
    crowd = [mentee(f"P{chr(97 + n)} Q") for n in range(20)]
    [message] = alarms(moved(["Email"], [*range(1, 20), 0], crowd), crowd).values()
    assert message.startswith("Enrollment, rows 2, 3, 4, 5, 6, 7, 8, 9 and 12 more: ")


def test_names_filled_down_over_others_are_an_alarm() -> None:
    assert list(alarms(changed(Bo={"Name": "Ana Lee"}, Cy={"Name": "Ana Lee"}))) == ["moved-names"]


def test_a_swap_that_both_rows_explain_is_no_alarm_and_one_that_only_one_explains_is() -> None:
    ana = {"Email": address("bo"), "Former email": address("ana")}
    bo = {"Email": address("ana"), "Former email": address("bo")}
    assert alarms(changed(Ana=ana, Bo=bo)) == {}
    assert list(alarms(changed(Ana=ana, Bo={"Email": address("ana")}))) == ["moved-addresses"]


def test_a_former_address_of_long_ago_explains_nothing() -> None:
    before = changed(Ana={"Former email": "old@example.org"}, Bo={"Former email": "older@example.org"})
    assert list(alarms(moved(["Email"], [1, 0, 2, 3, 4], before), before)) == ["moved-addresses"]


@pytest.mark.parametrize("status", ["left", "withdrawn", "completed"])
def test_addresses_handed_on_by_people_who_are_gone_are_no_alarm(status: str) -> None:
    gone = {"Status": status, "Email": None}
    now = changed(Ana=gone, Bo=gone, Cy={"Email": address("ana")}, Di={"Email": address("bo")})
    assert alarms(now) == {}


def test_one_address_or_one_name_that_becomes_somebody_elses_is_no_alarm() -> None:
    assert alarms(changed(Ana={"Email": "ana@new.org"}, Bo={"Email": address("ana")})) == {}
    assert alarms(changed(Ana={"Name": "Bo Lee"})) == {}


def test_new_addresses_and_new_names_for_everybody_are_no_alarm() -> None:
    now = [{**row, "Email": f"n{n}@new.org", "Name": f"New {n}"} for n, row in enumerate(PEOPLE)]
    assert alarms(now) == {}


def test_what_an_earlier_release_remembered_compares_nothing() -> None:
    facts = {"seen:people": " ".join(f"{row['Person ID']}:mark:20260812" for row in PEOPLE)}
    found = plan(book(moved(["Email"], SHIFTED), world=World(facts=facts)))
    assert found.figures["guards"] == []


def test_an_address_that_cannot_be_read_for_a_day_is_remembered_meanwhile() -> None:
    first = plan(book(PEOPLE)).facts
    blank = plan(book(changed(Ana={"Email": "ana.lee@"}), world=World(facts=first))).facts
    assert blank["seen:people"] == first["seen:people"]
