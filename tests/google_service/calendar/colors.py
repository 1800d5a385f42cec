"""The palettes of Calendar, as its reference shows them (not recorded)."""

from typing import Any

from tests.google_service.world import Call

CALENDARS = (
    "ac725e d06b64 f83a22 fa573c ff7537 ffad46 42d692 16a765 7bd148 b3dc6c fbe983 fad165 92e1c0 9fe1e7 9fc6e7 4986e7 9a9cff"
    " b99aff c2c2c2 cabdbf cca6ac f691b2 cd74e6 a47ae2"
)
EVENTS = "a4bdfc 7ae7bf dbadff ff887c fbd75b ffb878 46d6db e1e1e1 5484ed 51b749 dc2127"


def _palette(codes: str) -> dict[str, dict[str, str]]:
    pairs = enumerate(codes.split(), 1)
    return {str(n): {"background": f"#{code}", "foreground": "#1d1d1d"} for n, code in pairs}


def get(_call: Call) -> Any:
    return {
        "kind": "calendar#colors",
        "updated": "2012-02-14T00:00:00.000Z",
        "calendar": _palette(CALENDARS),
        "event": _palette(EVENTS),
    }
