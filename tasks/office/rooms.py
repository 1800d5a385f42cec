"""Which rooms there are, in the order in which they plan, and which of them each command runs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tasks.backends.local.forms import blank_form
from tasks.backends.local.pdf import html_to_pdf
from tasks.checkins.plan import plan as plan_checkins
from tasks.closing.plan import plan as plan_closing
from tasks.desk.answers import answer_problems
from tasks.desk.plan import plan as plan_desk
from tasks.digest.plan import plan as plan_digest
from tasks.enrollment.checks import changes as check_cells
from tasks.enrollment.guards import facts as counts
from tasks.enrollment.plan import plan as plan_enrollment
from tasks.meetings.plan import plan as plan_meetings
from tasks.pairing.plan import plan as plan_pairing
from tasks.program.book import Book
from tasks.program.fold import Fold
from tasks.program.plan import Plan
from tasks.surveys.plan import plan as plan_surveys
from tasks.training.plan import plan as plan_training

ROOMS: Mapping[str, Callable[[Book], Plan]] = MappingProxyType(
    {
        "enrollment": plan_enrollment,
        "pairing": plan_pairing,
        "meetings": plan_meetings,
        "training": plan_training,
        "checkins": plan_checkins,
        "surveys": lambda book: plan_surveys(book, blank_form),
        "digest": plan_digest,
        "closing": lambda book: plan_closing(book, html_to_pdf),
    }
)

COMMANDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "check": ("enrollment",),
        "pair": ("enrollment", "pairing"),
        "schedule": ("enrollment", "pairing", "meetings"),
        "train": ("enrollment", "training"),
        "checkin": ("enrollment", "checkins"),
        "survey": ("enrollment", "surveys"),
        "digest": ("enrollment", "digest"),
        "close": ("enrollment", "checkins", "closing"),
        "term": tuple(ROOMS),
    }
)
"""The rooms whose plans a command carries out. `schedule` carries out staff's decisions about pairs first."""


def hear(fold: Fold) -> None:
    """Hears the rooms that the command does not run, so that `To do` and `Coming up` are true after any command."""
    for room, plan in ROOMS.items():
        if room not in fold.rooms:
            fold.listen(plan(fold.book))


def close_fold(fold: Fold, extra: Plan) -> None:
    """The desk comes last: `Check` beside every row, then `To do` and `Coming up`, of all that anybody said."""
    fold.plan += extra
    # Counted as the program leaves the tabs: what it cleared itself must not alarm the next run.
    fold.plan += Plan(facts=counts(fold.book)) if "enrollment" in fold.rooms else Plan()
    fold.plan += Plan(problems=answer_problems(fold.book, fold.plan.todos))
    fold.add("checks", Plan(changes=tuple(check_cells(fold.book, fold.plan.problems))))
    fold.add("desk", plan_desk(fold.book, fold.plan))
