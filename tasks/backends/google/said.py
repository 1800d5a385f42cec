"""Each failure as one sentence with its remedy, and the right exit code. Google's own words are never passed on: they may
name files and people.
"""

from tasks.backends.google.calls import Failure
from tasks.program.problems import MentorshipError, OutsideError, UnsureError, WorkbookError

_NAMES = {
    "sheets": "Google Sheets",
    "calendar": "Google Calendar",
    "gmail": "Gmail",
    "forms": "Google Forms",
    "drive": "Google Drive",
}
_AGAIN = "Nothing is lost: run again to go on."


def problem(failure: Failure, api: str, *, writing: bool = False) -> MentorshipError:
    """The error a person sees for a failed call to an API."""
    name = _NAMES[api]
    if failure.status == 401:
        return _signed_out(failure, name)
    if failure.reason in ("accessNotConfigured", "SERVICE_DISABLED"):
        return OutsideError(
            f"{name} is not switched on in the Google Cloud project of these credentials. Enable its API in the console "
            "under “APIs & Services”, wait some minutes, then run again.",
            permanent=True,
        )
    if failure.reason in ("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"):
        return OutsideError(
            f"These credentials were not given the right to use {name}. `mentorship doctor` names each right and how to "
            "grant it.",
            permanent=True,
        )
    if failure.daily:
        return OutsideError(
            f"{name} takes no more from this account for some hours: a daily limit is reached. {_AGAIN}"
        )
    if failure.paced:
        return OutsideError(
            f"{name} asks for a pause of some minutes: its limit per minute is used up. {_AGAIN}"
        )
    if failure.unknown:
        return OutsideError(f"{name} did not answer as it should. {_AGAIN}")
    if api == "sheets":
        return _sheet(failure, writing=writing)
    if failure.reason == "forbiddenForServiceAccounts":
        return OutsideError(
            "A service account may invite nobody by itself. Set MENTORSHIP_GOOGLE_SUBJECT to the person it acts for, and "
            "have an administrator grant domain-wide delegation.",
            permanent=True,
        )
    return OutsideError(
        f"{name} refused what was asked ({failure.status}). `mentorship doctor` shows what is granted; {_AGAIN.lower()}",
        permanent=failure.status in (400, 403, 404),
    )


def unsure(api: str) -> UnsureError:
    return UnsureError(f"{_NAMES[api]} did not answer in time, and nobody can tell whether the letter left.")


def handled() -> UnsureError:
    """What nothing but a person can tell: asking Google again would not."""
    return UnsureError(
        "This letter's draft is gone from Gmail: somebody sent it or deleted it there, and nobody can tell which.",
        permanent=True,
    )


def _signed_out(failure: Failure, name: str) -> MentorshipError:
    if failure.reason == "unauthorized_client":
        return OutsideError(
            f"This service account may not act for people in {name}. An administrator grants it under “Domain-wide "
            "delegation” in the admin console, with the rights that `mentorship doctor` lists.",
            permanent=True,
        )
    return OutsideError(
        "Google no longer accepts these credentials: the token has expired or was revoked (while the consent screen is in "
        "“Testing”, tokens last seven days). Sign in again, or download a new key, then run again.",
        permanent=True,
    )


def _sheet(failure: Failure, *, writing: bool) -> MentorshipError:
    told = failure.text.casefold()
    if failure.status == 404:
        return WorkbookError(
            "There is no Google spreadsheet with this address, or it is not shared with this account. Copy the address from "
            "the browser and share the sheet, with the right to edit, with the account that `mentorship doctor` names."
        )
    if "protected" in told:
        return WorkbookError(
            "A range that the program must write is protected against it, so nothing was written. In Google Sheets open "
            "Data, “Protect sheets and ranges”, and let this account edit, then run again."
        )
    if failure.status == 403:
        how = "may only be viewed" if writing else "is not shared with this account"
        return WorkbookError(
            f"This spreadsheet {how}, so nothing was written. Share it, with the right to edit, with the account that "
            "`mentorship doctor` names, then run again."
        )
    if "cells in the workbook above the limit" in told:
        return WorkbookError(
            "The spreadsheet is full: Google allows ten million cells. Delete blank rows and columns of large tabs, then "
            "run again."
        )
    return WorkbookError(
        "Google Sheets refused the change, so nothing was written. If somebody is rebuilding the sheet (tabs deleted, "
        "columns removed), wait until they are done, then run again."
    )
