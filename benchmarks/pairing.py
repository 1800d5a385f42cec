"""How fast the pairing engine proves its best assignment, and how it compares: `python benchmarks/pairing.py`.

CPU seconds with one BLAS thread, medians, peak memory of a fresh process. Rivals from PyPI are installed into
temporary environments of their own; where that can't be done, the line says so. `--write` renews results.md.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np
from pairing_data import District

HERE = Path(__file__).parent
SIZES = ((1_000, 600, 0.15), (5_000, 5_000, 5), (10_000, 10_000, 5), (10_000, 6_000, 5), (20_000, 20_000, 25))
ROOMS = ((1_000, 600), (10_000, 10_000), (10_000, 6_000))
PEERS = (50, 200, 400, 1_000)
RIVALS = {"mentor-match": "mentor-match==7.0.1", "matching": "matching==1.4.3"}
PATIENCE = 180
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
Pairs = list[tuple[int, int]]


def one(mentees: int, mentors: int) -> dict[str, float | int | str]:
    """Score a district once, then solve it, scoring included, in this process."""
    from tasks.pairing.engine import best_assignment  # noqa: PLC0415 - after the threads are set

    district = District(mentees, mentors)
    block = np.empty((64, mentors), np.int16)
    began = time.process_time()
    for a in range(0, mentees, 64):
        district.fill(a, min(a + 64, mentees), block[: min(64, mentees - a)])
    scoring = time.process_time() - began
    best_assignment(District(50, 50).problem())  # OR-tools loads on first use
    began = time.process_time()
    solved = best_assignment(district.problem())
    return {
        "scoring": scoring,
        "seconds": time.process_time() - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "matched": solved.matched,
        "score": solved.score,
        "proof": solved.proof,
        "rounds": solved.rounds,
    }


def room(mentees: int, mentors: int) -> dict[str, float | int | str]:
    """The room's own rules and weights on synthetic people: one scoring pass, then scoring to certificate."""
    from pairing_people import program  # noqa: PLC0415 - as above

    from tasks.pairing.matching import Matching, Pool  # noqa: PLC0415 - as above

    case, offering, waiting = program(mentees, mentors)
    pool = Pool.of([(person, person.capacity) for person in offering], waiting)
    Matching(case, Pool.of([(offering[0], 1)], waiting[:1])).solved  # noqa: B018 - OR-tools loads on first use
    scorer = Matching(case, pool).scorer
    rows = min(mentees, max((1 << 19) // mentors, 8))
    block = np.empty((rows, mentors), np.int32)
    began = time.process_time()
    scorer.bounds(0, 1, block[:1])
    preparing = time.process_time() - began
    began = time.process_time()
    for a in range(0, mentees, rows):
        scorer.bounds(a, min(a + rows, mentees), block[: min(rows, mentees - a)])
    scoring = time.process_time() - began
    began = time.process_time()
    solved = Matching(case, pool).solved
    seconds = time.process_time() - began
    return {
        "preparing": preparing,
        "scoring": scoring,
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "matched": solved.matched if solved else 0,
        "score": solved.score if solved else 0,
        "proof": solved.proof if solved else "",
        "rounds": solved.rounds if solved else 0,
    }


def what_if(mentees: int, mentors: int) -> float:
    """Wall seconds of the slowest of thirty questions about a solved program."""
    from pairing_people import program  # noqa: PLC0415 - as above

    from tasks.pairing.engine import WhatIf  # noqa: PLC0415 - as above
    from tasks.pairing.matching import Matching, Pool  # noqa: PLC0415 - as above

    case, offering, waiting = program(mentees, mentors)
    matching = Matching(case, Pool.of([(person, person.capacity) for person in offering], waiting))
    ask, slowest = WhatIf(matching.problem, matching.solved), 0.0
    for turn in range(10):
        i, j = turn * mentees // 10, turn * mentors // 10
        allowed = int(matching.scorer.possible(i)[0])
        for question in (lambda: ask.seat(j), lambda: ask.without_mentor(j), lambda: ask.pair(i, allowed)):  # noqa: B023 - asked at once
            began = time.perf_counter()
            question()
            slowest = max(slowest, time.perf_counter() - began)
    return slowest


def whole_command(people: int) -> tuple[float, float, int]:
    """CPU and wall seconds of `mentorship pair --plan` in a process of its own, and the workbook's people."""
    from pairing_people import TERM, program, rows  # noqa: PLC0415 - as above

    from tasks.backends.local.blank import new_workbook  # noqa: PLC0415 - as above

    _, offering, waiting = program(people * 6 // 10, people * 4 // 10)
    settings = {
        "Program name": "District",
        "Coordinator name": "Jordan Reyes",
        "Coordinator email": "coordinator@example.org",
        "Term name": "Fall 2026",
        "Term start": TERM[0],
        "Term end": TERM[1],
        "Time zone": "America/Chicago",
    }
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "workbook.xlsx"
        new_workbook(book, settings, rows([*offering, *waiting]))
        command = [
            str(Path(sys.executable).with_name("mentorship")),
            "pair",
            "--plan",
            "--today",
            "2026-08-12T09:00",
            str(book),
        ]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            command,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": f"{HERE.parent}"},
            capture_output=True,
            text=True,
            check=True,
        )
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, len(offering) + len(waiting)


def python(executable: str, *arguments: str) -> str:
    paths = {"PYTHONPATH": f"{HERE.parent}"} if executable == sys.executable else {}
    run = subprocess.run(
        [executable, *arguments],
        env={**os.environ, **ONE_THREAD, **paths},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return run.stdout


def sizes(repeats: int) -> Iterator[str]:
    """The engine from scoring to certificate."""
    yield "| mentees x mentors | CPU s to certificate | at most | one scoring pass, ns a pair | peak MB | matched | score | proof | flows |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for mentees, mentors, limit in SIZES:
        runs = [
            json.loads(python(sys.executable, __file__, "--one", f"{mentees}x{mentors}"))
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
            json.loads(python(sys.executable, __file__, "--room", f"{mentees}x{mentors}"))
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


def ours(scores: np.ndarray) -> tuple[float, Pairs]:
    from tasks.pairing.engine import Blocks, Problem, best_assignment  # noqa: PLC0415 - after the threads are set

    def fill(a: int, b: int, out: np.ndarray) -> None:
        out[:] = scores[a:b]

    seats = np.ones(scores.shape[1], np.int64)
    began = time.process_time()
    pairs = best_assignment(Problem(len(scores), seats, Blocks(fill, np.int16))).pairs
    return time.process_time() - began, list(zip(pairs.mentee.tolist(), pairs.mentor.tolist(), strict=True))


def dense(scores: np.ndarray) -> tuple[float, Pairs]:
    """scipy's Hungarian method with a bonus for each match."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - not in every run

    began = time.process_time()
    bonus = int(scores.max()) * (len(scores) + 1)
    row, column = linear_sum_assignment(np.where(scores >= 0, scores.astype(float) + bonus, 0), maximize=True)
    pairs = [(i, j) for i, j in zip(row.tolist(), column.tolist(), strict=True) if scores[i, j] >= 0]
    return time.process_time() - began, pairs


def rival(name: str, home: Path) -> Callable[[np.ndarray], tuple[float, Pairs]] | str:
    """A function that runs a PyPI matcher in a new environment, or why there is none."""
    where = home / name
    venv.create(where, with_pip=True)
    executable = f"{where / 'bin' / 'python'}"
    try:
        python(executable, "-m", "pip", "install", "--quiet", RIVALS[name])
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return "skipped: can't be installed here"

    def run(scores: np.ndarray) -> tuple[float, Pairs]:
        matrix = home / "scores.json"
        matrix.write_text(json.dumps(scores.tolist()))
        told = json.loads(python(executable, f"{HERE / 'pairing_rivals.py'}", f"{matrix}", name))
        return told["seconds"], told["pairs"]

    return run


def told(
    contestant: Callable[[np.ndarray], tuple[float, Pairs]] | str, scores: np.ndarray, repeats: int
) -> list:
    """Median seconds, pairs matched within the rules and their score; or the reason in words."""
    if isinstance(contestant, str):
        return [contestant]
    try:
        runs = [contestant(scores) for _ in range(repeats)]
    except subprocess.TimeoutExpired:
        return [f"over {PATIENCE} s"]
    except subprocess.CalledProcessError as error:
        return [f"failed: {error.stderr.strip().splitlines()[-1][:60]}"]
    allowed = [(i, j) for i, j in runs[-1][1] if scores[i, j] >= 0]
    return [median(seconds for seconds, _ in runs), len(allowed), sum(int(scores[i, j]) for i, j in allowed)]


def peers(repeats: int) -> Iterator[str]:
    """Everybody on the same matrices; one seat each."""
    yield "| n x n | ours: s / matched / score | scipy dense | mentor-match | matching (stable) |"
    yield "|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as temporary:
        rivals = [rival(name, Path(temporary)) for name in RIVALS]
        ours(District(50, 50).dense())
        for n in PEERS:
            scores = District(n, n).dense()
            best = told(ours, scores, repeats)
            others = [told(dense, scores, repeats), *(told(each, scores, 1) for each in rivals)]
            yield " | ".join([f"| {n:,}", _cell(best), *(_cell(other, best) for other in others)]) + " |"


def _cell(result: list, best: list | None = None) -> str:
    if isinstance(result[0], str):
        return result[0]
    seconds, matched, score = result
    if best is None:
        return f"{seconds:.4f} / {matched:,} / {score:,}"
    worse = (
        f"{matched - best[1]:+,} / {100 * (score / best[2] - 1):+.1f} %"
        if result[1:] != best[1:]
        else "equal"
    )
    return f"{seconds:.4f} ({seconds / best[0]:,.1f} times) / {worse}"


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
    yield "scipy answers with pairs only: no prices, no proof, no tie-break, and needs the whole matrix in memory."
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
