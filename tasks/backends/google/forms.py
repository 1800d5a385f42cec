"""Google Forms made from the program's own instruments, and their answers.

A form's id is noted (in the ledger's facts) as soon as it exists, so that a run that was killed goes on with the same
form. Forms made by the API are unpublished at first; no form can be tied to a sheet by the API, so answers are read here.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from tasks.backends.google.calls import Caller, Failure, Waiting
from tasks.backends.google.postbox import Notes
from tasks.backends.google.said import problem
from tasks.program.cells import lines, text
from tasks.program.forms import Answer, FormSpec, Published, Question

_FACT = "form:"
_UNITS = 130
"""Calls a minute; Google allows 150 writes and 180 reads of answers."""
Json = dict[str, Any]


class GoogleForms:
    """Forms owned by whom the access acts for; `notes` remembers which form is which."""

    def __init__(self, service: Any, notes: Notes, waiting: Waiting) -> None:
        self._service, self._notes = service, notes
        self._caller = Caller(waiting, _UNITS)

    def publish(self, spec: FormSpec) -> Published:
        """Makes the form the first time and gives its link; the same form ever after."""
        noted = self._noted(spec.key)
        if noted.get("link"):
            return Published(link=str(noted["link"]))
        if not noted:
            noted = {"id": self._created(spec), "questions": {_id(one): one.id for one in spec.questions}}
            self._note(spec.key, noted)
        form = str(noted["id"])
        made = self._call(lambda: self._forms.get(formId=form).execute())
        if not made.get("items"):
            body = {"requests": list(_requests(spec))}
            self._call(lambda: self._forms.batchUpdate(formId=form, body=body).execute(), safe=False)
        state = {"publishSettings": {"publishState": {"isPublished": True, "isAcceptingResponses": True}}}
        self._call(lambda: self._forms.setPublishSettings(formId=form, body=state).execute())
        self._note(spec.key, {**noted, "link": made["responderUri"]})
        return Published(link=str(made["responderUri"]))

    def answers(self) -> tuple[Answer, ...]:
        """Every answer of every form, by the time it was given; one request for each form."""
        found: dict[str, Answer] = {}
        for name, noted in sorted(self._all().items()):
            if noted.get("link"):
                for response in self._responses(str(noted["id"])):
                    answer = _answer(name, noted["questions"], response)
                    found[answer.id] = answer
        return tuple(sorted(found.values(), key=lambda one: (one.at, one.id)))

    def _created(self, spec: FormSpec) -> str:
        body = {"info": {"title": text(spec.title), "documentTitle": text(spec.title)}}
        made = self._call(lambda: self._forms.create(body=body).execute(), safe=False)
        return str(made["formId"])

    def _responses(self, form: str) -> Iterator[Json]:
        page = ""
        while True:
            asked: Json = {"formId": form, "pageSize": 5000, **({"pageToken": page} if page else {})}
            answer = self._call(self._forms.responses().list(**asked).execute)
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

    @property
    def _forms(self) -> Any:
        return self._service.forms()

    def _call(self, act: Callable[[], Any], *, safe: bool = True) -> Any:
        try:
            return self._caller.call(act, safe=safe)
        except Failure as failure:
            raise problem(failure, "forms") from None


def _id(question: Question) -> str:
    """A question's id on Google: eight digits, the same in every try."""
    return f"{zlib.crc32(question.id.encode()):08x}"


def _requests(spec: FormSpec) -> Iterator[Json]:
    """Settings and questions in their order, in one request that is made whole or not at all."""
    yield {"updateFormInfo": {"info": {"description": lines(spec.introduction)}, "updateMask": "description"}}
    yield {
        "updateSettings": {
            "settings": {"emailCollectionType": "RESPONDER_INPUT"},
            "updateMask": "emailCollectionType",
        }
    }
    for index, question in enumerate(spec.questions):
        kind: Json = {"textQuestion": {"paragraph": True}}
        if question.choices:
            options = [{"value": text(choice)} for choice in dict.fromkeys(question.choices)]
            kind = {"choiceQuestion": {"type": "RADIO", "options": options}}
        asked = {"questionId": _id(question), "required": False, **kind}
        item: Json = {"title": text(question.text), "questionItem": {"question": asked}}
        if question.help:
            item["description"] = lines(question.help)
        yield {"createItem": {"item": item, "location": {"index": index}}}


def _answer(form: str, questions: Mapping[str, str], response: Json) -> Answer:
    given = response.get("answers", {})
    values = {
        questions[key]: "; ".join(
            one.get("value", "") for one in answer.get("textAnswers", {}).get("answers", [])
        )
        for key, answer in given.items()
        if key in questions
    }
    stamp = response.get("lastSubmittedTime") or response["createTime"]
    at = datetime.fromisoformat(stamp).astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    return Answer(str(response["responseId"]), form, at, str(response.get("respondentEmail", "")), values)
