"""Single measurements for the pairing benchmark, each made in a process of its own where memory counts."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from pairing_data import District

HERE = Path(__file__).parent
PATIENCE = 180
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


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
    from tasks.pairing.scorer import Scorer  # noqa: PLC0415 - as above

    case, offering, waiting = program(mentees, mentors)
    pool = Pool.of([(person, person.capacity) for person in offering], waiting)
    Matching(case, Pool.of([(offering[0], 1)], waiting[:1])).solved  # noqa: B018 - OR-tools loads on first use
    scorer = Scorer(Matching(case, pool).table)
    rows = min(mentees, max((1 << 19) // mentors, 8))
    block = np.empty((rows, mentors), np.int32)
    began = time.process_time()
    scorer.bounds(0, 1, block[:1])
    preparing = time.process_time() - began
    began = time.process_time()
    for a in range(0, mentees, rows):
        scorer.bounds(a, min(a + rows, mentees), block[: min(rows, mentees - a)])
    scoring = time.process_time() - began
    del scorer
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
        later = range(turn * mentees // 10, mentees)
        i = next(place for place in later if matching.scorer.possible(place).size)
        j, allowed = turn * mentors // 10, int(matching.scorer.possible(i)[0])
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
