"""A whole term of a sample district, lived through date by date with the very flows a real one uses.

district.py  the district: schools, bells, calendar, people, made from a seed
people.py    what the people of the district do between runs: they type in cells
events.py    what a real year brings besides: leave, a lost row, a pair typed by hand
term.py      the term's dates: who does what, and which flow runs then
"""
