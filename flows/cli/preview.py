"""`mentorship preview`: every letter that is owed, as it would go out, as web pages in a folder."""

import argparse
import email
import email.policy
import html
import json
import shutil
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from rich.markup import escape as plain

from flows.cli.show import console
from flows.reception import looking
from tasks.backends.google.address import is_google
from tasks.backends.memory.postbox import MemoryPostbox
from tasks.office.rehearsal import doubles
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.ports import Message
from tasks.program.problems import WorkbookError


def main(options: argparse.Namespace) -> int:
    with looking(options.workbook) as real:
        ports = doubles(real)
        settle(Office(ports, Asked("term", options.today, by_hand=True)))
    assert isinstance(ports.postbox, MemoryPostbox)
    messages = ports.postbox.messages
    beside = Path() if is_google(options.workbook) else Path(options.workbook).expanduser().parent
    folder = Path(options.to) if options.to else beside / "preview"
    try:
        index = _written(folder, messages)
    except OSError as problem:
        raise WorkbookError(
            f"The preview could not be written to {folder}: {problem.strerror}. Give another folder with --to."
        ) from None
    if options.json:
        print(json.dumps({"letters": len(index), "folder": str(folder)}))
    console.print(f"{len(index)} letters as they would go out now: {plain(str(folder / 'index.html'))}")
    return 0


def _written(folder: Path, messages: Sequence[Message]) -> list[tuple[str, str, str]]:
    """The pages, and one that lists them: file, addressees and subject of each."""
    _clear(folder)
    index = [_page(folder, number, message) for number, message in enumerate(messages, start=1)]
    (folder / "index.html").write_text(_index(index), encoding="utf-8")
    return index


def _clear(folder: Path) -> None:
    """Empties an earlier preview; a folder that holds anything else is left alone."""
    mark = folder / ".mentorship-preview"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise WorkbookError(f"{folder} holds other files. Give an empty folder with --to.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    mark.touch()


def _page(folder: Path, number: int, message: Message) -> tuple[str, str, str]:
    parsed = email.message_from_bytes(message.content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    body = parsed.get_body(("html", "plain"))
    text = body.get_content() if body is not None else ""
    if body is not None and body.get_content_subtype() == "plain":
        text = f"<!doctype html><pre>{html.escape(text)}</pre>"
    name = f"{number:04d}-{message.key}.html"
    (folder / name).write_text(text, encoding="utf-8")
    return name, str(parsed["To"]), str(parsed["Subject"])


def _index(letters: list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<tr><td>{html.escape(to)}</td><td><a href="{html.escape(name)}">{html.escape(subject)}</a></td></tr>'
        for name, to, subject in letters
    )
    style = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.3rem .8rem}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Letters to come</title><style>{style}</style>'
        f"<h1>{len(letters)} letters would go out now</h1><table>{rows}</table></html>"
    )
