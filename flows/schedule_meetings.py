"""Plans and books the meetings of every pair that stands."""

from prefect import flow

from flows.reception import office_of
from flows.steps import check, pair, publish, rounds, schedule


@flow(name="schedule-meetings", validate_parameters=True)
def schedule_meetings(
    workbook: str, today: str = "", yes: bool = False, force: list[str] | None = None
) -> dict[str, int]:
    """Plans and books the meetings of every pair that stands.

    Args:
        workbook: Path of the .xlsx file, or the address of the Google spreadsheet.
        today: The moment the run believes it is, such as 2026-09-30; empty means now.
        yes: Send now, as a person by hand would, without waiting for the morning.
        force: Names of guards to pass.
    """
    with office_of("schedule", workbook, today, yes, force or ()) as office:
        for now in rounds(office):
            check(office, now)
            pair(office, now)
            schedule(office, now)
        return publish(office)
