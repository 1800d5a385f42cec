"""The command line as people and scripts meet it: messages, exit codes, one JSON object, nothing touched by --plan."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.cli.main import main
from tasks.backends.local.blank import new_workbook
from tasks.backends.local.register import LocalRegister
from tasks.backends.opening import hands_on
from tasks.program.cells import Value
from tasks.program.workbook.changes import SetCells
from tests.build import SETTINGS, mentee, mentor

WINDOWS = "Mon 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "term" / "workbook.xlsx"
    path.parent.mkdir()
    people = [
        mentor("Ana Lee", Availability=WINDOWS),
        mentor("Bo Kim", Availability=WINDOWS),
        mentee("Cy Ott", Availability=WINDOWS),
        mentee("Di Roy", Availability=WINDOWS),
    ]
    new_workbook(path, SETTINGS, people)
    return path


def mend(path: Path, setting: str, value: Value) -> None:
    register = hands_on(str(path))
    row = next(row for row in register.read().rows("Settings") if row.text("Setting") == setting)
    register.write([SetCells("Settings", row, {"Value": value})])


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_check_json_says_what_was_understood(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = asked(capsys, "check", str(workbook), "--today", "2026-08-12")

    assert (code, found["command"], found["today"]) == (0, "check", "2026-08-12")
    assert [person["email"] for person in found["people"]] == [
        "ana.lee@example.org",
        "bo.kim@example.org",
        "cy.ott@example.org",
        "di.roy@example.org",
    ]


def test_plan_shows_and_changes_nothing(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(workbook.parent)

    code, found = asked(capsys, "pair", str(workbook), "--today", "2026-08-12", "--plan")

    assert code == 0
    assert found["changes"]["rows"] > 0
    assert everything(workbook.parent) == before


def test_run_without_work_left_starts_no_prefect_and_leaves_every_byte(workbook: Path) -> None:
    main(["check", str(workbook), "--today", "2026-08-12"])
    before = everything(workbook.parent)

    main(["check", str(workbook), "--today", "2026-08-12"])

    assert everything(workbook.parent) == before


@pytest.mark.server
def test_term_runs_through_prefect_and_a_second_one_leaves_every_byte(workbook: Path) -> None:
    main(["pair", str(workbook), "--today", "2026-08-12", "--yes"])
    register = hands_on(str(workbook))
    rows = register.read().rows("Pairings")
    register.write([SetCells("Pairings", row, {"Decision": "approve"}) for row in rows])

    assert main(["term", str(workbook), "--today", "2026-08-12", "--yes"]) in (0, 1)
    assert {row.text("Status") for row in LocalRegister(workbook).read().rows("Pairings")} == {"active"}
    assert len(list((workbook.parent / "outbox" / "new").iterdir())) >= 4
    assert list((workbook.parent / "calendars").glob("pair-*.ics"))
    before = everything(workbook.parent)

    main(["term", str(workbook), "--today", "2026-08-12", "--yes"])

    assert everything(workbook.parent) == before


def test_audit_holds_the_whole_case(workbook: Path, tmp_path: Path) -> None:
    target = tmp_path / "case.json"
    main(["pair", str(workbook), "--today", "2026-08-12", "--plan", "--audit", str(target)])

    case = json.loads(target.read_text())
    assert [one["id"] for one in case["mentees"]] == ["cy.ott@example.org", "di.roy@example.org"]
    assert len(case["pairs"]) == case["objective"]["matched"] == 2
    assert case["objective"]["proof"] == "optimal"


def test_what_if_answers_in_words(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["pair", str(workbook), "--today", "2026-08-12", "--what-if", "without ana.lee@example.org"])

    assert code == 0
    assert "without ana.lee@example.org" in capsys.readouterr().out


def test_plan_of_pairs_names_each_pair_and_its_reason(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pair", str(workbook), "--today", "2026-08-12", "--plan"]) == 0

    said = capsys.readouterr().out
    assert "Pairs as they would change: 2 proposed" in said
    assert "Ana Lee and" in said


def test_nothing_typed_shows_what_may_be_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2

    assert "everything that is due today" in capsys.readouterr().err


def test_preview_writes_each_letter_as_a_page(workbook: Path, tmp_path: Path) -> None:
    hands = hands_on(str(workbook))
    main(["check", str(workbook), "--today", "2026-08-12"])
    mend(workbook, "Approve pairings", "auto")

    assert main(["preview", str(workbook), "--today", "2026-08-12", "--to", str(tmp_path / "pages")]) == 0

    assert "introduction" in " ".join(path.name for path in (tmp_path / "pages").iterdir())
    assert hands.read().rows("Outbox") == ()


def test_preview_that_cannot_be_written_says_where(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")

    assert main(["preview", str(workbook), "--to", str(tmp_path / "file" / "pages")]) == 1
    assert "could not be written to" in " ".join(capsys.readouterr().err.split())


def test_outbox_list_before_anything_was_sent_is_empty(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(capsys, "outbox", "list", str(workbook)) == (0, [])


def test_doctor_says_how_everything_stands(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = asked(capsys, "doctor", str(workbook))

    assert code == 0
    assert [one["what"] for one in found] == [
        "Workbook",
        "Folder",
        "Ledger",
        "Ledger against mailbox, calendars and sheet",
        "Own folder",
        "Mail",
        "Prefect",
    ]


def test_init_makes_a_workbook_that_check_can_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new.xlsx"
    assert main(["init", str(path)]) == 0
    assert "Next: open it" in capsys.readouterr().out

    code, found = asked(capsys, "check", str(path), "--today", "2026-08-12")

    assert code == 1
    assert {problem["value"] for problem in found["problems"] if problem["tab"] == "Settings"} >= {""}


def test_init_never_writes_over_a_file(workbook: Path) -> None:
    before = workbook.read_bytes()

    assert main(["init", str(workbook)]) == 1
    assert workbook.read_bytes() == before


def test_init_takes_people_from_a_csv_file(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("Name;E-mail address;Role\nZoë Ruiz;zoe@example.org;mentor\n", encoding="cp1252")

    main(["init", str(tmp_path / "new.xlsx"), "--people", str(people)])

    rows = LocalRegister(tmp_path / "new.xlsx").read().rows("Enrollment")
    assert [(row.text("Name"), row.text("Email")) for row in rows] == [("Zoë Ruiz", "zoe@example.org")]


BROKEN: dict[str, bytes] = {
    "text": b"hello",
    "empty": b"",
    "protected": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2000),
    "torn": b"PK\x03\x04" + bytes(200),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_file_that_is_no_workbook_is_explained_in_one_paragraph(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "workbook.xlsx"
    path.write_bytes(BROKEN[kind])

    assert main(["term", str(path), "--today", "2026-08-12"]) == 1

    said = capsys.readouterr().err
    assert said.startswith("mentorship: ")
    assert "Traceback" not in said
    assert said.count("\n") == 1
    assert path.read_bytes() == BROKEN[kind]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["term", "missing.xlsx"], 1, "There is no workbook"),
        (["term", "{workbook}", "--today", "soon"], 2, "--today soon"),
        (["outbox", "hold", "{workbook}"], 2, "needs the KEY"),
        (["init", "notes.txt"], 2, "ends in .xlsx"),
    ],
)
def test_mistake_on_the_command_line_names_the_remedy(
    words: list[str], code: int, said: str, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word.format(workbook=workbook) for word in words]) == code
    assert said in capsys.readouterr().err


def test_run_that_cannot_begin_prints_its_object_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = asked(capsys, "term", str(tmp_path / "missing.xlsx"), "--today", "2026-08-12")

    assert (code, found["command"], found["today"]) == (1, "term", "2026-08-12")
    assert "There is no workbook" in found["problems"][0]["message"]
    assert (sum(found["changes"].values()), found["waiting"]) == (0, [])


def test_guard_that_does_not_exist_is_not_forced_in_silence(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["term", str(workbook), "--force", "nonsense"])

    assert stopped.value.code == 2
    assert "there is no guard named nonsense; there are: date, ledger" in capsys.readouterr().err


def test_second_workbook_in_a_folder_is_refused(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(workbook), "--today", "2026-08-12"])
    other = workbook.with_name("other.xlsx")
    shutil.copy(workbook, other)

    assert main(["check", str(other), "--today", "2026-08-12"]) == 1
    assert "already belongs to workbook.xlsx" in capsys.readouterr().err


def test_renamed_workbook_goes_on(workbook: Path) -> None:
    main(["check", str(workbook), "--today", "2026-08-12"])
    renamed = workbook.rename(workbook.with_name("program.xlsx"))

    assert main(["check", str(renamed), "--today", "2026-08-12"]) == 0


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("Term end", "2026-08-01", "Term end"),
        ("Time zone", "Chicago", "America/Chicago"),
        ("Coordinator email", "jordan", "complete e-mail address"),
    ],
)
def test_setting_that_cannot_be_is_named_and_stops_the_term(
    setting: str, value: str, said: str, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mend(workbook, setting, value)

    code, found = asked(capsys, "term", str(workbook), "--today", "2026-08-12", "--plan")

    assert code == 0
    assert any(said in problem["message"] + problem["remedy"] for problem in found["problems"])
    assert found["changes"]["letters"] == 0


@pytest.mark.server
def test_term_leaves_the_ledger_as_one_file(workbook: Path) -> None:
    main(["pair", str(workbook), "--today", "2026-08-12", "--yes"])

    assert [path.name for path in (workbook.parent / ".mentorship").glob("ledger.sqlite*")] == [
        "ledger.sqlite"
    ]
