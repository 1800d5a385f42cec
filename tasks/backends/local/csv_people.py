"""People from a CSV file, as other systems export them: any usual encoding and separator, columns by header."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from tasks.backends.local.xlsx_save import load
from tasks.program.cells import Value, text
from tasks.program.problems import WorkbookError
from tasks.program.workbook.headers import locate, squeezed
from tasks.program.workbook.tabs import TABS

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def people_from_csv(path: Path) -> list[dict[str, Value]]:
    """Rows of `Enrollment`, one per line that is not blank; a first and a last name become `Name`."""
    content = _decoded(load(path))
    lines = list(csv.reader(io.StringIO(content), delimiter=_separator(content)))
    headers: Sequence[str] = lines[0] if lines else ()
    located = locate(TABS["Enrollment"], headers)
    if located.clashes:
        column, claims = located.clashes[0]
        named = " and ".join(f"“{claim}”" for claim in claims)
        raise WorkbookError(
            f"{path}: the columns {named} could each be “{column}”. Rename one of them, then run again."
        )
    places = located.positions
    if not {"Name", "Email", *_name_parts(headers)} & set(places):
        raise WorkbookError(
            f"{path} has no column “Name” or “Email” in its first line. Put the headers there (Name, Email, Role, "
            f"School …), then run again."
        )
    rows = [
        {column: text(line[place]) for column, place in places.items() if place < len(line)}
        for line in lines[1:]
    ]
    return [_named(row, headers) for row in rows if any(row.values())]


def _decoded(content: bytes) -> str:
    """The text: by its byte-order mark, else UTF-8, else what Excel on Windows writes."""
    mark = next((mark for mark in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    if mark is not None:
        return content.decode(_BYTE_ORDER_MARKS[mark], errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(content: str) -> str:
    """The separator that splits the first line most."""
    first = content.lstrip().split("\n", 1)[0]
    return max(",;\t|", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def _name_parts(headers: Sequence[str]) -> tuple[str, ...]:
    by_word = {squeezed(header): text(header) for header in headers}
    first = by_word.get("firstname") or by_word.get("givenname")
    last = by_word.get("lastname") or by_word.get("surname") or by_word.get("familyname")
    return (first, last) if first and last else ()


def _named(row: dict[str, str], headers: Sequence[str]) -> dict[str, Value]:
    """The row's filled cells; the name put together where only its parts were given."""
    parts = _name_parts(headers)
    name = row.get("Name") or " ".join(row[part] for part in parts if row.get(part))
    rest = {column: value for column, value in row.items() if value and column not in (*parts, "Name")}
    return {"Name": name, **rest} if name else dict(rest)
