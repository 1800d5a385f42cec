"""What a new workbook says beside each setting: one plain line, what a blank means, the words to choose from."""

from dataclasses import dataclass

from tasks.program.policy import names


@dataclass(frozen=True)
class SettingNote:
    """A setting's line: what it decides, what a blank value means (nothing where it is required), its choices."""

    note: str
    blank: str = ""
    choices: tuple[str, ...] = ()

    def sentence(self) -> str:
        return f"{self.note} Blank means {self.blank}." if self.blank else f"{self.note} Please fill in."


_STRENGTHS = ("off", "low", "medium", "high")
_ON = ("monthly", "weekly", "off")


def _weight(what: str) -> SettingNote:
    return SettingNote(
        f"How much {what} counts when pairs are proposed; a number works too.", "medium", _STRENGTHS
    )


NOTES: dict[str, SettingNote] = {
    "Program name": SettingNote("What letters and pages call the program."),
    "Coordinator name": SettingNote("Who signs the letters."),
    "Coordinator email": SettingNote("Where replies and questions go."),
    "Backup coordinator email": SettingNote("Who else gets the coordinator's digest.", "nobody"),
    "Leadership emails": SettingNote(
        "Who gets the one-page digest; several addresses with ; between them.", "nobody"
    ),
    "Term name": SettingNote("What letters call this term or year, for example Fall 2026."),
    "Term start": SettingNote("The first day of the term."),
    "Term end": SettingNote("The last day of the term."),
    "Time zone": SettingNote("The zone of every time in this workbook, for example America/Chicago."),
    "Policy": SettingNote(
        "Your state's or district's rule pack; check it with your state.", "general", names()
    ),
    "Pairing model": SettingNote(
        "Who is paired with whom.", "one-to-one", ("one-to-one", "peer", "circle", "reciprocal")
    ),
    "Approve pairings": SettingNote(
        "each: you approve every pair in the tab Pairings. auto: proposals are taken as they are.",
        "each",
        ("each", "auto"),
    ),
    "Waited first": SettingNote(
        "yes: where not all can be matched, people who waited before this term go first.", "no", ("no", "yes")
    ),
    "Lift worst pair": SettingNote(
        "yes: the weakest pair is made as good as it can be before the total counts.", "no", ("no", "yes")
    ),
    "Equal chances": SettingNote(
        "Where not all can be matched, no school (or track) gets more than its share.",
        "off",
        ("off", "school", "track"),
    ),
    "Second mentor": SettingNote(
        "yes: who has a mentor of another subject or other grades also gets one for content from free seats.",
        "no",
        ("no", "yes"),
    ),
    "Minimum shared windows": SettingNote("How many times a week both must be free for a meeting.", "1"),
    "Experience gap": SettingNote(
        "How many years of teaching a mentor must have more than the mentee.", "any more"
    ),
    "Practicable first": SettingNote(
        "What pairs shall have wherever that is possible, most important first, with ; between: same school, "
        "same subject, same grade band, same subject or grade band.",
        "nothing before the weights",
    ),
    "Mentees per mentor": SettingNote(
        "The most mentees of one mentor, whatever Capacity says.", "what Capacity says"
    ),
    "Minimum mentor years": SettingNote("How many years a mentor must have taught.", "3"),
    "Minimum recent years": SettingNote(
        "How many full-time years of the last few (column Recent years) a mentor needs, where law asks for it.",
        "0",
    ),
    "Mentor ratings accepted": SettingNote(
        "Which words in the column Rating let somebody be a mentor, with ; between. Blank: ratings do not matter.",
        "any",
    ),
    "Mentor training required": SettingNote(
        "Whether a mentor needs a date in Mentor training, and by when.",
        "no",
        ("no", "yes", "before first meeting"),
    ),
    "Same school": SettingNote(
        "Whether both must work at one school.", "prefer", ("prefer", "require", "ignore")
    ),
    "Match within days": SettingNote(
        "How soon after the start date a mentee must have a mentor.", "no limit"
    ),
    "Days counted as": SettingNote(
        "Which days that limit counts.", "calendar", ("calendar", "school", "work")
    ),
    "Warn days before": SettingNote("How many days before a deadline To do reminds you.", "10"),
    "Meeting minutes": SettingNote("How long a meeting is.", "45"),
    "Meeting cadence": SettingNote(
        "How often a pair meets; phases too, like: weekly for 4 weeks, then biweekly.",
        "biweekly",
        ("weekly", "biweekly", "monthly"),
    ),
    "Meeting hours": SettingNote("Between which hours meetings may lie.", "07:30-16:30"),
    "Planning periods per week": SettingNote(
        "How many planning periods of one teacher meetings may take in a week.", "1"
    ),
    "Meetings per day": SettingNote("How many meetings one person may have in a day; 0 for no limit.", "3"),
    "Meetings per week": SettingNote("How many meetings one person may have in a week.", "no limit"),
    "Quiet days before term end": SettingNote("How many last school days stay free of meetings.", "0"),
    "Travel minutes": SettingNote("How long the way between two schools is.", "15"),
    "Observations per term": SettingNote("How many classroom visits each pair is asked to plan.", "0"),
    "Scheduling": SettingNote(
        "Whether all meetings are booked, only the first one, or none.",
        "series",
        ("series", "kickoff only", "off"),
    ),
    "Video link": SettingNote("none, meet, or a link that every virtual meeting uses.", "none"),
    "Hours required": SettingNote("How many hours each pair must log.", "none"),
    "Hours per": SettingNote("What those hours are counted over.", "year", ("year", "month", "week")),
    "Survey opens": SettingNote("The day the survey's invitations may leave.", "no survey"),
    "Survey closes": SettingNote("The last day answers are taken.", "no survey"),
    "Survey form": SettingNote(
        "The link of your own form.",
        "on Google the program makes one; elsewhere a file to fill in comes with the invitation, and what people send "
        "back goes into the folder forms/in",
    ),
    "Survey form: mentors": SettingNote("Another form for mentors.", "the same form as everybody"),
    "Survey form: mentees": SettingNote("Another form for mentees.", "the same form as everybody"),
    "Check-in form": SettingNote(
        "The link of your own form in which people log their meetings; off: none.",
        "on Google the program makes one; elsewhere letters name no form",
    ),
    "Leadership digest": SettingNote("How often leadership gets its page.", "monthly", _ON),
    "Coordinator digest": SettingNote("How often you get yours.", "weekly", _ON),
    "Digest day": SettingNote("The day digests leave.", "Mon", ("Mon", "Tue", "Wed", "Thu", "Fri")),
    "Digest preview days": SettingNote("How many days before leadership you see its digest.", "2"),
    "Minimum group size": SettingNote("Results of fewer people than this are never shown.", "5"),
    "Pause all sending": SettingNote("yes: no letter leaves until you type no.", "no", ("no", "yes")),
    "Calendar mails": SettingNote(
        "Whom Google Calendar itself writes to about meetings, beside our letters: people outside your school, or all.",
        "none",
        ("none", "external", "all"),
    ),
    "Letters that wait": SettingNote(
        "Letters that leave only when Action in the tab Outbox says send. A letter may also be named as Outbox names it, or say none.",
        "ending; leave; unmatched; entry problem; digest",
    ),
    "Letters leave at": SettingNote("The time of a school day at which letters leave.", "07:30"),
    "Ask above": SettingNote("A scheduled run asks before it sends more letters than this.", "25"),
    "Maximum mails per run": SettingNote("What is over this number leaves the next day.", "2000"),
    "Routine mails per person per week": SettingNote(
        "How many reminders and agendas one person gets in a week.", "1"
    ),
    "Redirect all mail to": SettingNote(
        "For a rehearsal: every letter goes to this address instead.", "letters go to their people"
    ),
    "Confidential workbook": SettingNote(
        "Not possible yet: Avoid, check-ins, survey answers, comments and the outbox stay in this workbook.",
        "they are kept here",
    ),
    "Weight: subject": _weight("teaching the same subject"),
    "Weight: grade band": _weight("teaching the same grades"),
    "Weight: school": _weight("working at the same school"),
    "Weight: goals": _weight("a mentor's strengths fitting a mentee's goals"),
    "Weight: preference": _weight("what people typed in Preferred"),
    "Weight: language": _weight("a shared language"),
    "Weight: continuity": _weight("keeping last year's pair"),
    "Weight: planning": _weight("a planning period both have at the same time"),
    "Weight: weeks": _weight("the number of weeks in which both can really meet"),
    "Previous workbook": SettingNote(
        "Last year's workbook (its path seen from this one's folder, or its address): who waited, and which pairs were or failed.",
        "none",
    ),
    "Program ID": SettingNote(
        "Made by the program: letters and events are known by it. Please leave it as it is.",
        "it is made at the first run",
    ),
}


def note_on(setting: str) -> SettingNote:
    """What is said of a setting; one without a line of its own may be left blank."""
    return NOTES.get(setting, SettingNote("", "the program's own choice"))
