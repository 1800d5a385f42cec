"""Sheets v4: spreadsheets, sheets, cells, and the language of ranges."""
