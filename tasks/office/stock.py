"""Takes stock: the workbook as it is now, what the ledger and the diary hold, and the moment this run believes it is."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from tasks.closing.last_year import last_year
from tasks.ports import Ports
from tasks.program.book import Book
from tasks.program.last_year import LastYear
from tasks.program.meetings import Busy, Guest
from tasks.program.problems import MentorshipError, UsageError, WorkbookError
from tasks.program.reading.settings import read_settings
from tasks.program.run import Run
from tasks.program.settings import Settings
from tasks.program.workbook.snapshot import Snapshot
from tasks.program.world import World

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What a person or a schedule asked for: the command, the moment as typed (empty for now), the guards to pass."""

    command: str = "term"
    today: str = ""
    by_hand: bool = False
    forced: frozenset[str] = frozenset()


class Lazily(Mapping[str, T]):
    """A mapping that is only fetched when somebody looks: busy calendars cost a second that most flows do not need."""

    def __init__(self, fetch: Callable[[], Mapping[str, T]]) -> None:
        self._fetch = fetch
        self._found: Mapping[str, T] | None = None

    @property
    def _all(self) -> Mapping[str, T]:
        if self._found is None:
            self._found = self._fetch()
        return self._found

    def __getitem__(self, key: str) -> T:
        return self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def take_stock(ports: Ports, asked: Asked) -> Book:
    """Reads everything a round plans on; nothing is written."""
    snapshot = ports.register.read()
    _require_tabs(snapshot, ports.workbook)
    settings, _ = read_settings(snapshot.sheet("Settings"))
    run = Run(
        moment(asked.today, settings.time_zone),
        by_hand=asked.by_hand,
        command=asked.command,
        forced=asked.forced,
        program_id=settings.program_id or ports.ledger.program() or "prog-" + secrets.token_hex(5),
    )
    world = World(
        deliveries=ports.ledger.deliveries(),
        standing=ports.diary.standing(),
        facts=ports.ledger.facts(),
        answers=ports.forms.answers(),
        home=ports.diary.home,
        pages=ports.forms.pages(),
        last_year=partial(_last_year, ports.elsewhere, settings.previous_workbook),
    )
    book = Book(snapshot, world, run)
    busy = Lazily(lambda: _busy(ports, book))
    book.world = replace(world, busy=busy, complaints=Lazily(lambda: _complaints(ports, busy)))
    return book


@lru_cache(maxsize=4)
def _last_year(elsewhere: Callable[[str], Snapshot], named: str) -> LastYear:
    """What the workbook of this name says; read once for ports that were opened together."""
    if not named:
        return LastYear()
    try:
        snapshot = elsewhere(named)
        _require_tabs(snapshot, named)
    except MentorshipError as problem:
        return LastYear(unread=str(problem))
    settings, _ = read_settings(snapshot.sheet("Settings"))
    return last_year(Book(snapshot, World(), Run(moment("", settings.time_zone))))


def _busy(ports: Ports, book: Book) -> Mapping[str, tuple[Busy, ...]]:
    guests = [Guest(person.id, person.name, person.email) for person in book.people.values() if person.email]
    first, last = span(book.settings, book.run.today)
    return ports.diary.busy(guests, first, last, book.settings.time_zone)


def _complaints(ports: Ports, busy: Lazily[tuple[Busy, ...]]) -> Mapping[str, tuple[str, ...]]:
    """What the diary could not read: known once it was asked when people are busy."""
    len(busy)
    return ports.diary.complaints


def span(settings: Settings, today: date) -> tuple[date, date]:
    """The days that can matter for meetings: the term, or a year from today where the term is not known."""
    if "Term start" in settings.unusable or "Term end" in settings.unusable:
        return today, today + timedelta(days=365)
    return settings.term_start, settings.term_end


def _require_tabs(snapshot: Snapshot, workbook: str) -> None:
    missing = [name for name in ("Settings", "Enrollment") if name not in snapshot.sheets]
    if missing:
        found = ", ".join(sheet.title for sheet in snapshot.sheets.values()) or "none"
        raise WorkbookError(
            f"{workbook} has no tab named {' and none named '.join(missing)}; its tabs are: {found}. "
            "Rename the tab, or start from a new workbook with `mentorship init NEW.xlsx`."
        )


def moment(typed: str, zone: str) -> datetime:
    """The moment a run believes it is: as typed, a bare date meaning noon, or now; aware, in the zone."""
    try:
        where = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        where = ZoneInfo("UTC")
    if not typed:
        return datetime.now(where).replace(microsecond=0)
    try:
        parsed = datetime.fromisoformat(typed)
    except ValueError:
        raise UsageError(
            f"--today {typed} is not a date we can read. Type it like 2026-09-30 or 2026-09-30T07:30."
        ) from None
    if len(typed) <= len("2026-09-30"):
        parsed = parsed.replace(hour=12)
    return parsed.replace(tzinfo=where) if parsed.tzinfo is None else parsed.astimezone(where)
