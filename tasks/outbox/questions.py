"""What the outbox asks staff, and what they answered: copies in doubt, refused for good, or too many at once. Pure.

A question's key names the try it is about, so that an answer is carried out once and a later doubt asks anew.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tasks.outbox.words import spoken
from tasks.program import keys
from tasks.program.letters import Delivery, State
from tasks.program.todo import ToDo

GO_ON, STOP = "go on", "stop"
MANY = "many-letters"
_UNSURE = {"was sent": State.SENT, "send again": State.OWED, "drop": State.DROPPED}
_FAILED = {"try again": State.OWED, "drop": State.DROPPED}


def asked_about(delivery: Delivery) -> Mapping[str, State] | None:
    """What may become of this copy by a person's answer; nothing where there is no question."""
    if delivery.state is State.UNSURE:
        return _UNSURE
    return _FAILED if delivery.state is State.FAILED and delivery.final else None


def question(delivery: Delivery) -> str:
    return keys.todo(str(delivery.state), delivery.key, str(delivery.attempts))


def sort_out(
    deliveries: Iterable[Delivery], given: Mapping[str, str], names: Mapping[str, str]
) -> tuple[list[tuple[Delivery, State]], list[ToDo]]:
    """The copies whose question was answered, with the state that follows, and the questions that stay open.

    `names` are people's names by id: staff should see at a glance whose letter it is.
    """
    settled: list[tuple[Delivery, State]] = []
    todos: list[ToDo] = []
    for delivery in deliveries:
        choices = asked_about(delivery)
        if choices is None:
            continue
        to = choices.get(given.get(question(delivery), ""))
        if to is not None:
            settled.append((delivery, to))
        else:
            todos.append(_ask(delivery, tuple(choices), names.get(delivery.person, "")))
    return settled, sorted(todos, key=lambda todo: todo.key)


def _ask(delivery: Delivery, choices: tuple[str, ...], name: str) -> ToDo:
    when = _stamp(delivery.changed_at)
    letter = f"The letter “{spoken(delivery.template)}”{f' to {name}' if name else ''}"
    if delivery.state is State.UNSURE:
        why = delivery.error or "The program was interrupted while it went out."
        what = (
            f"{letter} may or may not have been sent ({when}). {why} Look in the program's sent mail or ask the person, "
            "then answer."
        )
    else:
        why = (delivery.error or "it was refused").rstrip(".")
        what = f"{letter} could not be delivered ({when}): {why}. Put right what is wrong, then answer."
    return ToDo(question(delivery), what, look_in=f"Outbox: {delivery.key}", choices=choices, kind="question")


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def ask_first(number: int, limit: int, oldest: str) -> ToDo:
    """The guard of a scheduled run that is about to send many letters; `oldest` names the one that waits longest."""
    return ToDo(
        keys.todo(MANY, oldest),
        f"{number} letters are about to leave at once, more than the {limit} of `Ask above`. Look through Outbox, then answer; "
        "`send` in Action lets single ones go.",
        look_in="Outbox",
        choices=(GO_ON, STOP),
        kind="guard",
    )
