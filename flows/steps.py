"""The steps as Prefect shows them. Each hands over at once; those that touch the world are tried again.

Nothing about a person passes through Prefect: the office is an object of this process, parameters and results are
paths, dates and counts.
"""

from collections.abc import Iterator
from typing import Any

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task, exponential_backoff

from tasks.meetings.report import capacity_table
from tasks.office.settle import MOST_ROUNDS, Office, Round
from tasks.program.problems import OutsideError


def passing(_task: "Task[Any, Any]", _run: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may pass by itself: only services outside that do not call it permanent."""
    try:
        state.result()
    except OutsideError as problem:
        return not problem.permanent
    except Exception:  # noqa: BLE001 - anything else is not worth another try
        return False
    return False


def _step(name: str, room: str) -> "Task[[Office, Round], None]":
    @task(name=name, cache_policy=NO_CACHE, persist_result=False)
    def run(office: Office, now: Round) -> None:
        office.plan(now, room)

    return run


check = _step("check the enrollment", "enrollment")
pair = _step("pair mentors with mentees", "pairing")
schedule = _step("schedule meetings", "meetings")
train = _step("invite to training", "training")
count_hours = _step("count hours", "checkins")
survey = _step("run the survey", "surveys")
write_digest = _step("write the digest", "digest")
close_books = _step("close the term", "closing")


# A step that touches the world is tried again where that can help: at once, then ever more patiently.
_TOUCHING: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(2),
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": passing,
}


@task(name="read the workbook", **_TOUCHING)
def read(office: Office, rounds: list[Round]) -> bool:
    """Begins a round; the round itself stays in this process."""
    rounds.append(office.begin())
    return True


@task(name="write, book and send", **_TOUCHING)
def carry_out(office: Office, now: Round) -> bool:
    """Makes the round so; safe to repeat, since every effect has a key."""
    office.finish_planning(now)
    return office.carry_out(now)


def rounds(office: Office) -> Iterator[Round]:
    """Rounds until one changes nothing: the flow says what happens in each between reading and writing."""
    for _ in range(MOST_ROUNDS):
        begun: list[Round] = []
        read(office, begun)
        yield begun[-1]
        if not carry_out(office, begun[-1]):
            break


def publish(office: Office) -> dict[str, int]:
    """Puts the run's counts on its page in Prefect and returns them; no names, no addresses."""
    summary = office.summary
    counts = {name: int(value) for name, value in summary.to_json()["changes"].items()}
    counts["problems"] = len(summary.problems)
    counts["pairs to decide"] = summary.undecided
    counts["waiting"] = len(summary.todos) + len(summary.waiting)
    lines = [f"| {name} | {value} |" for name, value in counts.items()]
    create_markdown_artifact(
        key=f"mentorship-{summary.command}",
        markdown="\n".join(
            [
                f"**{summary.command}**, {summary.today}",
                *("", "| what | how many |", "|---|---|", *lines),
                *("", *capacity_table(summary.figures)),
            ]
        ),
        description="What the run did. Names and reasons stand in the workbook.",
    )
    return counts
