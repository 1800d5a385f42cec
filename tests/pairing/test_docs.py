"""The documentation's tables are the code's."""

from pathlib import Path

from tasks.pairing.rules import RULES
from tasks.pairing.transitions import TABLE

TEXT = (Path(__file__).parents[2] / "docs" / "developers" / "pairing.md").read_text(encoding="utf-8")


def test_every_transition_is_in_the_docs_and_no_other() -> None:
    rows = {
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in TEXT.splitlines()
        if line.count("|") == 4
    }
    found = {row for row in rows if row[1] in {event for _, event in TABLE}}
    assert found == {
        (str(before or "(typed row)"), str(event), str(then)) for (before, event), then in TABLE.items()
    }


def test_every_rule_is_in_the_docs() -> None:
    assert [rule.name for rule in RULES if f"| {rule.name} | {rule.said} |" not in TEXT] == []
