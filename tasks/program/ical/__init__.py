"""Calendar series as iCalendar text (RFC 5545, 5546, 6868): pure, and the same bytes for the same series.

recurrence.py  a series as rule, exceptions and overrides; never RDATE, which calendars read differently
zone.py        VTIMEZONE from the zone's own rule, checked against `zoneinfo` at every event
write.py       the calendar object, with a method for mail or without one for files
"""
