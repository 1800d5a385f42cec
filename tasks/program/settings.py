"""The program's settings, understood: one field per line of the `Settings` tab, with its default."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

OFF = "off"
"""In place of a form's address: no form at all."""


class Cadence(StrEnum):
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class Rhythm:
    """How often pairs meet: phases of (cadence, weeks) from a pair's first week on, and `then` for all weeks after."""

    then: Cadence = Cadence.BIWEEKLY
    phases: tuple[tuple[Cadence, int], ...] = ()


class Model(StrEnum):
    ONE_TO_ONE = "one-to-one"
    PEER = "peer"
    CIRCLE = "circle"
    RECIPROCAL = "reciprocal"


class TrainingRule(StrEnum):
    NO = "no"
    YES = "yes"
    BEFORE_FIRST_MEETING = "before first meeting"


class SameSchool(StrEnum):
    PREFER = "prefer"
    REQUIRE = "require"
    IGNORE = "ignore"


@dataclass(frozen=True)
class Weights:
    """How much each likeness counts in a pair's score, in points; 0 switches it off."""

    subject: float = 30.0
    grade_band: float = 20.0
    school: float = 15.0
    goals: float = 15.0
    preference: float = 20.0
    language: float = 5.0
    continuity: float = 10.0
    planning: float = 10.0
    weeks: float = 10.0


@dataclass(frozen=True)
class Settings:
    """What the `Settings` tab says. Dates are school dates, times wall-clock times in `time_zone` (IANA)."""

    program_name: str = ""
    program_id: str = ""
    coordinator_name: str = ""
    coordinator_email: str = ""
    backup_coordinator_email: str = ""
    leadership_emails: tuple[str, ...] = ()
    term_name: str = ""
    term_start: date = date(1970, 1, 1)
    term_end: date = date(1970, 1, 1)
    time_zone: str = "UTC"
    policy: str = "general"
    model: Model = Model.ONE_TO_ONE
    approve_automatically: bool = False
    waited_first: bool = False
    lift_worst_pair: bool = False
    equal_chances: str = ""
    second_mentor: bool = False
    minimum_shared_windows: int = 1
    experience_gap: float = 0.0
    practicable: tuple[str, ...] = ()
    mentees_per_mentor: int | None = None
    minimum_mentor_years: float = 3.0
    minimum_recent_years: float = 0.0
    mentor_ratings: tuple[str, ...] = ()
    training_rule: TrainingRule = TrainingRule.NO
    same_school: SameSchool = SameSchool.PREFER
    match_within_days: int | None = None
    days_counted_as: str = "calendar"
    warn_days_before: int = 10
    meeting_minutes: int = 45
    rhythm: Rhythm = field(default_factory=Rhythm)
    meeting_hours: tuple[time, time] = (time(7, 30), time(16, 30))
    planning_periods_per_week: int = 1
    meetings_per_day: int = 3
    meetings_per_week: int = 0
    quiet_days_before_term_end: int = 0
    travel_minutes: int = 15
    observations_per_term: int = 0
    scheduling: str = "series"
    video_link: str = "none"
    hours_required: float | None = None
    hours_per: str = "year"
    survey_opens: date | None = None
    survey_closes: date | None = None
    survey_form: str = ""
    survey_form_mentors: str = ""
    survey_form_mentees: str = ""
    check_in_form: str = ""
    leadership_digest: str = "monthly"
    coordinator_digest: str = "weekly"
    digest_day: int = 0
    digest_preview_days: int = 2
    minimum_group_size: int = 5
    pause_all_sending: bool = False
    calendar_mails: str = "none"
    letters_that_wait: tuple[str, ...] = ("ending", "leave", "unmatched", "entry problem", "digest")
    letters_leave_at: time = time(7, 30)
    ask_above: int = 25
    maximum_mails_per_run: int = 2000
    routine_mails_per_week: int = 1
    redirect_all_mail_to: str = ""
    confidential_workbook: str = ""
    weights: Weights = field(default_factory=Weights)
    previous_workbook: str = ""
    unusable: tuple[str, ...] = ()
    """Required settings that are missing or cannot be read: what depends on them waits."""

    @property
    def cadence(self) -> Cadence:
        """How often pairs meet once the first phases are over."""
        return self.rhythm.then
