"""A new tab of the contract as a worksheet part: headers, widths, drop-downs, colors, a frozen first row."""

from collections.abc import Sequence

from lxml import etree

from tasks.backends.local import xlsx_looks as looks
from tasks.backends.local.xlsx_cells import column_letters
from tasks.backends.local.xlsx_package import Package
from tasks.backends.local.xlsx_styles import Styles
from tasks.program.workbook.columns import Owner, Tab

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HIDDEN = ' hidden="1"'
_COLOR = {True: "FF6B7280", False: "FF1F5C7A"}


def sheet_xml(
    tab: Tab, styles: Styles, formats: str = "", choices: Sequence[tuple[str, tuple[str, ...]]] = ()
) -> str:
    """The worksheet of an empty tab; further conditional formats as XML, further cells with their choices."""
    width = column_letters(len(tab.columns))
    all_ours = not tab.owned_by(Owner.STAFF, Owner.FORM)
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{column.width}" style="{looks.body_style(styles, column)}"'
        f'{_HIDDEN if column.hidden else ""} customWidth="1"/>'
        for number, column in enumerate(tab.columns, 1)
    )
    headers = "".join(
        f'<c r="{column_letters(number)}1" s="{looks.header_style(styles, column.owner)}" t="inlineStr">'
        f"<is><t>{column.name}</t></is></c>"
        for number, column in enumerate(tab.columns, 1)
    )
    return (
        f'<worksheet xmlns="{styles.ns[1:-1]}"><sheetPr><tabColor rgb="{_COLOR[all_ours]}"/>'
        f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{width}1"/><sheetViews><sheetView '
        f'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection '
        f'pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr '
        f'defaultRowHeight="15"/><cols>{columns}</cols><sheetData><row r="1" ht="30" customHeight="1">{headers}</row>'
        f'</sheetData><autoFilter ref="A1:{width}1"/>{looks.conditional_formats(styles, tab)}{formats}{looks.drop_downs(tab, choices)}'
        f'<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def add_sheet(package: Package, workbook: str, title: str, xml: str) -> str:
    """Adds a worksheet behind the last one; gives its part's name."""
    names = (f"xl/worksheets/sheet{number}.xml" for number in range(1, 100_000))
    part = next(name for name in names if package.name(name) is None)
    package.add(part, xml.encode(), _SHEET_TYPE)
    root = package.tree(workbook)
    ns = f"{{{etree.QName(root).namespace}}}"
    sheets = root.find(f"{ns}sheets")
    assert sheets is not None, "a workbook that was opened lists its sheets"
    relations = next((uri for uri in root.nsmap.values() if uri.endswith("/relationships")), _RELATIONS)
    number = max((int(sheet.get("sheetId", "0")) for sheet in sheets), default=0) + 1
    sheet = etree.SubElement(sheets, f"{ns}sheet", name=title, sheetId=str(number))
    sheet.set(f"{{{relations}}}id", package.relate(workbook, part, f"{relations}/worksheet"))
    package.touch(workbook)
    return part
