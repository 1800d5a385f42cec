"""forms.batchUpdate: items created, changed, moved and deleted, all or nothing (nothing of Forms is recorded)."""

import copy
import re
from collections.abc import Callable

from tests.google_service import masks
from tests.google_service.forms.model import Form, Json, questions_of
from tests.google_service.wire import RefusalError, invalid
from tests.google_service.world import Ids

HEX = "0123456789abcdef"
KINDS = ("questionItem", "questionGroupItem", "pageBreakItem", "textItem", "imageItem", "videoItem")


class WrongItemError(Exception):
    """Why one request cannot be done."""


def run(form: Form, requests: list[Json], ids: Ids) -> tuple[Form, list[Json]]:
    """The form as it would be, and the replies."""
    changed = copy.deepcopy(form)
    replies = []
    for n, request in enumerate(requests):
        kind = next(name for name, body in request.items() if body is not None)
        try:
            replies.append(DOING[kind](changed, request[kind], ids))
        except WrongItemError as reason:
            raise invalid(f"Invalid requests[{n}].{kind}: {reason}") from reason
        except KeyError as name:
            raise invalid(f"Invalid requests[{n}].{kind}: {name.args[0]} is required.") from name
    changed.revision += 1
    return changed, replies


def create_item(form: Form, body: Json, ids: Ids) -> Json:
    item = copy.deepcopy(body["item"])
    at = _index(body["location"], len(form.items))
    _check(item)
    item["itemId"] = _own_id(item.get("itemId"), [other["itemId"] for other in form.items], ids)
    known = set(form.questions())
    asked = questions_of(item)
    for question in asked:
        question["questionId"] = _own_id(question.get("questionId"), list(known), ids)
        known.add(question["questionId"])
    form.items.insert(at, item)
    reply: Json = {"itemId": item["itemId"]}
    if asked:
        reply["questionId"] = [question["questionId"] for question in asked]
    return {"createItem": reply}


def _own_id(given: str | None, taken: list[str], ids: Ids) -> str:
    if given is None:
        return ids.text(8, HEX)
    if given in taken or not re.fullmatch(r"[0-9a-f]{1,8}", given):
        raise WrongItemError("Invalid or duplicate id")
    return given


def _check(item: Json) -> None:
    texts = [item.get("title", ""), *_options(item)]
    if any("\n" in text for text in texts):
        raise WrongItemError("Displayed text cannot contain newlines")
    if sum(kind in item for kind in KINDS) != 1:
        raise WrongItemError("Exactly one kind of item is required.")
    for question in questions_of(item):
        options = question.get("choiceQuestion", {}).get("options", [])
        values = [option.get("value") for option in options]
        if "choiceQuestion" in question and (not options or len(set(values)) < len(values)):
            raise WrongItemError("Choice questions need options, and no two may be alike.")
        scale = question.get("scaleQuestion")
        if scale and not (scale.get("low", 0) in {0, 1} and 2 <= scale.get("high", 0) <= 10):
            raise WrongItemError("A scale starts at 0 or 1 and ends between 2 and 10.")


def _options(item: Json) -> list[str]:
    return [
        option.get("value", "")
        for question in questions_of(item)
        for option in question.get("choiceQuestion", {}).get("options", [])
    ]


def _index(location: Json, size: int) -> int:
    at: int = location.get("index") or 0
    if not 0 <= at <= size:
        raise WrongItemError(f"Index {at} is out of range.")
    return at


def _at(form: Form, location: Json) -> int:
    at = _index(location, len(form.items) - 1)
    if not form.items:
        raise WrongItemError("The form has no items.")
    return at


def update_item(form: Form, body: Json, ids: Ids) -> Json:
    old = form.items[_at(form, body["location"])]
    new = copy.deepcopy(old)
    masks.update(new, copy.deepcopy(body["item"]), masks.parse(body["updateMask"]))
    new["itemId"] = old["itemId"]
    for question, before in zip(questions_of(new), questions_of(old), strict=False):
        question.setdefault("questionId", before["questionId"])
    for question in questions_of(new):
        question.setdefault("questionId", ids.text(8, HEX))
    _check(new)
    old.clear()
    old.update(new)
    return {}


def delete_item(form: Form, body: Json, ids: Ids) -> Json:
    del form.items[_at(form, body["location"])]
    return {}


def move_item(form: Form, body: Json, ids: Ids) -> Json:
    item = form.items.pop(_at(form, body["originalLocation"]))
    form.items.insert(_index(body["newLocation"], len(form.items)), item)
    return {}


def update_info(form: Form, body: Json, ids: Ids) -> Json:
    if "\n" in (body["info"].get("title") or ""):
        raise WrongItemError("Displayed text cannot contain newlines")
    masks.update(
        form.info,
        {**body["info"], "documentTitle": form.info["documentTitle"]},
        masks.parse(body["updateMask"]),
    )
    return {}


def update_settings(form: Form, body: Json, ids: Ids) -> Json:
    masks.update(form.settings, body["settings"], masks.parse(body["updateMask"]))
    return {}


DOING: dict[str, Callable[[Form, Json, Ids], Json]] = {
    "createItem": create_item,
    "updateItem": update_item,
    "deleteItem": delete_item,
    "moveItem": move_item,
    "updateFormInfo": update_info,
    "updateSettings": update_settings,
}


def check_revision(form: Form, control: Json) -> None:
    wanted = control.get("requiredRevisionId")
    if wanted and wanted != revision(form):
        raise RefusalError(
            400, "The revision ID provided does not match the latest revision.", status="FAILED_PRECONDITION"
        )


def revision(form: Form) -> str:
    return f"{form.revision:08x}"
