"""Letters through Gmail: once means once, whatever is lost and wherever a run dies."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tasks.backends.google.auth import SEND
from tasks.backends.google.postbox import HEADER, GmailPostbox
from tasks.backends.memory.ledger import MemoryLedger
from tasks.ports import Message, Receipt
from tasks.program.problems import OutsideError, UnsureError
from tests.backends.google.desk import instantly, mail_access
from tests.google_service import Running, serve
from tests.ports.test_postbox import message

ME = "program@example.org"
CREATE, DISPATCH, SEND_ALONE = (
    "gmail.users.drafts.create",
    "gmail.users.drafts.send",
    "gmail.users.messages.send",
)


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False) as running:
        yield running
        assert running.log.departures() == []


@pytest.fixture
def notes() -> MemoryLedger:
    return MemoryLedger()


def postbox(service: Running, notes: MemoryLedger, scopes: tuple[str, ...] = ()) -> GmailPostbox:
    return GmailPostbox(mail_access(service, scopes, ME), notes, instantly())


def sent(service: Running) -> list[str]:
    box = service.service.world.mail.get(ME)
    found = box.messages.values() if box else ()
    return sorted(str(one.parsed()[HEADER]) for one in found if "SENT" in one.labels)


def drafts(service: Running) -> int:
    return len(service.service.world.mail[ME].drafts)


def test_letter_is_two_requests_by_draft_and_one_alone(service: Running, notes: MemoryLedger) -> None:
    by_draft, alone = postbox(service, notes), postbox(service, MemoryLedger(), SEND)
    assert (by_draft.knows, alone.knows) == (True, False)
    for number in range(5):
        by_draft.send(message(f"a-{number}"))
        alone.send(message(f"b-{number}"))
    assert service.log.requests("gmail") == 5 * 2 + 5


@pytest.mark.parametrize("kind", ["lost", "reset", "truncated", "html"])
@pytest.mark.parametrize("method", [CREATE, DISPATCH])
def test_lost_answer_of_any_step_sends_once(
    service: Running, notes: MemoryLedger, method: str, kind: str
) -> None:
    service.control.fault(kind, method=method, when="after")
    assert postbox(service, notes).send(message()) == Receipt("hello-1")
    assert (sent(service), drafts(service)) == (["hello-1"], 0)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("method", [CREATE, DISPATCH])
def test_run_killed_at_any_step_is_found_out_by_the_next(
    service: Running, notes: MemoryLedger, monkeypatch: pytest.MonkeyPatch, method: str, when: str
) -> None:
    """Dies just before or just after the request; the next run asks, and sends only what did not leave."""
    first = postbox(service, notes)
    real = first._call

    def dies(act: object, units: int, *, safe: bool = True) -> object:
        at = (units == 10) if method == CREATE else (units == 100)
        if at and when == "before":
            raise Killed
        answer = real(act, units, safe=safe)  # type: ignore[arg-type] # handed through
        if at:
            raise Killed
        return answer

    monkeypatch.setattr(first, "_call", dies)
    with pytest.raises(Killed):
        first.send(message())
    second = postbox(service, notes)
    left = method == DISPATCH and when == "after"
    assert second.look("hello-1") == (Receipt("hello-1") if left else None)
    second.send(message())
    assert (sent(service), drafts(service)) == (["hello-1"], 0)


@pytest.mark.parametrize("deed", ["send_draft", "delete_draft"])
@pytest.mark.parametrize("refused", [True, False])
def test_draft_that_a_person_sent_or_deleted_is_asked_about(
    service: Running, notes: MemoryLedger, deed: str, refused: bool
) -> None:
    """Whether it lay there since Gmail had refused it, or was made a moment ago."""

    def by_hand() -> None:
        (draft,) = service.service.world.mail[ME].drafts
        getattr(service.control.human, deed)(ME, draft)

    if refused:
        service.control.fault("error", method=DISPATCH, status=400, times=1)
        with pytest.raises(OutsideError):
            postbox(service, notes).send(message())
        by_hand()
    else:
        service.control.before(DISPATCH, by_hand)
    second = postbox(service, notes)
    assert second.look("hello-1") is None
    with pytest.raises(UnsureError, match="somebody sent it or deleted it") as caught:
        second.send(message())
    assert caught.value.permanent
    assert (sent(service), drafts(service)) == (["hello-1"] if deed == "send_draft" else [], 0)


@pytest.mark.parametrize("kind", ["lost", "reset", "html", "truncated"])
def test_sending_alone_without_an_answer_is_unsure_and_never_repeated(
    service: Running, notes: MemoryLedger, kind: str
) -> None:
    service.control.fault(kind, method=SEND_ALONE, when="after")
    with pytest.raises(UnsureError):
        postbox(service, notes, SEND).send(message())
    assert len(service.log.calls(SEND_ALONE)) == 1


def test_daily_limit_is_said_and_not_for_good(notes: MemoryLedger) -> None:
    with serve(limits=True) as service:
        service.control.settings(daily_messages=3)
        box = postbox(service, notes)
        for number in range(3):
            box.send(message(f"hello-{number}"))
        with pytest.raises(OutsideError, match="no more letters for this account today") as caught:
            box.send(message("hello-3"))
        assert not caught.value.permanent
        assert sent(service) == ["hello-0", "hello-1", "hello-2"]


def test_letter_that_gmail_will_never_take_is_refused_for_good(service: Running, notes: MemoryLedger) -> None:
    many = tuple(f"p{number}@example.org" for number in range(101))
    content = f"To: {', '.join(many)}\r\n\r\nHello\r\n".encode()
    with pytest.raises(OutsideError) as caught:
        postbox(service, notes).send(Message("many-1", ME, many, content))
    assert caught.value.permanent
    assert "@" not in str(caught.value)


def test_mail_api_not_switched_on_says_where(service: Running, notes: MemoryLedger) -> None:
    service.control.settings(disabled=["gmail"])
    with pytest.raises(OutsideError, match="Gmail is not switched on") as caught:
        postbox(service, notes).send(message())
    assert not caught.value.permanent


def test_pace_stays_within_the_minute_quota() -> None:
    waiting = instantly()
    began = datetime(2026, 8, 5, 17, tzinfo=UTC)
    with serve(limits=True, clock=lambda: began + timedelta(seconds=waiting.now())) as service:
        box = GmailPostbox(mail_access(service, (), ME), MemoryLedger(), waiting)
        for number in range(120):
            box.send(message(f"hello-{number}"))
        assert {entry.status for entry in service.log.entries} == {200}
        assert len(sent(service)) == 120
