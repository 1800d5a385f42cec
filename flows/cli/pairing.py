"""What `pair` adds to a flow command: the audit file, and questions of the kind "what if"."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from rich.markup import escape as plain

from flows.cli.show import console
from flows.reception import looking
from tasks.office.stock import Asked, take_stock
from tasks.office.summary import Summary
from tasks.pairing.audit import audit
from tasks.pairing.what_if import Questions
from tasks.program.problems import WorkbookError


def write_audit(options: argparse.Namespace, summary: Summary) -> None:
    """Writes the whole case, so that anyone can check the choice."""
    assert summary.book is not None, "a finished run leaves its book"
    document = audit(summary.book, summary.start, confidential=options.confidential)
    target = Path(options.audit).expanduser()
    try:
        target.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    except OSError as problem:
        raise WorkbookError(
            f"The audit could not be written to {target}: {problem.strerror}. Give another --audit FILE."
        ) from None


def answer_what_if(options: argparse.Namespace) -> int:
    """Answers each question on the workbook as it stands; nothing is written."""
    with looking(options.workbook) as ports:
        book = take_stock(ports, Asked("pair", options.today))
    asked = Questions(book)
    answers = {question: asked.answer(question) for question in options.what_if}
    if options.json:
        found = {question: asdict(one) for question, one in answers.items()}
        print(json.dumps(found, ensure_ascii=False, indent=1))
    for question, one in answers.items():
        console.print(f"[bold]{plain(question)}[/bold]: {plain(one.text)}")
    return 0
