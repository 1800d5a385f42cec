"""The zip of an `.xlsx` file: its parts, and what leads from one to another.

Parts are kept as bytes; one is parsed when asked for and written anew only if it was touched. Everything else, known
or not, is copied as it is. Knows nothing of cells.
"""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from tasks.program.problems import WorkbookError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST = 1 << 30  # bytes unpacked: more is no workbook of a program, but a zip that would fill the memory
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_NEW = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever a part is made


@dataclass(frozen=True)
class Relation:
    """One way from a part to another: its id, the last word of its type, the target's name in the zip."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of one file. `place` is how messages name the file."""

    def __init__(self, content: bytes, place: str) -> None:
        self.place = place
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._parts: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}
        self._touched: set[str] = set()
        _refuse_other_files(content, place)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._load(archive)
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, zlib.error) as error:
            raise WorkbookError(damaged(place)) from error
        self._names = {name.casefold(): name for name in self._parts}

    def _load(self, archive: zipfile.ZipFile) -> None:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > _LARGEST:
            raise WorkbookError(
                f"{self.place} unpacks to more than a gigabyte, which no workbook of a program needs. "
                f"Take an earlier copy, or copy the tabs into a new workbook."
            )
        for info in infos:
            if info.flag_bits & 1:
                raise WorkbookError(_protected(self.place))
            self._infos[info.filename] = info
            self._parts[info.filename] = archive.read(info)

    def name(self, part: str) -> str | None:
        """A part's name as the zip spells it."""
        return self._names.get(part.lstrip("/").casefold())

    def raw(self, part: str) -> bytes:
        return self._parts[part]

    def tree(self, part: str) -> etree._Element:
        """The root of a part; parsed once, and the same one every time."""
        if part not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            try:
                self._trees[part] = etree.fromstring(self._parts[part], parser)
            except etree.XMLSyntaxError as error:
                raise WorkbookError(damaged(self.place, part)) from error
        return self._trees[part]

    def touch(self, part: str) -> None:
        """Says that a part's tree was changed."""
        self._touched.add(part)

    def add(self, part: str, content: bytes, content_type: str) -> None:
        """A new part and its content type."""
        self._parts[part] = content
        self._names[part.casefold()] = part
        types = self.tree("[Content_Types].xml")
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
        self._touched |= {"[Content_Types].xml", part}

    def remove(self, part: str, owner: str) -> None:
        """Takes a part out, and the relation by which its owner led to it."""
        relations = self._relations_part(owner)
        root = self.tree(relations)
        for relation in list(root):
            if self._target(owner, relation) == part:
                root.remove(relation)
        types = self.tree("[Content_Types].xml")
        for entry in list(types):
            if entry.get("PartName", "").lstrip("/").casefold() == part.casefold():
                types.remove(entry)
        self._touched |= {relations, "[Content_Types].xml"}
        self._touched.discard(part)
        for holder in (self._parts, self._infos, self._trees):
            holder.pop(part, None)

    def relations(self, owner: str) -> list[Relation]:
        """Where a part leads to inside the zip; `owner` is empty for the file as a whole."""
        part = self._relations_part(owner)
        if part not in self._parts:
            return []
        return [
            Relation(one.get("Id", ""), one.get("Type", "").rsplit("/", 1)[-1], self._target(owner, one))
            for one in self.tree(part).iterchildren(f"{{{_RELATIONS}}}Relationship")
            if one.get("TargetMode") != "External"
        ]

    def relate(self, owner: str, target: str, kind: str) -> str:
        """A new relation; gives its id. `kind` is the full type."""
        part = self._relations_part(owner)
        root = self.tree(part)
        taken = {one.get("Id") for one in root}
        name = next(name for name in (f"rId{n}" for n in range(1, len(taken) + 2)) if name not in taken)
        path = posixpath.relpath(target, posixpath.dirname(owner))
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=name, Type=kind, Target=path)
        self._touched.add(part)
        return name

    def _relations_part(self, owner: str) -> str:
        folder, file = posixpath.split(owner)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        return self._names.get(path.casefold(), path)

    def _target(self, owner: str, relation: etree._Element) -> str:
        target = relation.get("Target", "")
        path = target if target.startswith("/") else posixpath.join(posixpath.dirname(owner), target)
        path = posixpath.normpath(path).lstrip("/")
        return self._names.get(path.casefold(), path)

    def content(self) -> bytes:
        """The file's bytes: touched parts written anew, all others as they were."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._parts.items():
                old = self._infos.get(name)
                info = zipfile.ZipInfo(name, old.date_time if old else _NEW)
                info.compress_type = old.compress_type if old else zipfile.ZIP_DEFLATED
                info.external_attr = old.external_attr if old else 0o600 << 16
                archive.writestr(info, self._written(name) if name in self._touched else content)
        return buffer.getvalue()

    def _written(self, name: str) -> bytes:
        if name not in self._trees:
            return self._parts[name]
        tree = self._trees[name].getroottree()
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _refuse_other_files(content: bytes, place: str) -> None:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise WorkbookError(_protected(place))
        raise WorkbookError(
            f"{place} is a workbook in the old .xls format. Open it in Excel or LibreOffice, save it as "
            f"“Excel Workbook (.xlsx)”, and name that file instead."
        )
    if not content:
        raise WorkbookError(
            f"{place} is an empty file. Put an earlier copy in its place, or make a new workbook with "
            f"`mentorship init`."
        )
    if not content.startswith(b"PK"):
        raise WorkbookError(
            f"{place} is not an Excel workbook. Open it in the program it comes from, save it as "
            f"“Excel Workbook (.xlsx)”, and name that file instead."
        )


def _protected(place: str) -> str:
    return (
        f"{place} is protected by a password, so it cannot be read. Open it in Excel, take the password off under "
        f"File > Info > Protect Workbook, save it, and run again."
    )


def damaged(place: str, part: str = "") -> str:
    """What to say of a file that is no sound workbook."""
    where = f" (part {part})" if part else ""
    return (
        f"{place} is damaged{where} and cannot be read. Open it in Excel, which offers to repair it, and save it; or "
        f"put an earlier copy in its place. Nothing was changed."
    )
