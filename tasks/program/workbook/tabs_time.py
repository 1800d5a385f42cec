"""The tabs about time: the school calendar, bells, meetings and trainings."""

from tasks.program.workbook.columns import CHECK, Kind, Tab, program, staff
from tasks.program.workbook.tabs_people import YES_NO

DAY_KINDS = ("no school", "early release", "late start", "testing", "remote day", "teacher day", "school day")
MEETING_STATUSES = (
    "planned",
    "booked",
    "moved",
    "cancelled",
    "held",
    "missed",
    "not confirmed",
    "no school",
)
INVITATION_STATUSES = ("invited", "reminded", "accepted", "declined", "waitlisted", "attended", "absent")

CALENDAR = Tab(
    "Calendar",
    (
        staff("Date", kind=Kind.DATE, required=True, aliases=("From",)),
        staff("To", kind=Kind.DATE, aliases=("Until",)),
        staff("Kind", *DAY_KINDS, required=True),
        staff("Opens", kind=Kind.TIME),
        staff("Closes", kind=Kind.TIME),
        staff("Day", "A", "B"),
        staff("Schools", kind=Kind.LIST, width=28),
        staff("Notes", width=28),
        CHECK,
    ),
    key=("Date", "Kind", "Schools"),
    purpose="Days off, early releases, testing days. Nothing is booked on a day without school.",
)

BELL_SCHEDULE = Tab(
    "Bell schedule",
    (
        staff("School", width=28),
        staff("Period", required=True),
        staff("Starts", kind=Kind.TIME, required=True),
        staff("Ends", kind=Kind.TIME, required=True),
        staff("Days"),
        CHECK,
    ),
    key=("School", "Period", "Days"),
    purpose="When each period begins and ends; a blank school means all schools.",
)

MEETINGS = Tab(
    "Meetings",
    (
        program("Meeting ID", width=20),
        program("Pairing ID", width=18),
        program("Mentor", width=24),
        program("Mentee", width=24),
        program("Kind", "kickoff", "check-in", "observation", "circle"),
        program("Starts", kind=Kind.MOMENT, width=18),
        program("Ends", kind=Kind.MOMENT, width=18),
        program("Where", width=36),
        staff("Change", width=18),
        staff("Held"),
        program("Status"),
        program("Answers", width=28),
        program("Event ID", hidden=True),
        CHECK,
    ),
    key=("Meeting ID",),
    purpose="Every meeting of the term. Type `cancel` or a new start in Change; `yes`, `no` or minutes in Held.",
)

ROOMS = Tab(
    "Rooms",
    (
        staff("School", width=28, required=True),
        staff("Room", required=True),
        staff("Seats", kind=Kind.NUMBER),
        CHECK,
    ),
    key=("School", "Room"),
    purpose="Rooms where pairs may meet; a school that is not named here has room enough.",
)

TRAININGS = Tab(
    "Trainings",
    (
        staff("Training ID", required=True),
        staff("Title", required=True, width=32),
        staff("Starts", kind=Kind.MOMENT, required=True, width=18),
        staff("Ends", kind=Kind.MOMENT, required=True, width=18),
        staff("Where", width=28),
        staff("Seats", kind=Kind.NUMBER),
        staff("Audience", required=True),
        staff("Required", *YES_NO),
        staff("Topic"),
        staff("Status", "cancelled"),
        CHECK,
    ),
    key=("Training ID",),
    purpose="Training sessions: who is invited is decided by Audience.",
)

INVITATIONS = Tab(
    "Invitations",
    (
        program("Training ID"),
        program("Email", kind=Kind.EMAIL, width=28),
        program("Name", width=24),
        program("Status"),
        staff("Answer", *YES_NO),
        staff("Attended", *YES_NO),
        program("Invited on", kind=Kind.DATE),
        program("Planned on", kind=Kind.DATE, hidden=True),
        CHECK,
    ),
    key=("Training ID", "Email"),
    purpose="Who was invited to which training, what they answered, who came.",
)
