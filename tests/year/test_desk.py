"""`To do` and `Coming up`: every question is a line that its answer closes, and what is foretold happens."""

from dataclasses import replace
from datetime import date, timedelta

from tasks.program.workbook.tabs import TABS
from tests.year.build import WINDOWS, Year, a_year, mentee, mentor


def test_first_line_shows_the_last_run_and_when_it_is_overdue() -> None:
    year = a_year(calendar=[{"Date": "2026-09-07", "Kind": "no school"}])
    year.live("2026-09-03")
    year.live("2026-09-04")
    first = year.rows("To do")[0]

    assert (first.text("Item"), first.text("Since"), first.text("Due")) == (
        "last-run",
        "2026-09-04",
        "2026-09-08",
    )
    before = year.register.read()
    year.live("2026-09-04T12:00")
    assert year.register.read() == before


def test_answer_that_is_no_choice_is_explained_and_the_question_stays() -> None:
    year = a_year(active=True)
    year.remove("Enrollment", Name="Cy Ott")
    year.live("2026-09-14")
    year.answer("vanished", "no idea")
    year.live("2026-09-15")

    [line] = year.open()
    assert (
        line.text("Check")
        == "Please fix: “no idea” is not one of the choices. Type one of: left, put back, other address."
    )
    year.answer("vanished", "Left.")
    year.live("2026-09-16")
    assert year.open() == []
    assert year.row("To do", Item=line.text("Item")).text("Check") == ""


def test_two_answers_that_differ_count_as_none() -> None:
    year = a_year(active=True)
    year.remove("Enrollment", Name="Cy Ott")
    year.live("2026-09-14")
    [line] = year.open()
    year.answer("vanished", "left")
    copy = dict(line.cells) | {"Answer": "put back"}
    sheet = year.register.read().sheet("To do")
    year.register.snapshot = year.register.read().with_sheet(
        replace(sheet, rows=(*sheet.rows, replace(line, number=90, cells=copy)))
    )
    year.live("2026-09-15")

    assert year.pair("Cy Ott").text("Status") == "active"
    answered = [row for row in year.rows("To do") if row.text("Item") == line.text("Item")]
    assert all("Another row answers" in row.text("Check") for row in answered)


def test_decision_on_a_proposal_that_had_gone_is_carried_out_or_refused_with_a_word() -> None:
    year = a_year()
    year.live("2026-08-11")
    chosen = year.pair("Cy Ott")
    year.person(chosen.text("Mentor"), Capacity=0)
    year.live("2026-08-12")
    assert year.row("Pairings", Pairing_ID=chosen.text("Pairing ID")).text("Status") == "replaced"

    year.type("Pairings", {"Pairing ID": chosen.text("Pairing ID")}, Decision="approve")
    year.live("2026-08-13")
    row = year.row("Pairings", Pairing_ID=chosen.text("Pairing ID"))
    assert (row.text("Status"), "no seat left" in row.text("Check")) == ("not allowed", True)

    year.person(chosen.text("Mentor"), Capacity=1)
    year.live("2026-08-14")
    assert year.row("Pairings", Pairing_ID=chosen.text("Pairing ID")).text("Status") in ("approved", "active")


def test_contradictions_between_cells_wait_and_say_so() -> None:
    year = a_year()
    year.live("2026-08-12")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="approve", Ending="no-fault")
    year.type("Pairings", {"Mentee": "Di Roy"}, Change_mentor_to="di.roy@example.org")
    year.live("2026-08-13")

    assert [row.text("Status") for row in year.rows("Pairings")][:2] == ["proposed", "proposed"]
    assert all("Please fix" in row.text("Check") for row in year.rows("Pairings"))


def test_leave_that_ends_before_it_begins_waits_and_stops_no_pair() -> None:
    year = a_year(active=True)
    year.person("Ana Lee", Away_from="2026-10-12", Away_until="2026-10-01")
    year.live("2026-09-14")

    assert "Away until" in year.row("Enrollment", Name="Ana Lee").text("Check")
    assert year.pair("Cy Ott").text("Status") == "active"


def test_lock_for_somebody_who_left_is_not_allowed() -> None:
    year = a_year()
    year.live("2026-08-12")
    year.type("Pairings", {"Mentee": "Cy Ott"}, Decision="lock")
    year.person("Cy Ott", Status="left")
    year.live("2026-08-13")

    assert year.row("Pairings", Mentee="Cy Ott").text("Status") == "not allowed"


def promised(year: Year, kind: str) -> dict[str, int]:
    """What `Coming up` foretells of one kind, by day."""
    found: dict[str, int] = {}
    for row in year.rows("Coming up"):
        if row.text("What").startswith(kind):
            found[row.text("Date")] = found.get(row.text("Date"), 0) + int(row.text("How many"))
    return found


def test_coming_up_is_what_then_happens() -> None:
    year = a_year(
        mentee("Em Fox", Availability="Mon 15:00-16:00"),
        active=True,
        Letters_that_wait="ending",
        Survey_opens="2026-09-10",
        Survey_closes="2026-10-02",
        Leadership_digest="weekly",
    )
    year.every_day("2026-08-31", "2026-09-01")
    meetings, surveys = promised(year, "Meetings"), promised(year, "Survey invitations")
    held: dict[str, int] = {}
    sent: dict[str, int] = {}
    day = date(2026, 9, 1)
    while day < date(2026, 9, 15):
        before = year.letters()
        year.live(day.isoformat())
        new = year.since(before)["survey-invitation"]
        if new:
            sent[day.isoformat()] = new
        stands = [
            r
            for r in year.rows("Meetings")
            if r.text("Starts").startswith(day.isoformat()) and r.text("Status") == "booked"
        ]
        if stands:
            held[day.isoformat()] = len(stands)
        day += timedelta(days=1)

    assert meetings == held
    assert surveys == sent


def test_letters_foretold_for_the_morning_leave_then() -> None:
    year = a_year()
    year.live("2026-08-12")
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    year.live("2026-08-12T16:00")
    told = promised(year, "Letters: introduction")
    before = year.letters()
    year.live("2026-08-13")

    assert told == {"2026-08-13": 4}
    assert year.since(before)["introduction"] == 4


def test_every_coming_meeting_letter_and_page_of_a_term_comes_on_its_day() -> None:
    """Every line of every morning's `Coming up` about the days from then on, against what those days brought."""
    year = a_year(
        active=True,
        Letters_that_wait="ending",
        Survey_opens="2026-11-09",
        Survey_closes="2026-11-20",
        Leadership_digest="monthly",
        Term_end="2026-12-04",
        calendar=[
            {"Date": "2026-09-07", "Kind": "no school"},
            {"From": "2026-11-25", "To": "2026-11-27", "Kind": "no school"},
        ],
    )
    kinds = {
        "Meetings of pairs": "",
        "Survey invitations": "survey-invitation",
        "Leadership digest": "digest",
    }
    foretold: dict[str, dict[str, set[int]]] = {kind: {} for kind in kinds}
    came: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    day = date(2026, 8, 13)
    while day <= date(2026, 12, 11):
        before = year.letters()
        year.live(day.isoformat())
        new = year.since(before)
        for kind, template in kinds.items():
            if template and new[template]:
                came[kind][day.isoformat()] = new[template]
            for on, number in promised(year, kind).items():
                if on > day.isoformat():
                    foretold[kind].setdefault(on, set()).add(number)
        day += timedelta(days=1)
    for name in ("Cy Ott", "Di Roy"):
        for on in year.meetings(name):
            if on > "2026-08-13":
                came["Meetings of pairs"][on] = came["Meetings of pairs"].get(on, 0) + 1

    assert {kind: {on: {number} for on, number in days.items()} for kind, days in came.items()} == foretold
    assert all(came.values())


def test_page_that_waits_is_foretold_once_and_said_to_be_dropped_before_and_after() -> None:
    year = a_year(active=True, Leadership_digest="monthly")
    year.live("2026-09-07")
    waits = [row for row in year.rows("Coming up") if row.text("Date") == "2026-09-07"]
    assert [row.text("What") for row in waits if "igest" in row.text("What")] == ["Letters: digest"]
    line = year.row("To do", Look_in="Outbox: digest", Status="open")
    assert line.text("Due") == "2026-09-20"

    year.every_day("2026-09-09", "2026-09-21")
    assert year.row("To do", Item=line.text("Item")).text("Status") == "done"
    said = [row for row in year.rows("To do") if row.text("Item").startswith("digest-dropped")]
    assert [(row.text("Status"), "was not sent" in row.text("What")) for row in said] == [("open", True)]
    assert year.letters()["digest"] == 0
    year.every_day("2026-10-04", "2026-10-04")
    assert [row.text("Status") for row in year.rows("To do") if row.text("Item") == said[0].text("Item")] == [
        "done"
    ]


def test_program_that_logs_nothing_more_has_one_line_for_all_its_silent_pairs() -> None:
    crowd = [
        row
        for n in range(6)
        for row in (mentor(f"M{n} Q", Availability=WINDOWS), mentee(f"P{n} Q", Availability=WINDOWS))
    ]
    year = a_year(*crowd, active=True, Check_in_form="https://forms.example.org/log", Hours_required=10)
    year.every_day("2026-09-28", "2026-10-05")
    silent = [row for row in year.open() if row.text("Item").startswith("silent")]

    assert [row.text("Look in") for row in silent] == ["Hours: Last met"]
    assert "of 8 pairs since 2026-08-12" in silent[0].text("What")
    year.answer("silent", "done")
    year.every_day("2026-10-06", "2026-10-09")
    assert year.asked() == []


def test_pairs_that_fell_silent_one_after_the_other_share_a_line_as_well() -> None:
    crowd = [
        row
        for n in range(6)
        for row in (mentor(f"M{n} Q", Availability=WINDOWS), mentee(f"P{n} Q", Availability=WINDOWS))
    ]
    year = a_year(*crowd, active=True, Check_in_form="https://forms.example.org/log", Hours_required=10)
    for n, pair in enumerate(year.rows("Pairings")):
        year.add(
            "Check-ins",
            Timestamp=f"2026-09-{n + 1:02d} 12:00",
            Email=pair["Mentor email"],
            With=pair["Mentee email"],
            Met_on=f"2026-08-{n + 20:02d}",
            Minutes=45,
        )
    year.every_day("2026-10-12", "2026-10-16")
    silent = [row for row in year.open() if row.text("Item").startswith("silent")]
    assert [row.text("Look in") for row in silent] == ["Hours: Last met"]
    assert "of 8 pairs since 2026-08-27 or longer" in silent[0].text("What")

    year.answer("silent", "done")
    year.live("2026-10-19")
    assert year.asked() == []


def test_where_to_look_is_a_tab_and_a_key_everywhere() -> None:
    year = a_year(
        mentee("Em Fox", Availability="Mon 6:00-6:30"), active=True, Check_in_form="https://forms.example.org"
    )
    year.remove("Enrollment", Name="Cy Ott")
    year.person("Bo Kim", School="Elm School", Away_from="2026-09-10", Away_until="2026-09-30")
    year.every_day("2026-09-01", "2026-09-12")
    places = [word for word in year.column("To do", "Look in") if word]

    assert len(places) > 2
    assert all(word.split(": ")[0] in TABS for word in places), places


def test_letter_that_cannot_be_written_is_a_question_and_no_failing_service() -> None:
    year = a_year()
    year.live("2026-08-12")
    year.setting("Program name", "x" * 120_000)
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    summary = year.by_hand("2026-08-12", force=["program-name"])

    assert [row.text("Status") for row in year.rows("Outbox") if row.text("Letter") == "introduction"]
    assert set(year.asked()) == {"failed"}
    assert summary.exit_code == 1


def test_meetings_that_wait_for_their_introduction_are_foretold_with_what_they_wait_for() -> None:
    year = a_year()
    year.live("2026-08-18")
    year.type("Pairings", {"Status": "proposed"}, Decision="approve")
    year.live("2026-08-19")
    lines = [
        (row.text("Date"), int(row.text("How many")), row.text("Waits for"))
        for row in year.rows("Coming up")
        if row.text("What") == "Meetings of pairs"
    ]
    year.every_day("2026-08-20", "2026-08-24")

    assert {waits for _, _, waits in lines} == {"the pairs' introductions"}
    assert lines
    booked = [row.text("Starts")[:10] for row in year.rows("Meetings") if row.text("Status") == "booked"]
    assert {day: number for day, number, _ in lines} == {
        day: booked.count(day) for day in sorted(booked) if day <= "2026-09-02"
    }
