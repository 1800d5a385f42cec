"""What must stay right about formulas when a cell that held one is overwritten.

A shared formula is written once, in its first cell; a formula over several cells (an array) belongs to them all.
"""

from functools import cached_property

from lxml import etree

from tasks.backends.local.xlsx_cells import split_name


class Formulas:
    """The formulas of one sheet; `released` says whether one was taken out."""

    def __init__(self, data: etree._Element, ns: str) -> None:
        self._data, self._ns = data, ns
        self.released = False

    def release(self, cell: etree._Element) -> None:
        """Prepares a cell for being overwritten, so that the formulas of other cells stay as they are."""
        self._dissolve_array_over(cell)
        formula = cell.find(f"{self._ns}f")
        if formula is None:
            return
        self.released = True
        if formula.get("t") == "shared":
            self._hand_on(cell, formula)

    def _hand_on(self, cell: etree._Element, formula: etree._Element) -> None:
        """Writes a shared formula into the next cell that uses it."""
        users = self._shared.get(formula.get("si", ""), [])
        if cell in users:
            users.remove(cell)
        if formula.text and users:
            heir = users[0].find(f"{self._ns}f")
            assert heir is not None, "a user of a shared formula holds one"
            heir.text = _translated(formula.text, cell.get("r", ""), users[0].get("r", ""))
            heir.set("ref", formula.get("ref", users[0].get("r", "")))

    def _dissolve_array_over(self, cell: etree._Element) -> None:
        """An array cannot lose one cell: where one is overwritten, all of them keep their results only."""
        column, row = split_name(cell.get("r", "A1"))
        for left, top, right, bottom, owner in self._arrays:
            formula = owner.find(f"{self._ns}f")
            if left <= column <= right and top <= row <= bottom and formula is not None and owner is not cell:
                owner.remove(formula)
                self.released = True

    @cached_property
    def _shared(self) -> dict[str, list[etree._Element]]:
        found: dict[str, list[etree._Element]] = {}
        for formula in self._data.iter(f"{self._ns}f"):
            owner = formula.getparent()
            if formula.get("t") == "shared" and owner is not None:
                found.setdefault(formula.get("si", ""), []).append(owner)
        return found

    @cached_property
    def _arrays(self) -> list[tuple[int, int, int, int, etree._Element]]:
        found = []
        for formula in self._data.iter(f"{self._ns}f"):
            owner = formula.getparent()
            first, _, last = formula.get("ref", "").partition(":")
            if formula.get("t") == "array" and last and owner is not None:
                found.append((*split_name(first), *split_name(last), owner))
        return found


def _translated(formula: str, origin: str, target: str) -> str:
    from openpyxl.formula.translate import Translator  # noqa: PLC0415 - half a second of imports, needed rarely

    moved: str = Translator(f"={formula}", origin=origin).translate_formula(target)
    return moved.removeprefix("=")
