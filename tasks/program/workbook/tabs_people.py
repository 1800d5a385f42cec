"""The tabs about people and pairs."""

from tasks.program.workbook.columns import CHECK, Kind, Tab, program, staff

YES_NO = ("yes", "no")
GRADE_BANDS = ("PK-2", "3-5", "6-8", "9-12")
STATUSES = ("applied", "expected", "active", "on leave", "withdrawn", "left", "completed")
DECISIONS = ("approve", "reject", "lock", "exception", "replace", "end")
ENDINGS = ("no-fault", "leave", "transfer", "left district", "completed", "error")
PAIR_STATUSES = ("proposed", "approved", "active", "paused", "ended", "rejected", "replaced", "not allowed")

ENROLLMENT = Tab(
    "Enrollment",
    (
        staff("Name", required=True, width=24, aliases=("Full name", "Teacher", "Teacher name")),
        staff(
            "Email",
            required=True,
            kind=Kind.EMAIL,
            width=30,
            aliases=("E-mail address", "Mail", "Email address"),
        ),
        staff("Role", "mentor", "mentee", "both", "peer", required=True),
        staff("School", kind=Kind.LIST, width=26, aliases=("Schools", "Building", "Campus")),
        staff("Subject", kind=Kind.LIST, width=22, aliases=("Subjects", "Content area")),
        staff("Grade band", kind=Kind.LIST, aliases=("Grade bands", "Grade level", "Grades")),
        staff("Years teaching", kind=Kind.NUMBER, aliases=("Years", "Years of teaching", "Years experience")),
        staff("Recent years", kind=Kind.NUMBER, aliases=("Recent full-time years",)),
        staff("Rating", aliases=("Effectiveness rating", "Evaluation rating")),
        staff("Track"),
        staff("Capacity", kind=Kind.NUMBER),
        staff("Availability", kind=Kind.LIST, width=44),
        staff("Strengths", kind=Kind.LIST, width=36),
        staff("Goals", kind=Kind.LIST, width=36),
        staff("Languages", kind=Kind.LIST, aliases=("Language",)),
        staff("Required language", kind=Kind.LIST),
        staff("Evaluator", kind=Kind.EMAIL, width=28, aliases=("Evaluator email",)),
        staff("Supervisor", kind=Kind.EMAIL, width=28, aliases=("Supervisor email",)),
        staff("Preferred", kind=Kind.LIST, width=28),
        staff("Avoid", kind=Kind.LIST, width=28),
        staff("Meeting mode", "in person", "virtual", "either"),
        staff("Mentor training", kind=Kind.DATE, aliases=("Trained", "Mentor training date")),
        staff("Start date", kind=Kind.DATE, aliases=("Hire date",)),
        staff("End date", kind=Kind.DATE),
        staff("Away from", kind=Kind.DATE),
        staff("Away until", kind=Kind.DATE),
        staff("Status", *STATUSES),
        staff("Former email", kind=Kind.EMAIL, width=28),
        staff("Employee ID"),
        program("Paired with", width=28),
        program("Matched on", kind=Kind.DATE),
        program("Match by", kind=Kind.DATE),
        program("Enrolled on", kind=Kind.DATE),
        program("Mail", width=12),
        program("Person ID", hidden=True),
        CHECK,
    ),
    key=("Person ID",),
    purpose="One row per person: who takes part, when they are free, what they want.",
    required=True,
)

SCHOOLS = Tab(
    "Schools",
    (
        staff("School", required=True, width=28),
        staff("Also called", kind=Kind.LIST, width=24),
        staff("Principal", width=24),
        staff("Principal email", kind=Kind.EMAIL, width=28),
        staff("Evaluators", kind=Kind.LIST, width=28),
        staff("Digest", *YES_NO),
        staff("Time zone", width=20, aliases=("Timezone",)),
        CHECK,
    ),
    key=("School",),
    purpose="The schools, other names they go by, and who leads them.",
)

PAIRINGS = Tab(
    "Pairings",
    (
        program("Pairing ID", width=18),
        program("Mentor", width=24),
        program("Mentor email", kind=Kind.EMAIL, width=28),
        program("Mentee", width=24),
        program("Mentee email", kind=Kind.EMAIL, width=28),
        program("Model"),
        program("Score", kind=Kind.NUMBER, width=8),
        program("Why", width=60),
        staff("Decision", *DECISIONS),
        staff("Change mentor to", width=28),
        staff("Ending", *ENDINGS),
        staff("Ends on", kind=Kind.DATE),
        staff("Reason", width=28),
        program("Status"),
        program("Matched on", kind=Kind.DATE),
        program("Introduced on", kind=Kind.DATE),
        program("Ended on", kind=Kind.DATE),
        program("What changed", width=36),
        program("Group", hidden=True),
        CHECK,
    ),
    key=("Pairing ID",),
    purpose="Who is paired with whom, and why; type `approve` in Decision.",
)

UNMATCHED = Tab(
    "Unmatched",
    (
        program("Name", width=24),
        program("Email", kind=Kind.EMAIL, width=28),
        program("Role"),
        program("Since", kind=Kind.DATE),
        program("Match by", kind=Kind.DATE),
        program("Why not", width=60),
        program("What would help", width=60),
        staff("Plan", width=36),
        program("Person ID", hidden=True),
    ),
    key=("Person ID",),
    purpose="Everyone who waits for a partner, why, and what would help.",
)

HOURS = Tab(
    "Hours",
    (
        program("Name", width=24),
        program("Email", kind=Kind.EMAIL, width=28),
        program("With", width=28),
        program("Role"),
        program("Hours logged", kind=Kind.NUMBER),
        program("In person", kind=Kind.NUMBER),
        program("Hours required", kind=Kind.NUMBER),
        program("Required so far", kind=Kind.NUMBER),
        program("Forecast", kind=Kind.NUMBER),
        program("On track"),
        program("Last met", kind=Kind.DATE),
        staff("Adjust hours", kind=Kind.NUMBER),
        staff("Adjust why", width=28),
    ),
    key=("Email", "With"),
    purpose="Hours logged by person and partner, against what is required.",
)
