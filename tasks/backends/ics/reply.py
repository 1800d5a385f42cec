"""Answers to invitations (iTIP REPLY) as they arrive by mail, read tolerantly: mail programs leave out what they like.

It does not know who the answers are from: the address is given as it stands, matching it to a person comes later.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from zoneinfo import ZoneInfo, available_timezones

MAX_BYTES = 2_000_000
_ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
_FOLD = re.compile(r"\r?\n[ \t]")
_EVENT = re.compile(r"^BEGIN:VEVENT\s*$(.*?)^END:VEVENT\s*$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_LINE = re.compile(r'^([A-Z-]+)((?:;[^=:;]+=(?:"[^"]*"|[^":;]*))*):(.*)$', re.IGNORECASE)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_SYSTEM = frozenset(available_timezones())


@dataclass(frozen=True)
class Said:
    """One answer: the UID it is about, who (an address, lower case), what, when; `slot` is the instance, or nothing.

    `slot` is aware where the mail says its zone, else naive: then it is in the zone of the series.
    """

    uid: str
    address: str
    answer: str
    at: datetime
    slot: datetime | None = None
    whole_day: bool = False


def read_replies(content: bytes) -> tuple[Said, ...]:
    """Every answer in a message; none where it is too large, no reply, or cannot be read."""
    if len(content) > MAX_BYTES or (
        b"BEGIN:VCALENDAR" not in content.upper() and b"text/calendar" not in content.lower()
    ):
        return ()
    message = message_from_bytes(content, policy=policy.default)
    sender = parseaddr(str(message.get("From", "")))[1].casefold()
    found: list[Said] = []
    for text in _calendars(message):
        for event in _EVENT.finditer(text) if _is_reply(text) else ():
            found.extend(_answers(event[1], sender, _sent(message)))
    return tuple(dict.fromkeys(found))


def _calendars(message: EmailMessage) -> Iterator[str]:
    for part in message.walk():
        name = str(part.get_filename() or "").casefold()
        if part.get_content_type() in ("text/calendar", "application/ics") or name.endswith(".ics"):
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                yield _FOLD.sub("", raw.decode("utf-8-sig", "replace"))


def _is_reply(text: str) -> bool:
    return re.search(r"^METHOD:REPLY\s*$", text, re.MULTILINE | re.IGNORECASE) is not None


def _sent(message: EmailMessage) -> datetime:
    try:
        sent = parsedate_to_datetime(str(message.get("Date", "")))
    except (TypeError, ValueError):
        return _LONG_AGO
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _answers(event: str, sender: str, sent: datetime) -> Iterator[Said]:
    lines = [found for line in event.splitlines() if (found := _LINE.match(line.strip()))]
    one = {line[1].upper(): (_parameters(line[2]), line[3].strip()) for line in lines}
    uid = one.get("UID", ({}, ""))[1]
    stamp = _moment(*one.get("DTSTAMP", ({}, "")))
    at = sent if stamp is None else stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    given, typed = one.get("RECURRENCE-ID", ({}, ""))
    for line in lines:
        if line[1].upper() == "ATTENDEE" and uid:
            parameters = _parameters(line[2])
            answer = _ANSWERS.get(parameters.get("PARTSTAT", "").upper())
            address = re.sub(r"(?i)^mailto:", "", line[3].strip()).casefold() or sender
            if answer:
                yield Said(uid, address, answer, at, _moment(given, typed), len(typed) == len("20260930"))


def _parameters(text: str) -> dict[str, str]:
    parts = re.findall(r';([^=:;]+)=("[^"]*"|[^":;]*)', text)
    return {name.upper(): value.strip('"') for name, value in parts}


def _moment(parameters: dict[str, str], typed: str) -> datetime | None:
    """A date or a date-time; naive where no zone that is known is named."""
    found = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", typed, re.IGNORECASE)
    if found is None:
        return None
    try:
        moment = datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - zone follows
    except ValueError:
        return None
    if found[3]:
        return moment.replace(tzinfo=UTC)
    zone = parameters.get("TZID", "")
    return moment.replace(tzinfo=ZoneInfo(zone)) if zone in _SYSTEM else moment
