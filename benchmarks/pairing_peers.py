"""The engine beside its peers on the same score matrices, one seat for each mentor.

Rivals from PyPI are installed into temporary environments of their own; where that can't be done, the line says so.
"""

import json
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
from pairing_data import District
from pairing_runs import HERE, PATIENCE, python

PEERS = (50, 200, 400, 1_000)
RIVALS = {"mentor-match": "mentor-match==7.0.1", "matching": "matching==1.4.3"}
Pairs = list[tuple[int, int]]


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


def dense_and_the_rest(scores: np.ndarray) -> tuple[float, Pairs]:
    """scipy's pairs, and then what we give besides: unique prices, the certificate, one answer among equals.

    scipy has nothing of the kind, so our own functions go on from its pairs, over all pairs at once.
    """
    from tasks.pairing.engine import Arcs, Blocks, Problem  # noqa: PLC0415 - after the threads are set
    from tasks.pairing.engine.certify import TIES, Solved, Solver  # noqa: PLC0415 - as above
    from tasks.pairing.engine.prices import minimal_prices  # noqa: PLC0415 - as above
    from tasks.pairing.engine.stages import canonical  # noqa: PLC0415 - as above

    seconds, pairs = dense(scores)
    began = time.process_time()
    seats = np.ones(scores.shape[1], np.int64)
    problem = Problem(len(scores), seats, Blocks(lambda a, b, out: np.copyto(out, scores[a:b]), np.int16))
    solver = Solver(problem)
    net = solver.network()
    row, column = np.nonzero(scores >= 0)
    graph = Arcs(row, column, scores[row, column].astype(np.int64))
    chosen = np.isin(graph.keys(problem.mentors), [i * problem.mentors + j for i, j in pairs])
    prices = minimal_prices(net, graph.mentee, graph.mentor, solver.goals.weight(graph), chosen)
    best = canonical(solver, net, Solved(graph, chosen, prices, solver.sweep(prices, TIES), 1))
    seconds += time.process_time() - began
    return seconds, list(zip(best.mentee.tolist(), best.mentor.tolist(), strict=True))


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
    yield "| n x n | ours: s / matched / score | scipy dense, pairs only | scipy dense, then prices, proof and tie-break by our functions | mentor-match | matching (stable) |"
    yield "|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as temporary:
        rivals = [rival(name, Path(temporary)) for name in RIVALS]
        ours(District(50, 50).dense())
        for n in PEERS:
            scores = District(n, n).dense()
            best = told(ours, scores, repeats)
            theirs = (told(contestant, scores, repeats) for contestant in (dense, dense_and_the_rest))
            others = [*theirs, *(told(each, scores, 1) for each in rivals)]
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
