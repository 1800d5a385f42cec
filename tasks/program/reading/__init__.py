"""From cells to nouns: every reader takes a snapshot and gives values and problems, and never guesses silently.

values.py  dates.py  clock.py  days.py  emails.py  grades.py  languages.py  words.py   one cell as people type it
rows.py  columns.py                       one row read cell by cell; what is wrong with a header row
settings.py  setting_specs.py             the `Settings` tab, and every setting as data
school.py  school_names.py                schools, calendar, bells; which school a name means
availability.py  periods.py               weekly windows by the clock or by the bell schedule
people.py  person.py                      `Enrollment`: everyone once; one row of it
duplicates.py  identity.py                which rows are one person; which id each row has
references.py  near.py                    whom a cell names; addresses a letter or two off
pairs.py  meetings.py  trainings.py       what the program and staff keep together
"""
