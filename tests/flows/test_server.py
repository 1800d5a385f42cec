"""The temporary Prefect server: one for a process, and none left behind for ever."""

import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import psutil
import pytest

from flows.server import end_left_over
from tasks.backends.local.blank import new_workbook
from tests.build import SETTINGS, mentee, mentor

STARTS = "from flows.server import ready; ready(); print('ready', flush=True); input()"


def servers(home: Path) -> list[int]:
    return [int(file.stem) for file in (home / "prefect" / "servers").glob("*.json")]


def started(home: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {"MENTORSHIP_HOME": str(home), "PREFECT_HOME": str(home / "prefect")}
    environment.pop("PREFECT_API_URL", None)
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS], stdin=pipe, stdout=pipe, text=True, env=environment
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    return process


@pytest.mark.server
def test_server_of_a_killed_run_is_ended_by_the_next_and_that_of_a_living_run_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORSHIP_HOME", str(tmp_path))
    run = started(tmp_path)
    (server,) = servers(tmp_path)

    end_left_over()
    assert psutil.pid_exists(server)

    run.send_signal(signal.SIGKILL)
    run.wait()
    end_left_over()

    assert not psutil.pid_exists(server)
    assert servers(tmp_path) == []


@pytest.mark.server
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_run_that_is_asked_to_end_says_so_and_takes_its_server_along(tmp_path: Path) -> None:
    path, home = tmp_path / "workbook.xlsx", tmp_path / "home"
    new_workbook(path, SETTINGS, [mentor("Ana Lee"), mentee("Ben Ortiz")])
    command = [sys.executable, "-m", "flows", "pair", str(path), "--today", "2026-08-12"]
    environment = os.environ | {"MENTORSHIP_HOME": str(home), "PREFECT_HOME": str(home / "prefect")}
    environment.pop("PREFECT_API_URL", None)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as run:
        while not servers(home):
            assert run.poll() is None
            time.sleep(0.01)
        (server,) = servers(home)
        run.terminate()
        _, said = run.communicate(timeout=60)

    assert (run.returncode, said.splitlines()[-1].startswith("mentorship: Stopped.")) == (130, True)
    assert "Traceback" not in said
    assert not psutil.pid_exists(server)


def test_note_of_a_server_whose_number_another_process_has_now_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORSHIP_HOME", str(tmp_path))
    folder = tmp_path / "prefect" / "servers"
    folder.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        mark = f'{{"pid": {stranger.pid}, "began": 1.0}}'
        (folder / f"{stranger.pid}.json").write_text(f'{{"server": {mark}, "owner": {mark}}}')
        (folder / "7.json").write_text("half a no")

        end_left_over()

        assert stranger.poll() is None
        assert servers(tmp_path) == []
        stranger.kill()


def test_server_of_ones_own_that_does_not_answer_is_named_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    new_workbook(path, SETTINGS, [mentor("Ana Lee"), mentee("Ben Ortiz")])
    command = [sys.executable, "-m", "flows", "pair", str(path), "--today", "2026-08-12"]
    environment = os.environ | {
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "PREFECT_CLIENT_MAX_RETRIES": "0",
    }

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 3
    assert done.stderr.startswith(
        "mentorship: The Prefect server at http://127.0.0.1:9/api does not answer. Start it"
    )


class Overloaded(BaseHTTPRequestHandler):
    """Says that it is well, or also which Prefect it is, and fails at everything else that is asked of it."""

    knows = ("/health",)

    def do_GET(self) -> None:
        known = self.path.endswith(self.knows)
        self.answer(200 if known else 500, f'"{version("prefect")}"'.encode())

    def do_POST(self) -> None:
        self.answer(500)

    def answer(self, status: int, content: bytes = b"true") -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as above
        pass


@pytest.mark.parametrize("knows", [("/health",), ("/health", "/version")])
def test_server_that_fails_in_the_middle_is_one_sentence(
    knows: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Overloaded, "knows", knows)
    path = tmp_path / "workbook.xlsx"
    new_workbook(path, SETTINGS, [mentor("Ana Lee"), mentee("Ben Ortiz")])
    with ThreadingHTTPServer(("127.0.0.1", 0), Overloaded) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = os.environ | {
            "PREFECT_API_URL": f"http://127.0.0.1:{server.server_port}/api",
            "PREFECT_CLIENT_MAX_RETRIES": "0",
            "MENTORSHIP_HOME": str(tmp_path / "home"),
        }
        command = [sys.executable, "-m", "flows", "pair", str(path), "--today", "2026-08-12"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        server.shutdown()

    assert done.returncode == 3
    assert "The Prefect server stopped answering in the middle of the run" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.server
def test_what_stops_a_run_on_a_server_of_ones_own_is_one_paragraph_and_no_traceback(tmp_path: Path) -> None:
    """Prefect's own lines are on the server's page."""
    path = tmp_path / "workbook.xlsx"
    new_workbook(path, SETTINGS, [mentor("Ana Lee"), mentee("Ben Ortiz")])
    (tmp_path / ".~lock.workbook.xlsx#").touch()  # LibreOffice has it open
    home = tmp_path / "home"
    tells = "from prefect.server.api.server import SubprocessASGIServer as S; print(S().api_url, flush=True)"
    begins = STARTS.replace("print('ready', flush=True)", tells)
    environment = os.environ | {"MENTORSHIP_HOME": str(home), "PREFECT_HOME": str(home / "prefect")}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", begins], stdin=pipe, stdout=pipe, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        command = [sys.executable, "-m", "flows", "pair", str(path), "--today", "2026-08-12", "--yes"]
        with_server = environment | {"PREFECT_API_URL": address}
        found = subprocess.run(command, check=False, capture_output=True, text=True, env=with_server)
        server.communicate("\n")

    assert found.returncode == 1
    assert found.stderr.startswith("mentorship: ")
    assert len(found.stderr.splitlines()) == 1
