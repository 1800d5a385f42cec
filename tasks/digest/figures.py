"""The figures of the page: counts of what stands today. Nothing here names a person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tasks.program.book import Book
from tasks.program.meetings import MeetingStatus
from tasks.program.pairs import Pair, PairStatus
from tasks.program.people import Status
from tasks.program.suppression import hidden
from tasks.program.training_record import trained_on

RECENTLY = timedelta(days=21)


@dataclass(frozen=True)
class Figures:
    """Counts of one day; a circle counts as one pair. `schools` holds active pairs by school, small ones left out so that nobody can work them out."""

    active_pairs: int
    waiting_for_approval: int
    mentees_waiting: int
    deadlines_at_risk: int
    met_recently: int
    meetings_held: int
    meetings_planned: int
    mentors_trained: int
    mentors_active: int
    hours_on_track: int
    hours_counted: int
    schools: Mapping[str, int]
    schools_hidden: int

    def row(self) -> dict[str, int]:
        """The figures by the name of their column in `Digests`."""
        return {
            "Active pairs": self.active_pairs,
            "Pairs to approve": self.waiting_for_approval,
            "Mentees waiting": self.mentees_waiting,
            "Deadlines at risk": self.deadlines_at_risk,
            "Met in 3 weeks": self.met_recently,
            "Meetings held": self.meetings_held,
            "Meetings to come": self.meetings_planned,
            "Mentors trained": self.mentors_trained,
            "Mentors active": self.mentors_active,
            "Hours on track": self.hours_on_track,
            "Hours counted": self.hours_counted,
        }


def figures(book: Book) -> Figures:
    """What stands on the run's day."""
    today = book.run.today
    rows = [pair for pair in book.pairs if pair.status is PairStatus.ACTIVE and not pair.is_second]
    active = list({pair.group or pair.id: pair for pair in reversed(rows)}.values())[::-1]
    held = [m for m in book.meetings if m.status is MeetingStatus.HELD]
    coming = [m for m in book.meetings if m.starts.date() >= today and m.status in _COMING]
    mentors = {pair.mentor for pair in rows if pair.mentor in book.people}
    totals = (row for row in book.snapshot.rows("Hours") if row.text("With") == "all")
    on_track = [row.text("On track") for row in totals if _is_here(book, row.text("Email"))]
    schools = Counter(_school(book, pair) for pair in active)
    unseen = hidden(schools, book.settings.minimum_group_size)
    return Figures(
        active_pairs=len(active),
        waiting_for_approval=sum(pair.status is PairStatus.PROPOSED for pair in book.pairs),
        mentees_waiting=sum(
            row.text("Role") in ("mentee", "both") for row in book.snapshot.rows("Unmatched")
        ),
        deadlines_at_risk=_at_risk(book),
        met_recently=len(_met_since(book, active)),
        meetings_held=len(held),
        meetings_planned=len(coming),
        mentors_trained=sum(trained_on(book, book.people[mentor]) is not None for mentor in mentors),
        mentors_active=len(mentors),
        hours_on_track=sum(word.startswith("yes") for word in on_track),
        hours_counted=sum(bool(word) and word != "—" for word in on_track),
        schools={name: count for name, count in sorted(schools.items()) if name not in unseen},
        schools_hidden=len(unseen),
    )


_RUNNING = (Status.ACTIVE, Status.ON_LEAVE)
_COMING = (MeetingStatus.PLANNED, MeetingStatus.BOOKED, MeetingStatus.MOVED)


def _is_here(book: Book, email: str) -> bool:
    """Whether somebody is in the program today: who left will never catch up with any hours."""
    person = book.people.find(email)
    return person is not None and person.status_on(book.run.today) in _RUNNING


def _at_risk(book: Book) -> int:
    """People without an approved mentor whose `Match by` is near or has passed."""
    soon = book.run.today + timedelta(days=book.settings.warn_days_before)
    matched = {pair.mentee for pair in book.pairs if pair.stands}
    waiting = (person for person in book.people.values() if person.id not in matched and person.match_by)
    return sum(
        person.match_by is not None
        and person.match_by <= soon
        and person.status_on(book.run.today) in _RUNNING
        for person in waiting
    )


def _school(book: Book, pair: Pair) -> str:
    mentee = book.people.get(pair.mentee)
    return mentee.school if mentee is not None and mentee.school else "School not given"


def _met_since(book: Book, active: list[Pair]) -> frozenset[str]:
    """The pairs that met in the last three weeks, by a meeting marked held or a logged one."""
    first = book.run.today - RECENTLY
    met = {m.pairing_id for m in book.meetings if m.status is MeetingStatus.HELD and m.starts.date() >= first}
    logged = {frozenset((c.person, c.partner)) for c in book.check_ins if first <= c.met_on <= book.run.today}
    circles: dict[str, set[str]] = {}
    for pair in book.pairs:
        if pair.group:
            circles.setdefault(pair.mentee, set()).add(pair.group)
    for one, *other in map(tuple, logged):
        met |= circles.get(one, set()).intersection(*(circles.get(two, set()) for two in other))
    return frozenset(
        p.id for p in active if {p.id, p.group} & met or frozenset((p.mentor, p.mentee)) in logged
    )
