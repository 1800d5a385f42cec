from typing import Any

from tasks.program import keys
from tasks.program.reading.identity import identities
from tasks.program.reading.people import enrolled
from tests.build import person, snapshot


def ids(*rows: Any, known: Any = ()) -> Any:
    entries, _ = enrolled(snapshot(rows).sheet("Enrollment"))
    return [identities(entries, "prog", known)[number] for number in range(2, 2 + len(rows))]


def new(name: Any, **cells: Any) -> Any:
    return {**person(name, **cells), "Person ID": None}


def test_an_id_comes_from_the_address_at_first_sight() -> None:
    assert ids(new("Ana Lee")) == [keys.person_id("prog", "ana.lee@example.org")]


def test_without_an_address_it_comes_from_name_and_school() -> None:
    assert ids({"Name": "Ana Lee", "Role": "mentee", "School": "Oak"}) == [
        keys.person_id("prog", "ana lee", "oak")
    ]


def test_a_row_keeps_its_id_when_its_address_changes() -> None:
    assert ids({**person("Ana Lee"), "Email": "ana.gomez@example.org"}) == ["p-ana-lee"]


def test_a_copied_id_is_given_anew_to_the_lower_row() -> None:
    copied = {**person("Bo Kim"), "Person ID": "p-ana-lee"}
    assert ids(person("Ana Lee"), copied) == ["p-ana-lee", keys.person_id("prog", "bo.kim@example.org")]


def test_a_row_that_repeats_a_person_has_the_persons_id_and_a_number() -> None:
    assert ids(person("Ana Lee"), person("Ana Lee"), new("Ana Lee")) == [
        "p-ana-lee",
        "p-ana-lee-2",
        "p-ana-lee-3",
    ]


def test_numbers_stay_when_the_rows_are_sorted() -> None:
    double = {**person("Ana Lee"), "Person ID": "p-ana-lee-2"}
    assert ids(double, person("Ana Lee"), known={"p-ana-lee"}) == ["p-ana-lee", "p-ana-lee-2"]


def test_the_row_that_is_left_of_two_is_the_person() -> None:
    assert ids({**person("Ana Lee"), "Person ID": "p-ana-lee-2"}, known={"p-ana-lee"}) == ["p-ana-lee"]


def test_an_id_that_was_typed_over_is_put_back() -> None:
    own = keys.person_id("prog", "ana.lee@example.org")
    assert ids({**person("Ana Lee"), "Person ID": "typo"}, known={own}) == [own]


def test_a_new_row_whose_former_address_was_seen_is_that_person() -> None:
    own = keys.person_id("prog", "ana.lee@example.org")
    moved = {**new("Ana Gomez"), "Former email": "ana.lee@example.org"}
    assert ids(moved, known={own}) == [own]


def test_vacancies_of_one_kind_are_two_seats() -> None:
    seat = {"Role": "mentee", "School": "Oak", "Status": "expected"}
    assert len(set(ids(seat, seat))) == 2
