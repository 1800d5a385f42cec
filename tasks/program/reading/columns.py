"""What is wrong with a tab's header row: required columns that are missing, columns that could be the same one."""

from tasks.program.problems import Problem, fix
from tasks.program.workbook.snapshot import Sheet


def column_problems(sheet: Sheet) -> tuple[Problem, ...]:
    """One problem for each clash and for each required column that is missing; none for a tab that has no header."""
    tab = sheet.tab
    if tab is None or not (sheet.columns or sheet.rows or sheet.clashes):
        return ()
    problems = [_clash(sheet, column, headers) for column, headers in sheet.clashes]
    known = {*sheet.columns, *(column for column, _ in sheet.clashes)}
    found = ", ".join(sheet.columns) or "none"
    problems += [
        fix(
            sheet.name,
            0,
            column.name,
            "",
            f"The column “{column.name}” is missing.",
            f"Name one column “{column.name}” in row 1; the columns found are: {found}.",
        )
        for column in tab.columns
        if column.required and column.name not in known
    ]
    return tuple(problems)


def _clash(sheet: Sheet, column: str, headers: tuple[str, ...]) -> Problem:
    named = " and ".join(f"“{header}”" for header in headers)
    return fix(
        sheet.name,
        0,
        column,
        " / ".join(headers),
        f"{named} could each be the column “{column}”, so neither is read.",
        "Rename or remove one of them in row 1.",
    )
