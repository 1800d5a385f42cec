"""A new workbook: every tab of the contract, drop-downs, colors, every setting explained, a page to read first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from tasks.backends.local.blank_readme import readme_xml
from tasks.backends.local.blank_settings import required_marked, setting_choices, setting_rows
from tasks.backends.local.csv_people import people_from_csv
from tasks.backends.local.xlsx_changes import patch
from tasks.backends.local.xlsx_save import replace_file
from tasks.backends.local.xlsx_tabs import sheet_xml
from tasks.backends.local.xlsx_workbook import Workbook, empty_workbook
from tasks.program.cells import Value
from tasks.program.problems import WorkbookError
from tasks.program.reading import values
from tasks.program.workbook.changes import AddRow, Change
from tasks.program.workbook.columns import Kind
from tasks.program.workbook.tabs import ALL, TABS

__all__ = ["first_rows", "new_workbook", "people_from_csv"]

_READERS: Mapping[Kind, Callable[[Value], Value]] = {
    Kind.DATE: values.as_date,
    Kind.MOMENT: values.as_moment,
    Kind.TIME: values.as_time,
}
_NONE: Mapping[str, Sequence[Mapping[str, Value]]] = MappingProxyType({})


def new_workbook(
    path: Path,
    settings: Mapping[str, Value],
    people: Sequence[Mapping[str, Value]] = (),
    sheets: Mapping[str, Sequence[Mapping[str, Value]]] = _NONE,
) -> None:
    """Makes a workbook at `path`, where nothing may be yet; rows are given by column name, dates as dates or text.

    Raises `WorkbookError` where the file is there already or its folder cannot be written.
    """
    if path.exists():
        raise WorkbookError(f"{path} exists already; nothing was changed. Give another name.")
    workbook = Workbook(empty_workbook(), str(path))
    styles = workbook.context.styles
    workbook.add_sheet("Read me", readme_xml(styles))
    for tab in ALL:
        if tab.name == "Settings":
            xml = sheet_xml(tab, styles, required_marked(styles), setting_choices())
        else:
            xml = sheet_xml(tab, styles)
        workbook.add_sheet(tab.name, xml)
    patch(workbook, list(first_rows(settings, people, sheets)))
    _fit_notes(workbook)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError(
            f"The folder {path.parent} cannot be made ({error.strerror}). Give another one."
        ) from error
    replace_file(path, workbook.content())


def _fit_notes(workbook: Workbook) -> None:
    entry = workbook.entry("Settings")
    assert entry is not None, "the tab was added"
    sheet, width = workbook.sheet(entry), TABS["Settings"].column("Notes").width
    for number, row in enumerate(sheet.grid(), 1):
        notes = str(row[2]) if len(row) > 2 else ""
        if len(notes) > width:
            sheet.set_height(number, 15 * (1 + len(notes) // width))


def first_rows(
    settings: Mapping[str, Value],
    people: Sequence[Mapping[str, Value]],
    sheets: Mapping[str, Sequence[Mapping[str, Value]]] = _NONE,
) -> Iterator[Change]:
    """The rows of a new workbook: every setting, the people, and what else is given."""
    for cells in setting_rows(settings):
        yield AddRow("Settings", cells)
    for name, rows in {"Enrollment": people, **sheets}.items():
        for row in rows:
            yield AddRow(name, {column: _typed(name, column, value) for column, value in row.items()})


def _typed(tab: str, column: str, value: Value) -> Value:
    """A date, time or number as what it is, where the column holds such and the text has one meaning."""
    found = next((one for one in TABS[tab].columns if one.name == column), None)
    if found is None or not isinstance(value, str) or values.blank(value) or values.two_ways(value):
        return value
    try:
        if found.kind is Kind.NUMBER:
            number = values.as_number(value, -1e9, 1e9)
            return int(number) if number.is_integer() else number
        understand = _READERS.get(found.kind)
        return understand(value) if understand else value
    except values.Unreadable:
        return value
