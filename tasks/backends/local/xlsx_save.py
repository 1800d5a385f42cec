"""Reading and replacing the file on disk: all or nothing, and each failure in a sentence a coordinator can act on."""

import contextlib
import errno
import glob
import os
import stat
import tempfile
from pathlib import Path

from tasks.program.problems import WorkbookError


def load(path: Path) -> bytes:
    """The file's bytes."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise WorkbookError(
            f"There is no workbook at {path}. Check the path, or make a new workbook there with `mentorship init {path}`."
        ) from error
    except IsADirectoryError as error:
        raise WorkbookError(
            f"{path} is a folder. Name the workbook in it, for example {path / 'workbook.xlsx'}."
        ) from error
    except PermissionError as error:
        if path.is_dir():  # what Windows says of a folder
            raise WorkbookError(f"{path} is a folder. Name the workbook in it.") from error
        raise WorkbookError(
            f"{path} may not be read, or another program holds it. Close it there, or ask for the right to read it."
        ) from error
    except OSError as error:
        raise WorkbookError(
            f"{path} cannot be read ({error.strerror}). Check the disk or the network drive."
        ) from error


def stamp(path: Path) -> tuple[int, int]:
    """Size and time of the file, by which a change between reading and saving is seen."""
    try:
        found = path.stat()
    except OSError:
        return (-1, -1)
    return (found.st_size, found.st_mtime_ns)


def refuse_if_open(path: Path) -> None:
    """Raises where Excel or LibreOffice has the workbook open: its next save would undo ours."""
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    lock = next((lock for lock in locks if lock.exists()), None)
    if lock is not None:
        raise WorkbookError(
            f"{path} is open in Excel or LibreOffice, so nothing was written. Save and close it there, then run again. "
            f"If nobody has it open, delete the hidden file {lock.name} beside it."
        )


def replace_file(path: Path, content: bytes) -> None:
    """Puts new content in the file's place at once, with its old permissions; the old file stands until then."""
    target = Path(os.path.realpath(path))
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _keep_permissions(target, temporary)
        temporary.replace(target)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise WorkbookError(_why_not_saved(path, error)) from error
    _settle(target.parent)


def sweep(path: Path) -> None:
    """Removes what a save that was killed left beside the file; only for whoever holds the run's lock."""
    target = Path(os.path.realpath(path))
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            left.unlink()


def _keep_permissions(target: Path, temporary: Path) -> None:
    if not target.exists():
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        return
    found = target.stat()
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # only the owner or an administrator may; the content matters more
            os.chown(temporary, found.st_uid, found.st_gid)
    temporary.chmod(stat.S_IMODE(found.st_mode))


def _settle(folder: Path) -> None:
    """Makes the new name last through a power cut, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _why_not_saved(path: Path, error: OSError) -> str:
    kept = "The workbook is as it was."
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"{path} could not be saved: the disk is full. {kept} Free some space, then run again."
    if error.errno == errno.EROFS:
        return f"{path} lies on a disk that can only be read. {kept} Copy its folder to another disk and run there."
    if isinstance(error, PermissionError):
        return (
            f"{path} could not be saved: it is open in another program, or its folder may not be written. {kept} Close "
            f"it everywhere, or ask for the right to write in {path.parent}, then run again."
        )
    return f"{path} could not be saved ({error.strerror or error}). {kept} Check the disk, then run again."
