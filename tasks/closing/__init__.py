"""Closing: hours statements, certificates, the register of hours, and the term marked as ended.

In: `Hours`, `Invitations`, pairs, the day after the term's end (or `--force early-close`). Out: letters
(`hours-statement`), files for `reports/`, the fact `term:closed`, one line of `To do`. Called by the flow `close_term` and
by `run_term`. No status of a person or pair changes here: who continues is for staff to say.

    term.py        whether the term may be closed, and which one it is
    statements.py  each person's hours and trainings, and who completed
    register.py    hours per mentor as CSV, for stipends
    letters.py     the room's letter
    plan.py        all of it together
"""
