"""A letter once more: the words of the first, to one person, now, and nothing that a calendar would act on."""

from datetime import datetime

import pytest

from tasks.outbox.again import once_more, second_key
from tasks.outbox.words import WordingError
from tasks.program.letters import Attachment
from tests.outbox.test_message import BEN, CALENDAR, built, kickoff, parsed

LATER = datetime.fromisoformat("2026-10-05T09:00:00-05:00")
PDF = Attachment("Statement.pdf", b"%PDF-1.7 \xe2\xe3", "application/pdf")
ICS = Attachment("meetings.ics", CALENDAR, "text/calendar")
pytestmark = pytest.mark.usefixtures("kickoff")


def test_words_and_files_are_those_of_the_first() -> None:
    first = built(kickoff(attachments=(PDF, ICS)))
    again = once_more(first.content, "kickoff-1-abc", BEN.name, BEN.email, LATER)
    one, other = parsed(first), parsed(again)
    for kind in ("plain", "html"):
        assert one.get_body((kind,)).get_content() == other.get_body((kind,)).get_content()  # type: ignore[union-attr] # both are there
    assert [part.get_filename() for part in other.iter_attachments()] == ["Statement.pdf"]
    assert next(other.iter_attachments()).get_payload(decode=True) == PDF.content
    assert b"VCALENDAR" not in again.content


def test_headers_are_the_first_ones_but_for_whom_when_and_id() -> None:
    first = built(kickoff())
    again = once_more(first.content, "kickoff-1-abc", BEN.name, BEN.email, LATER)
    one, other = dict(parsed(first).items()), dict(parsed(again).items())
    differ = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    assert differ == {"To", "Date", "Message-ID", "Content-Type"}
    assert [a.addr_spec for a in parsed(again)["To"].addresses] == [BEN.email]
    assert (again.recipients, again.sender) == ((BEN.email,), first.sender)


def test_same_request_has_the_same_bytes_and_a_second_one_another_key() -> None:
    first = built(kickoff()).content
    assert once_more(first, "k", "", BEN.email, LATER) == once_more(first, "k", "", BEN.email, LATER)
    assert second_key("hello-1", "hello-1-ben", 0) != second_key("hello-1", "hello-1-ben", 1)


def test_address_that_cannot_stand_in_a_header_is_refused() -> None:
    with pytest.raises(WordingError):
        once_more(built(kickoff()).content, "k", "Ben", "ben@example.org\r\nBcc: x@example.org", LATER)
