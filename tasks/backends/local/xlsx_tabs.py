"""A new tab of the contract as a worksheet part: headers, widths, drop-downs, colors, a frozen first row."""

from xml.sax.saxutils import quoteattr

from tasks.backends.local import xlsx_looks as looks
from tasks.backends.local.xlsx_cells import column_letters
from tasks.backends.local.xlsx_package import Package
from tasks.backends.local.xlsx_styles import Styles
from tasks.program.workbook.columns import Owner, Tab

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TAB_COLORS = {True: "FF6B7280", False: "FF1F5C7A"}


def sheet_xml(tab: Tab, styles: Styles) -> str:
    """The worksheet of an empty tab."""
    width = column_letters(len(tab.columns))
    all_ours = not tab.owned_by(Owner.STAFF, Owner.FORM)
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{column.width}" style="{looks.body_style(styles, column)}"'
        f'{" hidden=" + quoteattr("1") if column.hidden else ""} customWidth="1"/>'
        for number, column in enumerate(tab.columns, 1)
    )
    headers = "".join(
        f'<c r="{column_letters(number)}1" s="{looks.header_style(styles, column.owner)}" t="inlineStr">'
        f"<is><t>{column.name}</t></is></c>"
        for number, column in enumerate(tab.columns, 1)
    )
    return (
        f'<worksheet xmlns="{styles.ns[1:-1]}"><sheetPr><tabColor rgb="{_TAB_COLORS[all_ours]}"/>'
        f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{width}1"/><sheetViews><sheetView '
        f'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection '
        f'pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr '
        f'defaultRowHeight="15"/><cols>{columns}</cols><sheetData><row r="1" ht="30" customHeight="1">{headers}</row>'
        f'</sheetData><autoFilter ref="A1:{width}1"/>{looks.conditional_formats(styles, tab)}{looks.drop_downs(tab)}'
        f'<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def add_sheet(package: Package, workbook: str, title: str, xml: str) -> str:
    """Adds a worksheet behind the last one; gives its part's name."""
    names = (f"xl/worksheets/sheet{number}.xml" for number in range(1, 100_000))
    part = next(name for name in names if package.name(name) is None)
    package.add(part, xml.encode(), _SHEET_TYPE)
    root = package.tree(workbook)
    ns = root.tag.removesuffix("workbook")
    sheets = root.find(f"{ns}sheets")
    assert sheets is not None, "a workbook that was opened lists its sheets"
    related = next(str(key) for key in sheets[0].attrib if str(key).endswith("}id"))
    kind = related[1:].removesuffix("}id") + "/worksheet"
    number = max(int(sheet.get("sheetId", "0")) for sheet in sheets) + 1
    sheet = sheets.makeelement(f"{ns}sheet", {"name": title, "sheetId": str(number)})
    sheet.set(related, package.relate(workbook, part, kind))
    sheets.append(sheet)
    package.touch(workbook)
    return part
