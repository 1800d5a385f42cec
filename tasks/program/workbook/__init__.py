"""The workbook's contract, as data, and snapshots of a real one.

columns.py   what a tab and a column are
tabs.py      every tab of the contract
headers.py   which column of a real sheet is which
snapshot.py  all tabs as read: sheets and rows
changes.py   what should change, and the difference between two snapshots
"""
