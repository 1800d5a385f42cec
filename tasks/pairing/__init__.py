"""Who with whom, and why: a book in, a plan for `Pairings`, `Unmatched` and the letters about pairs out.

The flow pair-mentors calls `plan.plan`; `audit.audit` writes the whole case, `what_if.answer` answers questions.
`rules.py` and `weights.py` are the two tables that decide; `engine/` finds the best matching and proves it.
"""
