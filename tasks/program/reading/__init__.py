"""From cells to nouns: every reader takes a snapshot and gives values and problems, and never guesses silently.

rows.py      one row read cell by cell, its problems collected
values.py    dates, numbers, addresses, lists, choices as people type them
settings.py  people.py  school.py  availability.py       what staff keep
pairs.py  meetings.py  trainings.py                      what the program and staff keep together
"""
