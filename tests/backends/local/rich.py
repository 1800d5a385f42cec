"""A workbook as a busy office keeps it: everything a careless save would lose, on and around an `Enrollment` tab."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

HEADERS = (
    *("Name", "Email", "Role", "School", "Start date", "Mine", "Person ID", "Check"),
    *("Paired with", "Matched on", "Match by", "Enrolled on", "Mail"),
)
PEOPLE = (
    ("Ana Lee", "ana@example.org", "mentee", "Oak", date(2026, 8, 10), "=LEN(A2)", "p-ana", None),
    ("Bo Ek", "bo@example.org", "mentor", "Oak", date(2020, 8, 10), "=LEN(A3)", "p-bo", "Note: x"),
    ("Cy Fox", "cy@example.org", "mentee", "Elm", date(2026, 8, 10), "=LEN(A4)", None, None),
)
CALC_CHAIN = (
    b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<c r="F2" i="2"/><c r="F3" i="2"/><c r="F4" i="2"/></calcChain>'
)
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rich_workbook(path: Path) -> None:
    """Saves the workbook at `path`."""
    book = openpyxl.Workbook()
    setting = book.worksheets[0]
    setting.title = "Settings"
    for line in (("Setting", "Value"), ("Program name", "Riverside")):
        setting.append(line)
    sheet = book.create_sheet("Enrollment")
    for row in (HEADERS, *PEOPLE):
        sheet.append(row)
    for number in (2, 3, 4):
        sheet.cell(number, 5).number_format = "d-mmm-yy"
        sheet.cell(number, 7).fill = PatternFill("solid", fgColor="FFEEEEEE")
    sheet["A2"].font = Font(bold=True, color="FFAA0000")
    sheet["A3"].comment = Comment("Prefers mornings", "Jordan")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].width = 41
    sheet.column_dimensions["G"].hidden = True
    sheet.freeze_panes = "B2"
    choice = DataValidation(type="list", formula1='"mentor,mentee"')
    choice.add("C2:C200")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add(
        "C2:C200",
        Rule(
            type="cellIs", operator="equal", formula=['"mentor"'], dxf=DifferentialStyle(font=Font(bold=True))
        ),
    )
    sheet.auto_filter.ref = "A1:M4"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "P2")
    schools = book.create_sheet("Schools")
    for line in (("School", "Principal"), ("Oak", "P. One"), ("Elm", "P. Two")):
        schools.append(line)
    schools.add_table(Table(displayName="SchoolList", ref="A1:B3"))
    hidden = book.create_sheet("Old list")
    hidden.append(["kept", 1])
    hidden.sheet_state = "hidden"
    book.create_chartsheet("Picture of it").add_chart(BarChart())
    book.defined_names["Everyone"] = DefinedName("Everyone", attr_text="Enrollment!$A$2:$A$4")
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(changed(buffer.getvalue(), _by_hand))


def _by_hand(parts: dict[str, bytes]) -> None:
    """What openpyxl cannot write: cached results, rich text, a picture, a calculation chain, a part nobody knows."""
    sheet = parts["xl/worksheets/sheet2.xml"].decode()
    for number, length in ((2, 7), (3, 5), (4, 6)):
        sheet = re.sub(rf"(<f>LEN\(A{number}\)</f>)<v ?/?>(</v>)?", rf"\g<1><v>{length}</v>", sheet)
    assert "<v>7</v>" in sheet
    rich = '<is><r><rPr><b/></rPr><t>O</t></r><r><t xml:space="preserve">ak </t></r><rPh sb="0" eb="1"><t>x</t></rPh></is>'
    sheet = re.sub(r'<c r="D2"[^>]*?>.*?</c>', f'<c r="D2" t="inlineStr">{rich}</c>', sheet)
    sheet = sheet.replace(
        "</worksheet>", '<extLst><ext uri="{mine}"><x xmlns="urn:mine"/></ext></extLst></worksheet>'
    )
    parts["xl/worksheets/sheet2.xml"] = sheet.encode()
    parts["xl/media/image1.png"] = bytes(range(256))
    parts["xl/calcChain.xml"] = CALC_CHAIN
    parts["customXml/item1.xml"] = b"<mine>kept</mine>"
    parts["xl/featurePropertyBag/featurePropertyBag.xml"] = b'<FeaturePropertyBags xmlns="urn:bag"/>'
    types = parts["[Content_Types].xml"].decode()
    chain = f'<Override PartName="/xl/calcChain.xml" ContentType="{_MAIN}.calcChain+xml"/>'
    more = f'<Default Extension="png" ContentType="image/png"/>{chain}</Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", more).encode()
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    added = f'<Relationship Id="rId99" Type="{_OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", added).encode()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook's bytes with its parts changed by hand."""
    parts = parts_of(content)
    change(parts)
    return zipped(parts)
