"""What every diary tells of people's answers to invitations."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tasks.backends.google.event_bodies import event_id
from tasks.backends.local.diary import LocalDiary
from tasks.backends.memory.diary import MemoryDiary
from tasks.ports import Diary
from tasks.program.meetings import Reply
from tests.backends.google.desk import calendar_access, diary, shared
from tests.ports.test_diary import NOW, SERIES

CHICAGO = ZoneInfo("America/Chicago")

AT = datetime(2026, 8, 6, 18, tzinfo=UTC)
TO_ALL = Reply("ben@example.org", "", "accepted", AT)
TO_ONE = Reply("ben@example.org", "pair-1-02", "declined", AT)


class Remembering:
    """A diary in memory that is told of answers."""

    def __init__(self, _: Path) -> None:
        self.diary: Diary = MemoryDiary()

    def answers(self, reply: Reply) -> None:
        assert isinstance(self.diary, MemoryDiary)
        self.diary.reply("pair-1", reply)


class Folder:
    """A diary in a folder, into whose inbox answers come by mail."""

    def __init__(self, path: Path) -> None:
        self.diary: Diary = LocalDiary(path)
        self.inbox = path / "inbox"

    def answers(self, reply: Reply) -> None:
        slot = next((one.slot for one in SERIES.occurrences if one.id == reply.meeting), None)
        self.inbox.mkdir(exist_ok=True)
        lines = [
            "From: x@example.org",
            "Content-Type: text/calendar; method=REPLY",
            "",
            "BEGIN:VCALENDAR",
            "METHOD:REPLY",
            "BEGIN:VEVENT",
            f"UID:{SERIES.uid}",
            f"DTSTAMP:{reply.at:%Y%m%dT%H%M%SZ}",
            *([f"RECURRENCE-ID;TZID=America/Chicago:{slot:%Y%m%dT%H%M%S}"] if slot else []),
            f"ATTENDEE;PARTSTAT={reply.answer.upper()}:mailto:{reply.address}",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
        path = self.inbox / f"{len(list(self.inbox.iterdir()))}.eml"
        path.write_bytes("\r\n".join(lines).encode())


class Google:
    """Google Calendar, where guests answer in calendars of their own."""

    def __init__(self, _: Path) -> None:
        self.service, self.who = shared(), "program@example.org"
        self.service.control.reset()
        self.access = calendar_access(self.service, self.who)

    @property
    def diary(self) -> Diary:
        """As the next process opens it."""
        return diary(self.service, self.access)

    def answers(self, reply: Reply) -> None:
        master = event_id(SERIES.uid)
        slot = next((one.slot for one in SERIES.occurrences if one.id == reply.meeting), None)
        event = f"{master}_{slot.replace(tzinfo=CHICAGO).astimezone(UTC):%Y%m%dT%H%M%SZ}" if slot else master
        ahead = (reply.at - self.service.service.clock.now()).total_seconds()
        self.service.control.advance(ahead)
        self.service.control.human.respond(self.who, event, reply.address, reply.answer)
        self.service.control.advance(-ahead)


Desk = Remembering | Folder | Google


@pytest.fixture(params=[Remembering, Folder, Google])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    make: Callable[[Path], Desk] = request.param
    return make(tmp_path)


def test_answers_stand_with_their_series(desk: Desk) -> None:
    desk.diary.put(SERIES, NOW)
    assert desk.diary.standing()["pair-1"].replies == ()
    desk.answers(TO_ALL)
    desk.answers(TO_ONE)
    assert desk.diary.standing()["pair-1"].replies == (TO_ALL, TO_ONE)


def test_putting_the_series_again_keeps_its_answers(desk: Desk) -> None:
    desk.diary.put(SERIES, NOW)
    desk.answers(TO_ONE)
    desk.diary.put(SERIES, NOW.replace(hour=20))
    assert desk.diary.standing()["pair-1"].replies == (TO_ONE,)
