"""Other words people use for the choices of `Enrollment`; a word with two meanings is left out on purpose."""

MENTEE = ("new teacher", "protege", "protégé", "beginning teacher", "novice", "novice teacher", "inductee", "first year teacher", "mentees")  # fmt: skip
MENTOR = ("mentor teacher", "mentors", "experienced teacher", "lead mentor", "veteran teacher")
BOTH = ("mentor & mentee", "mentor and mentee", "mentee and mentor", "mentee/mentor", "mentor + mentee")
PEER = ("peers", "peer mentor", "peer partner")
ROLES = {
    **dict.fromkeys(MENTEE, "mentee"),
    **dict.fromkeys(MENTOR, "mentor"),
    **dict.fromkeys(BOTH, "both"),
    **dict.fromkeys(PEER, "peer"),
}

MODES = {
    **dict.fromkeys(("in-person", "face to face", "f2f", "on site", "onsite", "at school"), "in person"),
    **dict.fromkeys(("online", "zoom", "remote", "video", "video call", "teams", "google meet", "virtually"), "virtual"),
    **dict.fromkeys(("both", "any", "no preference", "either one", "hybrid", "in person or virtual", "virtual or in person"), "either"),
}  # fmt: skip

STATUSES = {
    **dict.fromkeys(("applicant", "application", "pending"), "applied"),
    **dict.fromkeys(("vacant", "vacancy", "to be hired", "tbh", "not yet hired"), "expected"),
    **dict.fromkeys(("current", "enrolled", "yes"), "active"),
    **dict.fromkeys(("leave", "maternity leave", "parental leave", "medical leave", "sick leave", "away"), "on leave"),
    **dict.fromkeys(("withdrew", "withdraw", "dropped out"), "withdrawn"),
    **dict.fromkeys(("resigned", "retired", "quit", "left district", "left the district", "gone"), "left"),
    **dict.fromkeys(("complete", "finished", "graduated"), "completed"),
}  # fmt: skip

TRACKS = {
    word: f"year {number}"
    for number, words in enumerate(
        (
            ("year 1", "yr 1", "y1", "1st year", "first year", "year one"),
            ("year 2", "yr 2", "y2", "2nd year", "second year", "year two"),
            ("year 3", "yr 3", "y3", "3rd year", "third year", "year three"),
        ),
        1,
    )
    for word in words
}
