"""`mentorship outbox` and `doctor` at work on a folder in which two people were introduced."""

import json
import shutil
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from flows.cli.main import main
from flows.reception import hold
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.ledger import SqlLedger
from tasks.backends.local.register import LocalRegister
from tasks.backends.opening import hands_on
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked, moment
from tasks.program.letters import State
from tasks.program.workbook.changes import SetCells
from tests.build import SETTINGS, mentee, mentor

WINDOWS = "Mon 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"
NOW = moment("2026-08-12", "America/Chicago")


def run(workbook: Path, command: str, today: str = "2026-08-12", *, by_hand: bool = True) -> None:
    with hold(str(workbook)) as ports:
        settle(Office(ports, Asked(command, today, by_hand=by_hand)))


@pytest.fixture
def approved(tmp_path: Path) -> Path:
    path = tmp_path / "term" / "workbook.xlsx"
    people = [mentor("Ana Lee", Availability=WINDOWS), mentee("Cy Ott", Availability=WINDOWS)]
    new_workbook(path, {**SETTINGS, "Coordinator digest": "off"}, people)
    run(path, "pair")
    register = hands_on(str(path))
    register.write(
        [SetCells("Pairings", row, {"Decision": "approve"}) for row in register.read().rows("Pairings")]
    )
    return path


@pytest.fixture
def workbook(approved: Path) -> Path:
    run(approved, "pair")
    return approved


def outbox(workbook: Path, *words: str) -> int:
    return main(["outbox", words[0], str(workbook), *words[1:], "--today", "2026-08-12"])


def listed(workbook: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    capsys.readouterr()
    outbox(workbook, "list", "--json")
    return {one["key"]: one["status"] for one in json.loads(capsys.readouterr().out)}


def messages(workbook: Path) -> list[str]:
    return sorted(path.name for path in (workbook.parent / "outbox" / "new").iterdir())


def doubt(workbook: Path) -> str:
    """Makes one sent copy unsure, as an interrupted mail server leaves it; its key."""
    ledger = SqlLedger(f"sqlite:///{workbook.parent / '.mentorship' / 'ledger.sqlite'}")
    key = min(ledger.deliveries())
    ledger.move([key], [State.SENT], State.OWED, NOW)
    ledger.move([key], [State.OWED], State.SENDING, NOW)
    ledger.move([key], [State.SENDING], State.UNSURE, NOW)
    return key


def test_hold_keeps_a_letter_and_release_gives_it_back_to_its_own_rules(
    approved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(approved, "pair", by_hand=False)
    for key in listed(approved, capsys):
        assert outbox(approved, "hold", key) == 0
    run(approved, "pair")
    assert set(listed(approved, capsys).values()) == {"waiting"}

    for key in listed(approved, capsys):
        assert outbox(approved, "release", key) == 0
    run(approved, "pair")

    assert set(listed(approved, capsys).values()) == {"sent"}


@pytest.mark.parametrize(("answer", "then"), [("sent", "sent"), ("drop", "dropped")])
def test_settle_decides_a_letter_in_doubt_for_good(
    answer: str, then: str, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = doubt(workbook)
    before = messages(workbook)

    assert outbox(workbook, "settle", key, "--as", answer) == 0
    run(workbook, "pair")

    assert listed(workbook, capsys)[key] == then
    assert messages(workbook) == before


def test_settle_refuses_a_letter_that_is_in_no_doubt(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = next(iter(listed(workbook, capsys)))

    assert outbox(workbook, "settle", key, "--as", "again") == 1
    assert f"{key} is not unsure" in capsys.readouterr().err


def introduction(workbook: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The copy for one of a pair that is active by now: no run would write it again."""
    return next(key for key in listed(workbook, capsys) if key.startswith("introduction"))


def test_resend_sends_what_no_run_would_write_again_as_it_was_worded(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, before = introduction(workbook, capsys), messages(workbook)

    assert outbox(workbook, "resend", key) == 0
    assert "sent once more" in capsys.readouterr().out
    assert outbox(workbook, "resend", key) == 0
    run(workbook, "term")

    introductions = (name for name in messages(workbook) if name.startswith("introduction"))
    first, *again = sorted(introductions, key=lambda name: name not in before)
    assert (first in before, len(again)) == (True, 2)
    folder = workbook.parent / "outbox" / "new"
    sent = [
        message_from_bytes((folder / name).read_bytes(), policy=policy.default) for name in (first, *again)
    ]
    assert {str(one["Subject"]) for one in sent} == {str(sent[0]["Subject"])}
    assert len({str(one["Message-ID"]) for one in sent}) == 3
    assert [len(one["To"].addresses) for one in sent] == [2, 1, 1]
    assert listed(workbook, capsys)[key] == "sent"


@pytest.mark.parametrize(
    ("tab", "cell", "value"),
    [
        ("Settings", "Pause all sending", "yes"),
        ("Settings", "Redirect all mail to", "coordinator@example.org"),
        ("Enrollment", "Status", "left"),
    ],
)
def test_resend_sends_nothing_where_nothing_may_be_sent(
    tab: str, cell: str, value: str, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = hands_on(str(workbook))
    for row in register.read().rows(tab):
        if tab == "Enrollment":
            register.write([SetCells(tab, row, {cell: value})])
        elif row.text("Setting") == cell:
            register.write([SetCells(tab, row, {"Value": value})])
    key, before = introduction(workbook, capsys), messages(workbook)

    assert outbox(workbook, "resend", key) == 1
    assert "was not sent" in " ".join(capsys.readouterr().err.split())
    assert messages(workbook) == before
    assert listed(workbook, capsys)[key] == "sent"


def test_resend_says_so_where_the_words_are_gone(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = introduction(workbook, capsys)
    shutil.rmtree(workbook.parent / "outbox")

    assert outbox(workbook, "resend", key) == 1
    assert "no run would send it" in " ".join(capsys.readouterr().err.split())


def test_lost_record_is_rebuilt_and_nothing_is_sent_again(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, sent = listed(workbook, capsys), messages(workbook)
    shutil.rmtree(workbook.parent / ".mentorship")

    assert outbox(workbook, "rebuild") == 0
    run(workbook, "term", "2026-08-12")

    then = listed(workbook, capsys)
    assert {key: then[key] for key in before} == before
    assert [name for name in messages(workbook) if name.startswith("introduction")] == sent


def test_audit_tells_who_decided_what(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    outbox(workbook, "audit", "--json")
    lines: list[dict[str, Any]] = json.loads(capsys.readouterr().out)

    decided = [(line["what"], line["because"]) for line in lines]
    assert ("approved", "staff: Decision approve") in decided
    assert ("letter sent", "staff: run by hand") in decided
    assert "@" not in json.dumps(lines)


def doctor(workbook: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    main(["doctor", str(workbook), "--json"])
    found = json.loads(capsys.readouterr().out)
    return [one["say"] for one in found if one["what"].startswith("Ledger against")]


def test_doctor_finds_no_difference_after_a_run(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(workbook, capsys) == ["They agree."]


def test_doctor_names_each_difference(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(workbook, "term")
    keys = [key for key in listed(workbook, capsys) if key.startswith("introduction")]
    next((workbook.parent / "outbox" / "new").glob("introduction-*")).unlink()
    (workbook.parent / ".mentorship" / "diary.jsonl").unlink()
    register = hands_on(str(workbook))
    row = next(row for row in LocalRegister(workbook).read().rows("Outbox") if row.text("Key") == keys[0])
    register.write([SetCells("Outbox", row, {"Status": "owed"})])

    said = doctor(workbook, capsys)

    assert sum("the mailbox does not hold it" in one for one in said) == len(keys)
    assert sum("in no calendar" in one for one in said) >= 1
    assert sum(f"shows {keys[0]} as owed, the record as sent" in one for one in said) == 1


def test_key_may_stand_behind_the_options(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = next(iter(listed(workbook, capsys)))

    assert main(["outbox", "show", str(workbook), "--today", "2026-08-12", key]) == 0
    assert "Subject: " in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["outbox", "show", str(workbook), "--today", "2026-08-12", key, "more"])
