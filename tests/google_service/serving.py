"""Starting and stopping: a service behind a port, in this process or by `python -m tests.google_service`."""

import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.google_service import auth
from tests.google_service.batch import batch
from tests.google_service.checking import Departure
from tests.google_service.control import Control, by_http
from tests.google_service.errors import worded
from tests.google_service.faults import strike
from tests.google_service.front import Server
from tests.google_service.log import Entry, Log
from tests.google_service.service import Service
from tests.google_service.wire import Answer, RefusalError, Request

SAVE_EVERY = 1.0


class Running:
    """A service that listens. `base` is its address, `log` what was asked, `control` the ways to disturb it."""

    def __init__(self, service: Service, port: int) -> None:
        self.service = service
        self._server = Server(port, self.answer)
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.control = Control(service)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def log(self) -> Log:
        return self.service.log

    def answer(self, request: Request) -> Answer:
        """Everything that is not an API method is told apart here by its path."""
        service = self.service
        if request.path.startswith("/control/"):
            return by_http(self.control, request)
        service.clock.advance(service.world.settings.latency)
        now = service.clock.now()
        if request.path.startswith("/batch"):
            return self._batch(request)
        if request.path == "/token":
            return auth.token_endpoint(service.world.auth, request, now)
        if request.path.startswith("/o/oauth2/"):
            return auth.consent_page(service.world.auth, request)
        if request.path == "/tokeninfo":
            return auth.token_info(service.world.auth, request, now)
        if request.path == "/revoke":
            return auth.revoke(service.world.auth, request)
        return service.answer(request)

    def _batch(self, request: Request) -> Answer:
        """The post is logged as `batch`; its parts are logged, charged and struck one by one."""
        service = self.service
        api = "calendar" if request.path.startswith("/batch/calendar") else "batch"
        entry = Entry(
            service.clock.now(), request.method, request.path, api=api, method="batch", size=len(request.body)
        )
        service.log.add(entry)
        fault = service.faults.choose("batch", "", service.clock.now())
        entry.fault = fault.kind if fault else ""
        given = strike(fault, "gmail", None)
        if given is None:
            try:
                given = batch(request, lambda part: service.answer(part, inner=True))
            except RefusalError as refusal:
                entry.departures.append(Departure("", refusal.message, True))
                given = worded(refusal, "gmail")
            given = strike(fault, "gmail", given) or given
        service.log.finish(entry, given.status)
        return given

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serve(
    *,
    port: int = 0,
    limits: bool = True,
    clock: Callable[[], datetime] | None = None,
    state: Path | None = None,
) -> Iterator[Running]:
    """A stand-in for the length of a `with`; port 0 takes a free one."""
    if state:
        state.mkdir(parents=True, exist_ok=True)
    service = Service(limits=limits, clock=clock, state=state)
    file = state / "world.pickle" if state else None
    if file and file.exists():
        service.world = pickle.loads(file.read_bytes())
        service.world.auth.open_door = not limits
    running = Running(service, port)
    done = threading.Event()
    saver = threading.Thread(target=_saving, args=(service, file, done), daemon=True) if file else None
    if saver:
        saver.start()
    try:
        yield running
    finally:
        done.set()
        if saver:
            saver.join()
        running.stop()


def _saving(service: Service, file: Path, done: threading.Event) -> None:
    """Keep the world on disk, at most a second old; the file is replaced whole."""
    seen, last = -1, False
    while not last:
        last = done.wait(SAVE_EVERY)
        if len(service.log.entries) == seen:
            continue
        with service.lock:
            seen, world = len(service.log.entries), pickle.dumps(service.world)
        fresh = file.with_suffix(".new")
        fresh.write_bytes(world)
        fresh.replace(file)
