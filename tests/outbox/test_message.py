"""The finished message: its structure, its headers, the same bytes each time."""

import email
import email.policy
from dataclasses import replace
from datetime import date, datetime
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.outbox.folding import POLICY
from tasks.outbox.message import compose
from tasks.outbox.render import sample
from tasks.outbox.turns import Copy, Going
from tasks.outbox.words import WordingError
from tasks.ports import Message
from tasks.program.letters import Attachment, Invite, Letter, Recipient
from tasks.program.meetings import Guest, Series
from tasks.program.settings import Settings
from tests import build

SETTINGS = Settings(
    program_name="Riverside Mentorship",
    coordinator_name="Jordan Reyes",
    coordinator_email="coordinator@example.org",
)
RUN = build.run("2026-09-07 12:00")
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Ana \xe2\x80\x94 Ben\r\nEND:VCALENDAR\r\n"
SERIES = Series(
    "pair-1", "u@x", "meetings", "Meeting", "UTC", Guest("c", "C", "coordinator@example.org"), (), ()
)
ANA = Recipient("p-ana", "Ana Lee", "ana.lee@example.org")
BEN = Recipient("p-ben", "Ortiz, Benjamín", "ben@example.org")

pytestmark = pytest.mark.usefixtures("kickoff")


def built(letter: Letter, rehearsal: tuple[str, ...] = (), sender: str = "", **changes: object) -> Message:
    copies = tuple(Copy(f"copy-{to.person}", to) for to in letter.to)
    going = replace(Going(letter, copies, letter.key, "rule", rehearsal), **changes)  # type: ignore[arg-type] # fields of Going
    return compose(going, SETTINGS, RUN, sender, lambda _invite, _now: CALENDAR)


def parsed(message: Message) -> EmailMessage:
    found = email.message_from_bytes(message.content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def kickoff(**changes: object) -> Letter:
    return replace(sample("kickoff"), to=(ANA, BEN), **changes)  # type: ignore[arg-type] # fields of Letter


def test_headers() -> None:
    headers = dict(parsed(built(kickoff())).items())
    headers.pop("Content-Type")
    assert headers == {
        "From": "Riverside Mentorship <coordinator@example.org>",
        "To": 'Ana Lee <ana.lee@example.org>, "Ortiz, Benjamín" <ben@example.org>',
        "Reply-To": "Jordan Reyes <coordinator@example.org>, Ana Lee <ana.lee@example.org>, "
        '"Ortiz, Benjamín" <ben@example.org>',
        "Subject": "First meeting with Ben Ortiz",
        "Date": "Mon, 07 Sep 2026 12:00:00 -0500",
        "Message-ID": "<kickoff-sample@example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
    }


def test_envelope_is_the_copies() -> None:
    message = built(kickoff(), copies=(Copy("copy-p-ben", BEN),))
    assert (message.sender, message.recipients) == ("coordinator@example.org", ("ben@example.org",))
    assert parsed(message)["To"].addresses[0].addr_spec == "ben@example.org"
    assert "ana.lee@example.org" in parsed(message)["Reply-To"], "replies still reach both"


def test_program_mailbox_sends_and_the_coordinator_gets_replies() -> None:
    message = built(replace(kickoff(), to=(ANA,)), sender="program@mail.example.org")
    headers = parsed(message)
    assert (message.sender, headers["From"].addresses[0].addr_spec) == ("program@mail.example.org",) * 2
    assert headers["Reply-To"] == "Jordan Reyes <coordinator@example.org>"
    assert headers["Message-ID"] == "<kickoff-sample@mail.example.org>"


def test_reminders_can_be_ended_by_mail() -> None:
    routine = parsed(built(kickoff(routine=True)))
    assert routine["List-Unsubscribe"] == "<mailto:coordinator@example.org?subject=reminders%20off>"


def test_parts_of_an_invitation_with_a_file() -> None:
    paper = Attachment("agenda — März.pdf", b"%PDF", "application/pdf")
    message = parsed(built(kickoff(invite=Invite("REQUEST", SERIES), attachments=(paper,))))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
        "application/pdf",
    ]
    calendar, file, pdf = list(message.walk())[4:]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_payload(decode=True) == CALENDAR == file.get_payload(decode=True)
    assert (file.get_filename(), pdf.get_filename()) == ("invite.ics", "agenda - M-rz.pdf")


def test_letter_without_invitation_is_text_and_html_only() -> None:
    kinds = [part.get_content_type() for part in parsed(built(kickoff())).walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_rehearsal_carries_no_invitation_and_answers_nobody_else() -> None:
    calendar = Attachment("pair-1.ics", CALENDAR, "text/calendar")
    letter = kickoff(invite=Invite("REQUEST", SERIES), attachments=(calendar,))
    message = parsed(built(letter, rehearsal=("Ana Lee", "Ben Ortiz")))
    assert "text/calendar" not in [part.get_content_type() for part in message.walk()]
    assert message["Reply-To"] == "Jordan Reyes <coordinator@example.org>"
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().startswith("REHEARSAL.")


def test_same_letter_has_the_same_bytes_and_short_lines() -> None:
    one = kickoff(invite=Invite("REQUEST", SERIES))
    first, second = built(one), built(one)
    assert first == second
    lines = first.content.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"\n" not in first.content.replace(b"\r\n", b"")


def test_another_key_has_another_boundary() -> None:
    assert parsed(built(kickoff())).get_boundary() != parsed(built(kickoff(), key="other")).get_boundary()


@pytest.mark.parametrize(
    "address", ["", "ana", "ana@example.org, x@y.org", "ana@example.org\r\nBcc: x@y.org", "jé@x.org"]
)
def test_address_that_cannot_stand_in_a_header(address: str) -> None:
    with pytest.raises(WordingError, match="address"):
        built(replace(kickoff(), to=(Recipient("p-ana", "Ana", address),)))


HOSTILE = st.text(max_size=40) | st.sampled_from(
    [
        "=?utf-8?q?a=0D=0ABcc:_x@y.org?=",
        "==??utf-8?q?a=0D=0ABcc:_x@y.org?==",
        "Ana\r\nBcc: x@y.org",
        'Ana" <x@y.org>, "Ben',
        "Ana\u2028\u202eeeL\x00",
        "Principal: Lee;",
        "x" * 300,
    ]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=HOSTILE, partner=HOSTILE)
def test_no_name_and_no_subject_can_add_a_header(name: str, partner: str) -> None:
    plain = kickoff()
    evil = replace(
        plain,
        to=(replace(ANA, name=name), replace(BEN, name=name)),
        context={**plain.context, "partner": partner},
    )
    message = parsed(built(evil))
    assert message.keys() == parsed(built(plain)).keys()
    assert [one.addr_spec for one in message["To"].addresses] == [ANA.email, BEN.email]


@pytest.mark.parametrize("letter", ["é", "李", "𐀀"])
def test_two_names_beyond_ascii_of_any_length_reach_both(letter: str) -> None:
    """The library's own folding loses the second person at some lengths."""
    for length in range(1, 76):
        name = "0" * (length - 1) + letter
        header = POLICY.header_factory(
            "To", (Address(name, addr_spec=ANA.email), Address(name, addr_spec=BEN.email))
        )
        raw = POLICY.fold("To", header).removeprefix("To:")
        assert max(map(len, raw.split("\r\n"))) <= 78
        decoded = str(make_header(decode_header(raw.replace("\r\n", "").strip())))
        assert decoded == f"{name} <{ANA.email}>, {name} <{BEN.email}>"
        read = email.message_from_string(f"To:{raw}\r\n", policy=email.policy.default)["To"]
        assert [one.addr_spec for one in read.addresses] == [ANA.email, BEN.email]


def test_long_subject_beyond_ascii_is_read_as_it_was_meant() -> None:
    partner = "Joséphine Müller-Großmann de la Peña y Castañeda, " * 3
    plain = kickoff()
    found = parsed(built(replace(plain, context={**plain.context, "partner": partner})))
    assert found["Subject"] == f"First meeting with {partner}".strip()


def test_hours_are_the_runs_own_zone() -> None:
    winter = datetime(2026, 12, 1, 7, 30, tzinfo=RUN.zone)
    going = Going(kickoff(), (Copy("c", ANA),), "kickoff-1", "rule")
    message = compose(going, SETTINGS, replace(RUN, now=winter), "", lambda _invite, _now: b"")
    assert parsed(message)["Date"] == "Tue, 01 Dec 2026 07:30:00 -0600"
    assert date(2026, 12, 1) == parsed(message)["Date"].datetime.date()


def test_subject_as_long_as_a_line_is_read_as_it_was_meant() -> None:
    for length in range(40, 90):
        partner = "Ann " + "x" * (1 + length % 7) + " Lee" * (length // 4)
        plain = kickoff()
        found = parsed(built(replace(plain, context={**plain.context, "partner": partner})))
        assert found["Subject"] == f"First meeting with {partner}"
