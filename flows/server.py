"""The Prefect server that runs of this process talk to: the user's own, or a temporary one that ends with the process.

A process that was killed leaves its temporary server behind; the next start ends it. Who started which server stands in
small files beside Prefect's database, by process id and the moment each process began, so that a number which the system
gave to another process meanwhile harms nobody.
"""

import atexit
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from flows.quiet import SERVER, settle_prefect
from tasks.backends.places import home
from tasks.program.problems import OutsideError

_PATIENCE = 2.0
"""Seconds a left-over server is given to end by itself."""


def ready() -> None:
    """Makes sure that a server answers before a flow starts; without one, says so in a sentence (`OutsideError`)."""
    settle_prefect()
    if os.environ.get(SERVER):
        _reach(os.environ[SERVER])
        return
    from prefect.server.api.server import SubprocessASGIServer  # noqa: PLC0415 - Prefect takes a second to import

    end_left_over()
    server = SubprocessASGIServer()
    if server.running:
        return
    try:
        server.start()
    except Exception:  # noqa: BLE001 - whatever stopped it, nothing was begun
        server.stop()
        raise OutsideError(
            "Prefect's temporary server did not start in time; this machine may be very busy. Nothing was done: run the "
            "same command again."
        ) from None
    assert server.server_process is not None, "a started server has a process"
    _note(server.server_process.pid)


def _reach(address: str) -> None:
    """Asks the user's own server whether it is there."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - as above

    try:
        with get_client(sync_client=True) as client:
            problem = client.api_healthcheck()
    except Exception as error:  # noqa: BLE001 - a server that answers with nonsense is as good as none
        problem = error
    if problem is not None:
        raise OutsideError(
            f"The Prefect server at {address} does not answer. Start it, correct {SERVER}, or take {SERVER} out of the "
            "environment to run without one. Nothing was done."
        ) from None


def _folder() -> Path:
    return home() / "prefect" / "servers"


def _mark(pid: int) -> dict[str, Any]:
    return {"pid": pid, "began": psutil.Process(pid).create_time()}


def _note(server: int) -> None:
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{server}.json"
    # Whole or not there: another start may be reading these files at this moment.
    draft = file.with_suffix(".part")
    draft.write_text(json.dumps({"server": _mark(server), "owner": _mark(os.getpid())}), encoding="utf-8")
    draft.replace(file)
    atexit.register(file.unlink, missing_ok=True)


def end_left_over() -> None:
    """Ends the temporary servers of processes that are no more."""
    for file in _folder().glob("*.json"):
        try:
            held = json.loads(file.read_text(encoding="utf-8"))
            if _alive(held["owner"]):
                continue
            if _alive(held["server"]):
                _end(int(held["server"]["pid"]))
        except (OSError, ValueError, KeyError, TypeError, psutil.Error):
            pass  # half-written by a process that died, or gone meanwhile: nothing to end by it
        file.unlink(missing_ok=True)


def _alive(mark: dict[str, Any]) -> bool:
    try:
        process = psutil.Process(int(mark["pid"]))
        return bool(process.create_time() == mark["began"] and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _end(pid: int) -> None:
    process = psutil.Process(pid)
    process.terminate()
    with suppress(psutil.TimeoutExpired):
        process.wait(_PATIENCE)
        return
    process.kill()
