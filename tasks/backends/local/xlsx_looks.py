"""How the program's tabs look: who may type where, seen at a glance.

Blue headers: staff's. Gray columns: the program's. Violet headers: a form's answers. Red and amber: what needs a hand.
"""

from xml.sax.saxutils import quoteattr

from tasks.backends.local.xlsx_cells import column_letters
from tasks.backends.local.xlsx_styles import FORMATS, Styles
from tasks.program.workbook.columns import Column, Kind, Owner, Tab

HEADER_FILLS = {Owner.STAFF: "FF1F5C7A", Owner.PROGRAM: "FF6B7280", Owner.FORM: "FF6D4C86"}
BODY_FILL = "FFF3F4F6"
_KINDS = {Kind.DATE: "date", Kind.MOMENT: "moment", Kind.TIME: "time"}
_RED = '<font><color rgb="FF9B1C1C"/></font><fill><patternFill><bgColor rgb="FFFDE8E8"/></patternFill></fill>'
_AMBER = (
    '<font><color rgb="FF8A4B08"/></font><fill><patternFill><bgColor rgb="FFFEF3C7"/></patternFill></fill>'
)
_GREEN = (
    '<font><color rgb="FF14532D"/></font><fill><patternFill><bgColor rgb="FFDCFCE7"/></patternFill></fill>'
)
_FADED = '<font><color rgb="FF9CA3AF"/></font>'
# Words that color their own cell, by tab and column; `Check` columns are colored everywhere.
_WORDS = {
    ("To do", "Status"): {"open": _AMBER, "done": _FADED},
    ("Pairings", "Status"): {
        "proposed": _AMBER,
        "active": _GREEN,
        "not allowed": _RED,
        "ended": _FADED,
        "rejected": _FADED,
        "replaced": _FADED,
    },
    ("Outbox", "Status"): {
        "failed": _RED,
        "bounced": _RED,
        "unsure": _RED,
        "waiting": _AMBER,
        "sent": _FADED,
    },
    ("Meetings", "Status"): {"held": _GREEN, "missed": _RED, "cancelled": _FADED, "no school": _FADED},
    ("Hours", "On track"): {"no": _AMBER},
}
LAST_ROW = 1_048_576


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
    gray = column.owner is Owner.PROGRAM
    return styles.variant(
        code=FORMATS[_KINDS[column.kind]] if column.kind in _KINDS else None,
        font=font("FF4B5563") if gray else "",
        fill=fill(BODY_FILL) if gray else "",
        alignment=f'<alignment vertical="top"{wrap}/>',
    )


def conditional_formats(styles: Styles, tab: Tab) -> str:
    """The rules that color cells by their words, as XML."""
    found: list[str] = []
    priority = 0
    for number, column in enumerate(tab.columns, 1):
        letters = column_letters(number)
        if column.name == "Check":
            rules = [(f'LEFT({letters}2,10)="Please fix"', _RED), (f'LEFT({letters}2,4)="Note"', _AMBER)]
        else:
            words = _WORDS.get((tab.name, column.name), {})
            rules = [(f'{letters}2="{word}"', look) for word, look in words.items()]
        if not rules:
            continue
        written = ""
        for formula, look in rules:
            priority += 1
            written += (
                f'<cfRule type="expression" dxfId="{styles.difference(look)}" priority="{priority}">'
                f"<formula>{formula}</formula></cfRule>"
            )
        area = f"{letters}2:{letters}{LAST_ROW}"
        found.append(f'<conditionalFormatting sqref="{area}">{written}</conditionalFormatting>')
    return "".join(found)


def drop_downs(tab: Tab) -> str:
    """A list of choices for each column that has them, as XML; other words may be typed and are then explained."""
    found = [
        f'<dataValidation type="list" allowBlank="1" sqref="{column_letters(number)}2:{column_letters(number)}{LAST_ROW}">'
        f"<formula1>{_choices(column)}</formula1></dataValidation>"
        for number, column in enumerate(tab.columns, 1)
        if column.choices and column.owner is not Owner.PROGRAM
    ]
    return f'<dataValidations count="{len(found)}">{"".join(found)}</dataValidations>' if found else ""


def _choices(column: Column) -> str:
    return quoteattr(",".join(column.choices), {"'": "&apos;"})
