"""The digests: one page for leadership (counts only, small groups hidden), one list for the coordinator.

In: pairs, meetings, hours, trainings, survey, open questions. Out: letters, a row in `Digests` for each one sent, a page.
Called by `send-digest`.
"""
