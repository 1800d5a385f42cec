"""Says in plain words why two people are paired. For the coordinator's eyes; still, no Avoid or former pair is named."""

from collections.abc import Callable

from tasks.pairing.case import Case
from tasks.pairing.matching import Match, Matching
from tasks.pairing.table import folded
from tasks.pairing.times import shared
from tasks.program.people import Person, Window
from tasks.program.wording import listed

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHOWN_WINDOWS = 3
SHOWN_PARTS = 3
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(count: int) -> str:
    """A count in words up to ten."""
    return COUNTS[count] if count < len(COUNTS) else str(count)


def clock(minute: int) -> str:
    return f"{(minute // 60 - 1) % 12 + 1}:{minute % 60:02d} {'am' if minute < 720 else 'pm'}"


def named(window: Window) -> str:
    """A window as it was typed, or by its day and times."""
    label = window.label or f"{clock(window.starts)} to {clock(window.ends)}"
    day = DAYS[window.day]
    return label if label.casefold().startswith(day.casefold()) else f"{day} {label}"


def times(case: Case, mentor: Person, mentee: Person) -> str:
    """When the two could meet: `both free Mon P3, Tue P6 and one more time`."""
    if not (mentor.times_known and mentee.times_known):
        return "times not known"
    both = shared(mentor, mentee, case.settings.meeting_minutes)
    if not both:
        return "no common free time"
    labels = [named(window) for window in both[:SHOWN_WINDOWS]]
    more = len(both) - len(labels)
    further = [f"{number(more)} more {'time' if more == 1 else 'times'}"] if more else []
    return f"both free {listed([*labels, *further])}"


def _subject(mentor: Person, mentee: Person) -> str:
    same = [subject for subject in mentee.subjects if subject.casefold() in folded(mentor.subjects)]
    return f"same subject ({same[0]})" if same else "related subjects"


def _band(mentor: Person, mentee: Person) -> str:
    same = [band for band in mentee.grade_bands if band.casefold() in folded(mentor.grade_bands)]
    return f"same grades ({same[0]})" if same else "neighboring grades"


def _goals(mentor: Person, mentee: Person) -> str:
    count = len(folded(mentee.goals) & folded(mentor.strengths))
    return f"{number(count)} shared {'goal' if count == 1 else 'goals'}"


def _language(case: Case, mentor: Person, mentee: Person) -> str:
    both = folded(mentor.languages) - {case.common_language}
    return f"both speak {next(word for word in mentee.languages if word.casefold() in both)}"


def _wish(case: Case, mentor: Person, mentee: Person) -> str:
    """Who asked for whom. For the coordinator's sheet only: a letter never says it."""
    ranks = case.ties.ranks
    asked, wanted = (mentee.id, mentor.id) in ranks, (mentor.id, mentee.id) in ranks
    if asked and wanted:
        return "they asked for each other"
    return f"{(mentee if asked else mentor).first_name} asked for {(mentor if asked else mentee).first_name}"


def phrases(case: Case, match: Match, parts: dict[str, int]) -> list[str]:
    """The strongest parts of a pair in words. Earlier years together have points but no words."""
    mentor, mentee = match.mentor, match.mentee
    words: dict[str, Callable[[], str]] = {
        "subject": lambda: _subject(mentor, mentee),
        "grade band": lambda: _band(mentor, mentee),
        "school": lambda: "same school",
        "goals": lambda: _goals(mentor, mentee),
        "language": lambda: _language(case, mentor, mentee),
        "preference": lambda: _wish(case, mentor, mentee),
    }
    strongest = sorted((name for name in words if parts.get(name, 0) > 0), key=lambda name: -parts[name])
    return [words[name]() for name in strongest[:SHOWN_PARTS]]


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


class Reasons:
    """Why each pair of a matching was chosen; `seated` names who else sits with each mentor, by Person ID."""

    def __init__(self, matching: Matching, seated: dict[str, list[str]]) -> None:
        self.matching, self.seated = matching, seated

    def why(self, match: Match) -> str:
        """One or two plain sentences: what the pair has in common, and why not somebody who fits better."""
        return f"{self.common(match)} {self._alternative(match)}"

    def common(self, match: Match) -> str:
        """What the two have in common, and when they could meet."""
        case = self.matching.case
        said = listed(phrases(case, match, self.matching.scorer.parts(match.mentor, match.mentee)))
        return sentence("; ".join(filter(None, (said, times(case, match.mentor, match.mentee)))))

    def _alternative(self, match: Match) -> str:
        matching = self.matching
        better = matching.scorer.best(matching.table.place_of_mentee[match.mentee.id], above=match.score)
        if better is None:
            return "Nobody possible fits better."
        other = matching.pool.mentors[better[0]]
        seated = [name for name in self.seated.get(other.id, ()) if name != match.mentee.name]
        if not seated:
            return f"{other.name} would fit better, but has no seat."
        kept = listed([*sorted(seated)[:2], "others"] if len(seated) > 2 else sorted(seated))
        return f"{other.name} would fit better, but the seat does more good with {kept}."
