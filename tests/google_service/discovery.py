"""Google's discovery documents, as google-api-python-client ships them: which URL is which method, and its schemas.

Cares for shapes only. What a method does is in the folder of its API.
"""

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import googleapiclient

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
APIS = {"sheets": "v4", "drive": "v3", "calendar": "v3", "gmail": "v1", "forms": "v1"}
OLD_DRIVE = ("drive", "v2")  # gspread uploads CSV by it


@dataclass(frozen=True)
class Method:
    """One method of one API: how it is reached and what it takes."""

    id: str
    api: str
    http: str
    pattern: re.Pattern[str]
    weight: int
    parameters: dict[str, dict[str, Any]]
    request: str
    response: str
    scopes: frozenset[str]
    media: bool = False

    def match(self, path: str) -> dict[str, str] | None:
        found = self.pattern.fullmatch(path)
        return {name: unquote(text) for name, text in found.groupdict().items()} if found else None


@dataclass(frozen=True)
class Document:
    """One discovery document with its methods, most literal routes first."""

    api: str
    version: str
    raw: dict[str, Any] = field(repr=False)
    methods: tuple[Method, ...] = field(repr=False)

    @property
    def schemas(self) -> dict[str, Any]:
        found: dict[str, Any] = self.raw["schemas"]
        return found

    @property
    def parameters(self) -> dict[str, Any]:
        found: dict[str, Any] = self.raw["parameters"]
        return found


@functools.cache
def document(api: str, version: str) -> Document:
    """The shipped document of one API."""
    raw = json.loads((DOCUMENTS / f"{api}.{version}.json").read_text())
    routes = list(_methods(raw, raw["resources"], raw["servicePath"], api))
    routes.sort(key=lambda method: (-method.weight, method.id))
    return Document(api, version, raw, tuple(routes))


@functools.cache
def documents() -> tuple[Document, ...]:
    return (*(document(api, version) for api, version in APIS.items()), document(*OLD_DRIVE))


def _methods(raw: dict[str, Any], resources: dict[str, Any], prefix: str, api: str) -> Iterator[Method]:
    for resource in resources.values():
        for found in resource.get("methods", {}).values():
            yield from _routes(raw, found, prefix, api)
        yield from _methods(raw, resource.get("resources", {}), prefix, api)


def _routes(raw: dict[str, Any], found: dict[str, Any], prefix: str, api: str) -> Iterator[Method]:
    paths = [(prefix + found["path"], False)]
    uploads = found.get("mediaUpload", {}).get("protocols", {}).values()
    paths += [(protocol["path"].lstrip("/"), True) for protocol in uploads]
    for path, media in dict.fromkeys(paths):
        yield Method(
            id=found["id"].replace("drive.", "drive.v2.", 1) if raw["version"] == "v2" else found["id"],
            api=api,
            http=found["httpMethod"],
            pattern=_pattern(path),
            weight=len(re.sub(r"\{[^}]*\}", "", path)),
            parameters=found.get("parameters", {}),
            request=found.get("request", {}).get("$ref", ""),
            response=found.get("response", {}).get("$ref", ""),
            scopes=frozenset(found.get("scopes", [])),
            media=media,
        )


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\+?)(\w+)\}", path)
    text = re.escape(pieces[0])
    for plus, name, literal in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        text += f"(?P<{name}>{'.+' if plus else '[^/]+'})" + re.escape(literal)
    return re.compile("/" + text)


def route(http: str, path: str) -> tuple[Document, Method, dict[str, str]] | None:
    """The method a request means, with its path parameters decoded; None when there is none."""
    plain = path.replace("%3A", ":").replace("%3a", ":") if path.startswith("/v1/forms") else path
    for doc in documents():
        for method in doc.methods:
            if method.http == http and (params := method.match(plain)) is not None:
                return doc, method, params
    return None


def api_of(path: str) -> str:
    """Which API's error shape a path deserves when it matches no method."""
    for api, prefix in PREFIXES.items():
        if path.startswith((prefix, "/upload" + prefix)):
            return api
    return "drive"


PREFIXES = {"sheets": "/v4/", "calendar": "/calendar/", "gmail": "/gmail/", "forms": "/v1/forms"}
