"""The coordinator's desk: what waits for a person (`To do`) and what comes by itself (`Coming up`).

In: everything the other rooms said. Out: rows of the two tabs. Every flow calls it last.
"""
