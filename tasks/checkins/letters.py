"""The room's letters: a gentle nudge to a silent pair, and the week's agenda with one-click confirmations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from tasks.checkins import form
from tasks.checkins.held import unanswered
from tasks.checkins.silence import NUDGES, Silence
from tasks.checkins.spans import Spans
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.letters import Letter, Recipient
from tasks.program.meetings import Meeting, MeetingStatus
from tasks.program.pairs import ENOUGH, over_by
from tasks.program.people import Person
from tasks.program.wording import listed
from tasks.program.zones import for_reader

NUDGE, CONFIRMATION = "check-in-nudge", "meeting-confirmation"
_AHEAD = frozenset({MeetingStatus.BOOKED, MeetingStatus.MOVED})
AGENDA_DAYS = timedelta(days=2)
"""An agenda that could not go within two days of the week's first school day is stale."""


@dataclass(frozen=True)
class Line:
    """One meeting as letters show it; `link` opens the form with its answers filled in, where the form can do that."""

    partner: str
    starts: datetime
    where: str
    link: str = ""


def nudges(book: Book, silent: Iterable[Silence], agenda: AbstractSet[str]) -> Iterator[Letter]:
    """One letter to both people of a silent pair, with their next meeting if one is booked.

    Not to those whose `agenda` of this week asks anyway: two routine letters of one week would say the same.
    """
    coming = _next_meetings(book)
    for silence in silent:
        pair = silence.span.pair
        here = [one for one in silence.people if book.people[one].may_get_mail_on(book.run.today)]
        people = [book.people[one] for one in here if one not in agenda]
        alone = len(here) < (ENOUGH if pair.group else len(silence.people))
        if not 1 <= silence.periods <= NUDGES or alone or not people:
            continue
        yield Letter(
            key=_key(book, NUDGE, pair.id, silence.since.isoformat(), str(silence.periods)),
            template=NUDGE,
            room="checkins",
            to=tuple(_recipient(person) for person in people),
            context={
                "since": silence.since,
                "again": silence.periods > 1,
                "next_meeting": coming.get(silence.span.together),
                "form": usable(book.settings.check_in_form) or form.link(book),
            },
            drop_after=silence.due + timedelta(days=14),
            occasion=silence.due,
            routine=True,
            about=pair.id,
        )


def _next_meetings(book: Book) -> Mapping[str, datetime]:
    now = book.run.now.replace(tzinfo=None)
    found: dict[str, datetime] = {}
    for meeting in book.meetings:
        if meeting.starts > now and meeting.status in _AHEAD:
            found[meeting.pairing_id] = min(meeting.starts, found.get(meeting.pairing_id, meeting.starts))
    return found


def agenda_day(book: Book, day: date) -> date | None:
    """The first school day of the day's week, on which its agenda goes; nothing in a week without school."""
    monday = day - timedelta(days=day.weekday())
    return next(book.calendar.school_days(monday, monday + timedelta(days=4)), None)


Week = Mapping[str, tuple[tuple[Line, ...], tuple[Line, ...]]]
"""By Person ID: meetings of last week nobody has confirmed, and those of this week that are to come."""


def week_of(book: Book, spans: Spans, day: date, confirmed: Iterable[Meeting]) -> Week:
    """Whose agenda there is in the day's week, and what is in it: now, or as it will be on the day it leaves."""
    leaves = agenda_day(book, day)
    if leaves is None:
        return {}
    on = max(leaves, book.run.today)
    if not has_form(book, on):
        return {}
    now = book.run.now.replace(tzinfo=None)
    moment = max(now, datetime.combine(leaves, book.settings.letters_leave_at))
    past, ahead = _lines(book, spans, moment, {meeting.id for meeting in confirmed})
    return {
        person.id: (tuple(past.get(person.id, ())), tuple(ahead.get(person.id, ())))
        for person in book.people.values()
        if person.id in past.keys() | ahead.keys() and person.may_get_mail_on(on) and person.takes_part_on(on)
    }


def agendas(book: Book, week: Week, silent: Iterable[Silence]) -> Iterator[Letter]:
    """Each person's week: last week's meetings to confirm, this week's to come. Only where a form is set."""
    today = book.run.today
    day = agenda_day(book, today)
    if day is None or not day <= today <= day + AGENDA_DAYS:
        return
    since = _silent_since(book, silent, day)
    for person_id, (asked, to_come) in week.items():
        person = book.people[person_id]
        yield Letter(
            key=_key(book, CONFIRMATION, person.id, (today - timedelta(days=today.weekday())).isoformat()),
            template=CONFIRMATION,
            room="checkins",
            to=(_recipient(person),),
            context={
                "past": asked,
                "ahead": to_come,
                "silent": since.get(person.id, ()),
                "form": usable(book.settings.check_in_form) or form.own_link(book, person),
            },
            drop_after=day + AGENDA_DAYS,
            occasion=day,
            routine=True,
            about=person.id,
        )


def _silent_since(
    book: Book, silent: Iterable[Silence], day: date
) -> Mapping[str, tuple[tuple[str, date], ...]]:
    """By Person ID: the partners of whom no meeting is on record for weeks, and since when; said once each time."""
    found: dict[str, tuple[tuple[str, date], ...]] = {}
    for one in silent:
        if 1 <= one.periods <= NUDGES and _first_agenda(book, one.due) == day:
            for me in one.people:
                partners = listed([book.people[other].name for other in one.people if other != me])
                found[me] = (*found.get(me, ()), (partners, one.since))
    return found


def _first_agenda(book: Book, due: date) -> date | None:
    """The first day from `due` on that an agenda leaves on; a break of a month has none."""
    days = (agenda_day(book, due + timedelta(days=7 * week)) for week in range(5))
    return next((day for day in days if day is not None and day >= due), None)


Lines = dict[str, list[Line]]


def _lines(book: Book, spans: Spans, moment: datetime, known: set[str]) -> tuple[Lines, Lines]:
    """Meetings of the week before the moment's that nobody has confirmed, and those still to come in its own."""
    monday = moment.date() - timedelta(days=moment.weekday())
    past: Lines = {}
    ahead: Lines = {}
    for meeting in sorted(book.meetings, key=lambda one: (one.starts, one.id)):
        first, day = monday - timedelta(days=7), meeting.starts.date()
        if not first <= day < monday + timedelta(days=7):
            continue
        if meeting.ends <= moment and unanswered(meeting) and meeting.id not in known:
            target = past
        elif meeting.starts > moment and meeting.status in _AHEAD:
            target = ahead
        else:
            continue
        for span in spans.together(meeting.pairing_id):
            if over_by(span.pair, book.people, span.own, day) or (span.pair.group and not span.covers(day)):
                continue
            for one in span.own:
                me, others = book.people.get(one), spans.others(book, span, one, day)
                if me is not None and others:
                    target.setdefault(me.id, []).append(_line(book, meeting, me, others))
    return past, ahead


def _line(book: Book, meeting: Meeting, me: Person, others: Sequence[Person]) -> Line:
    """`others` are the partner, or all others of a circle; a form is filled in with the first of them."""
    own, partner = book.settings.check_in_form, others[0]
    names = listed([one.name for one in others])
    link = prefilled(own, meeting, me, partner) if own else form.meeting_link(book, meeting, me, partner)
    home, theirs = book.settings.time_zone, book.zone_of(me.school)
    return Line(names, for_reader(meeting.starts, home, theirs, home), meeting.where, link)


def has_form(book: Book, on: date) -> bool:
    """Whether there is a form for people to log meetings in that day: the coordinator's, or a page of our own."""
    return bool(usable(book.settings.check_in_form)) or form.stands_on(book, on)


def prefilled(address: str, meeting: Meeting, me: Person, partner: Person) -> str:
    """The form's address with `{email}`, `{with}`, `{date}`, `{minutes}` filled in; empty where it has none of them."""
    minutes = int((meeting.ends - meeting.starts).total_seconds() // 60)
    values = {
        "{email}": me.email,
        "{with}": partner.email,
        "{date}": meeting.starts.date().isoformat(),
        "{minutes}": str(minutes),
    }
    if not any(mark in address for mark in values):
        return ""
    for mark, value in values.items():
        address = address.replace(mark, quote(value, safe=""))
    return usable(address)


def usable(address: str) -> str:
    """The form's address without anything to fill in, if it is one that a letter may link to."""
    plain = address.startswith(("https://", "http://")) and address.isprintable() and " " not in address
    if not plain:
        return ""
    for mark in ("{email}", "{with}", "{date}", "{minutes}"):
        address = address.replace(mark, "")
    return address


def _recipient(person: Person) -> Recipient:
    return Recipient(person.id, person.name, person.email)


def _key(book: Book, template: str, *occasion: str) -> str:
    return keys.letter(book.settings.program_id or book.run.program_id, template, *occasion)
