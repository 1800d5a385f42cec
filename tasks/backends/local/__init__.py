"""The embedded default: a workbook in a folder, and everything else beside it.

register.py   the workbook, read whole and written cell by cell (`../settling.py` says which cells)
xlsx_*.py     package (the zip), workbook, sheet, cells, styles, formulas, ranges, tabs, looks, changes, save
blank*.py     a new workbook; csv_people.py fills it from a list
diary*.py     calendars as `.ics` files
postbox*.py   a Maildir, and SMTP where it is configured
ledger*.py    what was owed, claimed, sent: SQLite, or PostgreSQL; lock_file.py lets one run work at a time
forms.py      fillable forms as files
shelf.py      reports; pdf.py prints them where that is installed
"""
