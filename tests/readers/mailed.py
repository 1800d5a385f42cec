"""A calendar that is fed by mail alone, as a mail program keeps it: one event a UID, the newest message counts."""

import re
from collections.abc import Iterable

from tasks.program.ical.write import invite_bytes
from tasks.program.letters import Letter
from tests.build import run

_EVENT = re.compile(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_ZONE = re.compile(r"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", re.DOTALL)


class MailedCalendar:
    """What one person's mail program shows; `messages` are all calendar parts as they came."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.messages: list[bytes] = []
        self._events: dict[str, tuple[int, str, str]] = {}

    def receive(self, letters: Iterable[Letter], now: str) -> None:
        for letter in letters:
            if self.person in [to.person for to in letter.to]:
                if letter.invite is not None:
                    self.messages.append(invite_bytes(letter.invite, run(now).now))
                    self._take(self.messages[-1].decode())
                for file in letter.attachments:
                    self._take(file.content.decode())

    def _take(self, text: str) -> None:
        """Files without a method are opened by hand: the same to a calendar as a request."""
        for uid, events in _by_uid(text).items():
            sequence = max(int(one) for one in re.findall(r"^SEQUENCE:(\d+)", events, re.MULTILINE))
            assert sequence >= self._events.get(uid, (0, "", ""))[0], "SEQUENCE never falls"
            gone = "METHOD:CANCEL" in text
            zone = "".join(_ZONE.findall(text))
            self._events[uid] = (sequence, "" if gone else events, zone)

    def calendars(self) -> list[bytes]:
        """One calendar for each event that stands."""
        head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//mailed//EN\r\n"
        return [
            f"{head}{zone}{events}END:VCALENDAR\r\n".encode()
            for _, events, zone in self._events.values()
            if events
        ]


def _by_uid(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for event in _EVENT.findall(text):
        uid = re.search(r"^UID:(.*?)\r$", event, re.MULTILINE)
        assert uid is not None
        found[uid[1]] = found.get(uid[1], "") + event
    return found
