"""Issues hours statements and closes the term."""

from prefect import flow

from flows.reception import office_of
from flows.steps import check, close_books, count_hours, publish, rounds


@flow(name="close-term", validate_parameters=True)
def close_term(
    workbook: str, today: str = "", yes: bool = False, force: list[str] | None = None
) -> dict[str, int]:
    """Issues hours statements and closes the term.

    Args:
        workbook: Path of the .xlsx file, or the address of the Google spreadsheet.
        today: The moment the run believes it is, such as 2026-09-30; empty means now.
        yes: Send now, as a person by hand would, without waiting for the morning.
        force: Names of guards to pass.
    """
    with office_of("close", workbook, today, yes, force or ()) as office:
        for now in rounds(office):
            check(office, now)
            count_hours(office, now)
            close_books(office, now)
        return publish(office)
