"""The life of a pair as a table: which event leads from which status to which.

(typed) ──────┐                 ┌── away ──► paused ── back ──┐
  │ allowed   │ approve         │                             │
  ▼           ▼                 │                             ▼
proposed ── approve ──► approved ── introduced ──► active ── end, left ──► ended
  │  │  └── reject ──► rejected    (taken back before anybody was told: proposed)
  │  └── forbidden ──► not allowed ── allowed ──► proposed
  └── unwanted ──► replaced ── wanted ──► proposed      approved, active, paused ── superseded ──► replaced
                      └── approve ──► approved
"""

from enum import StrEnum

from tasks.program.pairs import PairStatus as S


class Event(StrEnum):
    """Something that happens to a pair; staff's cells come first."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    APPROVE = "approve"
    REJECT = "reject"
    CHANGED = "changed to another mentor"
    UNWANTED = "unwanted"
    WANTED = "wanted"
    TAKEN_BACK = "taken back before anybody was told"
    INTRODUCED = "introduced"
    AWAY = "away"
    BACK = "back"
    BACK_UNTOLD = "back, not introduced yet"
    END = "end"
    LEFT = "left"
    SUPERSEDED = "superseded"


TABLE: dict[tuple[S | None, Event], S] = {
    (None, Event.ALLOWED): S.PROPOSED,
    (None, Event.FORBIDDEN): S.NOT_ALLOWED,
    (None, Event.APPROVE): S.APPROVED,
    (None, Event.REJECT): S.REJECTED,
    (None, Event.WANTED): S.PROPOSED,
    (S.PROPOSED, Event.APPROVE): S.APPROVED,
    (S.PROPOSED, Event.REJECT): S.REJECTED,
    (S.PROPOSED, Event.FORBIDDEN): S.NOT_ALLOWED,
    (S.PROPOSED, Event.UNWANTED): S.REPLACED,
    **{(undecided, Event.CHANGED): S.REPLACED for undecided in (None, S.PROPOSED, S.NOT_ALLOWED)},
    (S.NOT_ALLOWED, Event.ALLOWED): S.PROPOSED,
    (S.NOT_ALLOWED, Event.APPROVE): S.APPROVED,
    (S.NOT_ALLOWED, Event.REJECT): S.REJECTED,
    (S.REJECTED, Event.APPROVE): S.APPROVED,
    (S.REJECTED, Event.FORBIDDEN): S.NOT_ALLOWED,
    (S.REPLACED, Event.WANTED): S.PROPOSED,
    (S.REPLACED, Event.APPROVE): S.APPROVED,
    (S.REPLACED, Event.FORBIDDEN): S.NOT_ALLOWED,
    (S.APPROVED, Event.TAKEN_BACK): S.PROPOSED,
    (S.APPROVED, Event.INTRODUCED): S.ACTIVE,
    (S.APPROVED, Event.AWAY): S.PAUSED,
    (S.ACTIVE, Event.AWAY): S.PAUSED,
    (S.PAUSED, Event.BACK): S.ACTIVE,
    (S.PAUSED, Event.BACK_UNTOLD): S.APPROVED,
    **{
        (standing, event): over
        for standing in (S.APPROVED, S.ACTIVE, S.PAUSED)
        for event, over in ((Event.END, S.ENDED), (Event.LEFT, S.ENDED), (Event.SUPERSEDED, S.REPLACED))
    },
}


def after(status: S | None, event: Event) -> S | None:
    """The status after an event; the same where the table knows no such event for it."""
    return TABLE.get((status, event), status)
