"""The term-end survey: invitation, one reminder, close, compile.

In: who takes part, the answers (tab, form or filled files). Out: letters, the tabs `Survey summary` and `Comments`, a page
for people. Groups under the minimum size are never shown, nor can they be worked out. Called by `run-survey`.
"""
