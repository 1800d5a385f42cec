"""Forms v1, method by method. A form made by the API starts unpublished (since 2026-06-30; guide, not recorded)."""

import re
from typing import Any

from tests.google_service.clock import instant, rfc3339
from tests.google_service.drive.model import FORM
from tests.google_service.forms import editing
from tests.google_service.forms.model import Form, Json, Response
from tests.google_service.sheets.model import elided
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Call, Handler

FILTER = re.compile(r"timestamp\s*(>=|>)\s*(\S+)")
LARGEST_PAGE = 5_000
RESPONDER = "1FAIpQLS"


def opened(call: Call, *, write: bool) -> Form:
    form = call.world.forms.get(call.path["formId"])
    file = call.world.drive.files.get(call.path["formId"])
    if form is None or file is None:
        raise RefusalError(404, "Requested entity was not found.")
    if not file.allows(call.who.user, "writer" if write else "reader"):
        raise RefusalError(403, "The caller does not have permission")
    return form


def resource(form: Form) -> Json:
    found: Json = {
        "formId": form.id,
        "info": form.info,
        "settings": form.settings,
        "revisionId": editing.revision(form),
        "responderUri": f"https://docs.google.com/forms/d/e/{RESPONDER}{form.id}/viewform",
        "items": elided(form.items),
        "publishSettings": published(form),
    }
    return {name: part for name, part in found.items() if part != []}


def published(form: Form) -> Json:
    state = {"isPublished": form.published, "isAcceptingResponses": form.accepting}
    return {"publishState": {name: value for name, value in state.items() if value}}


def create(call: Call) -> Any:
    info = call.body.get("info") or {}
    extra = set(call.body) - {"info"} or {name for name in info if name not in {"title", "documentTitle"}}
    if extra:
        raise invalid(
            "Only info.title can be set when creating a form. To add items and change settings, use batchUpdate."
        )
    if not info.get("title"):
        raise invalid("info.title is required.")
    title = info.get("documentTitle") or info["title"]
    file = call.world.drive.create(call.world.ids.file(), title, FORM, call.who.user, call.clock.stamp())
    form = Form(file.id, {"title": info["title"], "documentTitle": title})
    call.world.forms[file.id] = form
    return resource(form)


def get(call: Call) -> Any:
    return resource(opened(call, write=False))


def update(call: Call) -> Any:
    """batchUpdate."""
    form = opened(call, write=True)
    editing.check_revision(form, call.body.get("writeControl") or {})
    changed, replies = editing.run(form, call.body["requests"], call.world.ids)
    call.world.forms[form.id] = changed
    call.world.drive.touch(call.world.drive.files[form.id], call.clock.stamp(), call.who.user)
    answer: Json = {"replies": replies, "writeControl": {"requiredRevisionId": editing.revision(changed)}}
    return {**answer, "form": resource(changed)} if call.body.get("includeFormInResponse") else answer


def publish(call: Call) -> Any:
    """setPublishSettings."""
    form = opened(call, write=True)
    state = (call.body.get("publishSettings") or {}).get("publishState") or {}
    if state.get("isAcceptingResponses") and not state.get("isPublished"):
        raise invalid("A form that accepts responses must be published.")
    form.published = bool(state.get("isPublished"))
    form.accepting = bool(state.get("isAcceptingResponses"))
    return {"formId": form.id, "publishSettings": published(form)}


def shown(response: Response) -> Json:
    answers = {
        key: {"questionId": key, "textAnswers": {"answers": [{"value": text} for text in texts]}}
        for key, texts in response.answers.items()
        if texts
    }
    found: Json = {
        "responseId": response.id,
        "createTime": rfc3339(response.created),
        "lastSubmittedTime": rfc3339(response.submitted),
        "respondentEmail": response.email,
        "answers": answers,
    }
    return {name: part for name, part in found.items() if part}


def response_get(call: Call) -> Any:
    form = opened(call, write=False)
    found = form.responses.get(call.path["responseId"])
    if found is None:
        raise RefusalError(404, "Requested entity was not found.")
    return {"formId": form.id, **shown(found)}


def response_list(call: Call) -> Any:
    form = opened(call, write=False)
    found = [response for response in form.responses.values() if _passes(call.text("filter"), response)]
    start = call.offset("pageToken")
    size = min(call.number("pageSize", LARGEST_PAGE), LARGEST_PAGE) or LARGEST_PAGE
    answer: Json = {}
    if found[start : start + size]:
        answer["responses"] = [shown(response) for response in found[start : start + size]]
    return {**answer, "nextPageToken": str(start + size)} if start + size < len(found) else answer


def _passes(text: str, response: Response) -> bool:
    if not text:
        return True
    found = FILTER.fullmatch(text.strip())
    if not found:
        raise invalid(f"Invalid filter: {text}")
    try:
        at = instant(found[2])
    except ValueError:
        raise invalid(f"Invalid filter: {text}") from None
    return response.submitted >= at if found[1] == ">=" else response.submitted > at


HANDLERS: dict[str, Handler] = {
    "forms.forms.create": create,
    "forms.forms.get": get,
    "forms.forms.batchUpdate": update,
    "forms.forms.setPublishSettings": publish,
    "forms.forms.responses.get": response_get,
    "forms.forms.responses.list": response_list,
}
