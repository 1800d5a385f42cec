"""Deterministic names for people, letters, events and pairs.

A key is built from the Program ID, Person IDs and the occasion: never from an address, a row, a date that may
move or a term's name. The same occasion therefore has the same key in every run, which is what makes once mean once.
"""

import base64
import hashlib
from collections.abc import Iterable


def digest(*parts: str, length: int = 12) -> str:
    """A short, stable name for the parts: lower-case letters a-v and digits (base32hex), as calendars accept."""
    # Eight letters hold five bytes; no more of them are written than are wanted.
    bits = hashlib.sha256("\x1f".join(parts).encode()).digest()[: 5 * -(-length // 8)]
    return base64.b32hexencode(bits).decode().lower()[:length]


def person_id(program: str, *seen: str) -> str:
    """An opaque id for a person first seen with these values (address, or name and school)."""
    return "p-" + digest(program, "person", *seen, length=8)


def pairing_id(program: str, mentor: str, mentee: str, turn: int = 1) -> str:
    """The id of a pair; `turn` counts earlier pairs of the same two people that have ended."""
    return "pair-" + digest(program, "pair", mentor, mentee, str(turn), length=8)


def group_id(program: str, members: Iterable[str], turn: int = 1) -> str:
    """Of these people's first time together, or a later one."""
    again = () if turn == 1 else (str(turn),)
    return "group-" + digest(program, "group", *sorted(members), *again, length=8)


def meeting_id(series: str, ordinal: int) -> str:
    """A meeting is its pair (or group) and its ordinal in the year, so a moved meeting keeps its id."""
    return f"{series}-{ordinal:02d}"


def letter(program: str, template: str, *occasion: str) -> str:
    """The key of a letter: its template, readable, and a digest of what it is about."""
    return f"{template}-{digest(program, template, *occasion)}"


def delivery(letter_key: str, person: str) -> str:
    """The key of one recipient's copy of a letter."""
    return f"{letter_key}-{digest(letter_key, person, length=6)}"


def event_uid(program: str, series: str, domain: str = "mentorship") -> str:
    """The UID of a calendar series, under the domain of the calendar that holds it; without the domain its Google event id.

    Google gives an event with an id of ours the UID `<id>@google.com`: a letter that names another UID would stand beside
    it in people's calendars, a second time.
    """
    return f"{digest(program, 'event', series, length=26)}@{domain}"


def alone_uid(uid: str, occurrence: str) -> str:
    """The UID of a meeting that stands alone beside its series; without the domain its Google event id, too."""
    local, _, domain = uid.partition("@")
    if domain == GOOGLE:
        return f"{local}{digest(occurrence, length=8)}@{domain}"
    return f"{occurrence.rpartition('-')[2]}-{uid}"


GOOGLE = "google.com"
"""The domain of UIDs that Google Calendar gives."""


def todo(kind: str, *about: str) -> str:
    return f"{kind}-{digest(kind, *about, length=6)}"
