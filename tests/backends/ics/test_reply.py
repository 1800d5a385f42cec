"""Answers by mail, in the shapes that mail programs give them."""

import base64
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tasks.backends.ics.reply import MAX_BYTES, Said, read_replies

AT = datetime(2026, 8, 11, 18, tzinfo=UTC)
SLOT = datetime(2026, 8, 19, 15, tzinfo=ZoneInfo("America/Chicago"))


def event(
    *lines: str, attendee: str = 'ATTENDEE;PARTSTAT=DECLINED;CN="Fox; Ben":MAILTO:Ben.Fox@Example.org'
) -> str:
    parts = ("UID:abc@mentorship", "DTSTAMP:20260811T180000Z", attendee, *lines)
    return "\r\n".join(["BEGIN:VEVENT", *parts, "END:VEVENT"])


def mail(*events: str, method: str = "REPLY", kind: str = "text/calendar", encode: bool = False) -> bytes:
    body = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", *events, "END:VCALENDAR", ""])
    text = base64.b64encode(body.encode()).decode() if encode else body
    head = f"From: Ben <ben.fox@example.org>\r\nDate: Tue, 11 Aug 2026 13:00:00 -0500\r\nContent-Type: {kind}; charset=utf-8\r\n"
    return (head + ("Content-Transfer-Encoding: base64\r\n" if encode else "") + "\r\n" + text).encode()


def declined(**more: object) -> Said:
    return Said("abc@mentorship", "ben.fox@example.org", "declined", AT, **more)  # type: ignore[arg-type]


def test_an_answer_to_the_series_names_who_what_and_when() -> None:
    assert read_replies(mail(event())) == read_replies(mail(event(), encode=True)) == (declined(),)


def test_an_answer_to_one_meeting_names_its_instance() -> None:
    with_zone = event("RECURRENCE-ID;TZID=America/Chicago:20260819T150000")
    in_utc = event("RECURRENCE-ID:20260819T200000Z")
    assert read_replies(mail(with_zone)) == (declined(slot=SLOT),)
    assert read_replies(mail(in_utc)) == (declined(slot=SLOT.astimezone(UTC)),)
    unknown = event("RECURRENCE-ID;TZID=Central Standard Time:20260819T150000")
    assert read_replies(mail(unknown)) == (declined(slot=SLOT.replace(tzinfo=None)),)
    assert read_replies(mail(event("RECURRENCE-ID;VALUE=DATE:20260819")))[0].whole_day


def test_folded_lines_and_several_events_are_read() -> None:
    folded = event(attendee="ATTENDEE;PARTSTAT=TENTA\r\n TIVE:mailto:ben.fox@exam\r\n ple.org")
    assert [one.answer for one in read_replies(mail(folded, event()))] == ["tentative", "declined"]


def test_what_is_missing_is_taken_from_the_mail() -> None:
    bare = "BEGIN:VEVENT\r\nUID:abc@mentorship\r\nATTENDEE;PARTSTAT=DECLINED:\r\nEND:VEVENT"
    assert read_replies(mail(bare)) == (declined(),)


def test_what_is_no_answer_says_nothing() -> None:
    waiting = event(attendee="ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ben.fox@example.org")
    texts = [mail(event(), method="REQUEST"), mail(waiting), b"", b"\xff\x00", b"From: x\r\n\r\nHello", mail("BEGIN:VEVENT\r\nEND:VEVENT")]  # fmt: skip
    assert [read_replies(text) for text in texts] == [()] * len(texts)
    assert read_replies(mail(event()) + b" " * MAX_BYTES) == ()


def test_a_moment_that_cannot_be_is_left_out() -> None:
    assert read_replies(mail(event("RECURRENCE-ID:20269919T999999Z"))) == (declined(),)
