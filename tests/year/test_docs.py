"""The drawing of a pair's life is the table; every event and choice of the how-to is one that the workbook knows."""

import re
from pathlib import Path

from tasks.pairing.transitions import TABLE
from tasks.program.workbook.tabs import TABS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_arrow_of_the_drawing_is_in_the_table_and_no_other() -> None:
    drawing = (DOCS / "developers" / "pair-life.md").read_text(encoding="utf-8")
    arrows = set(re.findall(r"^    (\S+) --> (\S+): (.+)$", drawing, re.MULTILINE))

    def node(status: object) -> str:
        return str(status or "[*]").replace(" ", "_")

    assert arrows == {(node(before), node(then), str(event)) for (before, event), then in TABLE.items()}


def test_how_to_names_columns_and_choices_that_exist() -> None:
    text = (DOCS / "coordinators" / "year.md").read_text(encoding="utf-8")
    typed = re.findall(r"`(Status|Decision)` = `([a-z -]+)`", text)

    assert len(typed) >= 6
    for column, choice in typed:
        tab = TABS["Enrollment" if column == "Status" else "Pairings"]
        assert choice in tab.column(column).choices
