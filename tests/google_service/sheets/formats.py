"""Cell formats and colors: single precision, and each color shown in its old and its new field (recorded)."""

import struct
from typing import Any

from tests.google_service.masks import Mask
from tests.google_service.sheets.model import Json

TWINS = {
    "backgroundColor": "backgroundColorStyle",
    "foregroundColor": "foregroundColorStyle",
    "tabColor": "tabColorStyle",
    "color": "colorStyle",
}
CHANNELS = ("red", "green", "blue", "alpha")


def single(value: float) -> float:
    """The shortest decimal that is the same in single precision: 0.4980392156862745 becomes 0.49803922."""
    kept = struct.unpack("f", struct.pack("f", value))[0]
    for digits in range(6, 10):
        short = float(f"{kept:.{digits}g}")
        if struct.unpack("f", struct.pack("f", short))[0] == kept:
            return int(short) if short == int(short) else short
    return float(kept)


def color(given: Json) -> Json:
    return {name: single(given[name]) for name in CHANNELS if given.get(name)}


def completed(value: Any) -> Any:
    """A format with every color in both fields."""
    if isinstance(value, list):
        return [completed(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: completed(item) for name, item in value.items() if item is not None}
    for plain, style in TWINS.items():
        if plain in found:
            found[plain] = color(found[plain])
            found[style] = {"rgbColor": color(found[plain])}
        elif style in found and "rgbColor" in found[style]:
            found[style] = {"rgbColor": color(found[style]["rgbColor"])}
            found[plain] = color(found[style]["rgbColor"])
    return found


def both_fields(mask: Mask) -> Mask:
    """A mask that names one field of a color names its twin as well."""
    wider = {name: both_fields(below) for name, below in mask.items()}
    for plain, style in TWINS.items():
        if plain in mask or style in mask:
            wider[plain], wider[style] = {}, {}
    return wider


DEFAULT_FORMAT: Json = {
    "backgroundColor": {"red": 1, "green": 1, "blue": 1},
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": {"red": 1, "green": 1, "blue": 1}},
}
THEME_COLORS = {
    "TEXT": "000000",
    "BACKGROUND": "FFFFFF",
    "ACCENT1": "4285F4",
    "ACCENT2": "EA4335",
    "ACCENT3": "FBBC04",
    "ACCENT4": "34A853",
    "ACCENT5": "FF6D01",
    "ACCENT6": "46BDC6",
    "LINK": "1155CC",
}


def theme() -> Json:
    """The theme every new spreadsheet has."""
    shown = []
    for kind, code in THEME_COLORS.items():
        parts = {name: int(code[n : n + 2], 16) / 255 for name, n in zip(CHANNELS, (0, 2, 4), strict=False)}
        shown.append({"colorType": kind, "color": {"rgbColor": color(parts)}})
    return {"primaryFontFamily": "Arial", "themeColors": shown}


def effective(given: Json | None) -> Json:
    """The default format with a cell's own on top; parts are shared, so nobody may change them."""
    return _over(DEFAULT_FORMAT, given) if given else DEFAULT_FORMAT


def _over(base: Json, top: Json) -> Json:
    mixed = {
        name: _over(base[name], value)
        if isinstance(value, dict) and isinstance(base.get(name), dict)
        else value
        for name, value in top.items()
    }
    return {**base, **mixed}
