"""When pairs meet: a term of meetings that fit people's lives, and stay true.

In: pairs, people's windows, bells, the calendar, busy times, `Meetings` as it stands, the diary. Out: `Meetings` rows,
one calendar series per pair, invitations, change letters, questions for staff, figures. Flow: schedule-meetings.

    grid.py      the term as dates and slots           free.py     who is free when, as bits
    pick.py      the exact choice of a few times       weeks.py    usual times, then every week (term.py: its values)
    wishes.py    what each pair wants                  rows.py     what staff typed in `Change` and `Held`
    sorting.py   which rows stay, which must move      demand.py   the wishes as arrays
    outcome.py   each meeting's fate                   capacity.py how much is possible at all
    order.py     in which order all is placed           circles.py  groups that meet as one
    phases.py    a cadence that changes                caps.py     meetings a day and a week
    rooms.py     schools with few rooms (optimum.py)   where.py    which room
    travel.py    the way between schools               visits.py   classroom visits
    letters.py   who is told what (told.py: what they know already; heard.py: what they told us)
    frames.py    schools in another time zone           sessions.py  trainings, with the way there
    scheduled.py all that shares a clock, put together  report.py    what a run changes, as a table
"""
