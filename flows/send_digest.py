"""Mails leadership one page about the program."""

from prefect import flow

from flows.reception import office_of
from flows.steps import check, publish, rounds, write_digest


@flow(name="send-digest", validate_parameters=True)
def send_digest(
    workbook: str, today: str = "", yes: bool = False, force: list[str] | None = None
) -> dict[str, int]:
    """Mails leadership one page about the program.

    Args:
        workbook: Path of the .xlsx file, or the address of the Google spreadsheet.
        today: The moment the run believes it is, such as 2026-09-30; empty means now.
        yes: Send now, as a person by hand would, without waiting for the morning.
        force: Names of guards to pass.
    """
    with office_of("digest", workbook, today, yes, force or ()) as office:
        for now in rounds(office):
            check(office, now)
            write_digest(office, now)
        return publish(office)
