"""The tab `Hours`: one line per person and partner, and one for all of a person's partners together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tasks.checkins.log import Log, last_met
from tasks.checkins.requirement import Requirement
from tasks.checkins.spans import Span, Spans, away
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.meetings import MeetingStatus
from tasks.program.pairs import PairStatus
from tasks.program.problems import Problem
from tasks.program.reading.rows import RowReader
from tasks.program.workbook.changes import Change, upserts

TAB = "Hours"
ALL = "all"
CIRCLE = "circle"
YES, WATCH, BEHIND, NONE = "yes", "watch", "behind", "—"
_TO_COME = frozenset({MeetingStatus.PLANNED, MeetingStatus.BOOKED, MeetingStatus.MOVED})


@dataclass(frozen=True)
class Sum:
    """Hours of one pair, or of several added up."""

    logged: float = 0.0
    in_person: float = 0.0
    required: float = 0.0
    so_far: float = 0.0
    to_come: float = 0.0
    last: date | None = None

    def __add__(self, other: "Sum") -> "Sum":
        days = [day for day in (self.last, other.last) if day is not None]
        return Sum(
            self.logged + other.logged,
            self.in_person + other.in_person,
            self.required + other.required,
            self.so_far + other.so_far,
            self.to_come + other.to_come,
            max(days, default=None),
        )


@dataclass(frozen=True)
class Line:
    """One person's hours with one partner (or all): `person` is a Person ID or, where unknown, the address."""

    person: str
    name: str
    email: str
    with_name: str
    role: str
    sum: Sum = field(default=Sum())


def sums(book: Book, spans: Spans, log: Log, requirement: Requirement) -> dict[str, Sum]:
    """The hours of each pair, by Pairing ID."""
    minutes, in_person = _minutes(log, ""), _minutes(log, "in person")
    last, to_come = last_met(log.met), _to_come(book, spans)
    yesterday = book.run.today - timedelta(days=1)
    found: dict[str, Sum] = {}
    for span in spans.all:
        pair = span.pair
        gone = tuple(away(book.people.get(person) for person in span.own))
        end = span.last or requirement.last
        found[pair.id] = Sum(
            logged=minutes.get(pair.id, 0.0) / 60,
            in_person=in_person.get(pair.id, 0.0) / 60,
            required=requirement.between(span.first, end, gone),
            so_far=requirement.between(span.first, min(end, yesterday), gone),
            to_come=to_come.get(pair.id, 0.0) / 60,
            last=last.get(pair.id),
        )
    return found


def _minutes(log: Log, mode: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for met in log.met:
        if not mode or met.mode == mode:
            found[met.pair] = found.get(met.pair, 0.0) + met.minutes
    return found


def _to_come(book: Book, spans: Spans) -> dict[str, float]:
    """Minutes of booked meetings that have not begun, by Pairing ID; a group's meeting counts for each of its pairs."""
    now: datetime = book.run.now.replace(tzinfo=None)
    standing = [span.pair for span in spans.all if span.pair.status is not PairStatus.ENDED]
    members: dict[str, list[str]] = {}
    for pair in standing:
        for key in {pair.id, pair.group} - {""}:
            members.setdefault(key, []).append(pair.id)
    found: dict[str, float] = {}
    for meeting in book.meetings:
        if meeting.starts > now and meeting.status in _TO_COME:
            length = (meeting.ends - meeting.starts).total_seconds() / 60
            for pair_id in members.get(meeting.pairing_id, ()):
                found[pair_id] = found.get(pair_id, 0.0) + length
    return found


def lines(
    book: Book, spans: Spans, by_pair: Mapping[str, Sum], adjust: Mapping[tuple[str, str], float]
) -> tuple[Line, ...]:
    """All lines: people in the order of `Enrollment`, each with their partners by name, then the sum."""
    own: dict[str, dict[str, Line]] = {}
    for span in spans.all:
        own_lines = _in_circle if span.pair.group else _both
        for line in own_lines(book, span, by_pair[span.pair.id]):
            held = own.setdefault(line.person, {})
            before = held[line.with_name].sum if line.with_name in held else Sum()
            held[line.with_name] = replace(line, sum=before + line.sum)
    order = {person: number for number, person in enumerate(book.people)}
    found: list[Line] = []
    for person in sorted(own, key=lambda one: (order.get(one, len(order)), one)):
        partners = [_adjusted(own[person][name], adjust) for name in sorted(own[person])]
        found.extend((*partners, _adjusted(_total(partners), adjust)))
    return tuple(found)


def _adjusted(line: Line, adjust: Mapping[tuple[str, str], float]) -> Line:
    hours = adjust.get((line.email.casefold(), line.with_name.casefold()), 0.0)
    return replace(line, sum=line.sum + Sum(logged=hours)) if hours else line


def _total(partners: list[Line]) -> Line:
    roles = {line.role for line in partners}
    role = partners[0].role if len(roles) == 1 else "both"
    return replace(partners[0], with_name=ALL, role=role, sum=sum((line.sum for line in partners), Sum()))


def _in_circle(book: Book, span: Span, hours: Sum) -> Iterable[Line]:
    """A line for the member, and for whoever leads the circle without a row in it."""
    for id_ in span.own:
        person = book.people.get(id_)
        if person is not None and person.email:
            role = "peer" if id_ == span.pair.mentee else "mentor"
            yield Line(id_, person.name, person.email, CIRCLE, role, hours)


def _both(book: Book, span: Span, hours: Sum) -> Iterable[Line]:
    pair = span.pair
    mentor, mentee = book.people.get(pair.mentor), book.people.get(pair.mentee)
    mentor_name, mentor_email = (
        (mentor.name, mentor.email) if mentor else (pair.mentor_name, pair.mentor_email)
    )
    mentee_name, mentee_email = (
        (mentee.name, mentee.email) if mentee else (pair.mentee_name, pair.mentee_email)
    )
    peers = pair.model == "peer"
    if mentor_email:
        with_mentee = _unique(book, mentee_name, mentee_email)
        yield Line(
            pair.mentor or mentor_email,
            mentor_name,
            mentor_email,
            with_mentee,
            "peer" if peers else "mentor",
            hours,
        )
    if mentee_email:
        with_mentor = _unique(book, mentor_name, mentor_email)
        yield Line(
            pair.mentee or mentee_email,
            mentee_name,
            mentee_email,
            with_mentor,
            "peer" if peers else "mentee",
            hours,
        )


def _unique(book: Book, name: str, email: str) -> str:
    """The partner's name; with the address where two people share the name, since `With` is part of the line's key."""
    shared = name.casefold() in book.people.by_name and book.people.by_name[name.casefold()] is None
    return f"{name} ({email})" if shared or not name else name


def on_track(hours: Sum, requirement: Requirement, meeting_hours: float) -> str:
    """`yes` up to one meeting short of what is required so far (logs come late), but not once all of it is required and
    nothing is booked any more; `watch` where booked meetings make it up.
    """
    if not requirement.exists:
        return NONE
    over = hours.so_far >= hours.required and not hours.to_come
    if round(hours.logged + (0 if over else meeting_hours), 2) >= round(hours.so_far, 2):
        return YES
    return WATCH if hours.logged + hours.to_come >= hours.required else BEHIND


def adjustments(book: Book) -> tuple[Mapping[tuple[str, str], float], tuple[Problem, ...]]:
    """Hours that staff added or took off, by (address, With); a reason that is missing is asked for."""
    problems: list[Problem] = []
    typed: dict[tuple[str, str], float] = {}
    for row in book.snapshot.rows(TAB):
        cell = RowReader(TAB, row, problems)
        hours = cell.number("Adjust hours", low=-1000, high=1000)
        if hours:
            typed[row.text("Email").casefold(), row.text("With").casefold()] = hours
            if not cell.text("Adjust why"):
                cell.note("Adjust why", "Hours were adjusted without a reason.", "Say why in this cell.")
    return typed, tuple(problems)


def changes(book: Book, all_lines: tuple[Line, ...], requirement: Requirement) -> tuple[Change, ...]:
    """What must change in the tab; a line of a pair that is no more goes, unless staff adjusted it."""
    sheet = book.snapshot.sheet(TAB)
    meeting = book.settings.meeting_minutes / 60
    desired = [_cells(line, requirement, meeting) for line in all_lines]
    return upserts(
        sheet, desired, clear=lambda row: row["Adjust hours"] is None and row["Adjust why"] is None
    )


def _cells(line: Line, requirement: Requirement, meeting: float) -> dict[str, Value]:
    hours, asked = line.sum, requirement.exists
    return {
        "Name": line.name,
        "Email": line.email,
        "With": line.with_name,
        "Role": line.role,
        "Hours logged": round(hours.logged, 2),
        "In person": round(hours.in_person, 2),
        "Hours required": round(hours.required, 2) if asked else None,
        "Required so far": round(hours.so_far, 2) if asked else None,
        "Forecast": round(hours.logged + hours.to_come, 2),
        "On track": on_track(hours, requirement, meeting),
        "Last met": hours.last,
    }
