"""Answers fetched from a real IMAP server: each is heard once and for good, and nobody's mail is touched."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tasks.backends.local.diary import LocalDiary
from tasks.backends.local.mailbox import Account, Mailbox, account_from_url
from tasks.program.problems import OutsideError, UsageError
from tests.backends.local.imap_server import DOVECOT, ImapServer, imap_server
from tests.ports.test_diary import NOW, SERIES

UID = SERIES.uid
needs_dovecot = pytest.mark.skipif(DOVECOT is None, reason="Dovecot is not installed here")


def reply(answer: str = "DECLINED", who: str = "ben@example.org", uid: str = UID) -> bytes:
    """An answer as Outlook sends it: the calendar inside an alternative."""
    return (
        f"From: Ben <{who}>\r\nTo: office@example.org\r\nSubject: {answer.title()}: Mentoring\r\n"
        "Date: Mon, 10 Aug 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\r\n'
        "--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20260810T100000Z\r\nATTENDEE;PARTSTAT={answer}:mailto:{who}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n"
    ).encode()


PLAIN = b"From: Ann <ann@example.org>\r\nSubject: Lunch?\r\n\r\nAt noon?\r\n"


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server() as one:
        yield one


def answers(
    folder: Path, server: ImapServer, password: str = "secret", *, reading: bool = False
) -> list[str]:
    """A run's look at one series, its answers as `who: what`."""
    mailbox = Mailbox(account_from_url(server.url, password), folder / "answers.json", reading=reading)
    diary = LocalDiary(folder, mailbox)
    diary.put(SERIES, NOW)
    said = diary.standing()[SERIES.key].replies
    diary.busy([], date(2026, 8, 1), date(2026, 12, 1), "America/Chicago")
    return [f"{one.address}: {one.answer}" for one in said] + list(diary.complaints.get("", ()))


@needs_dovecot
def test_answers_are_heard_and_nothing_is_marked(server: ImapServer, tmp_path: Path) -> None:
    for message in (PLAIN, reply(), PLAIN, reply(uid="somebody-elses@calendar")):
        server.deliver(message)
    assert answers(tmp_path, server) == ["ben@example.org: declined"]
    assert server.flags() == ["", "", "", ""]
    assert "somebody-elses" not in (tmp_path / "answers.json").read_text()


@needs_dovecot
def test_an_emptied_mailbox_forgets_nothing_and_later_answers_are_added(
    server: ImapServer, tmp_path: Path
) -> None:
    server.deliver(reply())
    assert answers(tmp_path, server) == ["ben@example.org: declined"]
    server.empty()
    server.deliver(reply("ACCEPTED", "ana@example.org"))
    both = ["ben@example.org: declined", "ana@example.org: accepted"]
    assert answers(tmp_path, server) == both
    assert answers(tmp_path, server) == both


@needs_dovecot
def test_a_mailbox_that_counts_anew_is_read_again_and_nothing_is_heard_twice(
    server: ImapServer, tmp_path: Path
) -> None:
    server.deliver(reply())
    answers(tmp_path, server)
    before = (tmp_path / "answers.json").read_text()
    server.renumber()
    server.deliver(reply("ACCEPTED", "ana@example.org"))
    assert answers(tmp_path, server) == ["ben@example.org: declined", "ana@example.org: accepted"]
    assert (tmp_path / "answers.json").read_text() != before


@needs_dovecot
def test_a_dry_run_remembers_nothing(server: ImapServer, tmp_path: Path) -> None:
    server.deliver(reply())
    assert answers(tmp_path, server, reading=True) == ["ben@example.org: declined"]
    assert not (tmp_path / "answers.json").exists()


@needs_dovecot
def test_a_wrong_password_is_said_and_what_was_heard_still_counts(server: ImapServer, tmp_path: Path) -> None:
    server.deliver(reply())
    answers(tmp_path, server)
    assert answers(tmp_path, server, "wrong") == [
        "ben@example.org: declined",
        "The mailbox on 127.0.0.1 refused the sign-in. Check MENTORSHIP_IMAP_URL and MENTORSHIP_IMAP_PASSWORD.",
    ]


@needs_dovecot
def test_a_folder_that_is_not_there_is_named(server: ImapServer, tmp_path: Path) -> None:
    mailbox = Mailbox(account_from_url(f"{server.url}/Answers", "secret"), tmp_path / "answers.json")
    with pytest.raises(OutsideError, match=r"The folder Answers on 127\.0\.0\.1:"):
        mailbox.check()
    Mailbox(account_from_url(server.url, "secret"), tmp_path / "answers.json").check()


def test_a_server_that_is_down_stops_nothing(tmp_path: Path) -> None:
    nowhere = ImapServer(tmp_path, 9)
    [complaint] = answers(tmp_path, nowhere)
    assert complaint.startswith("The folder INBOX on 127.0.0.1:9 cannot be read")


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("imaps://p%40q@mail.school.org/", Account("mail.school.org", 993, "p@q", "x")),
        (
            "imap://p@mail.school.org:1143/Program%20mail",
            Account("mail.school.org", 1143, "p", "x", "Program mail", False),
        ),
    ],
)
def test_the_address_of_a_mailbox_is_understood(url: str, account: Account) -> None:
    assert account_from_url(url, "x") == account


@pytest.mark.parametrize(
    "url", ["mail.school.org", "https://p@mail.school.org", "imaps://mail.school.org", "imaps://p@x:port"]
)
def test_what_is_no_mailbox_is_said(url: str) -> None:
    with pytest.raises(UsageError, match="MENTORSHIP_IMAP_URL is not a mailbox"):
        account_from_url(url, "")
