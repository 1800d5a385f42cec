"""Files that cannot be used: each says in one paragraph what, where and the remedy, and stays as it was."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tasks.backends.local.register import LocalRegister
from tasks.program.problems import WorkbookError
from tests.backends.local.rich import changed, parts_of, rich_workbook, zipped

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
Spoil = Callable[[bytes], bytes]


def part(name: str, old: bytes, new: bytes) -> Spoil:
    def spoil(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return lambda content: changed(content, spoil)


def without(name: str) -> Spoil:
    def spoil(parts: dict[str, bytes]) -> None:
        del parts[name]

    return lambda content: changed(content, spoil)


SHEET = "xl/worksheets/sheet2.xml"
BAD: dict[str, tuple[Spoil, str]] = {
    "empty": (lambda _: b"", "is an empty file. Put an earlier copy in its place"),
    "text": (lambda _: b"Name,Email\n", "is not an Excel workbook. Open it in the program it comes from"),
    "old format": (lambda _: OLE, "is a workbook in the old .xls format. Open it in Excel or LibreOffice, save it as"),
    "password": (lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
    "cut off": (lambda content: content[:-300], "is damaged and cannot be read. Open it in Excel, which offers to repair"),
    "another zip": (lambda _: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "is not an Excel workbook"),
    "no content": (without("xl/workbook.xml"), "is not an Excel workbook"),
    "torn sheet": (part(SHEET, b"</sheetData>", b""), f"is damaged (part {SHEET})"),
    "nameless cell": (part(SHEET, b'r="A2"', b'r="A2x"'), "is damaged and cannot be read"),
    "flipped bytes": (lambda content: content[:3000] + bytes(200) + content[3200:], "is damaged"),
    "tab missing": (part("xl/workbook.xml", b'name="Enrollment"', b'name="People"'), "has no tab named “Enrollment” (its tabs: “Settings”, “People”,"),
    "column missing": (part(SHEET, b">Role<", b">Job<"), "the tab “Enrollment” has no column “Role”. Row 1 must hold the headers"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_file_that_is_no_workbook_is_named_with_a_remedy(tmp_path: Path, kind: str) -> None:
    spoil, message = BAD[kind]
    path = tmp_path / "workbook.xlsx"
    rich_workbook(path)
    path.write_bytes(spoil(path.read_bytes()))
    content = path.read_bytes()
    with pytest.raises(WorkbookError) as raised:
        LocalRegister(path).read()
    assert message in str(raised.value)
    assert str(raised.value).startswith(str(path))
    assert "\n" not in str(raised.value)
    assert path.read_bytes() == content


def test_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"There is no workbook at .*nothing.xlsx.*`mentorship init "):
        LocalRegister(tmp_path / "nothing.xlsx").read()


def test_folder_says_to_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"is a folder\. Name the workbook in it"):
        LocalRegister(tmp_path).read()


def test_two_columns_that_could_be_one_are_no_missing_column(tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    rich_workbook(path)
    book = openpyxl.load_workbook(path)
    book["Enrollment"]["D1"] = "role "
    book.save(path)
    assert LocalRegister(path).read().sheet("Enrollment").clashes == (("Role", ("Role", "role")),)


def test_zip_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    rich_workbook(path)
    content = zipped(parts_of(path.read_bytes()) | {"xl/media/image1.png": b""})
    size = len(content).to_bytes(4, "little")
    at = content.rindex(b"xl/media/image1.png") - 46 + 24  # the unpacked size in the central directory
    path.write_bytes(content[:at] + (2**31).to_bytes(4, "little") + content[at + len(size) :])
    with pytest.raises(WorkbookError, match="unpacks to more than a gigabyte"):
        LocalRegister(path).read()
