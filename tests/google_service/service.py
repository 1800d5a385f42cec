"""The way of one call: routed, known, charged, checked, carried out, cut to its `fields`, logged.

Cares for the order of these; each is done in a module of its own.
"""

import json
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.google_service import checking, errors, faults, masks
from tests.google_service.calendar.handlers import HANDLERS as CALENDAR
from tests.google_service.clock import Clock
from tests.google_service.discovery import Document, Method, api_of, route
from tests.google_service.drive.handlers import HANDLERS as DRIVE
from tests.google_service.forms.handlers import HANDLERS as FORMS
from tests.google_service.gmail.handlers import HANDLERS as GMAIL
from tests.google_service.log import Entry, Log
from tests.google_service.quotas import Quotas
from tests.google_service.required import missing
from tests.google_service.sheets.handlers import HANDLERS as SHEETS
from tests.google_service.wire import NO_CONTENT, Answer, RefusalError, Request, invalid
from tests.google_service.world import Call, Handler, World

HANDLERS: dict[str, Handler] = {**SHEETS, **DRIVE, **CALENDAR, **GMAIL, **FORMS}


class Service:
    """One stand-in: a world, its clock, its log, its quotas and its planned faults."""

    def __init__(
        self, *, limits: bool = True, clock: Callable[[], datetime] | None = None, state: Path | None = None
    ) -> None:
        self.clock = Clock(clock)
        self.limits = limits
        self.log = Log(state / "requests.jsonl" if state else None)
        self.quotas = Quotas(enforced=limits)
        self.faults = faults.Faults()
        self.world = self.new_world()
        self.lock = threading.RLock()

    def new_world(self) -> World:
        world = World()
        world.auth.open_door = not self.limits
        world.settings.caps = self.limits
        return world

    def answer(self, request: Request, *, inner: bool = False) -> Answer:
        """Answer one API request; a part of a batch arrives here as well."""
        entry = Entry(self.clock.now(), request.method, request.path, query=dict(request.query), inner=inner)
        entry.size = len(request.body)
        entry.api = api_of(request.path)
        self.log.add(entry)
        found = route(request.method, request.path)
        if found is None:
            entry.departures.append(
                checking.Departure("", f"no method at {request.method} {request.path}", True)
            )
            self.log.finish(entry, 404)
            return Answer(404, b"<!DOCTYPE html>\n<title>Error 404 (Not Found)!!1</title>\n", "text/html")
        doc, method, path = found
        entry.method = method.id
        given = Answer(0)
        try:
            given = self._carried_out(doc, method, path, request, entry)
        except RefusalError as refusal:
            given = errors.worded(refusal, doc.api)
        finally:
            self.log.finish(entry, given.status)  # a dropped connection stays at status 0
        return given

    def _carried_out(
        self, doc: Document, method: Method, path: dict[str, str], request: Request, entry: Entry
    ) -> Answer:
        who = self.world.auth.who(request, self.clock.now())
        entry.user = who.user
        with self.lock:
            self.faults.interrupt(method.id)
            fault = self.faults.choose(method.id, who.user, self.clock.now())
        entry.fault = fault.kind if fault else ""
        early = faults.strike(fault, doc.api, None)
        if early is not None:
            return early
        if doc.api in self.world.settings.disabled:
            raise errors.api_disabled(doc.api)
        if not who.covers(method.scopes):
            raise errors.scope_missing()
        with self.lock:
            self.quotas.charge(method.id, method.http, who.user, self.clock.now())
        call = Call(
            self.world, self.clock, who, method, path, request.query, request.headers, {}, request.body
        )
        self._check(doc, call, entry)
        try:
            given = self._effect(doc, call, entry)
        except RefusalError as refusal:
            given = errors.worded(refusal, doc.api)
        except Exception as crash:  # noqa: BLE001 - a mistake of the stand-in must be an answer and stand in the log
            entry.own_departures.append(
                checking.Departure("", f"crashed: {crash!r}\n{traceback.format_exc()}", True)
            )
            given = errors.worded(RefusalError(500, "Internal error encountered."), doc.api)
        late = faults.strike(fault, doc.api, given)
        return late if late is not None else given

    def _check(self, doc: Document, call: Call, entry: Entry) -> None:
        """Parse and hold against the document; fatal departures become the API's 400."""
        found = list(checking.query(doc, call.method, call.query))
        if call.raw and call.method.request and "json" in call.headers.get("content-type", "json"):
            call.body = entry.body = _parsed(call.raw)
            found += checking.body(doc, call.method, call.body)
        found += missing(call.method.id, call.body, call.query)
        entry.departures += found
        fatal = [departure for departure in found if departure.fatal]
        if fatal:
            raise _refusal(fatal)
        if doc.api != "calendar":  # there a null takes the field away
            call.body = checking.present(call.body)

    def _effect(self, doc: Document, call: Call, entry: Entry) -> Answer:
        handler = HANDLERS.get(call.method.id)
        if handler is None:
            entry.own_departures.append(checking.Departure("", "method is not modelled", True))
            raise RefusalError(501, f"{call.method.id} is not modelled by this stand-in.")
        mask = masks.parse(call.text("fields")) if call.text("fields") else {}
        unknown = checking.selection(doc, call.method, mask)
        if unknown:
            entry.departures.append(checking.Departure("fields", f"Unknown field {unknown}", True))
            raise errors.unknown_field(unknown, doc.api)
        with self.lock:
            given = handler(call)
        if given is None:
            return NO_CONTENT
        if isinstance(given, Answer):
            return given
        shown = masks.keep(given, mask)
        entry.own_departures += checking.answer(doc, call.method, shown)
        return Answer(200, shown)


def _parsed(raw: bytes) -> Any:
    try:
        body = json.loads(raw)
    except ValueError:
        raise invalid("Invalid JSON payload received. Unexpected token.", reason="parseError") from None
    if not isinstance(body, dict):
        raise invalid('Invalid JSON payload received. Unknown name "": Root element must be a message.')
    return body


def _refusal(fatal: list[checking.Departure]) -> RefusalError:
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [d.violation() for d in fatal],
        }
    ]
    return invalid("\n".join(departure.message for departure in fatal), details=details)
