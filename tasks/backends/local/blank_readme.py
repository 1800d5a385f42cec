"""The page a coordinator reads first: what to do, who types where, what each tab is for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tasks.backends.local import xlsx_looks as looks
from tasks.backends.local.xlsx_styles import Styles
from tasks.program.workbook.columns import Owner
from tasks.program.workbook.tabs import ALL

STEPS = (
    ("1  Settings", "Fill in the amber lines. A blank value means what its Notes say."),
    (
        "2  Enrollment",
        "One row for each person. Paste your list; the order of rows and columns does not matter.",
    ),
    (
        "3  Check",
        "Run a check. What could not be read is explained at the end of its row: Please fix waits, Note only tells.",
    ),
    (
        "4  Pairings",
        "Run the pairing. Read Why, then type approve in Decision (or reject; or lock, to keep a pair whatever comes).",
    ),
    ("5  To do", "Whatever waits for you has a line there. Type one of its Choices in Answer."),
)
PROMISES = (
    "Nobody gets a letter about a pair, and no meeting is booked for it, until you typed approve or lock beside it.",
    "Letters about endings, leaves and other delicate things also wait until you type send in the tab Outbox.",
    "Pause all sending (in Settings) stops every letter. Redirect all mail to sends them all to you, as a rehearsal.",
    "What stands in Avoid or Reason, and why somebody is away, never appears in a letter.",
)
FREEDOMS = (
    "Add columns and tabs of your own, sort, filter, color, hide, leave rows blank: everything of yours stays.",
    "Please keep the words in the first row as they are; the program finds its columns by them.",
    "Dates and times may be typed as you are used to. Free times look like: Mon 3:00-3:45 pm; Wed P3.",
)
IN_A_FILE = ("Save and close this file before a run, so that nothing you typed is lost.",)
COMES_BACK = (
    "Filled survey forms that people send back: save each into the folder forms/in beside this file, under any name.",
    "Accepted and declined invitations that reach you by mail: save them (.eml) into the folder inbox beside this file.",
    "Calendars that people export: save them as calendars/in/their-address.ics, and their busy times are kept free.",
)


@dataclass(frozen=True)
class _Look:
    title: int
    heading: int
    label: int
    plain: int
    body: int
    link: int
    owners: dict[Owner, int]
    fix: int
    note: int


_MIDDLE = '<alignment vertical="center"/>'
Line = tuple[int, str, int, str]


def readme_xml(styles: Styles) -> str:
    """The worksheet of the page, in the given styles."""
    lines = list(_lines(_looks(styles)))
    rows = "".join(_row(number, line) for number, line in enumerate(lines, 1))
    names = {tab.name for tab in ALL}
    links = "".join(
        f'<hyperlink ref="A{number}" location={quoteattr(f"{chr(39)}{label}{chr(39)}!A1")} display={quoteattr(label)}/>'
        for number, (_, label, _, _) in enumerate(lines, 1)
        if label in names
    )
    return (
        f'<worksheet xmlns="{styles.ns[1:-1]}"><sheetPr><tabColor rgb="FFC2410C"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:B{len(lines)}"/><sheetViews><sheetView showGridLines="0" tabSelected="1" '
        f'workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" '
        f'width="24" customWidth="1"/><col min="2" max="2" width="104" customWidth="1"/></cols>'
        f"<sheetData>{rows}</sheetData><hyperlinks>{links}</hyperlinks>"
        f'<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _lines(look: _Look) -> Iterator[Line]:
    yield look.title, "Teacher mentorship", 0, ""
    yield (
        look.plain,
        "You decide by typing in these tabs. The program does the rest, and says why beside each row.",
        0,
        "",
    )
    yield from _section(look, "How it goes", [(look.label, label, words) for label, words in STEPS])
    promises = [(0, "", words) for words in PROMISES]
    yield from _section(look, "What waits for your word", promises)
    owners = [
        (look.owners[Owner.STAFF], "Blue header", "Yours. The program never changes what you type there."),
        (
            look.owners[Owner.PROGRAM],
            "Gray header",
            "The program's. What is typed there is put back at the next run.",
        ),
        (
            look.owners[Owner.FORM],
            "Violet header",
            "Answers to a form: meetings people logged, survey answers.",
        ),
        (
            look.fix,
            "Please fix",
            "What this cell decides waits until it is put right; everything else goes on.",
        ),
        (look.note, "Note", "Something you may want to know. Nothing waits."),
    ]
    yield from _section(look, "Colors", owners)
    yield from _section(look, "You may", [(0, "", words) for words in (*FREEDOMS, *IN_A_FILE)])
    yield from _section(look, "What people send you", [(0, "", words) for words in COMES_BACK])
    tabs = [(look.link, tab.name, _plain(tab.purpose)) for tab in ALL]
    yield from _section(look, "The tabs", tabs)


def _section(look: _Look, title: str, lines: list[tuple[int, str, str]]) -> Iterator[Line]:
    yield 0, "", 0, ""
    yield look.heading, title, look.heading, ""
    for style, label, words in lines:
        yield style, label, look.body, words


def _plain(words: str) -> str:
    return re.sub(r"`([^`]*)`", r"“\1”", words)


def _looks(styles: Styles) -> _Look:
    return _Look(
        title=styles.variant(font=looks.font("FF1F5C7A", 20, bold=True)),
        heading=styles.variant(font=looks.font("FF1F5C7A", 13, bold=True), border=looks.UNDERLINE),
        label=styles.variant(font=looks.font(bold=True), alignment=_MIDDLE),
        plain=styles.variant(font=looks.font()),
        body=styles.variant(
            font=looks.font(), alignment='<alignment vertical="center" wrapText="1" indent="1"/>'
        ),
        link=styles.variant(font=looks.font("FF1F5C7A", bold=True), alignment=_MIDDLE),
        owners={owner: looks.header_style(styles, owner) for owner in Owner},
        fix=styles.variant(
            font=looks.font("FF9B1C1C", bold=True), fill=looks.fill("FFFDE8E8"), alignment=_MIDDLE
        ),
        note=styles.variant(
            font=looks.font("FF8A4B08", bold=True), fill=looks.fill("FFFEF3C7"), alignment=_MIDDLE
        ),
    )


def _row(number: int, line: Line) -> str:
    first, label, second, words = line
    height = 30 if number == 1 else 32 if len(words) > 118 else 20
    cells = _cell(f"A{number}", first, label) + (_cell(f"B{number}", second, words) if second else "")
    return f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'


def _cell(name: str, style: int, words: str) -> str:
    styled = f' s="{style}"' if style else ""
    return (
        f'<c r="{name}"{styled} t="inlineStr"><is><t>{escape(words)}</t></is></c>'
        if words
        else f'<c r="{name}"{styled}/>'
    )
