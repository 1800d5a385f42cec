"""A small calculator for formulas: arithmetic, comparison, joining, references and the commonest functions.

Anything else is `#NAME?`, as an unknown function would be (only plain arithmetic is
recorded). `references` moves what they point at.
"""

import re
from collections.abc import Callable
from typing import Any

from tests.google_service.sheets import a1
from tests.google_service.sheets.entry import understood
from tests.google_service.sheets.model import Scalar, Sheet, Spreadsheet
from tests.google_service.wire import RefusalError

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<range>(?:'(?:[^']|'')+'!|\w+!)?\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{0,3}\$?\d*)?(?![\w(])"
    r"|(?:'(?:[^']|'')+'!|\w+!)?\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(]))"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<op><>|<=|>=|[-+*/^&=<>(),%{};]))"
)
DEEPEST = 50
Value = Scalar | list[list[Scalar]]


class FormulaError(Exception):
    """Carries the text a cell shows: `#DIV/0!` and its like."""


class Calculator:
    """Values of one spreadsheet's formulas; computed once each, for one request."""

    def __init__(self, spreadsheet: Spreadsheet) -> None:
        self._spreadsheet = spreadsheet
        self._known: dict[tuple[int, int, int], Scalar] = {}
        self._depth = 0

    def value(self, sheet: Sheet, row: int, column: int) -> Scalar:
        """A cell's value, computed if it is a formula; errors come as their text."""
        cell = sheet.cell(row, column)
        if not cell.formula:
            return cell.value
        key = (sheet.id, row, column)
        if key not in self._known:
            self._known[key] = "#REF!"  # what a circle finds
            self._known[key] = self._compute(sheet, cell.formula)
        return self._known[key]

    def _compute(self, sheet: Sheet, formula: str) -> Scalar:
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                return "#REF!"
            found = _Reader(self, sheet, formula[1:]).result()
        except FormulaError as error:
            return str(error)
        except (ValueError, TypeError, OverflowError, RefusalError):
            return "#ERROR!"
        finally:
            self._depth -= 1
        while isinstance(found, list):
            found = found[0][0] if found and found[0] else ""
        if isinstance(found, float) and found == int(found):
            return int(found)
        return found

    def area(self, sheet: Sheet, text: str) -> list[list[Scalar]]:
        whole = text if "!" in text else f"{a1.quoted(sheet.title)}!{text}"
        place = a1.place(self._spreadsheet, whole.replace("$", ""))
        box = place.box
        return [
            [self.value(place.sheet, row, column) for column in range(box.left, box.right)]
            for row in range(box.top, box.bottom)
        ]


class _Reader:
    """Recursive descent over one formula."""

    def __init__(self, calculator: Calculator, sheet: Sheet, text: str) -> None:
        self._calculator = calculator
        self._sheet = sheet
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            if not found or not found.lastgroup:
                raise FormulaError("#ERROR!")
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self._at = 0

    def result(self) -> Value:
        found = self._comparison()
        if self._at < len(self._tokens):
            raise FormulaError("#ERROR!")
        return found

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise FormulaError("#ERROR!")
        self._at += 1
        return self._tokens[self._at - 1]

    def _chain(self, below: Callable[[], Value], operators: str) -> Value:
        left = below()
        while self._peek() and self._peek() in operators.split():
            operator = self._take()[1]
            left = OPERATORS[operator](_one(left), _one(below()))
        return left

    def _comparison(self) -> Value:
        return self._chain(self._joined, "= <> < > <= >=")

    def _joined(self) -> Value:
        return self._chain(self._sum, "&")

    def _sum(self) -> Value:
        return self._chain(self._product, "+ -")

    def _product(self) -> Value:
        return self._chain(self._power, "* /")

    def _power(self) -> Value:
        return self._chain(self._unary, "^")

    def _unary(self) -> Value:
        if self._peek() in {"-", "+"}:
            sign = -1 if self._take()[1] == "-" else 1
            return sign * _number(_one(self._unary()))
        found = self._atom()
        while self._peek() == "%":
            self._take()
            found = _number(_one(found)) / 100
        return found

    def _atom(self) -> Value:
        kind, text = self._take()
        if kind == "number":
            return float(text) if re.search(r"[.eE]", text) else int(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "range":
            area = self._calculator.area(self._sheet, text)
            return area[0][0] if len(area) == 1 and len(area[0]) == 1 else area
        if kind == "word":
            return self._word(text.upper())
        if text == "(":
            found = self._comparison()
            if self._take()[1] != ")":
                raise FormulaError("#ERROR!")
            return found
        raise FormulaError("#ERROR!")

    def _word(self, name: str) -> Value:
        if self._peek() != "(":
            if name in {"TRUE", "FALSE"}:
                return name == "TRUE"
            raise FormulaError("#NAME?")
        self._take()
        given: list[Value] = []
        while self._peek() not in {")", ""}:
            given.append(self._argument())
            if self._peek() == ",":
                self._take()
            elif self._peek() != ")":
                raise FormulaError("#ERROR!")
        if self._take()[1] != ")":
            raise FormulaError("#ERROR!")
        if name == "IFERROR":
            return given[1] if _failed(given[0]) and len(given) > 1 else given[0]
        if name not in FUNCTIONS:
            raise FormulaError("#NAME?")
        return FUNCTIONS[name](*given)

    def _argument(self) -> Value:
        try:
            return self._comparison()
        except FormulaError as error:
            return str(error)


def _failed(value: Value) -> bool:
    return isinstance(value, str) and value.startswith("#")


def _one(value: Value) -> Scalar:
    while isinstance(value, list):
        value = value[0][0]
    if _failed(value):
        raise FormulaError(str(value))
    return value


def _number(value: Scalar) -> float:
    if value is None or value == "":
        return 0
    if isinstance(value, str):
        found = understood(value)[0]
        if isinstance(found, str) or found is None:
            raise FormulaError("#VALUE!")
        return found
    return value


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)


def _divided(left: Scalar, right: Scalar) -> float:
    if not _number(right):
        raise FormulaError("#DIV/0!")
    return _number(left) / _number(right)


def _comparable(value: Scalar) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 2, value
    return (1, value.lower()) if isinstance(value, str) else (0, value or 0)


OPERATORS: dict[str, Callable[[Scalar, Scalar], Scalar]] = {
    "+": lambda a, b: _number(a) + _number(b),
    "-": lambda a, b: _number(a) - _number(b),
    "*": lambda a, b: _number(a) * _number(b),
    "/": _divided,
    "^": lambda a, b: _number(a) ** _number(b),
    "&": lambda a, b: _text(a) + _text(b),
    "=": lambda a, b: _comparable(a) == _comparable(b),
    "<>": lambda a, b: _comparable(a) != _comparable(b),
    "<": lambda a, b: _comparable(a) < _comparable(b),
    ">": lambda a, b: _comparable(a) > _comparable(b),
    "<=": lambda a, b: _comparable(a) <= _comparable(b),
    ">=": lambda a, b: _comparable(a) >= _comparable(b),
}


def _flat(given: tuple[Value, ...]) -> list[Scalar]:
    out: list[Scalar] = []
    for value in given:
        if isinstance(value, list):
            out += [cell for row in value for cell in row]
        else:
            out.append(value)
    return out


def _numbers(given: tuple[Value, ...]) -> list[float]:
    return [
        value for value in _flat(given) if isinstance(value, (int, float)) and not isinstance(value, bool)
    ]


def _average(*given: Value) -> float:
    values = _numbers(given)
    return _divided(sum(values), len(values))


def _count_if(area: Value, wanted: Value) -> int:
    return sum(1 for value in _flat((area,)) if _comparable(value) == _comparable(_one(wanted)))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "SUM": lambda *given: sum(_numbers(given)),
    "AVERAGE": _average,
    "MIN": lambda *given: min(_numbers(given), default=0),
    "MAX": lambda *given: max(_numbers(given), default=0),
    "COUNT": lambda *given: len(_numbers(given)),
    "COUNTA": lambda *given: sum(1 for value in _flat(given) if value not in {None, ""}),
    "COUNTIF": _count_if,
    "IF": lambda test, yes, no=False: yes if _one(test) else no,
    "AND": lambda *given: all(_flat(given)),
    "OR": lambda *given: any(_flat(given)),
    "NOT": lambda value: not _one(value),
    "ROUND": lambda value, digits=0: round(_number(_one(value)), int(_number(_one(digits)))),
    "ABS": lambda value: abs(_number(_one(value))),
    "LEN": lambda value: len(_text(_one(value))),
    "UPPER": lambda value: _text(_one(value)).upper(),
    "LOWER": lambda value: _text(_one(value)).lower(),
    "TRIM": lambda value: " ".join(_text(_one(value)).split()),
    "CONCATENATE": lambda *given: "".join(_text(value) for value in _flat(given)),
    "CONCAT": lambda left, right: _text(_one(left)) + _text(_one(right)),
    "HYPERLINK": lambda url, label=None: _one(url) if label is None else _one(label),
}
