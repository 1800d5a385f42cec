"""The flow commands: rehearse, ask where a person is there, run through Prefect, show."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from httpx import HTTPError

from flows.cli import show
from flows.cli.pairing import answer_what_if, write_audit
from flows.quiet import SERVER
from flows.reception import errors, first_reading, hold, looking, office_of, summaries
from flows.server import ready
from tasks.digest.report import to_json as digest_json
from tasks.enrollment.report import to_json as check_json
from tasks.meetings.report import Changed, capacity, changed
from tasks.office.quiet import note, quiet, version_of
from tasks.office.rehearsal import rehearse
from tasks.office.settle import settle
from tasks.office.stock import Asked
from tasks.office.summary import Summary
from tasks.pairing.report import Changed as PairChanged
from tasks.pairing.report import changed as pairs_changed
from tasks.program.problems import OutsideError
from tasks.surveys.report import to_json as survey_json

# command → (module, function) of its flow
FLOW_OF = {
    "check": "check_enrollment",
    "pair": "pair_mentors",
    "schedule": "schedule_meetings",
    "train": "invite_to_training",
    "checkin": "collect_checkins",
    "survey": "run_survey",
    "digest": "send_digest",
    "close": "close_term",
    "term": "run_term",
}


def main(options: argparse.Namespace) -> int:
    if options.command == "pair" and options.what_if:
        return answer_what_if(options)
    if options.plan:
        with looking(options.workbook) as ports:
            summary = rehearse(ports, _asked(options, options.yes))
        _report(options, summary, planned=True)
        return 0
    terminal = sys.stdin.isatty() and sys.stderr.isatty() and not options.json
    by_schedule = options.command == "term" and not (options.yes or terminal or options.json or options.force)
    version = ""
    if by_schedule:
        with looking(options.workbook) as ports:
            version = version_of(ports)
            known = quiet(ports, version, options.today)
        if known is not None:
            show.unchanged(known.since)
            return known.exit_code
    summary = _run(options, version, terminal=terminal)
    _report(options, summary, planned=False)
    return summary.exit_code


def _asked(options: argparse.Namespace, by_hand: bool) -> Asked:
    return Asked(options.command, options.today, by_hand, frozenset(options.force))


def _run(options: argparse.Namespace, version: str, *, terminal: bool) -> Summary:
    """Runs the command under the workbook's lock; Prefect starts only where there is something to do."""
    with hold(options.workbook, options.wait, show.progress) as ports:
        if options.command == "check":
            with office_of("check", options.workbook, options.today, options.yes, options.force) as office:
                return settle(office)
        read = first_reading(options.workbook)
        asks = terminal and not options.yes
        preview = rehearse(ports, _asked(options, options.yes or terminal), read, wholly=asks)
        if not preview.anything and not os.environ.get(SERVER):
            note(ports, version, preview)
            return preview
        by_hand = options.yes or (terminal and show.ask(preview))
        return run_flow(options.command, options.workbook, options.today, by_hand, options.force)


def run_flow(command: str, workbook: str, today: str, by_hand: bool, force: Sequence[str] = ()) -> Summary:
    """Runs a command's flow through Prefect in this process; what stops it is raised as it was."""
    ready()
    name = FLOW_OF[command]
    flow: Any = getattr(import_module(f"flows.{name}"), name)
    try:
        state = flow(workbook, today, by_hand, list(force), return_state=True)
        if state.is_failed() or state.is_crashed():
            problem = errors.pop(workbook, None)
            if problem is not None:
                raise problem
            state.result()
    except (HTTPError, RuntimeError) as trouble:
        # Prefect's first look at its server wraps what went wrong.
        if not any(isinstance(one, HTTPError) for one in (trouble, trouble.__cause__)):
            raise
        raise OutsideError(
            "The Prefect server stopped answering in the middle of the run; it may be overloaded. What was done stands and is "
            "recorded: run the same command again to go on."
        ) from trouble
    return summaries[workbook]


def _report(options: argparse.Namespace, summary: Summary, *, planned: bool) -> None:
    if options.command == "pair" and options.audit:
        write_audit(options, summary)
    if options.json:
        print(json.dumps(_json(options.command, summary), ensure_ascii=False, indent=1))
    if options.command == "schedule":
        show.meetings(_meetings(summary), planned=planned)
    if options.command == "pair":
        show.pairs(_pairs(summary), planned=planned)
    show.summary(summary, planned=planned)


def _meetings(summary: Summary) -> tuple[Changed, ...]:
    """Which meetings the run changed, or would change."""
    if summary.start is None or summary.book is None or summary.book.settings.unusable:
        return ()
    return changed(summary.start, summary.book, summary.reasons)


def _pairs(summary: Summary) -> tuple[PairChanged, ...]:
    """Which pairs the run changed, or would change."""
    if summary.start is None or summary.book is None:
        return ()
    return pairs_changed(summary.start, summary.book)


def _json(command: str, summary: Summary) -> dict[str, Any]:
    found = summary.to_json()
    book = summary.book
    if command == "schedule":
        found["meetings"] = [one.to_json() for one in _meetings(summary)]
    if command in ("schedule", "digest", "term"):
        found["capacity"] = capacity(summary.figures)
    if command == "pair":
        found["pairs"] = [one.to_json() for one in _pairs(summary)]
    if book is not None and not book.settings.unusable:
        extra = {"check": check_json, "survey": survey_json, "digest": digest_json}.get(command)
        found = (extra(book) if extra else {}) | found
    elif book is not None and command == "check":
        found = check_json(book) | found
    return found
