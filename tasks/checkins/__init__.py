"""Check-ins: what people logged becomes hours, held meetings, and gentle letters.

In: `Check-ins`, `Meetings`, `Hours` (staff's adjustments), pairs. Out: `Counted`, `Hours`, held meetings, letters
(`check-in-nudge`, `meeting-confirmation`). Called by the flow `collect_checkins` and by `run_term`. What was said in a
meeting is never asked, so nothing here could tell it.

    spans.py        from when to when two people are a pair
    log.py          which entries count, and why the others do not
    requirement.py  hours required, spread over school days
    hours.py        the tab `Hours`
    held.py         which booked meetings the log confirms
    silence.py      pairs nobody has heard of for weeks
    letters.py      the room's letters
    plan.py         all of it together
"""
