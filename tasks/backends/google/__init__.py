"""The back end on Google: a spreadsheet as workbook, Calendar, Gmail and Forms, by the real and unmodified clients.

auth.py        whose access: a key file, a signed-in person, the machine's own
transport.py   one HTTP session for all clients, with time-outs, without hidden repetitions
calls.py       what a failure means, waiting, and never more calls a minute than Google allows
said.py        each failure as one sentence with its remedy
sheet_*.py     grids, values, looks and changes of a spreadsheet;  register.py  the workbook
event_*.py     a series as events and back;                        diary.py     the calendar
postbox.py     mail by drafts, or by sending alone;                forms.py     forms and their answers
opening.py     everything of one spreadsheet opened together;      setup.py     a new one
doctor.py      each permission: what it is for, whether it is granted, how to grant it
"""
