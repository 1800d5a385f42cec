"""The floor plan: every decision the program takes has its room here.

    program/      the nouns: people, pairs, meetings, letters, the workbook's contract. Pure values.
    ports.py      what the program needs from the world: Register, Diary, Postbox, Forms, Ledger.
    enrollment/   reads the sheet, explains every problem           (flow check-enrollment)
    pairing/      who with whom, and why                            (flow pair-mentors)
    meetings/     when and where they meet                          (flow schedule-meetings)
    training/     who is invited to which training                  (flow invite-to-training)
    checkins/     hours against the requirement                     (flow collect-checkins)
    surveys/      the term-end survey and its summary               (flow run-survey)
    digest/       one page for leadership                           (flow send-digest)
    closing/      hours statements, the end of the term             (flow close-term)
    desk/         the coordinator's own tabs: To do, Coming up, Outbox
    outbox/       once means once: renders, claims, sends, records
    backends/     memory, local (a folder with an .xlsx), google
    office/       the fold: every room's plan in order, then delivery, until nothing is left to do

A room is pure: `plan(book) -> Plan`. Prefect appears only in `steps.py` and in `flows/`.
"""
