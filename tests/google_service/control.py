"""The control path: the same in this process (`service.control`) and by HTTP under /control/.

GET  /control/log                     every call, without bodies
GET  /control/departures              what the client and the stand-in sent that Google's documents do not know
GET  /control/notices                 the calendar mails Google would have sent
POST /control/log/clear
POST /control/faults                  a fault's fields (see `faults`); POST /control/faults/clear
POST /control/clock                   {"advance": seconds}
POST /control/settings                any of `world.Settings`; "disabled" is a list of APIs
POST /control/person                  {"email", "name", "workspace", "time_zone", "working_hours"}
POST /control/token                   {"user", "scopes", "robot", "seconds"} -> {"access_token", "refresh_token"}
POST /control/delegation              {"account", "allowed", "scopes"}
POST /control/revoke                  {"token"}: an access token, a refresh token or a service account
POST /control/human                   {"do": a method of `human.Human`, ...its arguments};
                                      "before": {"method", "skip"} waits for a matching call
POST /control/expire-sync-tokens
POST /control/reset                   a new world, an empty log, no faults
POST /control/save                    {"file"}: the world as it stands, pickled
POST /control/load                    {"file"}: the world out of such a file, an empty log, no faults
"""

import json
import pickle
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.google_service.auth import ALL, Grant
from tests.google_service.faults import Fault, Interruption
from tests.google_service.human import Human
from tests.google_service.service import Service
from tests.google_service.wire import Answer, Request
from tests.google_service.world import Person, World


class Control:
    """Ways to disturb, look into and prepare a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.human = Human(service)

    def fault(self, kind: str, **fields: Any) -> Fault:
        """Plan trouble; fields as in `faults.Fault`."""
        return self._service.faults.plan(Fault(kind, **fields), self._service.clock.now())  # type: ignore[arg-type]  # checked by its user

    def clear_faults(self) -> None:
        self._service.faults.clear()

    def before(self, method: str, act: Callable[[], Any], *, skip: int = 0) -> None:
        """Do something just before a call whose method id matches the pattern."""
        self._service.faults.interruptions.append(Interruption(act, method, skip))

    def advance(self, seconds: float) -> None:
        self._service.clock.advance(seconds)

    def settings(self, **given: Any) -> None:
        for name, value in given.items():
            if not hasattr(self._service.world.settings, name):
                raise KeyError(name)
            setattr(self._service.world.settings, name, set(value) if name == "disabled" else value)

    def person(self, email: str, **given: Any) -> Person:
        """Make or change an account, with its calendar."""
        world = self._service.world
        person = world.person(email)
        for name, value in given.items():
            setattr(person, name, value)
        calendar = world.calendars.primary(email, person.time_zone)
        if "time_zone" in given:
            calendar.time_zone = person.time_zone
        return person

    def token(
        self, user: str = "", scopes: list[str] | None = None, *, robot: bool = False, seconds: float = 0
    ) -> dict[str, str]:
        """An access token and a refresh token for a grant; without scopes, for all."""
        auth = self._service.world.auth
        expires = self._service.clock.now() + timedelta(seconds=seconds) if seconds else None
        grant = Grant(user or self._service.world.owner, frozenset(scopes) if scopes else ALL, robot, expires)
        lasting = Grant(grant.user, grant.scopes, robot)
        return {"access_token": auth.issue(grant), "refresh_token": auth.remember(lasting)}

    def delegation(self, account: str, *, allowed: bool = True, scopes: list[str] | None = None) -> None:
        """Whether a service account may act for people, and with which scopes at most."""
        auth = self._service.world.auth
        (auth.undelegated.discard if allowed else auth.undelegated.add)(account)
        if scopes is not None:
            auth.delegated_scopes[account] = frozenset(scopes)

    def revoke(self, token: str) -> None:
        self._service.world.auth.revoked.add(token)

    def expire_sync_tokens(self) -> None:
        self._service.world.calendars.tokens.clear()

    def save(self, file: Path) -> None:
        file.write_bytes(pickle.dumps(self._service.world))

    def load(self, file: Path) -> None:
        self._become(pickle.loads(file.read_bytes()))

    def reset(self) -> None:
        self._become(self._service.new_world())

    def _become(self, world: World) -> None:
        self._service.world = world
        self._service.log.clear()
        self._service.faults.clear()
        self._service.quotas.windows.clear()


def by_http(control: Control, request: Request) -> Answer:
    """One control request; a mistake in it is a 400 that says which."""
    name = request.path.removeprefix("/control/").strip("/")
    doing = ACTIONS.get(f"{request.method} {name}")
    if doing is None:
        return Answer(404, {"error": f"no control {request.method} {name}", "known": sorted(ACTIONS)})
    try:
        with control._service.lock:
            found = doing(control, json.loads(request.body or b"{}"))
    except (TypeError, KeyError, ValueError, AssertionError) as mistake:
        return Answer(400, {"error": f"{type(mistake).__name__}: {mistake}"})
    return Answer(200, found if found is not None else {})


def _log(control: Control, given: dict[str, Any]) -> Any:
    return {"entries": [entry.summary() for entry in control._service.log.entries]}


def _departures(control: Control, given: dict[str, Any]) -> Any:
    log = control._service.log
    return {"client": log.departures(), "stand_in": log.own_departures()}


def _notices(control: Control, given: dict[str, Any]) -> Any:
    return {"notices": [asdict(notice) for notice in control._service.world.calendars.notices]}


def _fault(control: Control, given: dict[str, Any]) -> Any:
    control.fault(**given)


def _person(control: Control, given: dict[str, Any]) -> Any:
    return asdict(control.person(**given))


def _human(control: Control, given: dict[str, Any]) -> Any:
    name = given.pop("do")
    # Rows and columns are inserted `before` a number, which is an argument of the deed itself.
    before = given.pop("before") if isinstance(given.get("before"), dict) else None
    if name.startswith("_"):
        raise KeyError(name)
    act = getattr(control.human, name)
    if "raw" in given:
        given["raw"] = given["raw"].encode()
    if before is not None:
        control.before(before.get("method", "*"), lambda: act(**given), skip=before.get("skip", 0))
        return {}
    return {"result": act(**given)}


ACTIONS: dict[str, Callable[[Control, dict[str, Any]], Any]] = {
    "GET log": _log,
    "GET departures": _departures,
    "GET notices": _notices,
    "POST log/clear": lambda control, given: control._service.log.clear(),
    "POST faults": _fault,
    "POST faults/clear": lambda control, given: control.clear_faults(),
    "POST clock": lambda control, given: control.advance(given["advance"]),
    "POST settings": lambda control, given: control.settings(**given),
    "POST person": _person,
    "POST token": lambda control, given: control.token(**given),
    "POST delegation": lambda control, given: control.delegation(**given),
    "POST revoke": lambda control, given: control.revoke(given["token"]),
    "POST human": _human,
    "POST expire-sync-tokens": lambda control, given: control.expire_sync_tokens(),
    "POST reset": lambda control, given: control.reset(),
    "POST save": lambda control, given: control.save(Path(given["file"])),
    "POST load": lambda control, given: control.load(Path(given["file"])),
}
