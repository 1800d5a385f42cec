"""Digests: when they are due, what they say, and that nobody can be read out of them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tasks.digest.dates import due
from tasks.digest.figures import figures
from tasks.digest.plan import plan
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Delivery, State
from tasks.program.world import World
from tests.build import book, mentee, mentor

CHICAGO = ZoneInfo("America/Chicago")


def a_program(
    schools: dict[str, int], now: str = "2026-10-05 12:00", world: World | None = None, **settings: Any
) -> Book:
    places = [school for school, count in schools.items() for _ in range(count)]
    people = [mentor(f"Mo Tor{n}") for n in range(len(places))]
    people += [mentee(f"Me Tee{n}", School=school) for n, school in enumerate(places)]
    rows = [
        {
            "Pairing ID": f"pair-{n}",
            "Mentor email": f"mo.tor{n}@example.org",
            "Mentee email": f"me.tee{n}@example.org",
            "Status": "active",
        }
        for n in range(len(places))
    ]
    return book(people, settings, now=now, world=world, Pairings=rows)


def sent(key: str, on: str) -> World:
    return copies(key, on, State.SENT, "leadership-1")


def copies(key: str, on: str, state: State, *people: str) -> World:
    moment = datetime.fromisoformat(on).replace(tzinfo=CHICAGO)
    made = [
        Delivery(
            key=keys.delivery(key, person),
            letter=key,
            person=person,
            template="digest",
            room="digest",
            state=state,
            owed_at=moment,
            changed_at=moment,
            drop_after=date(2026, 11, 1),
        )
        for person in people
    ]
    return World(deliveries={copy.key: copy for copy in made})


def test_first_monthly_digest_of_a_term_is_never_due_before_the_term_began() -> None:
    a_book = book((), {"Digest day": "Mon", "Term start": "2026-08-12"})

    found = due(a_book, "leadership", "monthly", date(2026, 8, 12))

    assert found is not None
    assert (found.id, found.on) == ("leadership-2026-08", date(2026, 8, 17))


def test_monthly_digest_is_due_on_the_first_digest_day_that_is_a_school_day() -> None:
    a_book = book((), {"Digest day": "Mon"}, Calendar=[{"Date": "2026-09-07", "Kind": "no school"}])

    found = due(a_book, "leadership", "monthly", date(2026, 9, 20))

    assert found is not None
    assert (found.id, found.on) == ("leadership-2026-09", date(2026, 9, 8))


def test_weekly_digest_has_the_week_in_its_id() -> None:
    found = due(book(), "coordinator", "weekly", date(2026, 10, 8))

    assert found is not None
    assert (found.id, found.on) == ("coordinator-2026-w41", date(2026, 10, 5))


def test_week_without_school_has_no_digest_but_by_hand() -> None:
    off = [{"Date": "2026-10-12", "To": "2026-10-16", "Kind": "no school"}]

    assert due(book((), {}, Calendar=off), "coordinator", "weekly", date(2026, 10, 14)) is None
    assert (
        due(book((), {}, by_hand=True, Calendar=off), "coordinator", "weekly", date(2026, 10, 14)) is not None
    )


def test_digest_on_its_day_goes_to_leadership_and_waits_for_send() -> None:
    letters = [one for one in plan(a_program({"Oak": 6})).letters if one.template == "digest"]

    assert [(one.waits_for, [to.email for to in one.to]) for one in letters] == [
        ("digest", ["superintendent@example.org"])
    ]


def test_digest_preview_reaches_the_coordinator_two_days_before() -> None:
    letters = plan(a_program({"Oak": 6}, now="2026-10-03 12:00")).letters

    assert [one.template for one in letters] == ["digest-preview"]


def test_preview_that_comes_late_names_no_day_that_has_passed() -> None:
    [preview] = [
        one
        for one in plan(a_program({"Oak": 6}, now="2026-10-08 12:00")).letters
        if one.template == "digest-preview"
    ]

    assert preview.context["leaves"] == date(2026, 10, 8)


def test_page_that_nobody_released_is_one_line_for_all_who_were_to_get_it() -> None:
    dropped = copies("digest-1", "2026-11-02 07:30", State.DROPPED, "leadership-1", "leadership-2")
    found = plan(a_program({"Oak": 6}, now="2026-11-03 12:00", world=dropped))

    assert len([todo for todo in found.todos if "was not sent" in todo.what]) == 1


def test_digest_that_was_sent_leaves_one_row_with_its_figures() -> None:
    key = next(one.key for one in plan(a_program({"Oak": 6})).letters if one.template == "digest")
    found = plan(a_program({"Oak": 6}, world=sent(key, "2026-10-05 07:30")))

    rows = [change.cells for change in found.changes if change.tab == "Digests"]  # type: ignore[union-attr] # added rows
    assert [(row["Digest"], row["Active pairs"]) for row in rows] == [("leadership-2026-10", 6)]
    assert "digest:last" in found.facts


def test_school_with_fewer_than_five_pairs_cannot_be_worked_out() -> None:
    found = figures(a_program({"Oak": 9, "Elm": 6, "Ash": 2}))

    assert found.schools == {"Oak": 9}
    assert found.schools_hidden == 2


def test_hours_on_track_are_those_of_people_who_are_here() -> None:
    """One mentor has left, one is on leave; both were behind."""
    people = [mentor("Ana Lee"), mentor("Bo Kim", Status="left"), mentor("Cy Ott", Status="on leave")]
    hours = [
        {"Email": f"{name}@example.org", "With": "all", "On track": word}
        for name, word in (("ana.lee", "yes"), ("bo.kim", "behind"), ("cy.ott", "behind"))
    ]
    found = figures(book(people, Hours=hours))

    assert (found.hours_on_track, found.hours_counted) == (1, 2)


def test_digest_names_nobody() -> None:
    letters = plan(a_program({"Oak": 6})).letters
    words = " ".join(str(one.context) for one in letters if one.template == "digest")

    assert "Tee" not in words
    assert "@" not in words


def test_digest_switched_off_sends_nothing() -> None:
    off = {"Leadership digest": "off", "Coordinator digest": "off"}

    assert plan(a_program({"Oak": 6}, **off)).letters == ()
