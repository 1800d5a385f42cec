"""Two at once: one works, the other leaves and says since when, or waits; there is one set of effects."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from flows.reception import hold
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.ledger import SqlLedger
from tasks.backends.local.register import LocalRegister
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.program.letters import State
from tests.proof.local import LocalWorld
from tests.proof.term import SETTINGS, TERM, live, people
from tests.proof.test_killed import ROOT

DAY = TERM[2]
RUN = (
    "import sys; from pathlib import Path; from tests.proof.test_together import run;"
    "run(Path(sys.argv[1]), float(sys.argv[2]))"
)
HOLD = (
    "import sys; from flows.reception import hold\n"
    "with hold(sys.argv[1]): print('held', flush=True); sys.stdin.read()"
)


def run(folder: Path, wait: float) -> None:
    with hold(str(folder / "workbook.xlsx"), wait) as ports:
        settle(Office(ports, Asked(DAY.command, DAY.moment, by_hand=True)))


def approved(folder: Path) -> Path:
    """The term up to the day on which the first pairs were approved, its run still to come."""
    world = LocalWorld()
    folder.mkdir(exist_ok=True)
    world.found(folder)
    for day in TERM[:2]:
        live(day, world.hands(folder))
        world.run(folder, day)
    live(DAY, world.hands(folder))
    return folder


def start(code: str, *words: str, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", code, *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=os.environ | environment
    )


# Runs a command; then says which of the large libraries it has loaded.
COMMAND_AND_LOAD = """
import sys
from flows.cli.main import main
code = main(sys.argv[1:])
print(*sorted({"prefect", "openpyxl", "numpy", "ortools", "sqlalchemy"} & sys.modules.keys()))
sys.exit(code)
"""


def test_many_runs_that_wait_have_one_set_of_effects(tmp_path: Path) -> None:
    alone, together = approved(tmp_path / "alone"), approved(tmp_path / "together")
    run(alone, 0)

    runs = [start(RUN, str(together), "120") for _ in range(4)]
    codes = [one.wait(180) for one in runs]

    assert codes == [0] * 4
    assert LocalWorld().picture(together) == LocalWorld().picture(alone)


def test_second_run_leaves_within_a_second_and_says_since_when(tmp_path: Path) -> None:
    folder = approved(tmp_path / "term")
    holder = start(HOLD, str(folder / "workbook.xlsx"))
    assert holder.stdout is not None
    assert holder.stdin is not None
    holder.stdout.readline()
    before = LocalWorld().picture(folder)

    second = start(COMMAND_AND_LOAD, "term", str(folder / "workbook.xlsx"), "--today", DAY.moment, "--yes")
    loaded, said = second.communicate(timeout=60)

    assert second.returncode == 3
    assert loaded.split() == [], "whatever takes its time to load would keep the answer waiting"
    assert f"process {holder.pid} on" in said
    assert "since 20" in said
    assert LocalWorld().picture(folder) == before
    holder.stdin.close()
    holder.wait(60)


@pytest.mark.parametrize("verb", ["settle", "rebuild"])
def test_decision_about_a_letter_waits_for_the_run_that_is_at_work(tmp_path: Path, verb: str) -> None:
    folder = approved(tmp_path / "term")
    run(folder, 0)
    key = min(SqlLedger(f"sqlite:///{folder / '.mentorship' / 'ledger.sqlite'}").deliveries())
    holder = start(HOLD, str(folder / "workbook.xlsx"))
    assert holder.stdout is not None
    holder.stdout.readline()
    main = "import sys; from flows.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = ["outbox", verb, str(folder / "workbook.xlsx"), *([] if verb == "rebuild" else [key])]
    words += ["--as", "sent"] if verb == "settle" else []

    _, refused = (at_once := start(main, *words)).communicate(timeout=60)
    waiting = start(main, *words, "--wait", "60")
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(4)
    holder.kill()
    _, said = waiting.communicate(timeout=60)
    holder.communicate()

    assert (at_once.returncode, "use --wait" in refused) == (3, True)
    # The letter is sent, so that there is nothing to settle: said once it may look.
    assert (waiting.returncode, "is not unsure" in said) == ((1, True) if verb == "settle" else (0, False))


def test_lock_dies_with_its_holder(tmp_path: Path) -> None:
    folder = approved(tmp_path / "term")
    holder = start(HOLD, str(folder / "workbook.xlsx"))
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.kill()
    holder.wait(60)

    began = time.monotonic()
    run(folder, 0)

    assert time.monotonic() - began < 30
    assert any((folder / "outbox" / "new").iterdir())


OUTBOX = "import sys; from tests.outbox.test_together import run; run(sys.argv[1])"


@pytest.mark.prove
def test_fifty_processes_at_the_outbox_have_one_set_of_effects(tmp_path: Path) -> None:
    from tests.outbox.build import states
    from tests.outbox.test_killed import LETTERS, ports

    runs = [start(OUTBOX, str(tmp_path)) for _ in range(50)]

    assert [one.wait(300) for one in runs] == [0] * 50
    ledger, _ = ports(tmp_path)
    assert len(list((tmp_path / "outbox" / "new").iterdir())) == len(LETTERS)
    assert set(states(ledger).values()) == {State.SENT}
    assert Counter(line[1] for line in ledger.audit())["letter sent"] == 4


@pytest.mark.prove
@pytest.mark.server
def test_four_by_command_line_have_one_set_of_effects(tmp_path: Path) -> None:
    alone, together = approved(tmp_path / "alone"), approved(tmp_path / "together")
    run(alone, 0)
    main = "import sys; from flows.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = ("term", str(together / "workbook.xlsx"), "--today", DAY.moment, "--yes", "--wait", "300")

    runs = [start(main, *words) for _ in range(4)]
    codes = [one.wait(500) for one in runs]

    assert set(codes) <= {0, 1}
    assert LocalWorld().picture(together) == LocalWorld().picture(alone)


def test_runs_on_two_workers_that_share_a_database_have_one_set_of_effects(
    tmp_path: Path, postgres: str
) -> None:
    alone, together = approved(tmp_path / "alone"), approved(tmp_path / "together")
    run(alone, 0)
    # The folder's own record is not used; the workers' is in the database.
    shutil.rmtree(together / ".mentorship")

    runs = [start(RUN, str(together), "120", MENTORSHIP_DATABASE_URL=postgres) for _ in range(3)]
    codes = [one.wait(180) for one in runs]

    assert codes == [0] * 3
    seen = [
        {place: what for place, what in LocalWorld().picture(one).items() if _shared(place)}
        for one in (alone, together)
    ]
    assert seen[1] == seen[0]


def test_workers_that_begin_a_new_workbook_at_once_agree_on_its_program(
    tmp_path: Path, postgres: str
) -> None:
    path = tmp_path / "term" / "workbook.xlsx"
    new_workbook(path, {name: value for name, value in SETTINGS.items() if name != "Program ID"}, people())
    check = "import sys; from flows.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = ("check", str(path), "--today", "2026-08-05", "--wait", "120")

    runs = [start(check, *words, MENTORSHIP_DATABASE_URL=postgres) for _ in range(3)]
    said = [one.communicate(timeout=180)[1] for one in runs]

    assert {one.returncode for one in runs} <= {0, 1}, said
    settings = LocalRegister(path).read().rows("Settings")
    program = next(row.text("Value") for row in settings if row.text("Setting") == "Program ID")
    assert SqlLedger(postgres, program).program() == program


def _shared(place: str) -> bool:
    return place.startswith(("tab ", "outbox/", "calendars/", "reports/"))
