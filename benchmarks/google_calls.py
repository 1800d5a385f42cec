"""How many requests does the Google back end make, beside the fewest that could do?

Counted by the stand-in in `tests/google_service`, with the real clients. The last line lives through two days of a program
of 300 pairs at 100 ms a request under Google's own minute quotas, on a simulated clock: nothing may be refused.

    python benchmarks/google_calls.py [MEASURE ...]
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from flows.cli.main import main as main_of_cli
from tasks.backends.google.calls import Waiting
from tasks.backends.google.opening import open_google
from tasks.backends.google.postbox import GmailPostbox
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.ports import Message, Ports
from tasks.program.meetings import Guest, Occurrence, Series
from tasks.program.workbook.changes import AddRow
from tests.backends.google.desk import SEND_ONLY, grids_of, mail_access, new_book, put_book
from tests.build import mentee, mentor, snapshot
from tests.google_service import Running, serve

BEGAN = datetime(2026, 8, 12, 13, tzinfo=UTC)
LATENCY = 0.1
NOW = BEGAN


class Simulated(Waiting):
    """Time that passes by sleeping, and by 100 ms for each request."""

    def __init__(self) -> None:
        self.slept, self.service = 0.0, None
        super().__init__(now=self.passed, sleep=self.nap)

    def passed(self) -> float:
        requests = self.service.log.requests() if self.service else 0
        return self.slept + LATENCY * requests

    def nap(self, seconds: float) -> None:
        self.slept += seconds


@contextmanager
def program(
    pairs: int, *, limits: bool = False, **settings: object
) -> Iterator[tuple[Running, Ports, Simulated]]:
    windows = "Mon 15:00-16:00; Tue 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"
    people = [mentor(f"Mentor {n}", Availability=windows, School=f"School {n % 20}") for n in range(pairs)]
    people += [mentee(f"Mentee {n}", Availability=windows, School=f"School {n % 20}") for n in range(pairs)]
    waiting = Simulated()
    clock = lambda: BEGAN + timedelta(seconds=waiting.passed())  # noqa: E731 - a clock
    with serve(limits=limits, clock=clock) as service, tempfile.TemporaryDirectory() as home:
        waiting.service = service
        service.service.world.auth.open_door = True
        os.environ |= {"MENTORSHIP_GOOGLE_ENDPOINT": service.base, "MENTORSHIP_HOME": home}
        book = new_book(service)
        put_book(service, book, grids_of(snapshot(people, {"Approve pairings": "auto", **settings})))
        ports = open_google(book, Path(home), reading=False, smtp_password=lambda: "", waiting=waiting)
        service.log.clear()
        yield service, ports, waiting
        ports.ledger.close()


def weekly(number: int) -> Series:
    first = datetime(2026, 8, 12, 15)  # noqa: DTZ001 - wall-clock time in the series' zone
    times = [first + timedelta(weeks=n) for n in range(10)]
    guests = tuple(Guest(f"p-{number}-{n}", f"P {n}", f"p{number}.{n}@example.org") for n in range(2))
    held = tuple(
        Occurrence(f"pair-{number}-{n}", at, at, at + timedelta(minutes=45)) for n, at in enumerate(times)
    )
    return Series(
        f"pair-{number}",
        f"pair{number:06d}@mentorship",
        "meetings",
        "Mentoring",
        "America/Chicago",
        guests[0],
        guests,
        held,
    )


def line(what: str, least: str, found: object, allowed: str, good: bool) -> bool:
    print(f"{what:58} {least:>12} {found!s:>10} {allowed:>12}  {'ok' if good else 'TOO MANY'}")
    return good


def reading_and_nothing_to_do() -> Iterator[bool]:
    """Counted at the command line itself: a scheduled run, the workbook as its last run left it."""
    with program(20) as (service, ports, _):
        for day in ("2026-08-12", "2026-08-12"):
            settle(Office(ports, Asked("term", f"{day}T08:00", by_hand=True)))
        service.log.clear()
        ports.register.read()
        yield line("reading a whole workbook", "1", service.log.requests(), "2", service.log.requests() <= 2)
        run = ["term", ports.workbook, "--today"]
        for what, moment, least, most in (
            ("a term with nothing to do (working hours once a week)", "08:10", 3, 5),
            ("a term with nothing to do", "14:10", 3, 4),
            ("the same, the file's version unchanged", "15:10", 1, 1),
        ):
            service.log.clear()
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                main_of_cli([*run, f"2026-08-12T{moment}"])
            count = service.log.requests()
            # Each open form is one more, where anything is looked at.
            forms = len(service.service.world.forms) if most > 1 else 0
            yield line(what, str(least + forms), count, str(most + forms), count <= most + forms)


def meetings() -> Iterator[bool]:
    with program(1) as (service, ports, _):
        ports.diary.put_all([weekly(n) for n in range(100)], NOW)  # type: ignore[attr-defined] # Google's has it
        posts = sum(entry.method == "batch" for entry in service.log.entries)
        yield line("1,000 meetings of 100 pairs: posts", "2", posts, "2.2", posts <= 2)


def letters() -> Iterator[bool]:
    with program(1) as (service, ports, waiting):
        ways = (("drafts", ports.postbox, 1000), ("sending alone", send_only(service, ports, waiting), 500))
        for way, postbox, least in ways:
            service.log.clear()
            for number in range(500):
                content = b"To: ana@example.org\r\nSubject: Hello\r\n\r\nHello\r\n"
                message = Message(
                    f"letter-{number}-{way[:4]}", "p@example.org", ("ana@example.org",), content
                )
                postbox.send(message)
            count = service.log.requests("gmail")
            yield line(f"500 letters by {way}", str(least), count, str(least), count <= least)


def send_only(service: Running, ports: Ports, waiting: Simulated) -> GmailPostbox:
    return GmailPostbox(mail_access(service, SEND_ONLY), ports.ledger, waiting)


def rows() -> Iterator[bool]:
    with program(1) as (service, ports, _):
        added = [
            AddRow("Pairings", {"Pairing ID": f"pair-{n:05d}", "Mentor": f"Mentor {n}", "Mentor email": f"m{n}@example.org",
                                "Mentee": f"Mentee {n}", "Mentee email": f"e{n}@example.org", "Model": "one-to-one", "Score": 80.5,
                                "Why": "Both teach science in grades 6 to 8 at Lincoln Middle; free together on 31 weeks",
                                "Status": "proposed", "Matched on": BEGAN.date()})
            for n in range(10_000)
        ]  # fmt: skip
        ports.register.write(added)
        writes = len(service.log.calls("sheets.spreadsheets.batchUpdate"))
        yield line("pairing results of 10,000 rows: writes", "1", writes, "3", writes <= 3)


def term_under_quotas() -> Iterator[bool]:
    with program(300, limits=True) as (service, ports, waiting):
        began, shown = waiting.passed(), time.monotonic()
        for day in ("2026-08-12T08:00", "2026-08-13T08:00"):
            settle(Office(ports, Asked("term", day, by_hand=True)))
        refused = sum(entry.status in (403, 429) for entry in service.log.entries)
        what = f"300 pairs, two days, {service.log.requests()} requests: refused"
        good = line(what, "0", refused, "0", refused == 0)
        print(
            f"{'':4}simulated {(waiting.passed() - began) / 60:.1f} minutes, measured {time.monotonic() - shown:.0f} s"
        )
        departures = service.log.departures()
        yield good and line(
            "requests that Google's documents do not know", "0", len(departures), "0", not departures
        )


def main() -> int:
    print(f"{'':58} {'lower bound':>12} {'found':>10} {'allowed':>12}")
    every = (reading_and_nothing_to_do, meetings, letters, rows, term_under_quotas)
    chosen = [one for one in every if not sys.argv[1:] or one.__name__ in sys.argv[1:]]
    found = [good for measure in chosen for good in measure()]
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
