"""Every tab of the contract. Names are relied on by other people's sheets: add, never rename."""

from tasks.program.workbook.columns import Tab
from tasks.program.workbook.tabs_people import ENROLLMENT, HOURS, PAIRINGS, SCHOOLS, UNMATCHED
from tasks.program.workbook.tabs_program import (
    CHECK_INS,
    COMING_UP,
    COMMENTS,
    DIGESTS,
    OUTBOX,
    SETTINGS,
    SURVEY_ANSWERS,
    SURVEY_SUMMARY,
    TO_DO,
)
from tasks.program.workbook.tabs_time import BELL_SCHEDULE, CALENDAR, INVITATIONS, MEETINGS, ROOMS, TRAININGS

ALL = (
    SETTINGS,
    TO_DO,
    COMING_UP,
    ENROLLMENT,
    SCHOOLS,
    CALENDAR,
    BELL_SCHEDULE,
    PAIRINGS,
    UNMATCHED,
    MEETINGS,
    TRAININGS,
    INVITATIONS,
    CHECK_INS,
    HOURS,
    SURVEY_ANSWERS,
    SURVEY_SUMMARY,
    COMMENTS,
    OUTBOX,
    DIGESTS,
)
OPTIONAL = (ROOMS,)
"""Tabs that staff may add; the program reads them and never makes them."""
TABS: dict[str, Tab] = {tab.name: tab for tab in (*ALL, *OPTIONAL)}
# Tabs that later parts of the program bring; a staff tab of that name is left alone.
RESERVED = (
    "Milestones",
    "Surveys",
    "Rules",
    "Stipends",
    "Texts",
    "Resources",
    "Programs",
    "Read me",
)
