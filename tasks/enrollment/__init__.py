"""The enrollment room: who everybody is, and what in the sheet needs a person's eye.

In: `Enrollment` and every tab's problems. Out: Person IDs, `Enrolled on`, `Match by`, `Mail`, the `Check` cells of all
tabs, the Program ID, missing tabs, guards against half a sheet and a column that moved alone, questions about rows that are
gone or came back otherwise. Every flow runs it first; `check` runs it alone.
"""
