"""How the program's tabs look: who may type where, seen at a glance.

Blue headers: staff's. Gray columns: the program's. Violet headers: a form's answers. Red and amber: what needs a hand.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tasks.backends.local.xlsx_cells import column_letters
from tasks.backends.local.xlsx_ranges import LAST_ROW
from tasks.backends.local.xlsx_styles import FORMATS, Styles
from tasks.program.workbook.columns import Column, Kind, Owner, Tab
from tasks.program.workbook.looks import Look, colorings

HEADER_FILLS = {Owner.STAFF: "FF1F5C7A", Owner.PROGRAM: "FF6B7280", Owner.FORM: "FF6D4C86"}
BODY_FILL = "FFF3F4F6"
_KINDS = {Kind.DATE: "date", Kind.MOMENT: "moment", Kind.TIME: "time"}
RED = '<font><color rgb="FF9B1C1C"/></font><fill><patternFill><bgColor rgb="FFFDE8E8"/></patternFill></fill>'
AMBER = (
    '<font><color rgb="FF8A4B08"/></font><fill><patternFill><bgColor rgb="FFFEF3C7"/></patternFill></fill>'
)
_GREEN = (
    '<font><color rgb="FF14532D"/></font><fill><patternFill><bgColor rgb="FFDCFCE7"/></patternFill></fill>'
)
_FADED = '<font><color rgb="FF9CA3AF"/></font>'
LOOKS = {Look.RED: RED, Look.AMBER: AMBER, Look.GREEN: _GREEN, Look.FADED: _FADED}
UNDERLINE = (
    '<border><left/><right/><top/><bottom style="thin"><color rgb="FF1F5C7A"/></bottom><diagonal/></border>'
)


def font(color: str = "FF1F2937", size: int = 11, *, bold: bool = False) -> str:
    return (
        f'<font>{"<b/>" if bold else ""}<sz val="{size}"/><color rgb="{color}"/>'
        f'<name val="Calibri"/><family val="2"/></font>'
    )


def fill(color: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{color}"/><bgColor indexed="64"/></patternFill></fill>'


def header_style(styles: Styles, owner: Owner) -> int:
    return styles.variant(
        font=font("FFFFFFFF", bold=True),
        fill=fill(HEADER_FILLS[owner]),
        alignment='<alignment vertical="center" wrapText="1"/>',
    )


def body_style(styles: Styles, column: Column) -> int:
    """The style of a column's cells: its number format, long texts wrapped, the program's in gray."""
    wrap = ' wrapText="1"' if column.width >= 36 else ""
    left = ' horizontal="left"' if column.kind is Kind.TEXT else ""
    gray = column.owner is Owner.PROGRAM
    return styles.variant(
        code=FORMATS[_KINDS[column.kind]] if column.kind in _KINDS else None,
        font=font("FF4B5563") if gray else "",
        fill=fill(BODY_FILL) if gray else "",
        alignment=f'<alignment{left} vertical="top"{wrap}/>',
    )


def conditional_formats(styles: Styles, tab: Tab) -> str:
    """The rules that color cells by their words, as XML."""
    places = {column.name: column_letters(number) for number, column in enumerate(tab.columns, 1)}
    found: list[str] = []
    for priority, one in enumerate(colorings(tab), 1):
        area = f"{places[one.column]}2:{places[one.column]}{LAST_ROW}"
        written = rule(styles, one.filled(places.__getitem__, tab), LOOKS[one.look], priority)
        found.append(f'<conditionalFormatting sqref="{area}">{written}</conditionalFormatting>')
    return "".join(found)


def rule(styles: Styles, formula: str, look: str, priority: int) -> str:
    """One rule of a conditional format, as XML."""
    kind = f'type="expression" dxfId="{styles.difference(look)}" priority="{priority}"'
    return f"<cfRule {kind}><formula>{escape(formula)}</formula></cfRule>"


def drop_downs(tab: Tab, more: Sequence[tuple[str, tuple[str, ...]]] = ()) -> str:
    """A list of choices for each column that has them, and for further cells, as XML.

    Other words may be typed and are then explained in `Check`.
    """
    areas = [
        (f"{column_letters(number)}2:{column_letters(number)}{LAST_ROW}", column.choices)
        for number, column in enumerate(tab.columns, 1)
        if column.choices and column.owner is not Owner.PROGRAM
    ]
    found = [
        f'<dataValidation type="list" allowBlank="1" sqref="{area}">'
        f"<formula1>{escape(chr(34) + ','.join(choices) + chr(34))}</formula1></dataValidation>"
        for area, choices in (*areas, *more)
    ]
    return f'<dataValidations count="{len(found)}">{"".join(found)}</dataValidations>' if found else ""
