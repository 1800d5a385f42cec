"""Invites to the survey, reminds once, closes and compiles it."""

from prefect import flow

from flows.reception import office_of
from flows.steps import check, publish, rounds, survey


@flow(name="run-survey", validate_parameters=True)
def run_survey(
    workbook: str, today: str = "", yes: bool = False, force: list[str] | None = None
) -> dict[str, int]:
    """Invites to the survey, reminds once, closes and compiles it.

    Args:
        workbook: Path of the .xlsx file, or the address of the Google spreadsheet.
        today: The moment the run believes it is, such as 2026-09-30; empty means now.
        yes: Send now, as a person by hand would, without waiting for the morning.
        force: Names of guards to pass.
    """
    with office_of("survey", workbook, today, yes, force or ()) as office:
        for now in rounds(office):
            check(office, now)
            survey(office, now)
        return publish(office)
