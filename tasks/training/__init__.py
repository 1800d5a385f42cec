"""Training: who is invited to which session, and what became of it.

In: `Trainings`, `Invitations`, the people, what the ledger says was sent. Out: rows of `Invitations`, letters
(`training-…`), one calendar series per session. Called by the flow `invite_to_training` and by `run_term`.

    edition.py    what each session looked like over time, and what each person was last told of it
    places.py     each row of `Invitations` as it stands today
    wishes.py     who still needs a session of a topic, and which sessions fit them
    seating.py    seats, exactly
    letters.py    the room's letters
    calendar.py   the series that should stand in calendars
    plan.py       all of it together
"""
