"""Forms as files: a fillable .xlsx that travels with the invitation, and a folder where filled ones are put."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tasks.program import keys
from tasks.program.cells import lines, text
from tasks.program.forms import Answer, FormSpec, Pages, Published, Question

_ASK = PatternFill("solid", fgColor="FFF6DD")
_FIRST = 6
"""The row of the first question; above it stand title, introduction and the address."""


class LocalForms:
    """Publishes forms as files; `answers` reads `DIR/forms/in/*.xlsx`, whatever else lies there is left alone."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "in"

    def publish(self, spec: FormSpec) -> Published:
        return Published(file=(f"{spec.key}.xlsx", blank_form(spec)))

    def close(self, key: str) -> bool:  # noqa: ARG002 - the port's signature
        """Nothing: a file that was sent cannot be called back."""
        return False

    def pages(self) -> Pages:
        """None: forms travel with the letters."""
        return Pages()

    def answers(self) -> tuple[Answer, ...]:
        """Every filled form that can be read, in the order of the files' names."""
        if not self.inbox.is_dir():
            return ()
        found = (_read(path) for path in sorted(self.inbox.glob("*.xlsx")) if not path.name.startswith("~$"))
        return tuple(answer for answer in found if answer is not None)


@lru_cache(maxsize=8)
def blank_form(spec: FormSpec) -> bytes:
    """The form as a workbook: one question a row, drop-downs for choices, everything but the answers protected.

    The same form is the same bytes, so that a letter that carries it is the same letter.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet), "a new workbook has a sheet"
    sheet.title = "Survey"
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 72
    sheet.column_dimensions["C"].width = 44
    sheet.column_dimensions["A"].hidden = True
    sheet["A1"], sheet["B1"] = spec.key, spec.title
    sheet["B1"].font = Font(bold=True, size=15)
    sheet["B2"] = spec.introduction
    sheet["B2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = 78
    sheet["B3"] = "Answer in the yellow cells, save the file and send it back as a reply."
    sheet["A4"], sheet["B4"] = "email", "Your e-mail address"
    sheet["B5"] = None
    _yellow(sheet, 4)
    for row, question in enumerate(spec.questions, start=_FIRST):
        _ask(sheet, row, question)
    sheet.protection.sheet = True
    sheet.freeze_panes = "A4"
    # A form made twice is the same file: no moment of its making inside.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    stream = io.BytesIO()
    book.save(stream)
    return _still(stream.getvalue())


def _ask(sheet: Worksheet, row: int, question: Question) -> None:
    sheet.cell(row, 1, question.id)
    cell = sheet.cell(row, 2, question.text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    _yellow(sheet, row)
    if question.choices:
        choices = ",".join(choice.replace(",", "") for choice in question.choices)
        rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
        rule.add(f"C{row}")
        sheet.add_data_validation(rule)


def _yellow(sheet: Worksheet, row: int) -> None:
    cell = sheet.cell(row, 3)
    cell.fill = _ASK
    cell.protection = Protection(locked=False)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _still(content: bytes) -> bytes:
    """The same zip with every member's time set to the same moment and no record of when it was saved."""
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _undated(data)
            new.writestr(ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, ZIP_DEFLATED)
    return stream.getvalue()


def _undated(core: bytes) -> bytes:
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*(<)", rb"\g<1>2000-01-01T00:00:00Z\2", core)


def _read(path: Path) -> Answer | None:
    try:
        book = load_workbook(path, data_only=True, read_only=True)
    except (BadZipFile, InvalidFileException, OSError, KeyError, ValueError):
        return None
    try:
        rows = list(_rows(book.worksheets[0]))
    finally:
        book.close()
    values = dict(rows[1:])
    who = text(values.pop("email", ""))
    if not rows or not who or not any(values.values()):
        return None
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(second=0, microsecond=0)
    # A file that was saved again under its name is a new answer.
    return Answer(keys.digest(path.name, at.isoformat(), length=8), rows[0][0], at, who, values)


def _rows(sheet: object) -> Iterator[tuple[str, str]]:
    for first, _, third in sheet.iter_rows(min_col=1, max_col=3, values_only=True):  # type: ignore[attr-defined] # read-only sheet
        key = text(first)
        if key:
            yield key, lines(third)
