"""A workbook file opened: all its tabs as a snapshot, and settled changes patched into its parts.

Nothing reaches the disk here; `content` gives the file's new bytes, in which only touched parts differ.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from tasks.backends.local.xlsx_cells import epoch, rich_text
from tasks.backends.local.xlsx_package import Package
from tasks.backends.local.xlsx_sheet import Context, SheetPart
from tasks.backends.local.xlsx_styles import EMPTY, Styles
from tasks.backends.local.xlsx_tabs import add_sheet, sheet_xml
from tasks.program.cells import Value
from tasks.program.problems import WorkbookError
from tasks.program.workbook.columns import Tab
from tasks.program.workbook.headers import tab_named
from tasks.program.workbook.snapshot import Snapshot, snapshot_from_grids

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_STYLES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


_EMPTY = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
    'Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><bookViews><workbookView xWindow="0" '
    'yWindow="0" windowWidth="28800" windowHeight="16000" tabRatio="850"/></bookViews><sheets/></workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships "
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
}


def empty_workbook() -> bytes:
    """A workbook file without any sheet, to which sheets are added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _EMPTY.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


@dataclass(frozen=True)
class Entry:
    """A worksheet in the workbook's list: its title, its part, its place among all sheets."""

    title: str
    part: str
    index: int


class Workbook:
    """One opened file; `place` is how messages name it."""

    def __init__(self, content: bytes, place: str) -> None:
        self.package = Package(content, place)
        self.part = next((r.target for r in self.package.relations("") if r.kind == "officeDocument"), "")
        if not self.part.endswith(".xml") or self.package.name(self.part) is None:
            raise WorkbookError(
                f"{place} is not an Excel workbook (.xlsx). Open it in the program it comes from, save it as "
                f"“Excel Workbook (.xlsx)”, and name that file instead."
            )
        self.root = self.package.tree(self.part)
        self.ns = f"{{{etree.QName(self.root).namespace}}}"
        self._parts: dict[str, SheetPart] = {}

    def entries(self) -> list[Entry]:
        """The worksheets in their order, hidden ones included; chart sheets are left out."""
        targets = {r.id: r for r in self.package.relations(self.part)}
        found: list[Entry] = []
        for index, sheet in enumerate(self.root.iterfind(f"{self.ns}sheets/{self.ns}sheet")):
            related = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
            relation = targets.get(str(related))
            if relation is not None and relation.kind == "worksheet" and self.package.name(relation.target):
                found.append(Entry(sheet.get("name", ""), relation.target, index))
        return found

    def entry(self, name: str) -> Entry | None:
        """The first sheet whose title means this tab."""
        return next((entry for entry in self.entries() if tab_named(entry.title) == name), None)

    def sheet(self, entry: Entry) -> SheetPart:
        if entry.part not in self._parts:
            self._parts[entry.part] = SheetPart(self.package.tree(entry.part), self.context)
        return self._parts[entry.part]

    def snapshot(self, version: str) -> Snapshot:
        grids: dict[str, list[list[Value]]] = {}
        for entry in self.entries():
            grids.setdefault(entry.title, self.sheet(entry).grid())
        return snapshot_from_grids(grids, version)

    def add_tab(self, tab: Tab) -> Entry:
        """Adds an empty tab of the contract behind the last sheet."""
        return self.add_sheet(tab.name, sheet_xml(tab, self.context.styles))

    def add_sheet(self, title: str, xml: str) -> Entry:
        """Adds a worksheet; raises where a sheet of another kind has its title."""
        titles = [sheet.get("name", "") for sheet in self.root.iterfind(f"{self.ns}sheets/{self.ns}sheet")]
        if title.casefold() in (other.casefold() for other in titles):
            raise WorkbookError(
                f"{self.package.place} has a chart sheet named “{title}”, where the program's tab of that name must "
                f"stand. Rename the chart sheet, then run again."
            )
        add_sheet(self.package, self.part, title, xml)
        return self.entries()[-1]

    @cached_property
    def context(self) -> Context:
        properties = self.root.find(f"{self.ns}workbookPr")
        date1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
        return Context(self._shared_strings(), Styles(self.package.tree(self.styles_part)), epoch(date1904))

    @cached_property
    def styles_part(self) -> str:
        part = self._related("styles")
        if part is None:
            part = "xl/styles.xml"
            self.package.add(part, EMPTY.format(ns=self.ns[1:-1]).encode(), _STYLES_TYPE)
            self.package.relate(self.part, part, _STYLES)
        return part

    def _related(self, kind: str) -> str | None:
        relations = self.package.relations(self.part)
        return next((r.target for r in relations if r.kind == kind and self.package.name(r.target)), None)

    def _shared_strings(self) -> tuple[str, ...]:
        part = self._related("sharedStrings")
        if part is None:
            return ()
        root = self.package.tree(part)
        ns = f"{{{etree.QName(root).namespace}}}"
        return tuple(rich_text(item, ns) for item in root.iterchildren(f"{ns}si"))

    def content(self) -> bytes:
        """The file's bytes with all changes; formulas are reckoned anew when the file is opened next."""
        if self.context.styles.changed:
            self.package.touch(self.styles_part)
        if any(sheet.formula_removed for sheet in self._parts.values()):
            chain = self._related("calcChain")
            if chain is not None:
                self.package.remove(chain, self.part)  # Excel makes it anew
        if any(_FORMULA.search(self.package.raw(entry.part)) for entry in self.entries()):
            self._reckon_on_opening()
        return self.package.content()

    def _reckon_on_opening(self) -> None:
        calculation = self.root.find(f"{self.ns}calcPr")
        if calculation is None:
            calculation = etree.Element(f"{self.ns}calcPr", calcId="191029")
            earlier = ("definedNames", "externalReferences", "functionGroups", "sheets")
            before = next(
                found for name in earlier if (found := self.root.find(f"{self.ns}{name}")) is not None
            )
            before.addnext(calculation)
        if calculation.get("fullCalcOnLoad") not in ("1", "true"):
            calculation.set("fullCalcOnLoad", "1")
            self.package.touch(self.part)
