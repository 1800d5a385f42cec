"""How far a recipient's copy can go, as data: every change of state that is allowed, and what brings it about.

    owed ⇄ waiting → sending → sent | failed | unsure | bounced | dropped

The ledger keeps the states; this table says which steps the outbox takes. Nothing else may change a copy's state.
"""

from tasks.program.letters import State

_ = State  # the table reads better short

TRANSITIONS: tuple[tuple[State, State, str], ...] = (
    (_.OWED, _.WAITING, "its kind waits for `send`, or a person typed `hold`"),
    (_.WAITING, _.OWED, "a person took the hold back, or the setting changed"),
    (_.OWED, _.SENDING, "claimed by a run"),
    (_.WAITING, _.SENDING, "a person typed `send`; claimed by a run"),
    (_.FAILED, _.SENDING, "failed for a time; claimed by a later run"),
    (_.SENDING, _.SENT, "the postbox took it, or was found to hold it after a crash"),
    (_.SENDING, _.FAILED, "the postbox refused it"),
    (_.SENDING, _.UNSURE, "the answer was lost, and looking cannot tell"),
    (
        _.SENDING,
        _.OWED,
        "claimed, and certainly not sent: a pause, or a crash before the postbox was touched",
    ),
    (_.UNSURE, _.SENT, "a person knows that it was sent"),
    (_.UNSURE, _.OWED, "a person wants it sent again"),
    (_.UNSURE, _.DROPPED, "a person does not want it any more"),
    (_.FAILED, _.OWED, "a person wants it tried again"),
    (_.FAILED, _.DROPPED, "dropped by a person, no longer wanted, or too late"),
    (_.OWED, _.DROPPED, "dropped by a person, no longer wanted, or too late"),
    (_.WAITING, _.DROPPED, "dropped by a person, no longer wanted, or too late"),
    (_.DROPPED, _.OWED, "a person typed `send`, or a room wants it again that had let it go"),
    (_.SENT, _.BOUNCED, "the mail came back"),
    (_.SENT, _.OWED, "a person asked at the command line to send it once more"),
    (_.BOUNCED, _.SENT, "a person had it sent once more, as it was, at the command line"),
    (_.BOUNCED, _.OWED, "a person asked at the command line to send it once more"),
)

OPEN = frozenset({State.OWED, State.WAITING, State.FAILED})
"""Copies that may still go out by themselves; a run claims from these only."""

ALLOWED = frozenset((before, after) for before, after, _why in TRANSITIONS)


def may(before: State, after: State) -> bool:
    return (before, after) in ALLOWED
