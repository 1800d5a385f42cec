"""The workbook's styles part: which styles mean a date, and styles added where one is needed.

What is there is never changed or renumbered; an equal style is used again.
"""

import re
from copy import deepcopy

from lxml import etree

# Built-in formats by meaning (ECMA-376 part 1, 18.8.30; 27-36 and 50-58 are dates of East Asian editions).
_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), "date"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "time"),
    22: "moment",
    46: "elapsed",
}
FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "time": "hh:mm", "": "General"}
# Which formats show a value without hiding a part of it.
_SHOWS = {
    "date": {"date", "moment"},
    "moment": {"moment"},
    "time": {"time", "moment"},
    "": {""},
}
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
EMPTY = (
    '<styleSheet xmlns="{ns}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs '
    'count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    'builtinId="0"/></cellStyles></styleSheet>'
)
_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
)


def meaning(code: str) -> str:
    """What a number format shows: `date`, `time`, `moment`, `elapsed` hours, or nothing of the kind."""
    plain = _NOT_LETTERS.sub("", code.split(";", maxsplit=1)[0]).casefold()
    if plain in ("general", "standard", "@"):
        return ""
    if "[" in plain:
        return "elapsed"
    has_time = any(mark in plain for mark in ("h", "s", "am/pm", "a/p"))
    has_date = any(mark in plain.replace("am/pm", "").replace("a/p", "") for mark in ("y", "d"))
    if not has_time and not has_date:
        return "date" if re.fullmatch(r"[\W_]*m+[\W_]*", plain) else ""
    return "moment" if has_time and has_date else "time" if has_time else "date"


class Styles:
    """A styles part; `changed` says whether anything was added."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.ns = f"{{{etree.QName(root).namespace}}}"
        self.changed = False
        codes = {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in root.iter(f"{self.ns}numFmt")}
        self._codes = {code: number for number, code in codes.items()}
        self._next_code = max([163, *codes]) + 1
        custom = {number: meaning(code) for number, code in codes.items()}
        self._meanings = _BUILT_IN | custom
        self._xfs = self._group("cellXfs")
        self.kinds = [self._kind(xf) for xf in self._xfs]
        self._known: dict[bytes, int] = {}  # filled when the first style is added
        self._derived: dict[tuple[int, str], int] = {}
        self._wrapping: dict[int, bool] = {}

    def kind(self, style: int) -> str:
        """What numbers in this style mean."""
        return self.kinds[style] if 0 <= style < len(self.kinds) else ""

    def wraps(self, style: int) -> bool:
        """Whether a long text in this style goes on in a further line."""
        if style not in self._wrapping:
            xf = self._xfs[style] if 0 <= style < len(self._xfs) else None
            alignment = None if xf is None else xf.find(f"{self.ns}alignment")
            self._wrapping[style] = alignment is not None and alignment.get("wrapText") in ("1", "true")
        return self._wrapping[style]

    def showing(self, style: int, wanted: str) -> int:
        """A style like this one in which a value of the wanted kind shows whole; the same one where it does."""
        if self.kind(style) in _SHOWS[wanted]:
            return style
        if (style, wanted) not in self._derived:
            self._derived[style, wanted] = self.variant(style, FORMATS[wanted])
        return self._derived[style, wanted]

    def variant(
        self,
        style: int = 0,
        code: str | None = None,
        font: str = "",
        fill: str = "",
        border: str = "",
        alignment: str = "",
    ) -> int:
        """A style like this one with another number format, font, fill, border or alignment (XML of each)."""
        base = self._xfs[style] if 0 <= style < len(self._xfs) else self._xfs[0]
        xf = deepcopy(base)
        if code is not None:
            xf.set("numFmtId", str(self._code(code)))
            xf.set("applyNumberFormat", "1")
        for name, content in (("font", font), ("fill", fill), ("border", border)):
            if content:
                xf.set(f"{name}Id", str(self._part(f"{name}s", content)))
                xf.set(f"apply{name.capitalize()}", "1")
        if alignment:
            for old in xf.findall(f"{self.ns}alignment"):
                xf.remove(old)
            xf.insert(0, self._made(alignment))
            xf.set("applyAlignment", "1")
        return self._xf(xf)

    def difference(self, content: str) -> int:
        """The number of a differential style (for conditional formats) with this content, added if need be."""
        return self._part("dxfs", f"<dxf>{content}</dxf>")

    def _xf(self, xf: etree._Element) -> int:
        if not self._known:
            for index, standing in enumerate(self._xfs):
                self._known.setdefault(_canonical(standing), index)
        found = self._known.setdefault(_canonical(xf), len(self._xfs))
        if found == len(self._xfs):
            self._xfs.append(xf)
            self._count(self._xfs)
            self.kinds.append(self._kind(xf))
        return found

    def _kind(self, xf: etree._Element) -> str:
        return self._meanings.get(int(xf.get("numFmtId", "0")), "")

    def _code(self, code: str) -> int:
        if code == "General":
            return 0
        if code not in self._codes:
            formats = self._group("numFmts")
            etree.SubElement(formats, f"{self.ns}numFmt", numFmtId=str(self._next_code), formatCode=code)
            self._count(formats)
            self._codes[code] = self._next_code
            self._meanings[self._next_code] = meaning(code)
            self._next_code += 1
        return self._codes[code]

    def _part(self, group: str, content: str) -> int:
        holder = self._group(group)
        made = self._made(content)
        for index, standing in enumerate(holder):
            if _canonical(standing) == _canonical(made):
                return index
        holder.append(made)
        self._count(holder)
        return len(holder) - 1

    def _made(self, content: str) -> etree._Element:
        return etree.fromstring(f'<made xmlns="{self.ns[1:-1]}">{content}</made>')[0]

    def _group(self, name: str) -> etree._Element:
        found = self.root.find(f"{self.ns}{name}")
        if found is None:
            found = etree.Element(f"{self.ns}{name}", count="0")
            before = _ORDER[: _ORDER.index(name)]
            places = [self.root.index(child) for child in self.root if etree.QName(child).localname in before]
            self.root.insert(max(places, default=-1) + 1, found)
            self.changed = True
        return found

    def _count(self, group: etree._Element) -> None:
        group.set("count", str(len(group)))
        self.changed = True


def _canonical(element: etree._Element) -> bytes:
    copy = deepcopy(element)
    copy.tail = None
    return etree.tostring(copy, method="c14n2")
