"""Every verb of `mentorship outbox`, and `doctor`, by command line in a folder and on Google."""

import json
import os
from typing import Any

import pytest

from flows.cli.main import main
from tests.flows.test_guards import NEXT, Office, office
from tests.proof.google import GoogleWorld
from tests.proof.term import Day

__all__ = ["office"]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the proof's worlds need it")


def said(office: Office, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """`mentorship …` with the workbook behind its first words: exit code, standard output, standard error."""
    google = isinstance(office.world, GoogleWorld)
    book = (office.folder / "book").read_text() if google else str(office.folder / "workbook.xlsx")
    os.environ["MENTORSHIP_HOME"] = str(office.folder / "home")
    capsys.readouterr()
    first = 2 if words[0] == "outbox" else 1
    try:
        code = main([*words[:first], book, *words[first:]])
    finally:
        del os.environ["MENTORSHIP_HOME"]
    return code, *capsys.readouterr()


def listed(office: Office, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    found: list[dict[str, Any]] = json.loads(said(office, capsys, "outbox", "list", "--json")[1])
    return {one["key"]: one["status"] for one in found}


def one_sent(office: Office, capsys: pytest.CaptureFixture[str]) -> str:
    return min(key for key, status in listed(office, capsys).items() if status == "sent")


def goes_on(office: Office) -> None:
    """The next run, by hand."""
    office.world.run(office.folder, Day(NEXT, lambda _hands: None))


def test_letter_is_shown_as_it_was_sent_or_where_its_words_are(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.renew("show")

    code, shown, problem = said(office, capsys, "outbox", "show", one_sent(office, capsys))

    if isinstance(office.world, GoogleWorld):
        assert (code, "in Gmail: Sent" in problem) == (1, True)
    else:
        assert code == 0
        assert all(f"{header}: " in shown for header in ("Date", "From", "To", "Subject"))


def test_letter_goes_again_as_it_was_where_its_words_can_be_read(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.renew("resend")
    one_of_each = {key.rpartition("-")[0].rpartition("-")[0]: key for key in listed(office, capsys)}
    codes = {key: said(office, capsys, "outbox", "resend", key)[0] for key in one_of_each.values()}

    google = isinstance(office.world, GoogleWorld)
    assert set(codes.values()) == ({1} if google else {0}), "none of this evening's would be written again"
    assert {listed(office, capsys)[key] for key in codes} == {"sent"}
    goes_on(office)
    assert {listed(office, capsys)[key] for key in codes} == {"sent"}


@pytest.mark.parametrize("verb", ["hold", "send", "drop"])
def test_decision_is_typed_where_a_person_would_type_it(
    verb: str, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.renew(verb)
    key = one_sent(office, capsys)

    assert said(office, capsys, "outbox", verb, key)[0] == 0
    assert next(row for row in office.rows("Outbox") if row.text("Key") == key).text("Action") == verb


@pytest.mark.parametrize("verb", ["show", "hold", "release", "send", "drop", "settle", "resend"])
def test_unknown_key_is_a_sentence(verb: str, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.renew(f"unknown-{verb}")
    words = ["outbox", verb, "nothing-like-it", *(["--as", "sent"] if verb == "settle" else [])]

    code, _, problem = said(office, capsys, *words)

    assert code == 1
    assert problem.startswith("mentorship: ")
    assert "`mentorship outbox list` shows" in problem


def test_lost_record_is_made_anew_and_nothing_leaves_twice(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.renew("rebuild")
    before = listed(office, capsys)
    mail = mailboxes(office)
    for file in office.folder.rglob("*.sqlite"):
        file.unlink()

    assert said(office, capsys, "outbox", "rebuild", "--today", NEXT)[0] == 0
    goes_on(office)

    then = listed(office, capsys)
    assert {key: then[key] for key in before} == before
    assert mailboxes(office) == mail


def test_what_left_after_the_tab_was_written_last_is_never_sent_blindly(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder's mailbox tells that it is out; Gmail does not let itself be read, so a person is asked."""
    office.renew("rebuild-owed")
    key, mail = one_sent(office, capsys), mailboxes(office)
    office.type("Outbox", next(row for row in office.rows("Outbox") if row.text("Key") == key), Status="owed")
    for file in office.folder.rglob("*.sqlite"):
        file.unlink()

    assert said(office, capsys, "outbox", "rebuild", "--today", NEXT)[0] == 0
    goes_on(office)

    google = isinstance(office.world, GoogleWorld)
    assert listed(office, capsys)[key] == ("unsure" if google else "sent")
    assert mailboxes(office) == mail


def mailboxes(office: Office) -> dict[str, Any]:
    found = office.world.picture(office.folder)
    return {place: what for place, what in found.items() if place.startswith(("outbox/", "mailbox of "))}


def test_audit_names_who_decided_and_holds_no_address(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.renew("audit")

    code, lines, _ = said(office, capsys, "outbox", "audit", "--json")

    found = {(line["what"], line["because"]) for line in json.loads(lines)}
    assert code == 0
    assert {("approved", "staff: Decision approve"), ("letter sent", "staff: run by hand")} <= found
    assert all(because for _, because in found)
    assert "@" not in lines


def test_doctor_names_a_row_that_says_something_else(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.renew("doctor")
    assert "They agree." in said(office, capsys, "doctor", "--json")[1]
    one, other = office.rows("Outbox")[:2]

    office.type("Outbox", one, Status="owed")
    office.type("Outbox", other, Key="unheard-of")
    told = said(office, capsys, "doctor", "--json")[1]

    assert f"shows {one.text('Key')} as owed, the record as sent" in told
    assert "shows unheard-of as sent, but the record does not know it" in told
    assert f"{other.text('Key')} is on record, but has no row in the Outbox tab" in told
