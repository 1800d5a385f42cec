"""The `q` of files.list: comparisons joined by and, or, not, with brackets (recorded for `=` and `and`)."""

import re
from collections.abc import Callable

from tests.google_service.clock import instant
from tests.google_service.drive.model import File
from tests.google_service.wire import RefusalError, invalid

TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<op>!=|<=|>=|=|<|>)|(?P<bracket>[()])|(?P<word>\w+))"""
)
Test = Callable[[File], bool]


def matches(query: str, file: File, user: str) -> bool:
    """Whether a file answers the query; an empty one takes all that is not trashed by default."""
    return not query or _Reader(query, user).whole()(file)


class _Reader:
    def __init__(self, query: str, user: str) -> None:
        self._user = user
        self._tokens: list[str] = []
        at = 0
        while at < len(query.rstrip()):
            found = TOKEN.match(query, at)
            if not found:
                raise _bad()
            self._tokens.append(found[0].strip())
            at = found.end()
        self._at = 0

    def whole(self) -> Test:
        test = self._either()
        if self._at < len(self._tokens):
            raise _bad()
        return test

    def _peek(self) -> str:
        return self._tokens[self._at].lower() if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        if self._at >= len(self._tokens):
            raise _bad()
        self._at += 1
        return self._tokens[self._at - 1]

    def _either(self) -> Test:
        tests = [self._both()]
        while self._peek() == "or":
            self._take()
            tests.append(self._both())
        return lambda file: any(test(file) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._peek() == "and":
            self._take()
            tests.append(self._one())
        return lambda file: all(test(file) for test in tests)

    def _one(self) -> Test:
        if self._peek() == "not":
            self._take()
            test = self._one()
            return lambda file: not test(file)
        if self._peek() == "(":
            self._take()
            inner = self._either()
            if self._take() != ")":
                raise _bad()
            return inner
        return self._compared(self._take(), self._take(), self._take())

    def _compared(self, left: str, operator: str, right: str) -> Test:
        if operator.lower() == "in":
            return self._member(_text(left), right)
        wanted = _text(right)
        if left not in FIELDS:
            raise _bad()
        if left in {"modifiedTime", "createdTime"}:
            return _timed(left, operator, wanted)
        return _texted(FIELDS[left], operator.lower(), wanted)

    def _member(self, text: str, field: str) -> Test:
        if field == "parents":
            return lambda file: text in file.parents
        role = {"owners": "owner", "writers": "writer", "readers": "reader"}.get(field)
        if role is None:
            raise _bad()
        who = self._user if text == "me" else text
        return lambda file: file.allows(who, role)


def _timed(field: str, operator: str, wanted: str) -> Test:
    at = instant(wanted if re.search(r"[Zz]|[+-]\d\d:\d\d$", wanted) else wanted + "Z")
    order = {">": (1,), ">=": (1, 0), "<": (-1,), "<=": (-1, 0), "=": (0,), "!=": (-1, 1)}[operator]

    def test(file: File) -> bool:
        moment = file.modified if field == "modifiedTime" else file.created
        return ((moment > at) - (moment < at)) in order

    return test


def _texted(read: Callable[[File], str], operator: str, wanted: str) -> Test:
    if operator == "=":
        return lambda file: read(file).casefold() == wanted.casefold()
    if operator == "!=":
        return lambda file: read(file).casefold() != wanted.casefold()
    if operator == "contains":
        return lambda file: wanted.casefold() in read(file).casefold()
    raise _bad()


FIELDS: dict[str, Callable[[File], str]] = {
    "name": lambda file: file.name,
    "mimeType": lambda file: file.kind,
    "trashed": lambda file: "true" if file.trashed else "false",
    "starred": lambda file: "false",
    "fullText": lambda file: file.name,
    "modifiedTime": lambda file: "",
    "createdTime": lambda file: "",
}


def _text(token: str) -> str:
    if token[:1] in {"'", '"'}:
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    return token


def _bad() -> RefusalError:
    return invalid("Invalid Value", reason="invalid", location=("parameter", "q"))
