"""Letters into words: subject, text and HTML from a folder of `templates/`.

It does not care who gets the letter or whether it may go. Coordinators' own texts never come here: only templates of
the repository are run.
"""

import re
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, select_autoescape

import tasks
from tasks.outbox.words import FILTERS, WordingError, hello
from tasks.program.cells import text as clean
from tasks.program.letters import Letter, Recipient
from tasks.program.settings import Settings

# Beside the package also when installed: the wheel carries `templates` next to `tasks`.
TEMPLATES = Path(tasks.__file__).resolve().parent.parent / "templates"
WIDTH = 76
# Gmail clips a message near 102 KB and hides what follows, the footer first.
LIMIT = 90_000
_INLINER = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
_ITEM = re.compile(r"(\s*(?:[-*•]|\d+[.)])\s+|\s*)")

_TIME = re.compile(r"(\d) ([ap]m)\b")


@dataclass(frozen=True)
class Rendered:
    """A letter in words: one subject line, the text part wrapped at 76 columns, the HTML with its styles inlined."""

    subject: str
    text: str
    html: str


def render(letter: Letter, settings: Settings, today: date, rehearsal: Sequence[str] = ()) -> Rendered:
    """Words for the letter; `rehearsal` names whom it would go to outside one, shown on top.

    Raises `WordingError` naming the template when its context lacks something or the HTML is too long for Gmail.
    """
    common = _common(letter, settings, today)
    try:
        title = subject(letter, settings, today)
        common |= {"subject": title, "rehearsal": tuple(rehearsal)}
        plain = _template(letter.template, "body.txt.j2").render(common)
        html = _INLINER.inline(_template(letter.template, "body.html.j2").render(common))
    except (TemplateError, TypeError, ValueError, AttributeError) as error:
        raise _fault(letter.template, error) from error
    if len(html.encode()) > LIMIT:
        raise WordingError(f"The letter “{letter.template}” is longer than mail programs show. Shorten it.")
    return Rendered(title, wrapped(plain), html)


def subject(letter: Letter, settings: Settings, today: date) -> str:
    """The subject line alone, for lists."""
    try:
        return clean(_template(letter.template, "subject.txt.j2").render(_common(letter, settings, today)))
    except (TemplateError, TypeError, ValueError, AttributeError) as error:
        raise _fault(letter.template, error) from error


def _common(letter: Letter, settings: Settings, today: date) -> dict[str, Any]:
    return {
        "program": settings,
        "to": letter.to,
        "today": today,
        "routine": letter.routine,
        "hello": hello([person.name for person in letter.to]),
        **letter.context,
    }


def _fault(template: str, error: Exception) -> WordingError:
    # The cause may quote a person's text: its type and the missing word are enough to find it.
    missing = re.findall(r"'(\w+)' is undefined|attribute '(\w+)'", str(error))
    word = next((one or other for one, other in missing), type(error).__name__)
    return WordingError(
        f"The letter “{template}” cannot be worded ({word}). Please report this with the log."
    )


def letters() -> tuple[str, ...]:
    """The templates that are letters, by name."""
    return tuple(sorted(folder.parent.name for folder in TEMPLATES.glob("*/subject.txt.j2")))


def sample(template: str, today: date = date(2026, 9, 7)) -> Letter:
    """The letter of `sample.toml`: its tables `to` (name, email), `routine`, and all else as context."""
    values = tomllib.loads((TEMPLATES / template / "sample.toml").read_text(encoding="utf-8"))
    people = values.pop("to", [{"name": "Ana Lee", "email": "ana.lee@example.org"}])
    to = tuple(Recipient(f"p-{n}", who["name"], who["email"]) for n, who in enumerate(people, 1))
    routine = bool(values.pop("routine", False))
    return Letter(f"{template}-sample", template, "sample", to, values, today, routine=routine)


def wrapped(text: str) -> str:
    """Lines at most 76 wide, list items hanging, links and signature marks whole, one blank line at a time."""
    rows = (line.rstrip() if line != "-- " else line for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(row for line in rows for row in _folded(line))) + "\n"


def _folded(line: str) -> Iterator[str]:
    if len(line) <= WIDTH:
        yield line
        return
    lead = _ITEM.match(line)
    indent = " " * len(lead.group()) if lead else ""
    # textwrap leaves a no-break space alone: a time stays on one line.
    kept = _TIME.sub("\\1\u00a0\\2", line)
    rows = textwrap.wrap(
        kept, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    yield from (row.replace("\u00a0", " ") for row in rows)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    environment.globals["language"] = "en"
    return environment


def _template(folder: str, name: str) -> Any:
    return _environment().get_template(f"{folder}/{name}")
