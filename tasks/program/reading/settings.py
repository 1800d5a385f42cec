"""Reads the `Settings` tab: one line per setting, each understood or named with what is allowed."""

import difflib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from tasks.program import policy
from tasks.program.cells import folded
from tasks.program.last_year import LastYear
from tasks.program.problems import Problem, fix, note
from tasks.program.reading.columns import column_problems
from tasks.program.reading.dates import as_date
from tasks.program.reading.rows import RowReader
from tasks.program.reading.setting_specs import SPECS, Spec
from tasks.program.settings import Settings, Weights
from tasks.program.workbook.snapshot import Row, Sheet

TAB = "Settings"
_BY_WORD = {folded(word): spec for spec in SPECS for word in (spec.name, *spec.aliases)}


def read_settings(sheet: Sheet) -> tuple[Settings, tuple[Problem, ...]]:
    """Every setting of the tab, defaults where it says nothing; `unusable` names the required ones that cannot be used."""
    problems = list(column_problems(sheet))
    rows = _rows_by_spec(sheet, problems)
    values: dict[str, Any] = {}
    for spec in SPECS:
        row = _one_of(spec, rows.get(spec.name, []), problems)
        if row is None:
            continue
        value = _understood(spec, row, problems)
        if value is not None:
            values[spec.field] = value
    _from_policy(values, rows, problems)
    settings = _settings(values)
    settings = _term_in_order(settings, values, rows, problems)
    missing = [spec for spec in SPECS if spec.required and spec.field not in values]
    problems += [_missing(spec) for spec in missing if not rows.get(spec.name)]
    unusable = (*(spec.name for spec in missing), *settings.unusable)
    return replace(settings, unusable=tuple(dict.fromkeys(unusable))), tuple(problems)


def last_year_problems(sheet: Sheet, last_year: LastYear) -> tuple[Problem, ...]:
    """That last year's workbook is named and could not be read."""
    rows = (row for row in sheet.rows if last_year.unread and folded(row["Setting"]) == "previous workbook")
    return tuple(
        note(
            TAB,
            row.number,
            "Value",
            row["Value"],
            f"Last year's workbook could not be read: {last_year.unread}",
            "Until it is, nobody who waited last year comes first, and pairs that ended without fault may come again. "
            "Clear the value if there is none.",
        )
        for row in rows
        if row.text("Value")
    )


def _rows_by_spec(sheet: Sheet, problems: list[Problem]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sheet.rows:
        word = folded(row["Setting"])
        spec = _BY_WORD.get(word)
        if spec is not None:
            found.setdefault(spec.name, []).append(row)
        elif word:
            problems.append(_unknown(row, word))
        elif row.text("Value"):
            problems.append(
                fix(TAB, row.number, "Setting", "", "This value has no setting beside it.", "Name the setting, or clear the value.")
            )  # fmt: skip
    return found


def _unknown(row: Row, word: str) -> Problem:
    close = difflib.get_close_matches(word, _BY_WORD, n=1, cutoff=0.6)
    hint = (
        f"Did you mean “{_BY_WORD[close[0]].name}”?" if close else "See “Read me” for the settings there are."
    )
    return fix(
        TAB, row.number, "Setting", row["Setting"], f"“{row.text('Setting')}” is no setting we know.", hint
    )


def _one_of(spec: Spec, rows: list[Row], problems: list[Problem]) -> Row | None:
    """The row that says it; nothing where two rows say different things."""
    said = {folded(row["Value"]) for row in rows}
    if len(said) <= 1:
        return rows[0] if rows else None
    numbers = " and ".join(str(row.number) for row in rows)
    message = f"“{spec.name}” stands in rows {numbers} with different values; neither is used."
    problems.extend(fix(TAB, row.number, "Value", row["Value"], message, "Keep one row.") for row in rows)
    return None


def _understood(spec: Spec, row: Row, problems: list[Problem]) -> Any:
    cell = RowReader(TAB, row, problems)
    if spec.read is as_date:
        return cell.date("Value", required=spec.required)
    return cell.value("Value", spec.read, required=spec.required)


def _from_policy(values: dict[str, Any], rows: Mapping[str, list[Row]], problems: list[Problem]) -> None:
    """What the policy pack fills where the workbook says nothing; shown beside the setting that names the pack."""
    pack = policy.pack(values.get("policy", "general"))
    filled = []
    for name, value in pack.settings.items():
        spec = _BY_WORD[folded(name)]
        if spec.field not in values:
            values[spec.field] = spec.read(value)
            filled.append(f"{spec.name} {value}")
    if pack.lines:
        row = rows["Policy"][0]
        message = f"{pack.title} fills what is blank here: {', '.join(filled) or 'nothing'}."
        problems.append(note(TAB, row.number, "Value", row["Value"], message, policy.REMINDER))


def _settings(values: Mapping[str, Any]) -> Settings:
    weights = {name.removeprefix("weights."): v for name, v in values.items() if name.startswith("weights.")}
    known = {spec.name for spec in fields(Settings)}
    plain = {name: value for name, value in values.items() if name in known}
    return Settings(**plain, weights=replace(Weights(), **weights))


def _term_in_order(
    settings: Settings, values: dict[str, Any], rows: Mapping[str, list[Row]], problems: list[Problem]
) -> Settings:
    """Spans that end before they start are not used."""
    settings = _span(settings, values, rows, problems, "Term start", "Term end", "term_start", "term_end")
    return _span(
        settings, values, rows, problems, "Survey opens", "Survey closes", "survey_opens", "survey_closes"
    )


def _span(
    settings: Settings,
    values: dict[str, Any],
    rows: Mapping[str, list[Row]],
    problems: list[Problem],
    *names: str,
) -> Settings:
    first, last, opens, closes = names
    if opens not in values or closes not in values or values[opens] < values[closes]:
        return settings
    row = rows[last][0]
    problems.append(
        fix(TAB, row.number, "Value", row["Value"], f"“{last}” ({values[closes]}) is not after “{first}” ({values[opens]}).", "Check both dates.")
    )  # fmt: skip
    default = Settings()
    unusable = (first, last) if first.startswith("Term") else ()
    return replace(
        settings,
        **{opens: getattr(default, opens), closes: getattr(default, closes)},
        unusable=settings.unusable + unusable,
    )


def _missing(spec: Spec) -> Problem:
    return fix(TAB, 0, "Setting", spec.name, f"The setting “{spec.name}” is missing.", f"Add a row with “{spec.name}” in Setting and its value beside it.")  # fmt: skip
