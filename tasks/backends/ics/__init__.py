"""Reads calendars that people exported; written for both the local and any other back end that is handed `.ics` files."""
