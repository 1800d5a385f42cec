"""When and how this run happens: the only place a moment comes from."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Run:
    """One run: the moment it believes it is, aware, in the program's zone; who started it; the guards it may pass.

    `command` is the step a person asked for (`term` for all that is due).

    `by_hand` is true with `--yes` or after a person said yes in a terminal; anything else is scheduled.
    """

    now: datetime
    by_hand: bool = False
    command: str = "term"
    forced: frozenset[str] = frozenset()
    program_id: str = ""

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def zone(self) -> ZoneInfo:
        zone = self.now.tzinfo
        assert isinstance(zone, ZoneInfo), "a run's moment carries the program's zone"
        return zone
