"""Saving: all or nothing, whoever else saves meanwhile, and never into a file that somebody has open."""

import errno
import os
import resource
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import overload

import openpyxl
import pytest

from tasks.backends.local.register import LocalRegister
from tasks.backends.local.xlsx_save import replace_file
from tasks.program.problems import WorkbookError
from tasks.program.workbook.changes import Change, SetCells
from tests.backends.local.rich import rich_workbook

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension")
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other users may enter, unlike pytest's own."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    rich_workbook(place / "workbook.xlsx")
    yield place
    place.chmod(0o755)
    shutil.rmtree(place)


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Rights are checked for ordinary users only."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def note(path: Path, words: str = "Note: y") -> SetCells:
    row = next(
        row for row in LocalRegister(path).read().rows("Enrollment") if row.text("Person ID") == "p-bo"
    )
    return SetCells("Enrollment", row, {"Check": words})


def check_of(path: Path) -> dict[object, object]:
    return {row["Name"]: row["Check"] for row in LocalRegister(path).read().rows("Enrollment")}


class Meanwhile(Sequence[Change]):
    """Changes during whose writing something else happens, each time they are looked at."""

    def __init__(self, changes: Sequence[Change], *deeds: Callable[[], None]) -> None:
        self.changes, self.deeds = changes, list(deeds)

    @overload
    def __getitem__(self, at: int) -> Change: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Change]: ...
    def __getitem__(self, at: int | slice) -> Change | Sequence[Change]:
        return self.changes[at]

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        if self.deeds:
            self.deeds.pop(0)()
        return iter(self.changes)


def insert_a_row(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Enrollment"].insert_rows(2)
    book["Enrollment"]["A2"] = "Di New"
    book.save(path)


def test_save_of_somebody_else_between_reading_and_writing_is_kept(folder: Path) -> None:
    path = folder / "workbook.xlsx"
    changes = Meanwhile([note(path)], lambda: insert_a_row(path))
    assert LocalRegister(path).write(changes) == ()
    assert check_of(path) == {"Di New": None, "Ana Lee": None, "Bo Ek": "Note: y", "Cy Fox": None}


def test_file_that_is_saved_again_and_again_is_left_alone(folder: Path) -> None:
    path = folder / "workbook.xlsx"
    deeds = [lambda: insert_a_row(path)] * 10
    with pytest.raises(WorkbookError, match="is being saved again and again by another program"):
        LocalRegister(path).write(Meanwhile([note(path)], *deeds))
    assert check_of(path)["Bo Ek"] == "Note: x"


def test_file_that_cannot_be_replaced_is_named_and_stays(folder: Path) -> None:
    """As on Windows while another program holds it: it can be read, and nothing may be put into its place."""
    path = folder / "workbook.xlsx"
    content = path.read_bytes()
    if subprocess.run(["chattr", "+i", path], check=False, capture_output=True).returncode:
        pytest.skip("files cannot be made immutable here")
    try:
        with pytest.raises(WorkbookError, match=r"it is open in another program.*The workbook is as it was"):
            LocalRegister(path).write([note(path)])
        assert [file.name for file in folder.iterdir()] == ["workbook.xlsx"]
    finally:
        subprocess.run(["chattr", "-i", path], check=True)
    assert path.read_bytes() == content
    assert LocalRegister(path).write([note(path)]) == ()


@pytest.mark.parametrize("lock", ["~$workbook.xlsx", ".~lock.workbook.xlsx#"])
def test_open_workbook_is_read_and_not_written(folder: Path, lock: str) -> None:
    path = folder / "workbook.xlsx"
    content = path.read_bytes()
    (folder / lock).write_bytes(b"x")
    with pytest.raises(WorkbookError) as raised:
        LocalRegister(path).write([note(path)])
    assert "is open in Excel or LibreOffice, so nothing was written. Save and close it there" in str(
        raised.value
    )
    assert lock in str(raised.value)
    assert path.read_bytes() == content
    assert LocalRegister(path).write([note(path, "Note: x")]) == ()


def test_permissions_stay_and_nothing_is_left_behind(folder: Path) -> None:
    path = folder / "workbook.xlsx"
    path.chmod(0o640)
    assert LocalRegister(path).write([note(path)]) == ()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [file.name for file in folder.iterdir()] == ["workbook.xlsx"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator may give files away")
def test_owner_stays(folder: Path) -> None:
    path = folder / "workbook.xlsx"
    os.chown(path, NOBODY, NOBODY)
    assert LocalRegister(path).write([note(path)]) == ()
    assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)


def test_link_stays_a_link(folder: Path) -> None:
    link = folder / "this year.xlsx"
    link.symlink_to(folder / "workbook.xlsx")
    assert LocalRegister(link).write([note(link)]) == ()
    assert link.is_symlink()
    assert check_of(folder / "workbook.xlsx")["Bo Ek"] == "Note: y"


def test_folder_that_may_not_be_written_is_named(folder: Path) -> None:
    path = folder / "workbook.xlsx"
    content = path.read_bytes()
    change = note(path)
    folder.chmod(0o555)
    with as_somebody_else(), pytest.raises(WorkbookError) as raised:
        LocalRegister(path).write([change])
    assert f"or its folder may not be written. The workbook is as it was. Close it everywhere, or ask for the right to write in {folder}" in str(raised.value)  # fmt: skip
    assert path.read_bytes() == content


def test_file_that_may_not_be_read_is_named(folder: Path) -> None:
    path = folder / "workbook.xlsx"
    path.chmod(0o000)
    with (
        as_somebody_else(),
        pytest.raises(WorkbookError, match="may not be read, or another program holds it"),
    ):
        LocalRegister(path).read()


def test_full_disk_leaves_the_workbook_as_it_was(folder: Path) -> None:
    path = folder / "workbook.xlsx"
    content = path.read_bytes()
    change = note(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(
            WorkbookError, match=r"the disk is full\. The workbook is as it was\. Free some space"
        ):
            LocalRegister(path).write([change])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == content
    assert [file.name for file in folder.iterdir()] == ["workbook.xlsx"]


def test_folder_that_vanished_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=os.strerror(errno.ENOENT)):
        replace_file(tmp_path / "gone" / "workbook.xlsx", b"x")
