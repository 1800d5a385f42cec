"""Invites people to trainings, reminds them, keeps the list of who came."""

from prefect import flow

from flows.reception import office_of
from flows.steps import check, publish, rounds, train


@flow(name="invite-to-training", validate_parameters=True)
def invite_to_training(
    workbook: str, today: str = "", yes: bool = False, force: list[str] | None = None
) -> dict[str, int]:
    """Invites people to trainings, reminds them, keeps the list of who came.

    Args:
        workbook: Path of the .xlsx file, or the address of the Google spreadsheet.
        today: The moment the run believes it is, such as 2026-09-30; empty means now.
        yes: Send now, as a person by hand would, without waiting for the morning.
        force: Names of guards to pass.
    """
    with office_of("train", workbook, today, yes, force or ()) as office:
        for now in rounds(office):
            check(office, now)
            train(office, now)
        return publish(office)
