import pytest

from tasks.checkins.log import (
    BEFORE,
    FUTURE,
    NO_PAIR,
    NOT_HELD,
    PARTNER,
    SELF,
    TWICE,
    WHICH,
    WHO,
    YES,
    Met,
    read_log,
)
from tasks.checkins.spans import Spans
from tasks.program.book import Book
from tests.build import mentee, mentor
from tests.checkins.life import ANA, BEN, Row, log, meeting, pair, program


def judged(book: Book) -> list[str]:
    found = read_log(book, Spans(book)).counted
    return [found[row.number] for row in book.snapshot.rows("Check-ins")]


def test_an_entry_counts_for_the_only_pair_there_is() -> None:
    book = program(log("2026-09-08", Mode="in person"))
    (met,) = read_log(book, Spans(book)).met
    assert met == Met("pair-ana-ben", met.day, 45, "in person", "p-ana-lee")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (log("2026-09-08", partner="ben.ortiz@example.org"), YES),
        (log("2026-09-08", partner="Ben Ortiz"), YES),
        (log("2026-09-08", who="Ben Ortiz", partner="ana lee"), YES),
        (log("2026-10-02"), FUTURE),
        (log("2026-08-14"), BEFORE),
        (log("2026-09-08", partner="Nobody Known"), WHO),
        (log("2026-09-08", partner="Ana Lee"), SELF),
        (log("2026-09-08", who="Cal Roy"), NO_PAIR),
        (log("2026-09-08", partner="Cal Roy"), NO_PAIR),
        (log("2026-09-08", Met_on=""), "no: Met on is missing."),
    ],
)
def test_every_entry_counts_or_says_why_not(entry: Row, expected: str) -> None:
    assert judged(program(entry, people=(ANA, BEN, mentee("Cal Roy")))) == [expected]


@pytest.mark.parametrize(
    ("cells", "word"),
    [({"Email": "who@example.org"}, "address"), ({"Minutes": 5000}, "5000"), ({"Met_on": "soon"}, "soon")],
)
def test_an_entry_that_cannot_be_read_says_what_is_wrong(cells: Row, word: str) -> None:
    (why,) = judged(program(log("2026-09-08", **cells)))
    assert why.startswith("no: ")
    assert word in why


def test_with_is_needed_where_there_are_several_pairs() -> None:
    people = (ANA, BEN, mentee("Cal Roy"))
    pairs = (pair(), pair(mentee_name="Cal Roy"))
    book = program(log("2026-09-08"), log("2026-09-08", partner="Cal Roy"), people=people, pairs=pairs)
    assert judged(book) == [WHICH, YES]


def test_a_meeting_logged_by_both_counts_once() -> None:
    book = program(log("2026-09-08", 45), log("2026-09-08", 50, who="Ben Ortiz"))
    assert judged(book) == [YES, PARTNER]


def test_whoever_sent_first_counts_wherever_the_rows_stand() -> None:
    late = log("2026-09-08", 45, Timestamp="2026-09-09 08:00")
    book = program(late, log("2026-09-08", 50, who="Ben Ortiz"))
    assert judged(book) == [PARTNER, YES]


def test_two_meetings_on_one_day_logged_by_both_count_twice() -> None:
    book = program(
        log("2026-09-08", 20),
        log("2026-09-08", 60),
        log("2026-09-08", 60, who="Ben Ortiz"),
        log("2026-09-08", 25, who="Ben Ortiz"),
    )
    assert judged(book) == [YES, YES, PARTNER, PARTNER]


def test_very_different_minutes_are_two_meetings() -> None:
    assert judged(program(log("2026-09-08", 20), log("2026-09-08", 90, who="Ben Ortiz"))) == [YES, YES]


def test_the_same_entry_sent_twice_counts_once() -> None:
    again = log("2026-09-08", Timestamp="2026-09-08 18:01")
    assert judged(program(log("2026-09-08"), again)) == [YES, TWICE]


def test_hours_with_an_earlier_mentor_count_up_to_the_last_day() -> None:
    people = (ANA, BEN, mentor("Eve Fox"))
    pairs = (
        pair(Status="ended", Ended_on="2026-09-15"),
        pair("Eve Fox", Pairing_ID="pair-eve-ben", Matched_on="2026-09-16"),
    )
    entries = (
        log("2026-09-15", who="Ben Ortiz"),
        log("2026-09-20", who="Ben Ortiz", partner="Ana Lee"),
        log("2026-09-20", who="Ben Ortiz"),
    )
    book = program(*entries, people=people, pairs=pairs)
    assert judged(book) == [YES, NO_PAIR, YES]
    assert [met.pair for met in read_log(book, Spans(book)).met] == ["pair-ana-ben", "pair-eve-ben"]


@pytest.mark.parametrize("status", ["proposed", "rejected", "replaced", "not allowed"])
def test_a_pair_that_was_never_real_has_no_hours(status: str) -> None:
    assert judged(program(log("2026-09-08"), pairs=(pair(Status=status),))) == [NO_PAIR]


@pytest.mark.parametrize(("held", "minutes"), [("yes", 45), ("30", 30), ("50 min", 50)])
def test_what_staff_typed_in_held_counts_where_nobody_logged_it(held: str, minutes: float) -> None:
    where = "Lincoln Middle School, room 306"
    book = program(meetings=(meeting("2026-09-08", Held=held, Where=where),))
    (met,) = read_log(book, Spans(book)).met
    assert (met.minutes, met.mode, met.by) == (minutes, "in person", "staff")


def test_what_was_logged_goes_before_held() -> None:
    book = program(log("2026-09-08", 60), meetings=(meeting("2026-09-08", Held="yes"),))
    assert [met.minutes for met in read_log(book, Spans(book)).met] == [60]


def test_staffs_no_is_stronger_than_an_entry() -> None:
    assert judged(program(log("2026-09-08"), meetings=(meeting("2026-09-08", Held="no"),))) == [NOT_HELD]


def test_a_booked_meeting_in_the_future_is_not_met() -> None:
    book = program(meetings=(meeting("2026-10-08", Held="yes"),))
    assert read_log(book, Spans(book)).met == ()
