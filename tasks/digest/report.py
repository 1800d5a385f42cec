"""The page's figures as JSON."""

from typing import Any

from tasks.digest.figures import figures
from tasks.digest.words import as_json, decisions, lines, remembered, sentence
from tasks.program.book import Book


def to_json(book: Book) -> dict[str, Any]:
    """The figures for `digest --json`, with the words the page has for them."""
    found = figures(book)
    return {
        "digest": as_json(found)
        | {
            "sentence": sentence(found),
            "lines": [[line.what, line.now, line.change] for line in lines(found, remembered(book))],
            "decisions": list(decisions(found)),
        }
    }
