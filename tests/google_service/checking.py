"""Holds requests and answers against the discovery documents.

A `Departure` is something the documents do not know. New-stack APIs refuse most of them with 400; Drive and Calendar
ignore them (recorded), but they stand in the log all the same: they are mistakes of the client.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.google_service.clock import instant
from tests.google_service.discovery import Document, Method
from tests.google_service.masks import Mask

STRICT = frozenset({"sheets", "forms", "gmail"})
BODY_NAME = {  # the proto field a body is bound to, as it shows in messages (recorded for values.update)
    "sheets.spreadsheets.values.update": "data",
    "sheets.spreadsheets.values.append": "values",
    "sheets.spreadsheets.create": "spreadsheet",
    "forms.forms.create": "form",
}
QUERY_QUIRKS = frozenset({"upload_protocol", "uploadType", "access_token", "upload_id"})


@dataclass(frozen=True)
class Departure:
    """One difference from the documents. `fatal` says whether this API answers 400 for it."""

    where: str
    message: str
    fatal: bool

    def violation(self) -> dict[str, str]:
        return (
            {"field": self.where, "description": self.message}
            if self.where
            else {"description": self.message}
        )


def query(doc: Document, method: Method, given: Mapping[str, list[str]]) -> Iterator[Departure]:
    """Unknown names, wrong types, and missing required query parameters."""
    strict = doc.api in STRICT
    known = {**doc.parameters, **method.parameters}
    for name, texts in given.items():
        rule = known.get(name)
        if rule is None:
            if name not in QUERY_QUIRKS:
                yield Departure("", _unbindable(name), strict)
            continue
        for text in texts:
            problem = _scalar_text(text, rule)
            if problem:
                yield Departure(
                    _snake(name), f"Invalid value at '{_snake(name)}' ({problem}), \"{text}\"", True
                )
    for name, rule in method.parameters.items():
        if rule.get("required") and rule["location"] == "query" and not given.get(name):
            yield Departure(name, f"Required parameter: {name}", True)


def _unbindable(name: str) -> str:
    return (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
        f" Field '{name}' could not be found in request message."
    )


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _scalar_text(text: str, rule: Mapping[str, Any]) -> str:
    """What the parameter should have been, or nothing when it is."""
    kind = rule.get("type")
    if kind == "boolean":
        return "" if text.lower() in {"true", "false"} else "TYPE_BOOL"
    if kind == "integer":
        return _integer_text(text, rule)
    if kind == "number":
        return "" if re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text) else "TYPE_DOUBLE"
    if rule.get("enum") and text not in rule["enum"]:
        return "enum " + "|".join(rule["enum"])
    if rule.get("pattern") and not re.search(rule["pattern"], text):
        return f"pattern {rule['pattern']}"
    if rule.get("format") == "date-time" and not _is_instant(text):
        return "date-time"
    return ""


def _integer_text(text: str, rule: Mapping[str, Any]) -> str:
    if not re.fullmatch(r"-?\d+", text):
        return "TYPE_INT32"
    low, high = int(rule.get("minimum", -(2**63))), int(rule.get("maximum", 2**63))
    return "" if low <= int(text) <= high else f"between {low} and {high}"


def _is_instant(text: str) -> bool:
    try:
        instant(text)
    except ValueError:
        return False
    return True


def body(doc: Document, method: Method, given: Any) -> Iterator[Departure]:
    """Unknown names and wrong types anywhere in a request body."""
    if not method.request:
        return
    name = BODY_NAME.get(method.id, "")
    yield from _walk(doc, {"$ref": method.request}, given, name, own=False)


def present(given: Any) -> Any:
    """A body without its null fields, which mean that a field is absent; a null among values stays: it leaves its cell."""
    if isinstance(given, list):
        return [present(item) for item in given]
    if isinstance(given, dict):
        return {name: present(item) for name, item in given.items() if item is not None}
    return given


def answer(doc: Document, method: Method, given: Any) -> Iterator[Departure]:
    """The same for an answer of ours."""
    if method.response and isinstance(given, dict):
        yield from _walk(doc, {"$ref": method.response}, given, "", own=True)


def selection(doc: Document, method: Method, mask: Mask) -> str:
    """The first path of a `fields` mask that the answer's schema does not have, or nothing."""
    return _unselectable(doc, {"$ref": method.response}, mask, "") if method.response else ""


def _unselectable(doc: Document, rule: Mapping[str, Any], mask: Mask, at: str) -> str:
    rule = doc.schemas[rule["$ref"]] if "$ref" in rule else rule
    if rule.get("type") == "array":
        return _unselectable(doc, rule["items"], mask, at)
    for name, below in mask.items():
        inner = rule.get("properties", {}).get(name, rule.get("additionalProperties"))
        where = f"{at}.{name}" if at else name
        if name == "*":
            continue
        if inner is None:
            return where
        if found := _unselectable(doc, inner, below, where):
            return found
    return ""


def _walk(doc: Document, rule: Mapping[str, Any], value: Any, at: str, *, own: bool) -> Iterator[Departure]:
    if value is None:
        return
    rule = doc.schemas[rule["$ref"]] if "$ref" in rule else rule
    kind = rule.get("type", "any")
    if kind == "object":
        yield from _object(doc, rule, value, at, own=own)
    elif kind == "array":
        yield from _array(doc, rule, value, at, own=own)
    elif kind != "any":
        problem = _scalar(value, rule, kind)
        if problem:
            yield Departure(at, f"Invalid value at '{at}' ({problem}), {_shown(value)}", True)


def _object(doc: Document, rule: Mapping[str, Any], value: Any, at: str, *, own: bool) -> Iterator[Departure]:
    if not isinstance(value, dict):
        name = rule.get("id", "Struct")
        yield Departure(at, f"Invalid value at '{at}' ({_type_url(doc, name)}), {_shown(value)}", True)
        return
    extra = rule.get("additionalProperties")
    for name, item in value.items():
        below = rule.get("properties", {}).get(name, extra)
        where = f"{at}.{name}" if at else name
        if below is None:
            yield Departure(at, _unknown(name, at), doc.api in STRICT)
        elif own or not below.get("readOnly"):
            yield from _walk(doc, below, item, where, own=own)


def _unknown(name: str, at: str) -> str:
    place = f" at '{at}'" if at else ""
    return f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'


def _array(doc: Document, rule: Mapping[str, Any], value: Any, at: str, *, own: bool) -> Iterator[Departure]:
    items = rule["items"]
    listed = (
        value if isinstance(value, list) else [value]
    )  # protobuf reads a lone value as a list of one (recorded)
    nested = items.get("type") == "array"
    seen: set[int] = set()
    for n, item in enumerate(listed):
        if own and id(item) in seen:  # a tab's empty cells are one object
            continue
        seen.add(id(item))
        where = f"{at}[{n}]" if isinstance(value, list) else at
        if nested and not isinstance(item, list):
            kind = "type.googleapis.com/google.protobuf.ListValue"
            yield Departure(where, f"Invalid value at '{where}' ({kind}), {_shown(item)}", True)
        elif item is None and items.get("type") != "any":
            yield Departure(where, f"Invalid value at '{where}', null", True)
        elif not (nested and items["items"].get("type") == "any"):
            yield from _walk(doc, items, item, where, own=own)


def _scalar(value: Any, rule: Mapping[str, Any], kind: str) -> str:
    if kind == "boolean":
        return "" if isinstance(value, bool) else "TYPE_BOOL"
    if kind in {"integer", "number"}:
        return _number(value, rule, kind)
    if rule.get("format") in {"int64", "uint64"} and isinstance(value, int) and not isinstance(value, bool):
        return ""
    if not isinstance(value, str):
        return "TYPE_STRING"
    if rule.get("enum") and value not in rule["enum"]:
        return "enum " + "|".join(rule["enum"])
    if rule.get("format") == "byte" and not _is_base64(value):
        return "TYPE_BYTES"
    if rule.get("format") in {"date-time", "google-datetime"} and not _is_loose_instant(value):
        return "date-time"
    return ""


def _number(value: Any, rule: Mapping[str, Any], kind: str) -> str:
    named = {"int32": "TYPE_INT32", "uint32": "TYPE_UINT32", "float": "TYPE_FLOAT"}
    name = named.get(rule.get("format", ""), "TYPE_DOUBLE")
    if isinstance(value, str):
        return "" if re.fullmatch(r"-?\d+(\.\d+)?", value) else name
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return name
    return name if kind == "integer" and value != int(value) else ""


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_loose_instant(text: str) -> bool:
    """Calendar takes times without an offset when a zone stands beside them, so both forms pass here."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([zZ]|[+-]\d\d:?\d\d)?", text))


def _type_url(doc: Document, name: str) -> str:
    package = {
        "sheets": "google.apps.sheets.v4",
        "forms": "google.apps.forms.v1",
        "gmail": "caribou.api.proto",
    }
    return f"type.googleapis.com/{package.get(doc.api, doc.api)}.{name}"


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
