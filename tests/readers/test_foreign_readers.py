"""What goes out by mail and what lies in the folder, read by other people's programs through a term of changes."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tasks.backends.local.diary import LocalDiary
from tasks.program.meetings import Busy
from tests.build import mentee, mentor, run
from tests.meetings.scene import Scene, pair
from tests.meetings.test_visits import BELLS
from tests.readers.judges import installed, instant, judged
from tests.readers.mailed import MailedCalendar

READERS = [
    pytest.param(one, marks=pytest.mark.skipif(not installed(one), reason=f"{one} is not installed here"))
    for one in ("libical", "ical.js", "recurring-ical-events")
]
PEOPLE = ("p-ana-lee", "p-ben-fox", "p-cara-diaz")
ZONE = "America/Chicago"


class Term:
    """A mentor, two mentees, classroom visits, from August to December; what each person's mail program holds."""

    def __init__(self, folder: Path) -> None:
        self.scene = Scene(
            [
                mentor("Ana Lee", Availability="Mon P1; Tue P2; Wed PM; Thu PM", Capacity=2),
                mentee("Ben Fox", Availability="Wed PM; Thu PM; Mon P1"),
                mentee("Cara Diaz", Availability="Wed PM; Thu PM; Mon P1; Fri P3"),
            ],
            [pair("Ana Lee", "Ben Fox"), pair("Ana Lee", "Cara Diaz")],
            {"Term end": "2026-12-11", "Observations per term": 2, "Meeting cadence": "weekly for 4 weeks, then biweekly"},
            bell_schedule=BELLS,
        )  # fmt: skip
        self.mailed = {person: MailedCalendar(person) for person in PEOPLE}
        self.diary = LocalDiary(folder)
        self.folder = folder

    def run(self, now: str) -> int:
        """One run; gives how many letters went out."""
        _, sent = self.scene.run(now)
        for mailed in self.mailed.values():
            mailed.receive(sent, now)
        for standing in self.scene.diary.standing().values():
            self.diary.put(standing.series, run(now).now)
        return len(sent)

    def file(self, person: str) -> Path:
        return self.folder / "calendars" / f"{person[2:].replace('-', '.')}@example.org.ics"

    def expected(self, person: str) -> list[tuple[int, int]]:
        """The person's meetings by the tab."""
        own = [one for one in self.scene.meetings if person[2:5] in f"{one.pairing_id}-ana"]
        live = [one for one in own if one.status.value not in ("cancelled", "no school")]
        return sorted((instant(one.starts, ZONE), instant(one.ends, ZONE)) for one in live)

    def starts(self, meeting: str) -> datetime:
        return next(one.starts for one in self.scene.meetings if one.id == meeting)

    def meeting(self, pair_id: str, after: str) -> str:
        """The first check-in of a pair after a day."""
        first = datetime.fromisoformat(after)
        return next(
            one.id
            for one in sorted(self.scene.meetings, key=lambda one: one.starts)
            if one.pairing_id == pair_id and one.starts > first and one.kind == "check-in"
            and one.status.value in ("booked", "moved")
        )  # fmt: skip


def lives(term: Term) -> Iterator[str]:
    """What happens in a term, one event after the other; each is followed by a run at the moment given."""
    scene = term.scene
    yield "2026-08-05 12:00"
    scene.add("Calendar", {"Date": f"{term.starts(term.meeting('pair-ben', '2026-10-10')):%Y-%m-%d}", "Kind": "no school"})  # fmt: skip
    yield "2026-08-20 12:00"
    scene.type("Meetings", {"Meeting ID": term.meeting("pair-ben", "2026-09-10")}, Change="cancel")
    yield "2026-09-01 12:00"
    scene.type("Meetings", {"Meeting ID": "pair-cara-o1"}, Change="cancel")
    yield "2026-09-02 12:00"
    scene.type("Meetings", {"Meeting ID": term.meeting("pair-cara", "2026-11-02")}, Change="2026-11-06 10:00")
    yield "2026-09-14 12:00"
    scene.diary.cancel("pair-ben", term.meeting("pair-ben", "2026-10-20"))
    yield "2026-09-21 12:00"
    scene.busy = {"p-cara-diaz": (Busy(datetime(2026, 11, 18, 8), datetime(2026, 11, 20, 17)),)}
    yield "2026-10-01 12:00"
    scene.type("Enrollment", {"Person ID": "p-ben-fox"}, Availability="Tue P2; Thu P3")
    yield "2026-10-12 12:00"
    scene.type("Settings", {"Setting": "Meeting minutes"}, Value=30)
    yield "2026-10-20 12:00"
    scene.type("Settings", {"Setting": "Observations per term"}, Value=1)
    yield "2026-10-21 12:00"
    scene.type("Pairings", {"Pairing ID": "pair-cara"}, Status="ended")
    yield "2026-11-09 12:00"


@pytest.mark.parametrize("reader", READERS)
def test_mail_and_files_give_every_reader_the_times_of_meetings(reader: str, tmp_path: Path) -> None:
    term = Term(tmp_path)
    for now in lives(term):
        assert term.run(now) > 0, f"nobody was told anything on {now}"
        mailed = [(person, one) for person in PEOPLE for one in term.mailed[person].calendars()]
        filed = [(person, term.file(person).read_bytes()) for person in PEOPLE if term.file(person).exists()]
        verdicts = [one.times for one in judged(reader, [content for _, content in (*mailed, *filed)])]
        read = {person: list[tuple[int, int]]() for person in PEOPLE}
        for (person, _), times in zip(mailed, verdicts, strict=False):
            read[person] = sorted(read[person] + times)
        assert read == {person: term.expected(person) for person in PEOPLE}, now
        assert verdicts[len(mailed) :] == [term.expected(person) for person, _ in filed]
        assert term.run(now) == 0, f"a second run on {now} told somebody something"


@pytest.mark.skipif(not installed("libical"), reason="libical is not installed here")
def test_libical_has_nothing_against_any_invitation_change_or_cancellation(tmp_path: Path) -> None:
    term = Term(tmp_path)
    for now in lives(term):
        term.run(now)
    messages = [message for mailed in term.mailed.values() for message in mailed.messages]
    assert len(messages) > 20
    assert {method for message in messages for method in re.findall(rb"METHOD:(\w+)", message)} == {b"REQUEST", b"CANCEL"}  # fmt: skip
    assert any(b"RECURRENCE-ID" in message for message in messages)
    assert all(len(set(re.findall(rb"^UID:(.*)", message, re.MULTILINE))) == 1 for message in messages)
    assert [one.errors for one in judged("libical", messages)] == [[]] * len(messages)


@pytest.mark.skipif(not installed("libical"), reason="libical is not installed here")
def test_libical_would_have_said_something(tmp_path: Path) -> None:
    term = Term(tmp_path)
    term.run("2026-08-05 12:00")
    good = term.mailed["p-ben-fox"].messages[0]
    for line in (rb"DTSTAMP:[^\r]*\r\n", rb"ORGANIZER[^\r]*\r\n(?: [^\r]*\r\n)*", rb"UID:[^\r]*\r\n"):
        [verdict] = judged("libical", [re.sub(line, b"", good)])
        assert verdict.errors, line


def test_the_sequence_of_a_series_rises_with_every_message_about_it(tmp_path: Path) -> None:
    term = Term(tmp_path)
    for now in lives(term):
        term.run(now)
    for mailed in term.mailed.values():
        seen: dict[bytes, list[int]] = {}
        for message in mailed.messages:
            uid = re.findall(rb"^UID:(.*)\r", message, re.MULTILINE)[0]
            seen.setdefault(uid, []).append(int(re.findall(rb"^SEQUENCE:(\d+)", message, re.MULTILINE)[0]))
        assert all(numbers == sorted(set(numbers)) for numbers in seen.values()), seen
