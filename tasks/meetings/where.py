"""Which room each meeting is in: given once the times stand, so that a meeting keeps its room as long as it can."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from tasks.meetings.outcome import Entry
from tasks.meetings.travel import building
from tasks.meetings.wishes import Wish
from tasks.program.book import Book
from tasks.program.schooldays import Room

_ENDLESS = 1_000_000


def in_their_rooms(
    book: Book, wishes: Mapping[str, Wish], entries: Mapping[str, list[Entry]]
) -> Mapping[str, list[Entry]]:
    """The entries with `where` naming a room, at schools that name any; one for which none is left names the school."""
    if not book.rooms:
        return entries
    now = book.run.now.replace(tzinfo=None)
    by_place: dict[tuple[str, date], list[tuple[Entry, int]]] = {}
    for key, listed in entries.items():
        wish = wishes.get(key)
        school = building(wish.mentor, wish.mentee) if wish else ""
        for entry in listed:
            if wish and school and entry.where == school and entry.starts > now:
                by_place.setdefault((school, entry.starts.date()), []).append((entry, len(wish.people)))
    rooms: dict[str, str] = {}
    for (school, _), wanting in by_place.items():
        rooms |= given_rooms(wanting, [room for room in book.rooms if room.school == school])
    return {
        key: [
            replace(one, where=f"{one.where}, {rooms[one.id]}") if one.id in rooms else one for one in listed
        ]
        for key, listed in entries.items()
    }


def given_rooms(wanting: Iterable[tuple[Entry, int]], rooms: Sequence[Room]) -> dict[str, str]:
    """A room for each meeting of one school and day, by Meeting ID; `wanting` are meetings and how many people come.

    A meeting keeps its room where it can, then the largest are served first, each with the smallest room that will do.
    """
    taken: dict[str, list[tuple[datetime, datetime]]] = {room.name: [] for room in rooms}
    held = {entry.id: entry.row.where.rpartition(", ")[2] if entry.row else "" for entry, _ in wanting}
    order = sorted(wanting, key=lambda one: (held[one[0].id] not in taken, -one[1], one[0].starts, one[0].id))
    by_size = sorted(rooms, key=lambda room: _ENDLESS if room.seats is None else room.seats)
    found: dict[str, str] = {}
    for entry, people in order:
        fitting = [room.name for room in by_size if room.holds(people)]
        for name in sorted(fitting, key=lambda name: name != held[entry.id]):
            if all(entry.ends <= one or two <= entry.starts for one, two in taken[name]):
                taken[name].append((entry.starts, entry.ends))
                found[entry.id] = name
                break
    return found
