"""How fast the pairing engine proves its best assignment, and how it compares: `python benchmarks/pairing.py`.

CPU seconds with one BLAS thread, medians, peak memory of a fresh process. `--write` renews results.md.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median

import numpy as np
from pairing_peers import peers
from pairing_runs import HERE, ONE_THREAD, one, python, room, what_if, whole_command

SIZES = ((1_000, 600, 0.15), (5_000, 5_000, 5), (10_000, 10_000, 5), (10_000, 6_000, 5), (20_000, 20_000, 25))
ROOMS = ((1_000, 600), (10_000, 10_000), (10_000, 6_000))


def sizes(repeats: int) -> Iterator[str]:
    """The engine from scoring to certificate."""
    yield "| mentees x mentors | CPU s to certificate | at most | one scoring pass, ns a pair | peak MB | matched | score | proof | flows |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for mentees, mentors, limit in SIZES:
        runs = [
            json.loads(python(sys.executable, str(HERE / "pairing.py"), "--one", f"{mentees}x{mentors}"))
            for _ in range(repeats)
        ]
        seconds, scoring, memory = (
            median(run[key] for run in runs) for key in ("seconds", "scoring", "memory")
        )
        last = runs[-1]
        yield (
            f"| {mentees:,} x {mentors:,} | {seconds:.2f} | {limit} | {scoring / mentees / mentors * 1e9:.1f} | {memory:.0f} "
            f"| {last['matched']:,} | {last['score']:,} | {last['proof']} | {last['rounds']} |"
        )


def rooms(repeats: int) -> Iterator[str]:
    """The room's own scorer, from people to certificate."""
    yield "| mentees x mentors | rules and weights as tables, CPU s | one scoring pass, ns a pair (at most 10) | CPU s from people to certificate | peak MB with the people | matched | proof | flows |"
    yield "|---|---|---|---|---|---|---|---|"
    for mentees, mentors in ROOMS:
        runs = [
            json.loads(python(sys.executable, str(HERE / "pairing.py"), "--room", f"{mentees}x{mentors}"))
            for _ in range(repeats)
        ]
        preparing, scoring, seconds, memory = (
            median(run[key] for run in runs) for key in ("preparing", "scoring", "seconds", "memory")
        )
        last = runs[-1]
        yield (
            f"| {mentees:,} x {mentors:,} | {preparing:.2f} | {scoring / mentees / mentors * 1e9:.1f} | {seconds:.2f} | {memory:.0f} "
            f"| {last['matched']:,} | {last['proof']} | {last['rounds']} |"
        )
    slowest = max(what_if(3_000, 1_500) for _ in range(repeats))
    yield ""
    yield f"What-if with 3,000 mentees and 1,500 mentors: the slowest of {30 * repeats} answers took {slowest:.2f} s (at most 1)."
    runs_ = [whole_command(3_500) for _ in range(repeats)]
    cpu, wall = median(run[0] for run in runs_), median(run[1] for run in runs_)
    yield ""
    yield (
        f"`mentorship pair --plan` on a workbook of {runs_[0][2]:,} people, the whole process: {cpu:.1f} CPU s "
        f"({wall:.1f} s by the clock of a machine with other work) of at most 8."
    )


def report(repeats: int) -> Iterator[str]:
    yield "## Pairing engine"
    yield ""
    yield (
        f"`python benchmarks/pairing.py --write`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores {platform.machine()}, "
        f"Python {platform.python_version()}, numpy {np.__version__}. CPU seconds, one BLAS thread, medians of {repeats}."
    )
    yield ""
    yield from sizes(repeats)
    yield ""
    yield "The pairing room's own rules and weights on synthetic people, feasible weeks and planning periods included: what depends on two people's own times is bounded for all pairs and exact for those that can matter."
    yield ""
    yield from rooms(repeats)
    yield ""
    yield "Same matrices for all, one seat for each mentor; time against ours, matches and score against the optimum, which has most matches first."
    yield "scipy answers with pairs only: no prices, no proof, no tie-break, no capacities; its second column adds what ours gives besides."
    yield "Up to a few hundred people its compiled code is done in milliseconds, before ours is; from 1,000 on, ours is quicker."
    yield ""
    yield from peers(repeats)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", help="solve one district, such as 1000x600, and print JSON")
    parser.add_argument("--room", help="match synthetic people by the room's own rules, such as 1000x600")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="renew results.md")
    given = parser.parse_args()
    if given.one or given.room:
        mentees, mentors = map(int, (given.one or given.room).split("x"))
        print(json.dumps((one if given.one else room)(mentees, mentors)))
        return
    lines = []
    for line in report(given.repeats):
        print(line, flush=True)
        lines.append(line)
    if given.write:
        write("\n".join(lines))


def write(section: str) -> None:
    """Replace this benchmark's section of results.md; the others stay."""
    results = HERE / "results.md"
    before = results.read_text() if results.exists() else "# Benchmark results\n"
    kept = [part for part in before.split("\n## ") if not part.startswith("Pairing engine")]
    results.write_text("\n## ".join(part.rstrip("\n") + "\n" for part in kept) + "\n" + section + "\n")


if __name__ == "__main__":
    os.environ.update(ONE_THREAD)
    sys.path.insert(0, f"{HERE.parent}")
    main()
