"""The house keeps its own rules: layers, sizes, one deployment per flow, no host names in the lock."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from flows.cli.run import FLOW_OF

HOUSE = Path(__file__).parents[2]
CODE = [path for folder in ("flows", "tasks") for path in (HOUSE / folder).rglob("*.py")]


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter], cwd=HOUSE, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(HOUSE)))
def test_file_stays_under_300_lines_and_functions_under_60(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    functions = [
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert source.count("\n") <= 300
    assert [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 60] == []


def test_prefect_yaml_deploys_every_flow_from_its_module() -> None:
    deployments = yaml.safe_load((HOUSE / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    entries = {one["name"]: one["entrypoint"] for one in deployments}

    assert entries == {name.replace("_", "-"): f"flows.{name}:{name}" for name in FLOW_OF.values()}
    for entry in entries.values():
        module, _, function = entry.partition(":")
        assert callable(getattr(import_module(module), function))


def test_only_the_term_and_the_digest_run_by_themselves_in_the_programs_zone() -> None:
    deployments = yaml.safe_load((HOUSE / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    scheduled = {one["name"]: one["schedules"] for one in deployments if one.get("schedules")}

    assert set(scheduled) == {"run-term", "send-digest"}
    assert {s["timezone"] for schedules in scheduled.values() for s in schedules} == {
        "{{ $MENTORSHIP_TIME_ZONE }}"
    }


def test_lock_pins_versions_and_names_no_host() -> None:
    lines = (HOUSE / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert all(
        re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z]+\])?==[^\s/@]+", line)
        for line in lines
        if not line.startswith("#")
    )


def test_check_preview_and_outbox_start_without_prefect() -> None:
    code = (
        "import sys; import flows.cli.main, flows.cli.run, flows.cli.preview, flows.cli.outbox; "
        "sys.exit('prefect' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=HOUSE, check=False).returncode == 0
