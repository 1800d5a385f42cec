"""What people install is complete: the wheel alone, in another folder, lives through the demo's term."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


def run(*command: str, where: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        command,
        cwd=where,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.server
def test_wheel_installed_elsewhere_lives_through_the_demo(tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check")
    built = run(
        *pip,
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(HOUSE),
        where=tmp_path,
    )
    assert built.returncode == 0, built.stderr
    wheel = next(tmp_path.glob("mentorship-*.whl"))
    site = tmp_path / "site"
    placed = run(
        *pip, "install", "--no-deps", "--no-index", "--target", str(site), str(wheel), where=tmp_path
    )
    assert placed.returncode == 0, placed.stderr

    told = {
        "PYTHONPATH": str(site),
        "MENTORSHIP_HOME": str(tmp_path / "home"),
        "HOME": str(tmp_path / "nobody"),
    }
    origin = run(
        sys.executable,
        "-c",
        "import flows, tasks; print(flows.__file__, tasks.__file__)",
        where=tmp_path,
        **told,
    )
    assert origin.stdout.count(str(site)) == 2, origin.stdout + origin.stderr

    demo = run(sys.executable, "-m", "flows", "demo", "term", where=tmp_path, **told)

    assert demo.returncode == 0, demo.stderr
    assert "Traceback" not in demo.stdout + demo.stderr
    assert "What happened this term" in demo.stdout
    for made in ("workbook.xlsx", "outbox/new", "calendars", "reports"):
        assert (tmp_path / "term" / made).exists()
    assert not (tmp_path / "nobody").exists(), "something was written into the home of whoever ran it"
