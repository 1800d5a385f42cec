"""What `doctor` says: each permission, what it is for, whether it is granted, how to grant it; and a sign-in, lived through."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.backends.google.auth import ALL, HOURS, SEND, SHEETS, VERSION, from_environment
from tasks.backends.google.doctor import Line, permissions
from tasks.program.problems import UsageError
from tests.backends.google.desk import new_book
from tests.backends.google.test_opening import ROBOT, filled, robot
from tests.google_service import Running, serve

__all__ = ["robot"]
BOSS = "boss@example.org"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    with serve(limits=False) as running:
        monkeypatch.setenv("MENTORSHIP_GOOGLE_ENDPOINT", running.base)
        yield running
        assert running.log.departures() == []


def said(lines: list[Line]) -> dict[str, bool | None]:
    return {name: works for name, works, _ in lines}


def test_before_anything_is_connected_every_permission_is_named_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "MENTORSHIP_GOOGLE_CREDENTIALS",
        "MENTORSHIP_GOOGLE_ENDPOINT",
        "GOOGLE_APPLICATION_CREDENTIALS",
    ):
        monkeypatch.delenv(name, raising=False)
    first, *lines = permissions("", tmp_path)
    assert first[:2] == ("Google", None)
    assert {works for _, works, _ in lines} == {None}
    words = " ".join(words for _, _, words in lines)
    assert [scope for scope in ALL if scope not in words] == []
    assert "Needed for making forms and reading their answers" in words


def test_each_permission_is_tried_and_the_way_to_grant_it_named(
    service: Running, robot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORSHIP_GOOGLE_SUBJECT", BOSS)
    allowed = [scope for scope in ALL if "calendar" not in scope and "compose" not in scope]
    service.control.delegation(ROBOT, scopes=allowed)
    lines = list(permissions(filled(service, shared_with=BOSS), tmp_path))
    assert said(lines) == {
        "Google credentials": True,
        "Sheets: read": True,
        "Sheets: write": True,
        "Calendar: events": False,
        "Calendar: busy times": False,
        "Gmail: drafts": False,
        "Gmail: send": False,
        "Forms": True,
        "Calendar: working hours": None,
        "Drive: version": None,
    }
    assert f"Share the sheet with {BOSS}" in lines[0][2]
    assert "an administrator adds this scope" in lines[3][2]
    assert "calendar.events.owned" in lines[3][2]


@pytest.mark.parametrize(
    ("api", "lines"),
    [
        ("gmail", {"Gmail: drafts": False}),
        ("forms", {"Forms": False}),
        ("drive", {"Drive: version": None}),
        (
            "calendar",
            {"Calendar: events": False, "Calendar: busy times": False, "Calendar: working hours": None},
        ),
    ],
)
def test_api_that_is_switched_off_is_found_whatever_was_granted(
    service: Running,
    robot: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    api: str,
    lines: dict[str, bool | None],
) -> None:
    monkeypatch.setenv("MENTORSHIP_GOOGLE_SUBJECT", BOSS)
    service.control.delegation(ROBOT, scopes=[*ALL, *HOURS, *SEND, *VERSION])
    book = filled(service, shared_with=BOSS)
    assert set(said(list(permissions(book, tmp_path))).values()) == {True}
    service.control.settings(disabled=[api])
    found = list(permissions(book, tmp_path))
    assert {name: works for name, works in said(found).items() if works is not True} == lines
    for name, _, words in found:
        assert (name in lines) == ("is not switched on" in words)


def test_service_account_alone_is_told_what_it_cannot_do(
    service: Running, robot: Path, tmp_path: Path
) -> None:
    lines = list(permissions(filled(service), tmp_path))
    assert said(lines) == {
        "Google credentials": True,
        "Sheets: read": False,
        "Sheets: write": False,
        "Gmail, Forms, guests, Meet": None,
    }
    assert ROBOT in lines[0][2]


def test_machine_that_is_a_service_account_is_nobody_with_a_mailbox(
    service: Running, robot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials of the machine (ADC): their tokens come from the endpoint as well."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(robot))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "mentorship")
    monkeypatch.delenv("MENTORSHIP_GOOGLE_CREDENTIALS")
    access = from_environment(tmp_path)
    assert (access.kind, access.person, access.account) == ("machine", False, ROBOT)
    assert access.grants(SHEETS)


def test_sign_in_keeps_a_token_for_its_owner_alone(service: Running, tmp_path: Path) -> None:
    """A browser is opened once; the stand-in's consent page says yes at once and sends it back."""
    client = {
        "client_id": "client",
        "client_secret": "secret",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        "redirect_uris": ["http://localhost"],
    }
    (tmp_path / "client.json").write_text(json.dumps({"installed": client}))
    (tmp_path / "browser.py").write_text(
        "import sys, urllib.request\n"
        f"page = sys.argv[1].replace('https://accounts.google.com', {service.base!r})\n"
        "urllib.request.urlopen(page).read()\n"
    )
    env = {
        **os.environ,
        "MENTORSHIP_GOOGLE_CREDENTIALS": str(tmp_path / "client.json"),
        "MENTORSHIP_HOME": str(tmp_path / "home"),
        "BROWSER": f"{sys.executable} {tmp_path / 'browser.py'} %s &",
        "NO_PROXY": "*",
    }
    _, terminal = os.openpty()
    book = new_book(service)
    command = [sys.executable, "-m", "flows", "doctor", book, "--json"]
    for _ in range(2):
        done = subprocess.run(
            command, env=env, stdin=terminal, capture_output=True, text=True, check=False, timeout=120
        )
        found = {line["what"]: line["works"] for line in json.loads(done.stdout)}
        assert found["Gmail: drafts"] is True, done.stderr
        assert found["Forms"] is True
        env["BROWSER"] = "false %s"
    token = tmp_path / "home" / "google-token.json"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600


def test_damaged_token_is_named_with_its_remedy(
    service: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "client.json").write_text(json.dumps({"installed": {"client_id": "x"}}))
    (tmp_path / "google-token.json").write_text("{")
    monkeypatch.setenv("MENTORSHIP_GOOGLE_CREDENTIALS", str(tmp_path / "client.json"))
    with pytest.raises(UsageError, match=r"google-token\.json\) is damaged\. Delete it"):
        from_environment(tmp_path)
