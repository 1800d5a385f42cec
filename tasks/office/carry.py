"""Makes a fold's plan so. The order is what keeps a crash harmless: nothing is told before it stands.

0. doubts     letters that a dead run left on their way are settled first, in a round of their own: until then nobody knows
              who was told, and what is planned on that would be taken back
1. rows       the workbook says what is meant to be; a round that wrote any goes no further, so that all that follows
              is planned from what stands there and never from an intention that a crash would have taken along
2. forms      pages people can answer on; a round that opened any goes no further, so that letters carry their links
3. calendars  what is booked stands under its key; putting it again does nothing
4. files      reports may be written again; a letter may speak of one
5. letters    owed, claimed, sent, recorded: each copy once
6. memory     facts and the audit log, last: a run that died before them plans the same again
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tasks.enrollment.guards import facts as counts
from tasks.outbox.deliver import Outcome, deliver, recover
from tasks.outbox.owed import Decisions
from tasks.outbox.rehearsals import holds_calendars
from tasks.ports import ManyDiary, Ports, Refused
from tasks.program.fold import Fold
from tasks.program.forms import FormSpec
from tasks.program.ical.write import invite_bytes
from tasks.program.letters import State
from tasks.program.problems import OutsideError
from tasks.program.workbook.changes import Change, SetCells

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Done:
    """What one round changed in the world."""

    changes: tuple[Change, ...] = ()
    refused: tuple[Refused, ...] = ()
    booked: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    outcome: Outcome | None = None
    reports: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def outward(self) -> bool:
        """Whether letters, calendars or forms moved: only these can set more in motion."""
        moved = self.booked or self.dropped or self.forms
        return bool(moved or (self.outcome is not None and self.outcome.anything))

    @property
    def anything(self) -> bool:
        return bool(self.changes or self.reports or self.outward)


def settle_left(ports: Ports, fold: Fold) -> bool:
    """Settles what a dead run left on its way; whether there was any. A postbox that is away is met again when sending."""
    if not any(held.state is State.SENDING for held in fold.start.world.deliveries.values()):
        return False
    try:
        return recover(ports.ledger, ports.postbox, fold.start.run.now)
    except OutsideError:
        return False


def write_rows(ports: Ports, fold: Fold) -> tuple[tuple[Change, ...], tuple[Refused, ...]]:
    """Writes the fold's rows, and gives what was written and what was not.

    What staff changed meanwhile is left alone and planned anew in the next round.

    What was decided is noted before and logged after: a row that stands is no decision any more, and a crash in between
    would leave it out of the log.
    """
    _log_intended(ports, fold)
    changes = fold.changes
    if not changes:
        return (), ()
    ports.ledger.still_locked()
    if not ports.ledger.program():
        ports.ledger.bind(fold.start.run.program_id)
    noted = _fewer(fold) | ({INTENDED: _intent(fold)} if fold.plan.said else {})
    if noted:
        ports.ledger.remember(noted)
    refused = ports.register.write(changes)
    if fold.plan.said:
        log(ports, fold)
        ports.ledger.remember({INTENDED: ""})
    return tuple(_written(changes, refused)), refused


def _written(changes: Iterable[Change], refused: Iterable[Refused]) -> Iterator[Change]:
    """The changes less those of which nothing could be written."""
    whole = [one.change for one in refused]
    cells: dict[tuple[str, int], set[str]] = defaultdict(set)
    for change in whole:
        if isinstance(change, SetCells):
            cells[change.tab, change.row.number].update(change.cells)
    for change in changes:
        if isinstance(change, SetCells):
            if not change.cells.keys() <= cells.get((change.tab, change.row.number), set()):
                yield change
        elif change not in whole:
            yield change


INTENDED = "office:intended"
"""The fact that holds what is being decided while rows are written: the workbook's version before, and the lines."""


def _fewer(fold: Fold) -> dict[str, str]:
    """Counts of tabs that this run itself makes shorter: no later run may take that for somebody's accident."""
    before, after = counts(fold.start), counts(fold.book)
    return {name: count for name, count in after.items() if int(count) < int(before.get(name, "0"))}


def _intent(fold: Fold) -> str:
    said = [(one.what, one.about, one.because) for one in fold.plan.said]
    intent = {"before": fold.start.snapshot.version, "at": fold.start.run.now.isoformat(), "said": said}
    return json.dumps(intent)


def _log_intended(ports: Ports, fold: Fold) -> None:
    """Logs what a run decided that died while it wrote the rows; nothing if the workbook never changed."""
    held = fold.start.world.facts.get(INTENDED, "")
    if held:
        intent = json.loads(held)
        if intent["before"] != fold.start.snapshot.version:
            ports.ledger.record(map(tuple, intent["said"]), datetime.fromisoformat(intent["at"]))
        ports.ledger.remember({INTENDED: ""})


def log(ports: Ports, fold: Fold) -> None:
    """Adds the fold's decisions to the audit log; those of the same moment that are there already are left out."""
    ports.ledger.record([(one.what, one.about, one.because) for one in fold.plan.said], fold.start.run.now)


def keep_forms(ports: Ports, fold: Fold) -> tuple[tuple[str, ...], str]:
    """Opens the pages that are wanted and do not stand, closes those no longer wanted; which ones, and what went wrong.

    A service of forms that is down holds up nothing but the letters that need a link.
    """
    if fold.start.settings.redirect_all_mail_to:
        return (), ""  # a rehearsal leaves every form as it is
    held, wanted = fold.start.world.pages, {spec.key: spec for spec in fold.plan.forms}
    changed: list[str] = []
    try:
        changed += [k for k in fold.plan.plans_forms if k not in wanted and ports.forms.close(k)]
        for key, spec in wanted.items():
            if key not in held.standing and key not in held.lost:
                _publish(ports, spec)
                changed.append(key)
    except OutsideError as trouble:
        return tuple(changed), str(trouble)
    return tuple(changed), ""


def _publish(ports: Ports, spec: FormSpec) -> None:
    """Opens a page; once more where the answer was lost, so that today's letters carry its link all the same."""
    try:
        ports.forms.publish(spec)
    except OutsideError as trouble:
        if trouble.permanent:
            raise
        ports.forms.publish(spec)


def keep_calendars(ports: Ports, fold: Fold) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Puts the series that should stand and differ, drops those no longer wanted of the rooms that planned."""
    settings = fold.start.settings
    if holds_calendars(fold.start):
        return (), ()  # a rehearsal leaves every calendar as it is, until somebody agrees to what follows it
    if isinstance(ports.diary, ManyDiary):
        ports.diary.mails = settings.calendar_mails
        if settings.pause_all_sending and settings.calendar_mails != "none":
            return (), ()  # what the calendar writes to people cannot be held back afterwards
    wanted = {series.key: series for series in fold.plan.series}
    standing = ports.diary.standing()
    now = fold.start.run.now
    changed = [s for s in wanted.values() if s.key not in standing or not standing[s.key].holds(s)]
    gone = [
        key
        for key, held in standing.items()
        if key not in wanted and held.series.owner in fold.plan.plans_series
    ]
    if changed or gone:
        ports.ledger.still_locked()
    if isinstance(ports.diary, ManyDiary):
        ports.diary.put_all(changed, now)
    else:
        for series in changed:
            ports.diary.put(series, now)
    for key in gone:
        ports.diary.drop(key, now)
    return tuple(series.key for series in changed), tuple(gone)


def send_letters(ports: Ports, fold: Fold, decisions: Decisions, progress: Progress) -> Outcome:
    """Sends what may go now; reads `Pause all sending` again while it does."""
    return deliver(decisions, fold.start, ports, progress, invite_bytes=invite_bytes)


def file_reports(ports: Ports, fold: Fold) -> tuple[str, ...]:
    """Puts reports on the shelf that are new or differ from what lies there."""
    fresh = [report for report in fold.plan.reports if ports.shelf.get(report.name) != report.content]
    return tuple(ports.shelf.put(report.name, report.content) for report in fresh)


def remember(ports: Ports, fold: Fold) -> None:
    """Keeps what the next run compares with, and why it is so."""
    held = fold.start.world.facts
    fresh = {name: value for name, value in fold.plan.facts.items() if held.get(name) != value}
    if fresh:
        log(ports, fold)
        ports.ledger.remember(fresh)
