"""With a real Prefect server and worker: everything deploys, the scheduler makes runs, a pressed run does its work."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tests.build import SETTINGS, mentee, mentor

HOUSE = Path(__file__).parents[2]
PREFECT = Path(sys.executable).parent / "prefect"


class Server:
    """A server, a pool and the deployments of one workbook, on a port and a home of their own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.api = f"http://127.0.0.1:{port}/api"
        self.workbook = folder / "workbook.xlsx"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_SERVER_API_PORT": str(port),
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "MENTORSHIP_HOME": str(folder / "home"),
            "MENTORSHIP_WORKBOOK": str(self.workbook),
            "MENTORSHIP_TIME_ZONE": "America/Chicago",
            "DO_NOT_TRACK": "1",
            "PATH": f"{PREFECT.parent}{os.pathsep}{os.environ['PATH']}",
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.log = (folder / "log.txt").open("wb")

    def start(self, *command: str) -> None:
        process = subprocess.Popen(
            [PREFECT, *command],
            cwd=HOUSE,
            env={**self.environment, "PREFECT_API_URL": self.api},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self.processes.append(process)

    def run(self, *command: str) -> str:
        environment = {**self.environment, "PREFECT_API_URL": self.api}
        done = subprocess.run(
            [PREFECT, *command], cwd=HOUSE, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.api}{path}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def until(self, what: Callable[[], Any], seconds: float = 90) -> Any:
        end = time.monotonic() + seconds
        while True:
            try:
                found = what()
            except OSError:
                found = None
            if found or time.monotonic() > end:
                return found
            time.sleep(0.5)

    def stop(self) -> None:
        for process in reversed(self.processes):
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                # A worker ends itself by SIGINT, which is ignored in whatever a script started in the background.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=15)
        self.log.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("prefect"))
    new_workbook(found.workbook, SETTINGS, [mentor("Ana Lee"), mentee("Ben Ott", Email="ben.ott@example")])
    try:
        found.start("server", "start")
        assert found.until(lambda: found.ask("/health")), "the server did not start"
        found.run("work-pool", "create", "mentorship", "--type", "process")
        found.run("--no-prompt", "deploy", "--all")
        yield found
    finally:
        found.stop()


@pytest.mark.server
def test_every_flow_is_deployed(server: Server) -> None:
    names = {one["name"] for one in server.ask("/deployments/filter", {})}

    assert names == {
        "check-enrollment",
        "close-term",
        "collect-checkins",
        "invite-to-training",
        "pair-mentors",
        "run-survey",
        "run-term",
        "schedule-meetings",
        "send-digest",
    }


@pytest.mark.server
def test_scheduler_makes_runs_from_the_schedule(server: Server) -> None:
    runs = server.until(
        lambda: [
            run
            for run in server.ask(
                "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
            )
            if run["name"] and run["auto_scheduled"]
        ]
    )

    assert runs, "no run was made from the cron lines"
    assert all(run["parameters"] == {"workbook": str(server.workbook)} for run in runs)


@pytest.mark.server
def test_pressed_run_does_its_work_and_leaves_no_address_in_prefect(server: Server) -> None:
    server.start("worker", "start", "--pool", "mentorship")
    server.run("deployment", "run", "check-enrollment/check-enrollment", "-p", "today=2026-08-12", "--watch")

    ended = server.ask("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}})
    assert [run["parameters"]["today"] for run in ended] == ["2026-08-12"]
    check = [row.text("Check") for row in LocalRegister(server.workbook).read().rows("Enrollment")]
    assert any("not a complete e-mail address" in words for words in check)
    database = Path(server.environment["PREFECT_HOME"]) / "prefect.db"
    assert b"ben.ott" not in database.read_bytes()
