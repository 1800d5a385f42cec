"""Every setting of the contract as data: its name, the field it fills, how its value is read."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any
from zoneinfo import available_timezones

from tasks.program import policy
from tasks.program.cells import Value, folded, text
from tasks.program.letters import KINDS, LETTER_NAMES
from tasks.program.reading import values
from tasks.program.reading.values import Unreadable
from tasks.program.settings import OFF, Cadence, Model, Rhythm, SameSchool, TrainingRule, Weights

Reader = Callable[[Value], Any]


@dataclass(frozen=True)
class Spec:
    """One setting: its name in the sheet, the field of `Settings` (or `weights.<field>`), how its cell is read."""

    name: str
    field: str
    read: Reader
    required: bool = False
    aliases: tuple[str, ...] = ()


def number(low: float, high: float) -> Reader:
    return lambda value: values.as_number(value, low, high)


def whole(low: int, high: int) -> Reader:
    return lambda value: values.as_whole(value, low, high)


def choice(*options: str, **aliases: str) -> Reader:
    """One of the options; aliases with `_` for a space."""
    words = {alias.replace("_", " "): option for alias, option in aliases.items()}
    return lambda value: values.as_choice(value, options, words)


def member(kind: Any, **aliases: str) -> Reader:
    read = choice(*kind, **aliases)
    return lambda value: kind(read(value))


def zone(value: Value) -> str:
    """An IANA zone's name, found without regard to case, spaces and underscores; US zones by their usual names too."""
    word = text(value)
    key = re.sub(r"[\s_]+", "_", word).casefold()
    found = _zones().get(key) or _US_ZONES.get(folded(value))
    if found is None and folded(value) in _SHORT_ZONES:
        hint = f"Did you mean {_SHORT_ZONES[folded(value)]}?"
        raise Unreadable(f"“{word}” does not say when the clocks change.", hint)
    if found is None:
        raise Unreadable(f"“{word}” is not a time zone we know.", "Type it like America/Chicago.")
    return found


_US_ZONES = {
    word: name
    for name, words in {
        "America/New_York": ("eastern", "eastern time", "us eastern"),
        "America/Chicago": ("central", "central time", "us central"),
        "America/Denver": ("mountain", "mountain time", "us mountain"),
        "America/Los_Angeles": ("pacific", "pacific time", "us pacific"),
        "America/Anchorage": ("alaska", "alaska time"),
        "Pacific/Honolulu": ("hawaii", "hawaii time"),
    }.items()
    for word in words
}
_SHORT_ZONES = {
    f"{letter}{kind}": name
    for letter, name in (
        ("e", "America/New_York"),
        ("c", "America/Chicago"),
        ("m", "America/Denver"),
        ("p", "America/Los_Angeles"),
    )
    for kind in ("st", "dt", "t")
}
_ZONES: dict[str, str] = {}


def _zones() -> Mapping[str, str]:
    if not _ZONES:
        _ZONES.update(
            (name.casefold(), name) for name in available_timezones() if "/" in name or name == "UTC"
        )
    return _ZONES


def kept_here(_value: Value) -> str:
    """A promise that cannot be kept must not be made: who types a place believes that nothing confidential stands here."""
    raise Unreadable(
        "The program cannot keep confidential tabs in another workbook yet: Avoid, check-ins, answers, comments and Outbox all stay here.",
        "Clear this cell, and share this workbook with coordinators only.",
    )


def hours(value: Value) -> tuple[time, time]:
    """Two times of day, the first before the second."""
    parts = re.split(r"\s*(?:-|–|—|\bto\b)\s*", text(value))
    if len(parts) != 2:
        raise Unreadable(f"“{text(value)}” is not a span of hours.", "Type it like 07:30-16:30.")
    starts, ends = values.as_time(parts[0]), values.as_time(parts[1])
    if ends <= starts:
        raise Unreadable("The hours end before they start.", "Type it like 07:30-16:30.")
    return starts, ends


_CADENCE = member(
    Cadence,
    every_week="weekly",
    every_two_weeks="biweekly",
    bi_weekly="biweekly",
    fortnightly="biweekly",
    every_month="monthly",
)
_PHASE = re.compile(r"(.+?)\s+for\s+(?:the\s+)?(?:first\s+|next\s+)?(\d{1,2})\s+weeks?", re.IGNORECASE)


def rhythm(value: Value) -> Rhythm:
    """One cadence, or phases: `weekly for 4 weeks, then biweekly`."""
    parts = [part for part in re.split(r"\s*(?:[,;]\s*then\b|[,;]|\bthen\b)\s*", text(value)) if part]
    phases = []
    for part in parts[:-1]:
        found = _PHASE.fullmatch(part)
        if found is None or not int(found[2]):
            raise Unreadable(
                f"“{part}” does not say for how many weeks.",
                "Type it like: weekly for 4 weeks, then biweekly.",
            )
        phases.append((_CADENCE(found[1]), int(found[2])))
    if _PHASE.fullmatch(parts[-1]):
        raise Unreadable(
            "It does not say what comes after.", "Type it like: weekly for 4 weeks, then biweekly."
        )
    return Rhythm(_CADENCE(parts[-1]), tuple(phases))


def weekday(value: Value) -> int:
    word = folded(value)[:3]
    days = ("mon", "tue", "wed", "thu", "fri")
    if word not in days:
        raise Unreadable(
            f"“{text(value)}” is not a school day of the week.", "Type Mon, Tue, Wed, Thu or Fri."
        )
    return days.index(word)


def link(value: Value) -> str:
    """A web address."""
    word = text(value)
    if not re.match(r"^https?://[^\s/]+\.[^\s]+$", word, re.IGNORECASE):
        raise Unreadable(f"“{word}” is not a web address.", "Paste the whole link, beginning with https://.")
    return word


def link_or_off(value: Value) -> str:
    return OFF if folded(value) in (OFF, "none", "no") else link(value)


def video(value: Value) -> str:
    word = folded(value)
    return {"none": "none", "no": "none", "off": "none", "meet": "meet", "google meet": "meet"}.get(
        word
    ) or link(value)


def lowered_list(value: Value) -> tuple[str, ...]:
    return tuple(item.casefold() for item in values.as_list(value))


def choices(*options: str, **aliases: str) -> Reader:
    return lambda value: tuple(values.as_choice(one, options, aliases) for one in values.as_list(value))


_STEPS = {"off": 0.0, "low": 0.5, "medium": 1.0, "high": 2.0}


def weight(name: str) -> Reader:
    """`medium` is the default weight, `low` half of it, `high` twice; a number is taken as points."""
    usual = getattr(Weights(), name)

    def read(value: Value) -> float:
        word = folded(value)
        if word in _STEPS:
            return float(_STEPS[word] * usual)
        try:
            points = values.as_number(value, 0, 1000)
        except Unreadable as problem:
            raise Unreadable(
                problem.message, "Type off, low, medium, high, or a number from 0 to 1000."
            ) from None
        if not math.isfinite(points):
            raise Unreadable(
                "The weight is not a number.", "Type off, low, medium, high, or a number from 0 to 1000."
            )
        return points

    return read


def _yes_no(value: Value) -> bool:
    return values.as_yes_no(value)


def equal_chances(value: Value) -> str:
    """The group whose members shall have equal chances; nothing for `off`."""
    word = choice("off", "school", "track", no="off", none="off", schools="school", tracks="track")(value)
    return "" if word == "off" else str(word)


PRACTICABLE = ("same school", "same subject", "same grade band", "same subject or grade band")


def practicable(value: Value) -> tuple[str, ...]:
    """Wishes in their order, each one of those there are."""
    shorter = {word.removeprefix("same "): word for word in PRACTICABLE}
    return tuple(str(values.as_choice(item, PRACTICABLE, shorter)) for item in values.as_list(value))


def _weights(names: Sequence[str]) -> tuple[Spec, ...]:
    return tuple(
        Spec(f"Weight: {name}", f"weights.{name.replace(' ', '_')}", weight(name.replace(" ", "_")))
        for name in names
    )


SPECS: tuple[Spec, ...] = (
    Spec("Program name", "program_name", text, required=True),
    Spec("Program ID", "program_id", text),
    Spec("Coordinator name", "coordinator_name", text, required=True),
    Spec("Coordinator email", "coordinator_email", values.as_email, required=True),
    Spec("Backup coordinator email", "backup_coordinator_email", values.as_email),
    Spec("Leadership emails", "leadership_emails", values.as_emails, aliases=("Leadership email",)),
    Spec("Term name", "term_name", text, required=True),
    Spec("Term start", "term_start", values.as_date, required=True),
    Spec("Term end", "term_end", values.as_date, required=True),
    Spec("Time zone", "time_zone", zone, required=True),
    Spec("Policy", "policy", choice(*policy.names())),
    Spec("Pairing model", "model", member(Model, one_on_one="one-to-one", peers="peer", circles="circle")),
    Spec("Approve pairings", "approve_automatically", lambda value: choice("each", "auto", automatic="auto")(value) == "auto"),
    Spec("Waited first", "waited_first", _yes_no),
    Spec("Lift worst pair", "lift_worst_pair", _yes_no),
    Spec("Equal chances", "equal_chances", equal_chances),
    Spec("Second mentor", "second_mentor", _yes_no),
    Spec("Minimum shared windows", "minimum_shared_windows", whole(0, 50)),
    Spec("Experience gap", "experience_gap", number(0, 60)),
    Spec("Practicable first", "practicable", practicable),
    Spec("Mentees per mentor", "mentees_per_mentor", whole(1, 99)),
    Spec("Minimum mentor years", "minimum_mentor_years", number(0, 60)),
    Spec("Minimum recent years", "minimum_recent_years", number(0, 60)),
    Spec("Mentor ratings accepted", "mentor_ratings", lowered_list),
    Spec("Mentor training required", "training_rule", member(TrainingRule, true="yes", false="no")),
    Spec("Same school", "same_school", member(SameSchool, preferred="prefer", required="require", ignored="ignore")),
    Spec("Match within days", "match_within_days", whole(0, 365)),
    Spec("Days counted as", "days_counted_as", choice("calendar", "school", "work", calendar_days="calendar", school_days="school", work_days="work")),
    Spec("Warn days before", "warn_days_before", whole(0, 365)),
    Spec("Meeting minutes", "meeting_minutes", whole(5, 480)),
    Spec("Meeting cadence", "rhythm", rhythm),
    Spec("Meeting hours", "meeting_hours", hours),
    Spec("Planning periods per week", "planning_periods_per_week", whole(0, 50)),
    Spec("Meetings per day", "meetings_per_day", whole(0, 50)),
    Spec("Meetings per week", "meetings_per_week", whole(0, 100)),
    Spec("Quiet days before term end", "quiet_days_before_term_end", whole(0, 60)),
    Spec("Travel minutes", "travel_minutes", whole(0, 120)),
    Spec("Observations per term", "observations_per_term", whole(0, 50)),
    Spec("Scheduling", "scheduling", choice("series", "kickoff only", "off")),
    Spec("Video link", "video_link", video),
    Spec("Hours required", "hours_required", number(0, 2000)),
    Spec("Hours per", "hours_per", choice("year", "month", "week")),
    Spec("Survey opens", "survey_opens", values.as_date),
    Spec("Survey closes", "survey_closes", values.as_date),
    Spec("Survey form", "survey_form", link),
    Spec("Survey form: mentors", "survey_form_mentors", link),
    Spec("Survey form: mentees", "survey_form_mentees", link),
    Spec("Check-in form", "check_in_form", link_or_off),
    Spec("Leadership digest", "leadership_digest", choice("monthly", "weekly", "off", no="off", none="off")),
    Spec("Coordinator digest", "coordinator_digest", choice("weekly", "monthly", "off", no="off", none="off")),
    Spec("Digest day", "digest_day", weekday),
    Spec("Digest preview days", "digest_preview_days", whole(0, 14)),
    Spec("Minimum group size", "minimum_group_size", whole(1, 1000)),
    Spec("Pause all sending", "pause_all_sending", _yes_no),
    Spec("Calendar mails", "calendar_mails", choice("none", "external", "all", no="none", everybody="all")),
    Spec("Letters that wait", "letters_that_wait", choices(*KINDS, *LETTER_NAMES, "none", no="none", off="none")),
    Spec("Letters leave at", "letters_leave_at", values.as_time),
    Spec("Ask above", "ask_above", whole(0, 1_000_000)),
    Spec("Maximum mails per run", "maximum_mails_per_run", whole(0, 1_000_000)),
    Spec("Routine mails per person per week", "routine_mails_per_week", whole(0, 100)),
    Spec("Redirect all mail to", "redirect_all_mail_to", values.as_email),
    Spec("Confidential workbook", "confidential_workbook", kept_here),
    *_weights(("subject", "grade band", "school", "goals", "preference", "language", "continuity", "planning", "weeks")),
    Spec("Previous workbook", "previous_workbook", text),
)  # fmt: skip
