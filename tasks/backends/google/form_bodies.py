"""A form as Google's requests, and an answer out of Google's.

The number in a link that fills a question in (`entry.N`) is the question's id, read as a hexadecimal number: seen by
people who compared the two, and not in Google's documents.
"""

import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tasks.program.cells import lines, text
from tasks.program.forms import Answer, Field, FormSpec, Question

Json = dict[str, Any]
_MARK = "entry."
_LOWEST = 0x40000000


def fields_of(spec: FormSpec) -> dict[str, str]:
    """The parameter of each question in the form's link."""
    return {question.id: f"{_MARK}{_number(question)}" for question in spec.questions}


def _number(question: Question) -> int:
    """A question's number: the same in every try, always eight hexadecimal digits, and what fits 31 bits."""
    return zlib.crc32(question.id.encode()) & (_LOWEST - 1) | _LOWEST


def requests_for(spec: FormSpec) -> Iterator[Json]:
    """Settings and questions in their order, for one request that is made whole or not at all.

    A Workspace account's new form would collect verified addresses, and so ask everybody to sign in.
    """
    yield {"updateFormInfo": {"info": {"description": lines(spec.introduction)}, "updateMask": "description"}}
    settings = {"emailCollectionType": "DO_NOT_COLLECT"}
    yield {"updateSettings": {"settings": settings, "updateMask": "emailCollectionType"}}
    for index, question in enumerate(spec.questions):
        asked = {
            "questionId": f"{_number(question):08x}",
            "required": question.required,
            **_kind(question),
        }
        item: Json = {"title": text(question.text), "questionItem": {"question": asked}}
        if question.help:
            item["description"] = lines(question.help)
        yield {"createItem": {"item": item, "location": {"index": index}}}


def _kind(question: Question) -> Json:
    if question.choices:
        options = [{"value": text(choice)} for choice in dict.fromkeys(question.choices)]
        return {"choiceQuestion": {"type": "RADIO", "options": options}}
    if question.field is Field.DATE:
        return {"dateQuestion": {"includeYear": True}}
    return {"textQuestion": {"paragraph": question.field is Field.TEXT}}


def state_of(*, accepting: bool) -> Json:
    """Published; a closed form stays visible and says that it takes no more answers."""
    return {"publishSettings": {"publishState": {"isPublished": True, "isAcceptingResponses": accepting}}}


def answer_of(form: str, questions: Mapping[str, str], response: Json) -> Answer:
    """An answer; `questions` gives our id by the number of Google's."""
    values: dict[str, str] = {}
    for key, answer in response.get("answers", {}).items():
        question = questions.get(str(int(key, 16)))
        if question:
            given = answer.get("textAnswers", {}).get("answers", [])
            values[question] = "; ".join(str(one.get("value", "")) for one in given)
    at = datetime.fromisoformat(response.get("lastSubmittedTime") or response["createTime"])
    return Answer(str(response["responseId"]), form, at, str(response.get("respondentEmail", "")), values)
