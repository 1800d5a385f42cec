"""Names of people, as they are compared."""

import re
import unicodedata


def plain_name(name: str) -> str:
    """A name for comparing: no case, accents, titles or punctuation; `Lee, Ana` is `ana lee`."""
    last, comma, first = name.partition(",")
    whole = f"{first} {last}" if comma and first.strip() else name
    letters = unicodedata.normalize("NFKD", whole.casefold())
    word = "".join(char for char in letters if not unicodedata.combining(char))
    word = re.sub(r"[^\w\s]+", "", re.sub(r"[-–]", " ", word))
    return " ".join(part for part in word.split() if part not in ("mr", "mrs", "ms", "mx", "dr"))
