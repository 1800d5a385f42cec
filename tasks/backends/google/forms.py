"""Google Forms made from the program's own instruments, and their answers.

A form's id is noted (in the ledger's facts) as soon as it exists, so that a run that was killed goes on with the same
form; one that was made while its answer got lost stays blank and unpublished, and nobody ever gets its link. Forms made
by the API are unpublished at first; no form can be tied to a sheet by the API, so answers are read here.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tasks.backends.google.calls import Caller, Failure, Waiting
from tasks.backends.google.form_bodies import answer_of, fields_of, requests_for, state_of
from tasks.backends.google.postbox import Notes
from tasks.backends.google.said import problem
from tasks.program.cells import text
from tasks.program.forms import Answer, FormSpec, Pages, Published

_FACT = "form:"
_UNITS = 130
"""Calls a minute; Google allows 150 writes and 180 reads of answers."""
_GONE = (403, 404)
Json = dict[str, Any]


@dataclass
class _Read:
    """What the forms held when they were read: once in a process, and again after a form changed."""

    answers: tuple[Answer, ...]
    lost: frozenset[str]


class GoogleForms:
    """Forms owned by whom the access acts for; `notes` remembers which form is which and how far it has come:
    made, `open`, `shut` (answers may have come in until then) and `closed` (all of them were read).
    """

    def __init__(
        self, service: Any, notes: Notes, waiting: Waiting, granted: Callable[[], bool] = lambda: True
    ) -> None:
        self._service, self._notes = service, notes
        self._caller = Caller(waiting, _UNITS)
        self._granted = granted
        self._read: _Read | None = None

    def publish(self, spec: FormSpec) -> Published:
        """Makes the form the first time and gives its link; the same form ever after, open again if it was closed."""
        noted = self._noted(spec.key)
        if noted.get("is") == "open":
            return _published(noted)
        try:
            return self._opened(spec, noted)
        except Failure as failure:
            if failure.status != 404 or not noted:
                raise problem(failure, "forms") from None
        # Somebody deleted a form that nobody could answer: another takes its place.
        return self._opened(spec, {})

    def _opened(self, spec: FormSpec, noted: Json) -> Published:
        if not noted:
            noted = {"id": self._created(spec), "fields": fields_of(spec)}
            self._note(spec.key, noted)
        form = str(noted["id"])
        link = noted.get("link") or self._written(form, spec)
        self._set_open(form, accepting=True)
        noted = {**noted, "link": link, "is": "open"}
        self._note(spec.key, noted)
        return _published(noted)

    def close(self, key: str) -> bool:
        """Shuts an open form. The next call, made once what it held was read and filed, lets go of it."""
        noted = self._noted(key)
        was = noted.get("is")
        if was == "open":
            try:
                self._set_open(str(noted["id"]), accepting=False)
            except Failure as failure:
                if failure.status != 404:
                    raise problem(failure, "forms") from None
        if was in ("open", "shut"):
            self._note(key, {**noted, "is": "shut" if was == "open" else "closed"})
        return bool(was == "open")

    def pages(self) -> Pages:
        """What people can answer on now, and what was lost, without a request of its own."""
        lost = self._all_read.lost
        held = {key: noted for key, noted in self._all().items() if noted.get("is") == "open"}
        standing = {key: _published(noted) for key, noted in held.items() if key not in lost}
        return Pages(standing, lost, lambda: bool(held) or self._may_make)

    def answers(self) -> tuple[Answer, ...]:
        """Every answer of every form that is not closed, by the time it was given; one request for each form."""
        return self._all_read.answers

    @cached_property
    def _may_make(self) -> bool:
        try:
            return self._granted()
        except Failure as failure:
            raise problem(failure, "forms") from None

    @property
    def _all_read(self) -> _Read:
        if self._read is None:
            self._read = self._fetched()
        return self._read

    def _fetched(self) -> _Read:
        found: dict[str, Answer] = {}
        lost: set[str] = set()
        for name, noted in sorted(self._all().items()):
            if noted.get("is") not in ("open", "shut"):
                continue
            names = {given.removeprefix("entry."): question for question, given in noted["fields"].items()}
            try:
                for response in self._responses(str(noted["id"])):
                    answer = answer_of(name, names, response)
                    found[answer.id] = answer
            except Failure as failure:
                if failure.status not in _GONE or failure.paced or failure.daily:
                    raise problem(failure, "forms") from None
                lost.add(name)
        return _Read(tuple(sorted(found.values(), key=lambda one: (one.at, one.id))), frozenset(lost))

    def _created(self, spec: FormSpec) -> str:
        body = {"info": {"title": text(spec.title), "documentTitle": text(spec.title)}}
        made = self._caller.call(lambda: self._forms.create(body=body).execute(), safe=False)
        return str(made["formId"])

    def _written(self, form: str, spec: FormSpec) -> str:
        """Puts the questions into a blank form, on the revision that was seen blank; gives its link."""
        for _ in range(3):
            made = self._caller.call(lambda: self._forms.get(formId=form).execute())
            if made.get("items"):
                return str(made["responderUri"])
            body = {
                "requests": list(requests_for(spec)),
                "writeControl": {"requiredRevisionId": made["revisionId"]},
            }
            self._try_to_write(form, body)
        raise Failure(503)

    def _try_to_write(self, form: str, body: Json) -> None:
        """Writes; where the answer was lost, looking comes next."""
        try:
            self._caller.call(lambda: self._forms.batchUpdate(formId=form, body=body).execute(), safe=False)
        except Failure as failure:
            if not failure.unknown:
                raise

    def _set_open(self, form: str, *, accepting: bool) -> None:
        body = state_of(accepting=accepting)
        self._caller.call(lambda: self._forms.setPublishSettings(formId=form, body=body).execute())

    def _responses(self, form: str) -> Iterator[Json]:
        page = ""
        while True:
            asked: Json = {"formId": form, "pageSize": 5000, **({"pageToken": page} if page else {})}
            answer = self._caller.call(self._forms.responses().list(**asked).execute)
            yield from answer.get("responses", [])
            page = answer.get("nextPageToken", "")
            if not page:
                return

    def _all(self) -> dict[str, Json]:
        facts = self._notes.facts()
        return {
            name.removeprefix(_FACT): json.loads(what)
            for name, what in facts.items()
            if name.startswith(_FACT)
        }

    def _noted(self, key: str) -> Json:
        return self._all().get(key, {})

    def _note(self, key: str, what: Json) -> None:
        self._notes.remember({_FACT + key: json.dumps(what, separators=(",", ":"))})
        self._read = None

    @property
    def _forms(self) -> Any:
        return self._service.forms()


def _published(noted: Json) -> Published:
    return Published(link=str(noted["link"]), fields=noted["fields"])
