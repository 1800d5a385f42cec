"""The diary of a folder: one `.ics` file per person and per pair, calendars that people put into `calendars/in/`,
and answers to invitations that arrive in `inbox/`.

What stands is kept in a journal. A series' files are written first and its line in the journal last: killed at any
point, the next run finds the old state, puts the series again under the same revision, and writes the same files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tasks.backends.ics.read import MAX_BYTES, Reading, read_busy
from tasks.backends.ics.reply import Said
from tasks.backends.local.diary_files import plainly, remove, safe_name, write
from tasks.backends.local.diary_journal import Journal, Kept
from tasks.backends.local.inbox import Inbox
from tasks.backends.local.mailbox import Mailbox, by_uid
from tasks.program import keys
from tasks.program.ical.replies import meeting_at, uids_of
from tasks.program.ical.write import Drawn, Put, assembled, drawn
from tasks.program.meetings import Busy, Guest, Home, Reply, Series, Standing

_FOLDER, _IN, _JOURNAL = "calendars", "in", "diary.jsonl"


class LocalDiary:
    """Calendars in `folder/calendars`; the journal in `folder/.mentorship`. Nothing is created before the first put.

    `complaints` tells after `busy` which of the people's own files could not be read, by Person ID.
    """

    def __init__(self, folder: Path, mailbox: Mailbox | None = None) -> None:
        self._mailbox = mailbox
        self.folder = folder / _FOLDER
        self._journal = Journal(folder / ".mentorship" / _JOURNAL)
        self._inbox = Inbox(folder / "inbox")
        self._files: dict[str, set[str]] | None = None
        self.complaints: Mapping[str, tuple[str, ...]] = {}
        self.home = Home()
        self._drawn: dict[str, tuple[Kept, Drawn]] = {}
        self._readings: dict[tuple[object, ...], Reading] = {}

    def standing(self) -> Mapping[str, Standing]:
        standing = {key: kept.standing for key, kept in sorted(self._journal.kept.items())}
        said = by_uid((self._inbox.replies(), self._mailed(standing)))
        if not said:
            return standing
        return {key: _with_replies(one, said) for key, one in standing.items()}

    def _mailed(self, standing: Mapping[str, Standing]) -> tuple[Said, ...]:
        """Answers in the mailbox; none are asked for before anybody was invited."""
        if self._mailbox is None or not standing:
            return ()
        uids = {one.series.uid for one in standing.values()}
        since = min(kept.at for kept in self._journal.kept.values()).date()
        return self._mailbox.replies(lambda uid: uid in uids or uid.partition("-")[2] in uids, since)

    def put(self, series: Series, now: datetime) -> Standing:
        before = self._journal.kept.get(series.key)
        if before is not None and before.standing.series == series:
            return before.standing
        if before is None:
            kept = Kept(Standing(series), now)
        else:
            standing = replace(before.standing, series=series, revision=before.standing.revised(series))
            kept = Kept(standing, now)
        with plainly(self.folder):
            self._write(series.key, before, kept)
            self._journal.add(series.key, kept)
        return kept.standing

    def drop(self, key: str, now: datetime) -> None:  # noqa: ARG002 - files of the folder carry no moment of dropping
        before = self._journal.kept.get(key)
        if before is not None:
            with plainly(self.folder):
                self._write(key, before, None)
                self._journal.add(key, None)

    def busy(
        self, people: Sequence[Guest], first: date, last: date, zone: str
    ) -> Mapping[str, tuple[Busy, ...]]:
        ours = frozenset(kept.standing.series.uid for kept in self._journal.kept.values())
        readings: dict[str, Reading] = {}
        for guest in people:
            path = self.folder / _IN / f"{safe_name(guest.email)}.ics"
            if guest.email and path.is_file():
                readings[guest.person] = self._reading(path, first, last, zone, ours)
        self.complaints = {one: reading.complaints for one, reading in readings.items() if reading.complaints}
        if self._mailbox is not None and self._mailbox.complaint:
            self.complaints = {**self.complaints, "": (self._mailbox.complaint,)}
        return {
            one: reading.busy for one, reading in readings.items() if reading.busy or not reading.complaints
        }

    def _reading(self, path: Path, first: date, last: date, zone: str, ours: frozenset[str]) -> Reading:
        """The file's busy times, read again only when the file has changed."""
        stat = path.stat()
        key = (path, stat.st_mtime_ns, stat.st_size, first, last, zone)
        if key not in self._readings:
            self._readings[key] = _read(path, first, last, zone, ours)
        return self._readings[key]

    def _write(self, key: str, before: Kept | None, after: Kept | None) -> None:
        """The pair's file, and the file of everybody who is or was in the series."""
        members = self._members()
        for guest in _guests(before):
            members.get(guest.email, set()).discard(key)
        for guest in _guests(after):
            members.setdefault(guest.email, set()).add(key)
        self._file(key, [(key, after)] if after else [])
        for email in dict.fromkeys(
            guest.email for guest in (*_guests(before), *_guests(after)) if guest.email
        ):
            own = [
                (one, after if one == key else self._journal.kept[one])
                for one in sorted(members.get(email, ()))
            ]
            self._file(email, [(one, kept) for one, kept in own if kept is not None])

    def _members(self) -> dict[str, set[str]]:
        """The series of each address."""
        if self._files is None:
            self._files = {}
            for key, kept in self._journal.kept.items():
                for guest in kept.standing.series.guests:
                    self._files.setdefault(guest.email, set()).add(key)
        return self._files

    def _file(self, name: str, kept: Iterable[tuple[str, Kept]]) -> None:
        """One calendar file; none where nothing stands in it."""
        parts = [self._part(key, one) for key, one in kept]
        path = self.folder / f"{safe_name(name)}.ics"
        if any(part.events for part in parts):
            write(path, assembled(parts, name="Mentoring"))
        else:
            remove(path)

    def _part(self, key: str, kept: Kept) -> Drawn:
        """The events of a series, drawn once for the three files they stand in."""
        cached = self._drawn.get(key)
        if cached is None or cached[0] is not kept:
            put = Put(kept.standing.series, kept.standing.revision, kept.at)
            cached = self._drawn[key] = (kept, drawn(put))
        return cached[1]


def _guests(kept: Kept | None) -> tuple[Guest, ...]:
    return kept.standing.series.guests if kept else ()


def _with_replies(standing: Standing, said: Mapping[str, Sequence[Said]]) -> Standing:
    """The series with the answers that came to it; one about an instance nobody knows is left out."""
    series, found = standing.series, []
    if not _may_concern(series, said):
        return standing
    for uid, meeting in uids_of(series).items():
        for one in said.get(uid, ()):
            about = meeting_at(series, one.slot, whole_day=one.whole_day) if one.slot else ""
            if meeting or about or one.slot is None:
                found.append(Reply(one.address, meeting or about, one.answer, one.at))
    return replace(standing, replies=tuple(found))


def _may_concern(series: Series, said: Mapping[str, Sequence[Said]]) -> bool:
    """Whether an answer is to this series, or to a meeting of it that stands under a UID of its own."""
    return series.uid in said or any(keys.alone_uid(series.uid, one.id) in said for one in series.occurrences)


def _read(path: Path, first: date, last: date, zone: str, ours: frozenset[str]) -> Reading:
    try:
        if path.stat().st_size > MAX_BYTES:
            return read_busy(b" " * (MAX_BYTES + 1), first, last, zone)
        return read_busy(path.read_bytes(), first, last, zone, ours)
    except OSError as problem:
        return Reading(complaints=(f"The file cannot be opened: {problem.strerror}.",))
