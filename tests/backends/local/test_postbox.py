"""The Maildir on disk, and mail by SMTP: refusals, lost connections, lost answers."""

import mailbox
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.backends.local.postbox import MaildirPostbox, SmtpPostbox, postbox_from_url
from tasks.backends.local.postbox_smtp import Server, server_from_url
from tasks.ports import Message, Receipt
from tasks.program.problems import OutsideError, UnsureError, UsageError
from tests.backends.local.smtp_server import MailServer, serve

ANA, BEN = "ana@example.org", "ben@example.org"


def message(key: str = "hello-1", *to: str) -> Message:
    return Message(key, "program@example.org", to or (ANA, BEN), b"Subject: Hello\r\n\r\nHello.\r\n")


@pytest.fixture
def maildir(tmp_path: Path) -> MaildirPostbox:
    return MaildirPostbox(tmp_path / "outbox")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serve() as running:
        yield running


@pytest.fixture
def by_smtp(server: MailServer, maildir: MaildirPostbox) -> Iterator[SmtpPostbox]:
    postbox = postbox_from_url(server.url, "", maildir)
    yield postbox
    postbox.close()


def test_maildir_is_read_by_other_mail_programs(maildir: MaildirPostbox, tmp_path: Path) -> None:
    maildir.send(message())
    found = mailbox.Maildir(tmp_path / "outbox", create=False)
    assert [one["Subject"] for one in found] == ["Hello"]
    assert sorted(path.name for path in (tmp_path / "outbox").rglob("*.eml")) == ["hello-1.eml"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_maildir_is_for_its_owner_only(maildir: MaildirPostbox, tmp_path: Path) -> None:
    maildir.send(message())
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "outbox", tmp_path / "outbox/new", tmp_path / "outbox/new/hello-1.eml")
    }
    assert modes == {"outbox": 0o700, "new": 0o700, "hello-1.eml": 0o600}


def test_message_that_a_reader_moved_is_still_found(maildir: MaildirPostbox, tmp_path: Path) -> None:
    maildir.send(message())
    (tmp_path / "outbox/new/hello-1.eml").rename(tmp_path / "outbox/cur/hello-1.eml:2,S")
    assert maildir.look("hello-1") == Receipt("hello-1")
    maildir.send(message())
    assert list((tmp_path / "outbox/new").iterdir()) == []


def test_half_a_message_from_a_crash_is_not_taken_for_one(maildir: MaildirPostbox, tmp_path: Path) -> None:
    maildir.send(message("other"))
    (tmp_path / "outbox/tmp/hello-1.eml").write_bytes(b"Subj")
    assert maildir.look("hello-1") is None
    maildir.send(message())
    assert maildir.content("hello-1") == message().content


def test_half_a_message_of_a_dead_run_is_cleared_away_by_the_next_one(
    maildir: MaildirPostbox, tmp_path: Path
) -> None:
    maildir.send(message("other"))
    (tmp_path / "outbox/tmp/hello-1-a1b2c3.eml").write_bytes(b"Subj")
    maildir.send(message())
    assert list((tmp_path / "outbox/tmp").iterdir()) == []


def test_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file stands here")
    with pytest.raises(OutsideError, match="cannot be filed"):
        MaildirPostbox(tmp_path / "outbox").send(message())


def test_key_cannot_leave_the_folder(maildir: MaildirPostbox) -> None:
    with pytest.raises(UsageError):
        maildir.send(message("../../etc/passwd"))


def test_smtp_carries_envelope_and_bytes(server: MailServer, by_smtp: SmtpPostbox) -> None:
    by_smtp.send(message())
    assert server.taken == [("program@example.org", (ANA, BEN), message().content)]


def test_many_messages_share_a_connection(server: MailServer, by_smtp: SmtpPostbox) -> None:
    for number in range(20):
        by_smtp.send(message(f"hello-{number}"))
    assert (len(server.taken), server.connections) == (20, 1)


def test_one_refused_recipient_leaves_the_other(
    server: MailServer, by_smtp: SmtpPostbox, maildir: MaildirPostbox
) -> None:
    server.answers = {BEN: "550 5.1.1 <ben@example.org> no such user"}
    assert by_smtp.send(message()) == Receipt("hello-1", {BEN: (True, "550 5.1.1 (address) no such user")})
    assert [to for _, to, _ in server.taken] == [(ANA,)]
    assert maildir.look("hello-1") is None, "a message that only some got proves nothing"


def test_refusal_for_a_time_is_told_from_one_for_good(server: MailServer, by_smtp: SmtpPostbox) -> None:
    server.answers = {ANA: "452 mailbox full", BEN: "550 gone"}
    assert by_smtp.send(message()).refused == {ANA: (False, "452 mailbox full"), BEN: (True, "550 gone")}
    assert server.taken == []
    server.answers = {}
    assert by_smtp.send(message()).refused == {}


def test_refused_text_is_refused_for_everyone(server: MailServer, by_smtp: SmtpPostbox) -> None:
    server.data_answer = "554 looks like spam"
    refused = {ANA: (True, "554 looks like spam"), BEN: (True, "554 looks like spam")}
    assert by_smtp.send(message()) == Receipt("hello-1", refused)


@pytest.mark.parametrize("place", ["data", "taken"])
def test_lost_answer_after_the_text_is_in_doubt(
    server: MailServer, by_smtp: SmtpPostbox, maildir: MaildirPostbox, place: str
) -> None:
    server.hang_up_at = place
    with pytest.raises(UnsureError):
        by_smtp.send(message())
    assert maildir.look("hello-1") is None


def test_lost_connection_before_the_text_is_certain(server: MailServer, by_smtp: SmtpPostbox) -> None:
    server.hang_up_at = "rcpt"
    with pytest.raises(OutsideError) as caught:
        by_smtp.send(message())
    assert not isinstance(caught.value, UnsureError)
    by_smtp.send(message())
    assert len(server.taken) == 1


def test_connection_the_server_closed_meanwhile_is_opened_anew(
    server: MailServer, by_smtp: SmtpPostbox
) -> None:
    by_smtp.send(message())
    server.hang_up_at = "rcpt"
    by_smtp.send(message("hello-2"))
    assert (len(server.taken), server.connections) == (2, 2)


def test_server_that_is_away_is_no_refusal(maildir: MaildirPostbox) -> None:
    with serve() as gone:
        url = gone.url
    with pytest.raises(OutsideError, match="cannot be reached") as caught:
        postbox_from_url(url, "", maildir).send(message())
    assert not caught.value.permanent


def test_sign_in(server: MailServer, maildir: MaildirPostbox) -> None:
    url = server.url.replace("//", "//program@")
    postbox_from_url(url, "right", maildir).send(message())
    with pytest.raises(OutsideError, match="refused the sign-in"):
        postbox_from_url(url, "wrong", maildir).send(message("hello-2"))
    assert len(server.taken) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key in one file."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    words = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", *words.split(), *files], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


def test_encryption_is_used_where_it_is_offered(
    certificate: Path, maildir: MaildirPostbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serve(certificate=certificate) as server:
        postbox_from_url(server.url, "", maildir).send(message())
    assert server.encrypted == [True]


def test_certificate_that_is_not_trusted_gets_no_letter(certificate: Path, maildir: MaildirPostbox) -> None:
    with serve(certificate=certificate) as server, pytest.raises(OutsideError, match="certificate"):
        postbox_from_url(server.url, "", maildir).send(message())
    assert server.taken == []


def test_full_disk_does_not_have_a_sent_letter_sent_again(
    server: MailServer, by_smtp: SmtpPostbox, tmp_path: Path
) -> None:
    (tmp_path / "outbox").write_text("a file stands here")
    assert by_smtp.send(message()) == Receipt("hello-1")
    assert len(server.taken) == 1


def test_server_from_url() -> None:
    assert server_from_url("smtp://ana%40school.org@mail.school.org", "secret") == Server(
        "mail.school.org", 587, "ana@school.org", "secret", secure=False
    )
    assert server_from_url("smtps://mail.school.org", "") == Server("mail.school.org", 465, secure=True)
    assert "secret" not in repr(server_from_url("smtp://a@b", "secret"))


@pytest.mark.parametrize(
    "url", ["mail.school.org", "http://mail.school.org", "smtp://", "smtp://host:port", "smtp://["]
)
def test_url_that_is_no_mail_server(url: str) -> None:
    with pytest.raises(UsageError, match="MENTORSHIP_SMTP_URL"):
        server_from_url(url, "")
