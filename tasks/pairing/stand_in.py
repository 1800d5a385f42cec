"""While a mentor is away: who waits, and whether somebody should stand in. The mentor's pair rests and comes back."""

from collections.abc import Iterable

from tasks.pairing.case import GROUPS, Case
from tasks.pairing.settled import Settled
from tasks.program import keys
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Status

WAIT, STAND_IN = "wait", "stand in"


def stand_in_key(case: Case, pair: Pair) -> str:
    """The `To do` item that asks about the time while the pair's mentor is away; another leave asks anew."""
    mentor = case.people.get(pair.mentor)
    since = mentor.away_from if mentor is not None else None
    return keys.todo("stand-in", pair.id, *([since.isoformat()] if since else []))


def mentor_away(case: Case, pair: Pair) -> bool:
    """Whether the pair rests because of its mentor, while its mentee is here."""
    mentor, mentee = case.people.get(pair.mentor), case.people.get(pair.mentee)
    if pair.status is not PairStatus.PAUSED or pair.is_second or mentor is None or mentee is None:
        return False
    away = mentor.status_on(case.today) is Status.ON_LEAVE
    return case.settings.model not in GROUPS and away and mentee.status_on(case.today) is Status.ACTIVE


def resting(case: Case, rows: Iterable[Settled]) -> dict[str, str]:
    """The pairs that rest because of their mentor, by mentee, where nobody stands in yet."""
    standing = [row.pair for row in rows if row.pair.stands]
    found = {pair.mentee: pair.id for pair in standing if mentor_away(case, pair)}
    helped = {pair.mentee for pair in standing if pair.status is not PairStatus.PAUSED and not pair.is_second}
    return {mentee: pair for mentee, pair in found.items() if mentee not in helped}
