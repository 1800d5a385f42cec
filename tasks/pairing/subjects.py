"""Which subjects are related, by an editable table."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from tasks.pairing.table import folded

RELATED_SUBJECTS = Path(__file__).parents[2] / "templates" / "pairing" / "related_subjects.toml"


@lru_cache(maxsize=1)
def related_subjects() -> Mapping[str, frozenset[str]]:
    """For each subject, without case, the subjects it is related to."""
    families = tomllib.loads(RELATED_SUBJECTS.read_text(encoding="utf-8"))["families"]
    found: dict[str, set[str]] = {}
    for family in families:
        words = {str(word).casefold() for word in family}
        for word in words:
            found.setdefault(word, set()).update(words - {word})
    return {word: frozenset(others) for word, others in found.items()}


def related(subjects: Iterable[str]) -> frozenset[str]:
    known = related_subjects()
    return frozenset(other for subject in folded(subjects) for other in known.get(subject, ()))
