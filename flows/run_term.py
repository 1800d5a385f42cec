"""Does everything that is due today, in order; safe to run at any time."""

from prefect import flow

from flows.reception import office_of
from flows.steps import (
    check,
    close_books,
    count_hours,
    pair,
    publish,
    rounds,
    schedule,
    survey,
    train,
    write_digest,
)


@flow(name="run-term", validate_parameters=True)
def run_term(
    workbook: str, today: str = "", yes: bool = False, force: list[str] | None = None
) -> dict[str, int]:
    """Does everything that is due today, in order; safe to run at any time.

    Args:
        workbook: Path of the .xlsx file, or the address of the Google spreadsheet.
        today: The moment the run believes it is, such as 2026-09-30; empty means now.
        yes: Send now, as a person by hand would, without waiting for the morning.
        force: Names of guards to pass.
    """
    with office_of("term", workbook, today, yes, force or ()) as office:
        for now in rounds(office):
            check(office, now)
            pair(office, now)
            schedule(office, now)
            train(office, now)
            count_hours(office, now)
            survey(office, now)
            write_digest(office, now)
            close_books(office, now)
        return publish(office)
