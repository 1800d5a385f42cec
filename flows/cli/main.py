"""From arguments to a command, from any error to one paragraph and the right exit code."""

import argparse
import json
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from flows.cli import show
from flows.cli.arguments import FLOWS, parsed, parser
from tasks.backends.places import refuse_if_busy
from tasks.program.problems import MentorshipError, fix

# Each command's module is imported only when it is asked for, so that `check` starts in about a second.
_MODULES = dict.fromkeys(FLOWS, "flows.cli.run") | {
    name: f"flows.cli.{name}" for name in ("init", "preview", "outbox", "undo", "doctor", "demo")
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code is the contract's (0 done, 1 problems, 2 usage, 3 outside, 4 unsure)."""
    if argv is None:
        # What cron, systemd and a closing session send is heard like Ctrl-C, so that the temporary server goes as well.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    words = sys.argv[1:] if argv is None else argv
    if not words:
        parser().print_help(sys.stderr)
        return 2
    options = parsed(words)
    _log_to(options.log_file)
    show.speak(beside_json=getattr(options, "json", False))
    try:
        if _works_alone(options):
            # Before anything else is loaded or read, so that a second run says so within a second.
            refuse_if_busy(options.workbook)
        command: Callable[[argparse.Namespace], int] = import_module(_MODULES[options.command]).main
        return command(options)
    except MentorshipError as problem:
        return _say(options, str(problem), problem.exit_code)
    except KeyboardInterrupt:
        return _say(options, "Stopped. What was done stands; run the same command again to go on.", 130)
    except BrokenPipeError:
        # The reader of a pipe went away; that is its right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:  # noqa: BLE001 - the last net: a coordinator never sees a traceback
        # Where it happened, but not what the exception says: it may quote a person's cell.
        frames = "".join(traceback.format_tb(problem.__traceback__))
        logging.getLogger("mentorship").error("%s\n%s", type(problem).__name__, frames)  # noqa: TRY400 - see above
        kind = type(problem).__name__
        message = (
            f"Something unexpected happened ({kind}). Nothing is lost: what was sent is recorded, and the same command "
            "goes on from there. Run it again with --debug and give the output to whoever looks after this program."
        )
        return _say(options, message, 3)


def _works_alone(options: argparse.Namespace) -> bool:
    """Whether the command takes the workbook's lock at once: what only looks needs none, and `--wait` is patient."""
    looks = (
        getattr(options, "plan", False) or getattr(options, "what_if", None) or options.command == "outbox"
    )
    return getattr(options, "wait", None) == 0.0 and not looks


def _say(options: argparse.Namespace, message: str, code: int) -> int:
    if options.debug and sys.exc_info()[0] is not None:
        traceback.print_exc()
    print(f"mentorship: {message}", file=sys.stderr)
    if getattr(options, "json", False) and options.command in FLOWS:
        print(json.dumps(_ended(options, message), ensure_ascii=False, indent=1))
    return code


def _ended(options: argparse.Namespace, message: str) -> dict[str, Any]:
    """The object of a run that could not begin or go on, in the shape of every other, so that a script can read it."""
    return {
        "command": options.command,
        "today": options.today[:10],
        "workbook": options.workbook,
        "problems": [fix("", 0, "", "", message).to_json()],
        "changes": dict.fromkeys(("letters", "meetings", "rows", "calendars", "reports", "forms"), 0),
        "waiting": [],
    }


def _log_to(file: str | None) -> None:
    """Sends the program's own log to a file; it holds ids and counts, never names, addresses or texts."""
    logger = logging.getLogger("mentorship")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler = logging.FileHandler(file, encoding="utf-8") if file else logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.handlers = [handler]
