"""Which school a person meant: by name, by `Also called`, by the usual short forms; never by a guess."""

import difflib
import re
from collections.abc import Iterable

from tasks.program.cells import Value, folded, lines, text
from tasks.program.reading import values
from tasks.program.reading.rows import RowReader
from tasks.program.schooldays import School

_SHORT = {
    "elem": "elementary",
    "el": "elementary",
    "es": "elementary school",
    "ms": "middle school",
    "hs": "high school",
    "sch": "school",
    "schl": "school",
    "acad": "academy",
    "ctr": "center",
    "centre": "center",
    "jr": "junior",
    "sr": "senior",
    "st": "saint",
    "mt": "mount",
}


def _key(name: str) -> str:
    """A name without case, punctuation, short forms and the word `school`."""
    long = " ".join(_SHORT.get(word, word) for word in folded(name).split())
    return " ".join(word for word in long.split() if word not in ("school", "the"))


class SchoolNames:
    """The names schools go by. Where the workbook has no `Schools` tab every name stands for itself."""

    def __init__(self, schools: Iterable[School]) -> None:
        self.names = tuple(school.name for school in schools)
        claims: dict[str, set[str]] = {}
        for school in schools:
            for word in (school.name, *school.also_called):
                claims.setdefault(_key(word), set()).add(school.name)
        exact = {folded(school.name): school.name for school in schools}
        self._known = {key: min(names) for key, names in claims.items() if len(names) == 1}
        self._exact = exact
        self._seen: dict[str, str] = {}

    def find(self, name: str) -> str | None:
        """The school's own name; nothing where no school, or more than one, goes by this."""
        return self._exact.get(folded(name)) or self._known.get(_key(name))

    def close(self, name: str) -> str | None:
        """The one school whose name is spelled almost like this."""
        for word, names in ((folded(name), self._exact), (_key(name), self._known)):
            found = difflib.get_close_matches(word, names, n=1, cutoff=0.86)
            if found:
                return names[found[0]]
        return None

    def split(self, value: Value) -> tuple[str, ...]:
        """The schools a cell names, as typed; a comma separates only where the whole is not one school's name."""
        whole = text(value)
        if self.find(whole):
            return (whole,)
        pieces = values.as_list(value)
        if len(pieces) > 1 or not self.names:
            return pieces
        parts = tuple(part for part in re.split(r"\s*(?:,|/|&|\band\b)\s*", lines(value)) if part)
        return parts if len(parts) > 1 and all(self.find(part) for part in parts) else pieces

    def several(self, cell: RowReader, column: str) -> tuple[str, ...]:
        """The schools of a cell that must name known ones; `all` and blank are none. Others are to be fixed."""
        if not cell.text(column) or folded(cell.text(column)) in (
            "all",
            "all schools",
            "district",
            "everyone",
        ):
            return ()
        found = []
        for name in self.split(cell.row[column]):
            school = self.find(name) if self.names else self.as_first_seen(name)
            if school is None:
                close = self.close(name)
                hint = f"Did you mean “{close}”?" if close else "Type a name as it stands in Schools."
                cell.fix(column, f"“{name}” is no school in the Schools tab.", hint)
            else:
                found.append(school)
        return tuple(dict.fromkeys(found))

    def as_first_seen(self, name: str) -> str:
        return self._seen.setdefault(folded(name), name)
