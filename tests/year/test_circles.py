"""A circle lives on whatever becomes of one of its members: leave, withdrawal, a row that is gone."""

from tests.year.build import WINDOWS, Year, person

NAMES = ("Ada Fox", "Bea Fox", "Cem Fox", "Dag Fox")


def circle() -> Year:
    """Four peers in a circle that was introduced on August 13 and meets every second Monday from the 17th."""
    people = [person(name, "peer", Availability=WINDOWS) for name in NAMES]
    year = Year(
        people, {"Pairing model": "circle", "Leadership digest": "off", "Letters that wait": "ending; leave"}
    )
    year.live("2026-08-12")
    year.type("Pairings", {}, Decision="approve")
    year.by_hand("2026-08-13")
    year.live("2026-08-14")
    return year


def statuses(year: Year) -> dict[str, str]:
    return {row.text("Mentee"): row.text("Status") for row in year.rows("Pairings")}


def guests(year: Year) -> set[str]:
    [standing] = year.diary.standing().values()
    return {guest.name for guest in standing.series.guests}


def booked(year: Year) -> list[str]:
    return [row.text("Starts")[:10] for row in year.rows("Meetings") if row.text("Status") == "booked"]


def test_circle_meets_without_the_member_who_is_on_leave() -> None:
    year = circle()
    year.live("2026-08-18")
    before, letters = booked(year), year.letters()
    year.person("Bea Fox", Away_from="2026-09-10", Away_until="2026-10-05")
    year.live("2026-08-19")
    assert (booked(year), guests(year)) == (before, set(NAMES))

    year.every_day("2026-09-10", "2026-09-12")
    others = set(NAMES) - {"Bea Fox"}
    assert statuses(year) == dict.fromkeys(others, "active") | {"Bea Fox": "paused"}
    assert {"2026-09-14", "2026-09-28"} <= set(booked(year))
    assert guests(year) == others

    year.live("2026-10-05")
    assert set(statuses(year).values()) == {"active"}
    assert guests(year) == set(NAMES)
    assert year.since(letters)["meeting-change"] == 0


def test_those_who_stay_stand_beside_each_other() -> None:
    year = circle()
    year.person("Bea Fox", Status="withdrawn")
    year.live("2026-08-18")
    assert statuses(year) == {
        "Ada Fox": "active",
        "Bea Fox": "ended",
        "Cem Fox": "active",
        "Dag Fox": "active",
    }
    beside = {row.text("Mentor") for row in year.rows("Pairings") if row.text("Status") == "active"}
    assert beside == {"Ada Fox", "Cem Fox", "Dag Fox"}
    [moved] = [row for row in year.rows("Pairings") if row.text("What changed").startswith("Beside")]
    assert moved.text("What changed") == "Beside Cem Fox now: Bea Fox is no longer in the circle."
    assert year.row("Enrollment", Name="Ada Fox").text("Paired with") == "Cem Fox; Dag Fox"
    assert [row.text("Item") for row in year.open()] == []


def test_last_member_of_a_circle_has_none() -> None:
    year = circle()
    for name in NAMES[1:]:
        year.person(name, Status="withdrawn")
    year.live("2026-08-18")
    assert set(statuses(year).values()) == {"ended"}
    assert (
        year.row("Pairings", Mentee="Ada Fox").text("What changed").endswith("nobody else is in the circle.")
    )
    assert [row.text("Name") for row in year.rows("Unmatched")] == ["Ada Fox"]


def test_member_whose_row_is_gone_is_asked_about_and_the_circle_stands_as_it_was() -> None:
    year = circle()
    before = [row.text("Starts") for row in year.rows("Meetings") if row.text("Status") == "booked"]
    gone = year.remove("Enrollment", Name="Bea Fox")
    year.live("2026-08-18")
    assert (set(statuses(year).values()), guests(year)) == ({"active"}, set(NAMES))
    year.put_back("Enrollment", gone)
    year.live("2026-08-19")
    after = [row.text("Starts") for row in year.rows("Meetings") if row.text("Status") == "booked"]
    assert (after, guests(year)) == (before[1:], set(NAMES))


def test_member_who_withdraws_before_a_decision_does_not_hold_up_the_others() -> None:
    people = [person(name, "peer", Availability=WINDOWS) for name in NAMES]
    year = Year(people, {"Pairing model": "circle", "Leadership digest": "off"})
    year.live("2026-08-12")
    for name in ("Ada Fox", "Cem Fox", "Dag Fox"):
        year.type("Pairings", {"Mentee": name}, Decision="approve")
    year.by_hand("2026-08-13")
    assert not year.mail("ada.fox@example.org")
    year.person("Bea Fox", Status="withdrawn")
    year.by_hand("2026-08-14")
    assert statuses(year)["Bea Fox"] == "replaced"
    [mail, *_] = year.mail("ada.fox@example.org")
    assert "Bea" not in str(mail)


def test_completed_circle_is_asked_about_and_its_next_time_together_is_another_group() -> None:
    year = circle()
    year.type("Pairings", {}, Decision="end", Ending="completed")
    year.live("2026-08-18")
    [line] = year.open()
    assert line.text("What").startswith(
        "Completed on 2026-08-18: the circle of Ada Fox, Bea Fox, Cem Fox and Dag Fox. No further group is proposed."
    )
    assert [row.text("Status") for row in year.rows("Meetings")].count("booked") == 0
    year.answer("completed", "pair again")
    year.live("2026-08-19")
    rows = year.rows("Pairings")
    assert [row.text("Status") for row in rows] == ["ended"] * 4 + ["proposed"] * 4
    assert len({row.text("Group") for row in rows}) == 2


def test_completed_pair_of_peers_is_asked_about_once() -> None:
    year = Year([person(name, "peer", Availability=WINDOWS) for name in NAMES[:2]], {"Pairing model": "peer"})
    year.live("2026-08-12")
    year.type("Pairings", {}, Decision="approve")
    year.by_hand("2026-08-13")
    year.live("2026-08-14")
    year.type("Pairings", {}, Decision="end", Ending="completed")
    year.live("2026-08-18")
    [line] = year.open()
    assert line.text("What").startswith(
        "Completed on 2026-08-18: Ada Fox and Bea Fox. No further group is proposed."
    )
    assert [row.text("Status") for row in year.rows("Pairings")] == ["ended"]


def test_peer_gets_the_partner_whom_staff_choose_instead() -> None:
    year = Year(
        [person(name, "peer", Availability=WINDOWS) for name in NAMES[:3]], {"Pairing model": "reciprocal"}
    )
    year.live("2026-08-12")
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    year.by_hand("2026-08-13")
    year.live("2026-08-14")
    [pair] = [row for row in year.rows("Pairings") if row.text("Status") == "active"]
    [third] = {row.text("Email") for row in year.rows("Enrollment")} - {
        pair.text("Mentor email"),
        pair.text("Mentee email"),
    }
    year.type("Pairings", {"Status": "active"}, Change_mentor_to=third)
    year.live("2026-08-17")
    year.type("Pairings", {"Status": "proposed", "Mentor email": third}, Decision="approve")
    year.live("2026-08-18")
    assert sorted(year.column("Pairings", "Status")) == ["approved", "replaced"]
