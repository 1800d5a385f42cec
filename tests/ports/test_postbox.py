"""Every postbox keeps the same promises: in memory, as a Maildir, as a Maildir with a real SMTP server before it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.backends.google.postbox import GmailPostbox
from tasks.backends.local.ledger import SqlLedger
from tasks.backends.local.postbox import MaildirPostbox, postbox_from_url
from tasks.backends.memory.postbox import MemoryPostbox
from tasks.ports import Message, Postbox, Receipt
from tests.backends.google.desk import SEND_ONLY, instantly, mail_access, shared
from tests.backends.local.smtp_server import MailServer, serve


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serve() as running:
        yield running


@pytest.fixture(params=["memory", "maildir", "smtp", "gmail", "gmail by sending alone"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Postbox]:
    """Opens the same postbox again and again, as another process would."""
    if request.param == "memory":
        one = MemoryPostbox()
        return lambda: one
    if request.param.startswith("gmail"):
        mail = mail_access(shared(), SEND_ONLY if "alone" in request.param else ())
        ledger = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
        return lambda: GmailPostbox(mail, SqlLedger(ledger), instantly())
    maildir = tmp_path / "outbox"
    if request.param == "maildir":
        return lambda: MaildirPostbox(maildir)
    url = request.getfixturevalue("server").url
    return lambda: postbox_from_url(url, "", MaildirPostbox(maildir))


def message(key: str = "hello-1") -> Message:
    to = ("ana@example.org", "ben@example.org")
    content = f"To: {', '.join(to)}\r\nMessage-ID: <{key}@example.org>\r\n\r\n.A dot begins this line.\r\n"
    return Message(key, "program@example.org", to, content.encode())


def test_nothing_is_found_before_it_is_sent(opened: Callable[[], Postbox]) -> None:
    assert opened().look("hello-1") is None


def test_a_sent_message_is_found_by_another_process(opened: Callable[[], Postbox]) -> None:
    assert opened().send(message()) == Receipt("hello-1")
    assert opened().look("hello-1") == Receipt("hello-1")
    assert opened().look("hello") is None


def test_content_is_kept_as_it_went_out(opened: Callable[[], Postbox]) -> None:
    if isinstance(opened(), GmailPostbox):
        pytest.skip("Gmail keeps it in Sent; the program asks for no right to read mail")
    opened().send(message())
    assert opened().content("hello-1") == message().content  # type: ignore[attr-defined] # what `outbox show` reads


def test_sending_again_does_nothing(opened: Callable[[], Postbox], request: pytest.FixtureRequest) -> None:
    first, second = opened().send(message()), opened().send(message())
    assert first == second
    if "smtp" in request.node.name:
        assert len(request.getfixturevalue("server").taken) == 1


def test_many_messages_are_told_apart(opened: Callable[[], Postbox]) -> None:
    postbox = opened()
    for number in range(30):
        postbox.send(message(f"hello-{number}"))
    assert [postbox.look(f"hello-{number}") for number in range(30)] == [
        Receipt(f"hello-{n}") for n in range(30)
    ]
