"""Addresses as people type them: `mailto:`, `Ana Lee <ana@x.org>`, `ana@x.org (work)`, full-width letters."""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from tasks.program.cells import Value, lines, text
from tasks.program.reading.unreadable import Unreadable

_REMEDY = "Type it like name@school.org."
# What nearly every school address looks like; only the rest is given to the (slow, exact) validator.
_USUAL = re.compile(r"[a-z0-9]+(?:[._+'-][a-z0-9]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_SEVERAL = re.compile(r"[;,|\n]+|\s+/\s+|\s+(?:and|or|&)\s+")


def as_email(value: Value) -> str:
    """One address, lower case; a name before it and a remark behind it are taken off."""
    return _address(text(value))


def as_emails(value: Value) -> tuple[str, ...]:
    """Several addresses, separated in any way; one that is no address makes the cell unreadable."""
    items = (text(item) for item in _SEVERAL.split(lines(value)))
    return tuple(dict.fromkeys(_address(item) for item in items if item))


@lru_cache(maxsize=65_536)
def _address(typed: str) -> str:
    word = unicodedata.normalize("NFKC", typed).casefold()
    word = re.sub(r"mailto:\s*", "", word)
    word = re.sub(r"\([^@()]*\)|\[[^@\[\]]*\]", " ", word)
    bracketed = re.search(r"<([^<>]*)>", word)
    word = (bracketed[1] if bracketed else word).strip("<>;,.:'\"“”‘’ ")
    if _USUAL.fullmatch(word) and len(word) <= 254:
        return word
    if len(re.findall(r"[^\s@;,/]+@[^\s@;,/]+", word)) > 1:
        raise Unreadable("This cell holds more than one address.", "Keep the one that letters should go to.")
    try:
        found = validate_email(word, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise Unreadable(f"“{typed}” is not a complete e-mail address.", _hint(word)) from None
    return found.normalized.casefold()


def _hint(word: str) -> str:
    """What was most likely meant, where a slip of the finger is plain."""
    slips = (
        (r"\s*(?:\(at\)|\[at\]|\bat\b)\s*", "@"),
        (r",", "."),
        (r"@{2,}", "@"),
        (r"\.{2,}", "."),
        (r"\s+", ""),
    )
    guess = word
    for slip, better in slips:
        guess = re.sub(slip, better, guess)
    return f"Did you mean {guess}?" if guess != word and _USUAL.fullmatch(guess) else _REMEDY
