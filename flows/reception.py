"""Opens a workbook for one run: takes its lock, hands out the office, keeps the summary for whoever asked.

The lock is taken here, before Prefect starts, and dies with its holder; Prefect's own concurrency slots would stay
taken for minutes after a crash.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from tasks.backends.opening import open_ports, settle_in
from tasks.office.carry import Progress
from tasks.office.settle import Office
from tasks.office.stock import Asked
from tasks.office.summary import Summary
from tasks.ports import Ports
from tasks.program.problems import MentorshipError
from tasks.program.workbook.snapshot import Snapshot

_held: dict[str, Ports] = {}
_progress: dict[str, Progress] = {}
_first: dict[str, Snapshot] = {}
summaries: dict[str, Summary] = {}
"""The last summary of each workbook in this process: the command that started a flow shows it."""
errors: dict[str, MentorshipError] = {}
"""What stopped a flow, as one paragraph: Prefect would print a traceback."""


@contextmanager
def hold(workbook: str, wait: float = 0.0, progress: Progress | None = None) -> Iterator[Ports]:
    """Holds the workbook for this process; a flow started meanwhile works under the same lock."""
    if workbook in _held:
        yield _held[workbook]
        return
    with ExitStack() as stack:
        ports = open_ports(workbook)
        # First, so that a path with a typing error leaves no folder behind.
        first = ports.register.read()
        stack.callback(ports.ledger.close)
        stack.enter_context(ports.ledger.locked(wait))
        if not wait:
            _first[workbook] = first
            stack.callback(_first.pop, workbook, None)
        _held[workbook] = ports
        if progress is not None:
            _progress[workbook] = progress
        stack.callback(_held.pop, workbook, None)
        stack.callback(_progress.pop, workbook, None)
        yield ports
        if ports.ledger.program():
            settle_in(workbook)


def first_reading(workbook: str) -> Snapshot | None:
    """The workbook as it was read a moment ago, when it was taken; given once, and not to a run that had to wait."""
    return _first.pop(workbook, None)


@contextmanager
def looking(workbook: str) -> Iterator[Ports]:
    """Opens a workbook to look at; nothing is made or held, and nothing is left behind."""
    ports = open_ports(workbook, reading=True)
    try:
        yield ports
    finally:
        ports.ledger.close()


@contextmanager
def office_of(
    command: str, workbook: str, today: str, by_hand: bool, force: Iterable[str]
) -> Iterator[Office]:
    """The office of one run. A stop with a message for people is kept in `errors`, then raised."""
    errors.pop(workbook, None)
    with hold(workbook) as ports:
        asked = Asked(command, today, by_hand, frozenset(force))
        progress = _progress.get(workbook)
        office = Office(ports, asked, progress) if progress else Office(ports, asked)
        summaries[workbook] = office.summary
        try:
            yield office
        except MentorshipError as problem:
            errors[workbook] = problem
            raise
