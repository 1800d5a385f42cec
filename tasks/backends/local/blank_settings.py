"""The `Settings` tab of a new workbook: a line for every setting, its drop-down, the required ones marked."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any

from tasks.backends.local.xlsx_looks import AMBER, rule
from tasks.backends.local.xlsx_ranges import LAST_ROW
from tasks.backends.local.xlsx_styles import Styles
from tasks.program.cells import Value
from tasks.program.reading.setting_specs import SPECS
from tasks.program.reading.values import Unreadable, blank
from tasks.program.workbook.changes import Cells
from tasks.program.workbook.setting_notes import note_on

# What only the program needs stands at the end.
_LINES = sorted(SPECS, key=lambda spec: spec.name == "Program ID")


def setting_rows(given: Mapping[str, Value]) -> Iterator[Cells]:
    """Every setting there is, in the contract's order, then others that were given."""
    for spec in _LINES:
        value = _as_date(spec.read, given.get(spec.name))
        yield {"Setting": spec.name, "Value": value, "Notes": note_on(spec.name).sentence()}
    known = {spec.name for spec in SPECS}
    for name, value in given.items():
        if name not in known:
            yield {"Setting": name, "Value": value}


def required_marked(styles: Styles) -> str:
    """A rule that marks what must still be filled in, wherever its line is moved to."""
    required = ",".join(f'$A2="{spec.name}"' for spec in SPECS if spec.required)
    area = f"B2:B{LAST_ROW}"
    marked = rule(styles, f'AND($B2="",OR({required}))', AMBER, 90)
    return f'<conditionalFormatting sqref="{area}">{marked}</conditionalFormatting>'


def setting_choices() -> list[tuple[str, tuple[str, ...]]]:
    """The cells of `Value` that have choices."""
    lines = enumerate(_LINES, 2)
    return [
        (f"B{number}", note_on(spec.name).choices) for number, spec in lines if note_on(spec.name).choices
    ]


def _as_date(read: Callable[[Value], Any], given: Value) -> Value:
    """A date or time as what it is; everything else as it was given."""
    if blank(given):
        return given
    try:
        meaning = read(given)
    except Unreadable:
        return given
    return meaning if isinstance(meaning, date | time) else given
