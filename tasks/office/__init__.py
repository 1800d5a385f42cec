"""The fold that every command and every flow shares, without Prefect: every room's plan in order, then delivery, until quiet.

stock.py      reads the workbook and the world into a book
rooms.py      which rooms there are, in their order
refusals.py   what a run cannot begin with at all
guards.py     what looks wrong enough to ask first
carry.py      makes a plan so: rows, calendars, letters, files, memory
settle.py     rounds until nothing is left to do, and the summary
rehearsal.py  the same on doubles: `--plan`, and the question before sending
"""
