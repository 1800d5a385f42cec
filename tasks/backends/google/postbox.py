"""Mail through Gmail, so that once means once.

By drafts, where `gmail.compose` is granted: a draft is announced, made, its id kept, then it is sent. One that was announced
and has no id is looked for by our key; one that was sent is gone, so sending the same draft again can never send a
second letter. After any crash the draft itself tells what happened.

By sending alone, where only `gmail.send` is: the answer is all there is. Without one, nobody knows, and a person decides.
"""

import base64
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Protocol

from tasks.backends.google.auth import DRAFTS, SEND, Access
from tasks.backends.google.calls import Caller, Failure, Waiting
from tasks.backends.google.said import handled, problem, unsure
from tasks.ports import Message, Receipt
from tasks.program.problems import OutsideError

HEADER = "X-Mentorship-Key"
_FACT = "gmail:"
_SENT, _MAKING, _MADE, _GOING = "sent", "making", "made ", "going "
_NEWEST = 30
"""So many of the newest drafts are looked through for one whose making was cut off."""
_UNITS = 5_400
"""Units a minute; Google allows 6,000 for one account."""
_SEND_UNITS, _DRAFT_UNITS, _LIST_UNITS, _GET_UNITS = 100, 10, 5, 20


class Notes(Protocol):
    """Where the drafts' ids are kept: durable when it returns. The ledger's facts are such a place."""

    def facts(self) -> Mapping[str, str]: ...

    def remember(self, facts: Mapping[str, str]) -> None: ...


class GmailPostbox:
    """The mailbox of the person the access acts for. `knows` tells which of the two protocols it follows."""

    def __init__(self, access: Access, notes: Notes, waiting: Waiting) -> None:
        self._access, self._notes = access, notes
        self._caller = Caller(waiting, _UNITS)

    keeps = False
    """What went out is noted in the ledger; the program may not read mail."""

    @cached_property
    def knows(self) -> bool:
        """Whether drafts may be made; asked once, when it first matters."""
        return self._granted is DRAFTS

    def send(self, message: Message) -> Receipt:
        """Sends the message unless it went out before; paced to what Gmail allows in a minute."""
        noted = self._noted(message.key)
        if noted == _SENT:
            return Receipt(message.key)
        if self.knows:
            self._by_draft(message, noted)
        else:
            self._at_once(message)
        self._note(message.key, _SENT)
        return Receipt(message.key)

    def look(self, key: str) -> Receipt | None:
        """Whether the message is out: noted as sent, or on its way with its draft gone."""
        noted = self._noted(key)
        if noted == _SENT:
            return Receipt(key)
        if not noted.startswith(_GOING) or not self.knows:
            return None
        if self._is_draft(noted.removeprefix(_GOING)):
            return None
        self._note(key, _SENT)
        return Receipt(key)

    def content(self, key: str) -> bytes | None:  # noqa: ARG002 - the port's signature
        """Nothing: what went out stands in Gmail's Sent, and the program asks for no right to read mail."""
        return None

    # drafts

    def _by_draft(self, message: Message, noted: str) -> None:
        draft, going = "", noted.startswith(_GOING)
        if noted == _MAKING:
            draft = self._found_draft(message.key)
        elif noted:
            draft = noted.rpartition(" ")[2]
            if not self._is_draft(draft):
                if going:
                    return
                # It was never sent from here, and people send what lies among their drafts.
                raise handled()
        old = bool(draft)
        if not draft:
            self._note(message.key, _MAKING)
            draft = self._draft_of(message)
            self._note(message.key, _MADE + draft)
        self._note(message.key, _GOING + draft)
        # A draft of an earlier day is sent with today's text.
        body: dict[str, Any] = {"id": draft}
        if old:
            body["message"] = {"raw": _raw(message)}
        self._send_draft(body, message.key)

    def _draft_of(self, message: Message) -> str:
        """Makes the draft; where the answer is lost, finds it, so that no second one is left lying about."""
        drafts = self._service.users().drafts()
        body = {"message": {"raw": _raw(message)}}
        try:
            made = self._call(
                lambda: drafts.create(userId="me", body=body).execute(), _DRAFT_UNITS, safe=False
            )
            return str(made["id"])
        except Failure as failure:
            if not failure.unknown:
                raise _refused(failure) from None
        return self._found_draft(message.key) or self._again(message)

    def _again(self, message: Message) -> str:
        drafts = self._service.users().drafts()
        body = {"message": {"raw": _raw(message)}}
        try:
            made = self._call(
                lambda: drafts.create(userId="me", body=body).execute(), _DRAFT_UNITS, safe=False
            )
        except Failure as failure:
            raise _refused(failure) from None
        return str(made["id"])

    def _found_draft(self, key: str) -> str:
        """The newest drafts, looked through for our key."""
        drafts = self._service.users().drafts()
        try:
            listed = self._call(lambda: drafts.list(userId="me", maxResults=_NEWEST).execute(), _LIST_UNITS)
            for one in listed.get("drafts", []):
                if self._key_of(one["id"]) == key:
                    return str(one["id"])
        except Failure as failure:
            raise _refused(failure) from None
        return ""

    def _key_of(self, draft: str) -> str:
        drafts = self._service.users().drafts()
        found = self._call(lambda: drafts.get(userId="me", id=draft, format="metadata").execute(), _GET_UNITS)
        headers = found["message"].get("payload", {}).get("headers", [])
        return next((str(one["value"]) for one in headers if one["name"].casefold() == HEADER.casefold()), "")

    def _is_draft(self, draft: str) -> bool:
        drafts = self._service.users().drafts()
        try:
            self._call(lambda: drafts.get(userId="me", id=draft, format="minimal").execute(), _GET_UNITS)
        except Failure as failure:
            if failure.status == 404:
                return False
            raise _refused(failure) from None
        return True

    def _send_draft(self, body: dict[str, Any], key: str) -> None:
        """Sends; after a lost answer the same draft is sent again, and that it is gone means that it was sent.

        One that was refused stays a draft.
        """
        drafts = self._service.users().drafts()
        doubtful = False
        for turn in range(4):
            try:
                self._call(lambda: drafts.send(userId="me", body=body).execute(), _SEND_UNITS, safe=False)
            except Failure as failure:
                if failure.status == 404 and doubtful:
                    return
                if failure.status == 404:
                    raise handled() from None
                if not failure.unknown:
                    if not doubtful:
                        self._note(key, _MADE + body["id"])
                    raise _refused(failure) from None
                doubtful = True
                self._caller.waiting.back_off(turn)
            else:
                return
        raise unsure("gmail")

    # sending alone

    def _at_once(self, message: Message) -> None:
        messages = self._service.users().messages()
        body = {"raw": _raw(message)}
        try:
            self._call(lambda: messages.send(userId="me", body=body).execute(), _SEND_UNITS, safe=False)
        except Failure as failure:
            if failure.unknown and failure.reason not in ("connect", "token"):
                raise unsure("gmail") from None
            raise _refused(failure) from None

    # notes and calls

    def _noted(self, key: str) -> str:
        return self._known.get(_FACT + key, "")

    def _note(self, key: str, what: str) -> None:
        self._notes.remember({_FACT + key: what})
        self._known[_FACT + key] = what

    @cached_property
    def _known(self) -> dict[str, str]:
        return {name: what for name, what in self._notes.facts().items() if name.startswith(_FACT)}

    def _call(self, act: Callable[[], Any], units: int, *, safe: bool = True) -> Any:
        return self._caller.call(act, units=units, safe=safe)

    @cached_property
    def _granted(self) -> tuple[str, ...]:
        """The wider right if the credentials have it, tried by asking for a token."""
        try:
            return DRAFTS if self._access.grants(DRAFTS) else SEND
        except Failure as failure:
            raise problem(failure, "gmail") from None

    @cached_property
    def _service(self) -> Any:
        return self._access.client("gmail", self._granted)


def _refused(failure: Failure) -> OutsideError:
    """Nothing left. A letter that Gmail will never take is refused for good; a limit is not."""
    if failure.daily:
        return OutsideError(
            "Gmail sends no more letters for this account today: its daily limit is reached. What is left goes out with the "
            "next run after it is lifted, within 24 hours."
        )
    if failure.status == 413 or failure.reason in ("invalidArgument", "badRequest"):
        return OutsideError(
            "Gmail refuses this letter: an address in it, or its size, is not allowed.", permanent=True
        )
    return OutsideError(str(problem(failure, "gmail")))


def _raw(message: Message) -> str:
    """The bytes as Gmail takes them, with the key in a header of our own: Gmail replaces the Message-ID."""
    return base64.urlsafe_b64encode(f"{HEADER}: {message.key}\r\n".encode() + message.content).decode()
