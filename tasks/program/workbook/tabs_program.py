"""The tabs of the program as a whole: settings, the coordinator's desk, logs, surveys, letters."""

from tasks.program.workbook.columns import CHECK, Kind, Tab, form, program, staff
from tasks.program.workbook.tabs_people import YES_NO

SETTINGS = Tab(
    "Settings",
    (
        staff("Setting", required=True, width=30),
        staff("Value", required=True, width=44),
        staff("Notes", width=60),
        CHECK,
    ),
    key=("Setting",),
    purpose="How the program works. A blank value means the default.",
    required=True,
)

LAST_RUN = "last-run"
"""The item of the first line of `To do`. Wherever it stands, it is red once its `Due` has passed."""

TO_DO = Tab(
    "To do",
    (
        program("Item", width=24),
        program("What", width=70),
        program("Who", width=24),
        program("Look in", width=28),
        program("Since", kind=Kind.DATE),
        program("Due", kind=Kind.DATE),
        program("Choices", width=28),
        staff("Answer"),
        staff("Note", width=28),
        program("Status", "open", "done"),
        CHECK,
    ),
    key=("Item",),
    purpose="Everything that waits for a person. Type one of the choices in Answer.",
)

COMING_UP = Tab(
    "Coming up",
    (
        program("Date", kind=Kind.DATE),
        program("What", width=60),
        program("How many", kind=Kind.NUMBER),
        program("Waits for", width=36),
    ),
    key=(),
    purpose="The next 14 days of letters, bookings, surveys and digests.",
)

CHECK_INS = Tab(
    "Check-ins",
    (
        form("Timestamp", kind=Kind.MOMENT, required=True, width=18),
        form("Email", kind=Kind.EMAIL, required=True, width=28, aliases=("Email address", "Username")),
        form("With", width=28),
        form("Met on", kind=Kind.DATE, required=True),
        form("Minutes", kind=Kind.NUMBER, required=True),
        form("Mode", "in person", "virtual"),
        form("Kind"),
        form("Need help", *YES_NO),
        program("Counted", width=36),
        form("Response ID", hidden=True),
    ),
    key=("Timestamp", "Email", "Response ID"),
    purpose="The log of meetings. It never asks what was said.",
)

SURVEY_ANSWERS = Tab(
    "Survey answers",
    (
        form("Timestamp", kind=Kind.MOMENT, required=True, width=18),
        form("Email", kind=Kind.EMAIL, width=28, aliases=("Email address", "Username")),
        form("Token"),
        form("Response ID", hidden=True),
    ),
    key=("Timestamp", "Email", "Token", "Response ID"),
    purpose="The survey's answers, as the form gives them. For the coordinator alone.",
)

SURVEY_SUMMARY = Tab(
    "Survey summary",
    (
        program("Section", width=18),
        program("Group", width=22),
        program("Question", width=60),
        program("Answered", kind=Kind.NUMBER),
        program("Invited", kind=Kind.NUMBER),
        program("Result", width=44),
        program("Note", width=60),
    ),
    key=(),
    purpose="What the survey says; groups that are too small are not shown.",
)

COMMENTS = Tab(
    "Comments",
    (
        program("Comment ID", width=18),
        program("Question", width=36),
        program("Comment", width=80),
        program("Suggested themes", kind=Kind.LIST, width=28),
        staff("Themes", kind=Kind.LIST, width=28),
        program("Author agrees"),
        staff("OK to quote", *YES_NO),
    ),
    key=("Comment ID",),
    purpose="Comments without names. A quote needs the author's agreement and `yes` in OK to quote.",
)

OUTBOX_STATUSES = ("owed", "waiting", "sending", "sent", "failed", "unsure", "dropped", "bounced")
OUTBOX = Tab(
    "Outbox",
    (
        program("Key", width=32),
        program("To", kind=Kind.EMAIL, width=28),
        program("Name", width=24),
        program("Subject", width=48),
        program("Letter", width=22),
        program("Status"),
        staff("Action", "send", "hold", "drop"),
        program("When", kind=Kind.MOMENT, width=18),
        program("Error", width=36),
        CHECK,
    ),
    key=("Key",),
    purpose="Every letter: owed, waiting or sent. `send`, `hold` or `drop` in Action decides about it.",
)

DIGESTS = Tab(
    "Digests",
    (
        program("Digest", width=24),
        program("Date", kind=Kind.DATE),
        program("Audience"),
    ),
    key=("Digest",),
    purpose="One row per digest that was sent, one column per figure.",
)
