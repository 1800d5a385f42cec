from datetime import date
from typing import Any

import pytest

from tasks.program.people import People, Person, Role, Status


def person(name: Any = "Ana Lee", **more: Any) -> Any:
    return Person(id=f"p-{name}", row=2, name=name, email=more.pop("email", ""), role=Role.MENTEE, **more)


@pytest.mark.parametrize(
    ("more", "day", "expected"),
    [
        ({}, 10, Status.ACTIVE),
        ({"away_from": date(2026, 9, 10)}, 9, Status.ACTIVE),
        ({"away_from": date(2026, 9, 10)}, 10, Status.ON_LEAVE),
        ({"away_from": date(2026, 9, 10), "away_until": date(2026, 9, 20)}, 20, Status.ACTIVE),
        ({"ends_on": date(2026, 9, 10)}, 10, Status.ACTIVE),
        ({"ends_on": date(2026, 9, 10)}, 11, Status.LEFT),
        ({"status": Status.LEFT, "away_from": date(2026, 9, 1)}, 10, Status.LEFT),
        ({"status": Status.EXPECTED}, 10, Status.EXPECTED),
    ],
)
def test_dates_typed_ahead_take_effect_on_their_day(more: Any, day: Any, expected: Any) -> None:
    assert person(**more).status_on(date(2026, 9, day)) is expected


@pytest.mark.parametrize(
    ("more", "allowed"),
    [
        ({"email": "ana@example.org"}, True),
        ({}, False),
        ({"email": "ana@example.org", "mail": "bounced"}, False),
        ({"email": "ana@example.org", "status": Status.LEFT}, False),
        ({"email": "ana@example.org", "status": Status.EXPECTED}, False),
        ({"email": "ana@example.org", "status": Status.WITHDRAWN}, True),
        ({"email": "ana@example.org", "away_from": date(2026, 9, 1)}, False),
    ],
)
def test_mail_goes_only_to_people_who_are_here_with_an_address_that_works(more: Any, allowed: Any) -> None:
    assert person(**more).may_get_mail_on(date(2026, 9, 10)) is allowed


def test_people_are_found_by_address_former_address_and_unique_name() -> None:
    ana = person("Ana Lee", email="ana@example.org", former_email="old@example.org")
    two = (person("Bo Kim"), Person(id="p-2", row=3, name="Bo Kim", email="", role=None))
    people = People([ana, *two])
    assert [people.find(word) for word in ("ANA@example.org", " old@example.org", "ana lee")] == [
        ana,
        ana,
        ana,
    ]
    assert [people.find(word) for word in ("bo kim", "nobody", "")] == [None, None, None]
