import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "developers" / "pairing-engine.md"


def test_every_example_of_the_page_runs_as_written() -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    known: dict[str, object] = {}
    for number, example in enumerate(examples):
        exec(compile(example, f"{PAGE.name}, example {number + 1}", "exec"), known)

    assert len(examples) == 10
