"""Whose access is used, what opens with a spreadsheet's address, what `doctor` and `init` say and make."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tasks.backends.google.address import is_google, spreadsheet_id
from tasks.backends.google.auth import ALL, DRAFTS, _keep, from_environment
from tasks.backends.google.opening import open_google
from tasks.backends.google.postbox import GmailPostbox
from tasks.backends.google.setup import set_up
from tasks.backends.local.postbox import MaildirPostbox
from tasks.backends.opening import open_ports
from tasks.ports import Ports
from tasks.program.problems import OutsideError, UsageError
from tasks.program.workbook.tabs import ALL as TABS
from tests.backends.google.desk import grids_of, instantly, new_book, put_book, register
from tests.build import mentor, snapshot
from tests.google_service import Running, serve

ROBOT = "robot@project.iam.gserviceaccount.com"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    with serve(limits=False) as running:
        monkeypatch.setenv("MENTORSHIP_GOOGLE_ENDPOINT", running.base)
        yield running
        assert running.log.departures() == []


@pytest.fixture
def robot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service account's key, named by the environment."""
    path = tmp_path / "key.json"
    info = {
        "type": "service_account",
        "client_email": ROBOT,
        "private_key": KEY.decode(),
        "token_uri": "https://x/token",
    }
    path.write_text(json.dumps(info))
    monkeypatch.setenv("MENTORSHIP_GOOGLE_CREDENTIALS", str(path))
    return path


def opened(book: str, home: Path) -> Ports:
    return open_google(book, home, reading=True, smtp_password=lambda: "", waiting=instantly())


def filled(service: Running, *, shared_with: str = "") -> str:
    book = new_book(service)
    put_book(service, book, grids_of(snapshot([mentor("Ana Lee")])))
    if shared_with:
        given = {"id": "9", "type": "user", "role": "writer", "emailAddress": shared_with}
        service.service.world.drive.files[book].permissions["9"] = given
    return book


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("https://docs.google.com/spreadsheets/d/1I2wQfcpyGB1bwAcuO85BBi8YNbBOcfOOOdSB1jpL_3H/edit#gid=0", "1I2wQfcpyGB1bwAcuO85BBi8YNbBOcfOOOdSB1jpL_3H"),
        ("https://docs.google.com/spreadsheets/u/1/d/1I2wQfcpyGB1bwAcuO85BBi8YNbBOcfOOOdSB1jpL_3H", "1I2wQfcpyGB1bwAcuO85BBi8YNbBOcfOOOdSB1jpL_3H"),
        ("1I2wQfcpyGB1bwAcuO85BBi8YNbBOcfOOOdSB1jpL_3H", "1I2wQfcpyGB1bwAcuO85BBi8YNbBOcfOOOdSB1jpL_3H"),
        ("https://docs.google.com/document/d/1I2wQfcpyGB1bwAcuO85BBi8YNbBOcfOOOdSB1jpL_3H", ""),
    ],
)  # fmt: skip
def test_address_or_id_names_a_spreadsheet(typed: str, found: str) -> None:
    assert (is_google(typed), spreadsheet_id(typed)) == (True, found)


def test_file_is_no_spreadsheet_of_google(tmp_path: Path) -> None:
    assert not is_google("term/workbook.xlsx")


def test_other_address_says_what_an_address_looks_like(service: Running) -> None:
    with pytest.raises(UsageError, match="looks like"):
        open_ports("https://docs.google.com/document/d/abc/edit")


def test_delegated_service_account_acts_for_the_person(
    service: Running, robot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORSHIP_GOOGLE_SUBJECT", "boss@example.org")
    ports = opened(filled(service, shared_with="boss@example.org"), tmp_path)
    ports.register.read()
    assert isinstance(ports.postbox, GmailPostbox)
    assert (ports.postbox.knows, ports.mail_from) == (True, "boss@example.org")
    assert service.log.entries[-1].user == "boss@example.org"


def test_drafts_that_were_not_delegated_leave_sending(
    service: Running, robot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORSHIP_GOOGLE_SUBJECT", "boss@example.org")
    service.control.delegation(ROBOT, scopes=[scope for scope in ALL if scope not in DRAFTS])
    assert opened(filled(service), tmp_path).postbox.knows is False


def test_service_account_alone_reads_the_sheet_and_files_letters(
    service: Running, robot: Path, tmp_path: Path
) -> None:
    ports = opened(filled(service, shared_with=ROBOT), tmp_path)
    assert "Enrollment" in ports.register.read().sheets
    assert isinstance(ports.postbox, MaildirPostbox)


def test_delegation_that_is_missing_names_the_remedy(
    service: Running, robot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORSHIP_GOOGLE_SUBJECT", "boss@example.org")
    service.control.delegation(ROBOT, allowed=False)
    with pytest.raises(OutsideError, match="Domain-wide") as caught:
        opened(filled(service), tmp_path).register.read()
    assert caught.value.permanent


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "damaged"),
        ('{"web": {}}', "neither"),
        ('{"installed": {}}', "signed in"),
    ],
)
def test_credentials_that_cannot_be_used_are_a_wrong_usage(
    service: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, said: str
) -> None:
    path = tmp_path / "given.json"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("MENTORSHIP_GOOGLE_CREDENTIALS", str(path))
    with pytest.raises(UsageError, match=said) as caught:
        from_environment(tmp_path)
    assert caught.value.exit_code == 2


@pytest.mark.skipif(os.name == "nt", reason="rights are told otherwise there")
def test_token_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    _keep(tmp_path / "home" / "token.json", {"refresh_token": "x"})
    assert stat.S_IMODE((tmp_path / "home" / "token.json").stat().st_mode) == 0o600


def test_init_makes_every_tab_once(service: Running, tmp_path: Path) -> None:
    book = new_book(service)
    assert (
        set_up(book, tmp_path, {"Program name": "Riverside"}, [mentor("Ana Lee")], None, instantly())
        == len(TABS) + 1
    )
    assert set_up(book, tmp_path, {"Program name": "Riverside"}, [mentor("Ana Lee")], None, instantly()) == 0
    read = register(service, book).read()
    assert [sheet.title for sheet in read.sheets.values()] == ["Read me", *(tab.name for tab in TABS)]
    assert [row.text("Name") for row in read.rows("Enrollment")] == ["Ana Lee"]
    assert read.rows("Settings")[0].text("Value") == "Riverside"


def test_init_leaves_what_staff_have(service: Running, tmp_path: Path) -> None:
    book = new_book(service)
    put_book(
        service,
        book,
        {
            "Enrollment": [["Name", "Email", "Role", "Room"], ["Ana Lee", "ana@example.org", "mentor", "9"]],
            "Mine": [["A"], ["x"]],
        },
    )
    set_up(book, tmp_path, {}, [], None, instantly())
    read = register(service, book).read()
    assert dict(read.rows("Enrollment")[0].cells) == {
        "Name": "Ana Lee",
        "Email": "ana@example.org",
        "Role": "mentor",
        "Room": "9",
    }
    assert [dict(row.cells) for row in read.rows("Mine")] == [{"A": "x"}]
