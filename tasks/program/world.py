"""What is known from outside the workbook when a plan is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tasks.program.forms import Answer, Pages
from tasks.program.last_year import LastYear
from tasks.program.letters import Delivery, State
from tasks.program.meetings import Busy, Home, Standing


@dataclass(frozen=True)
class World:
    """The ledger's deliveries by key, what stands in the diary by series key, busy times by Person ID, facts by name.

    A fact is a short text the ledger remembers: the last run's date, a count, a digest of what was last sent.
    """

    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)
    busy: Mapping[str, tuple[Busy, ...]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    complaints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What of people's own calendars could not be read, by Person ID."""
    answers: tuple[Answer, ...] = ()
    """Forms that were filled and sent back, where they are not already a tab."""
    home: Home = field(default_factory=Home)
    """Of the calendar that holds the series."""
    pages: Pages = field(default_factory=Pages)
    last_year: Callable[[], LastYear] = LastYear
    """Reads the workbook that `Previous workbook` names when somebody first asks."""

    def deliveries_of(self, letter: str) -> tuple[Delivery, ...]:
        """Every recipient's copy of a letter, by letter key."""
        return self._by_letter().get(letter, ())

    def was_sent(self, letter: str) -> bool:
        """Whether the letter went to everyone it was owed to (a copy a person dropped does not count as owed)."""
        states = {delivery.state for delivery in self.deliveries_of(letter)}
        return State.SENT in states and states <= {State.SENT, State.DROPPED, State.BOUNCED}

    def _by_letter(self) -> dict[str, tuple[Delivery, ...]]:
        cached: dict[str, tuple[Delivery, ...]] | None = self.__dict__.get("_letters")
        if cached is None:
            found: dict[str, list[Delivery]] = {}
            for delivery in self.deliveries.values():
                found.setdefault(delivery.letter, []).append(delivery)
            cached = {key: tuple(copies) for key, copies in found.items()}
            object.__setattr__(self, "_letters", cached)
        return cached
