"""Which digests are due, and what they say."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tasks.digest import words
from tasks.digest.dates import LATEST, Due, due, next_due
from tasks.digest.figures import Figures, figures
from tasks.digest.letters import coordinator, leadership, letter, preview_day
from tasks.program import keys
from tasks.program.book import Book
from tasks.program.cells import Value
from tasks.program.letters import Letter, State
from tasks.program.pages import page
from tasks.program.plan import Plan, Report
from tasks.program.todo import Coming, ToDo
from tasks.program.workbook.changes import upserts

HELPS = 5
"""How many changes that would help the unmatched the coordinator's list names."""


def plan(book: Book) -> Plan:
    """Leadership's page when it is due, its preview before, the coordinator's list each week."""
    found = figures(book)
    result = Plan(figures={"digest": found.row()})
    result += _leadership(book, found)
    return result + _coordinator(book, found)


def _leadership(book: Book, found: Figures) -> Plan:
    settings, today = book.settings, book.run.today
    one = due(book, "leadership", settings.leadership_digest, today)
    if not settings.leadership_emails:
        return Plan()
    coming = next_due(book, "leadership", settings.leadership_digest)
    soon: tuple[Coming, ...] = (
        () if coming is None else (Coming(coming.on, "Leadership digest", 1, _waits(book)),)
    )
    lost = tuple(_lost(book))
    if one is None:
        return Plan(coming=soon, todos=lost)
    if book.run.command == "digest" and book.run.by_hand:
        # Asked for by name: this period's page goes now, and is then this period's only one.
        one = replace(one, on=min(one.on, today), until=max(one.until, today))
    if _sent(book, one):
        return Plan(coming=tuple(c for c in soon if c.on != one.on), todos=lost) + _record(book, one, found)
    context = _context(book, found)
    if context["unchanged"] and settings.leadership_digest == "weekly":
        return Plan(coming=soon, todos=lost)
    letters = []
    if settings.digest_preview_days and preview_day(book, one) <= today <= one.until:
        preview = letter(
            book,
            "digest-preview",
            one,
            [coordinator(book)],
            {**context, "leaves": max(one.on, today)},
            preview_day(book, one),
        )
        letters.append(preview)
    if one.on <= today <= one.until:
        letters.append(
            letter(book, "digest", one, leadership(book), {**context, "greeting": "Hello,"}, one.on)
        )
        # From now on the outbox says of the letter itself when it leaves and what it waits for.
        soon = tuple(c for c in soon if c.on != one.on)
        lost = (*lost, *_release(book, one, letters[-1].key))
    report = Report(
        f"digest-{one.id}.html", page("reports/digest.html.j2", program=settings, today=today, **context)
    )
    return Plan(letters=tuple(letters), coming=soon, todos=lost, reports=(report,) if letters else ())


def _release(book: Book, one: Due, page: str) -> Iterator[ToDo]:
    """Leadership's page that waits for a person, and when it is too late for it."""
    if any(copy.state is State.WAITING for copy in book.world.deliveries_of(page)):
        what = (
            f"Leadership's page waits in Outbox: read it, then type send in Action. After {one.until.isoformat()} it is "
            "too old, and is dropped."
        )
        yield ToDo(
            keys.todo("digest-waits", one.id), what, look_in="Outbox: digest", due=one.until, kind="deadline"
        )


def _lost(book: Book) -> Iterator[ToDo]:
    """The last page that nobody released in time, for two weeks: one line, however many were to get it."""
    recent = book.run.today - LATEST
    pages = {
        copy.letter: copy
        for copy in book.world.deliveries.values()
        if copy.template == "digest" and copy.state is State.DROPPED
        if copy.changed_at.astimezone(book.run.zone).date() > copy.drop_after >= recent
    }
    for letter_key, copy in pages.items():
        what = (
            f"Leadership's page was not released by {copy.drop_after.isoformat()} and was not sent. The next one "
            "holds the figures of its own day."
        )
        yield ToDo(keys.todo("digest-dropped", letter_key), what, look_in=f"Outbox: {copy.key}")


def _waits(book: Book) -> str:
    return "“send” in the Outbox tab" if "digest" in book.settings.letters_that_wait else ""


def _sent(book: Book, one: Due) -> bool:
    return book.world.was_sent(letter(book, "digest", one, leadership(book), {}, one.on).key)


def _record(book: Book, one: Due, found: Figures) -> Plan:
    """A row for a digest that was sent, with the figures it carried; written once."""
    sheet = book.snapshot.sheet("Digests")
    standing = next((row for row in sheet.rows if row.text("Digest") == one.id), None)
    if standing is not None:
        return Plan(facts={words.LAST: words.to_remember(standing.cells, found)})
    row: dict[str, Value] = {
        "Digest": one.id,
        "Date": book.run.today,
        "Audience": "leadership",
        **found.row(),
    }
    return Plan(changes=upserts(sheet, [row]), facts={words.LAST: words.to_remember(row, found)})


def _context(book: Book, found: Figures) -> dict[str, Any]:
    before = words.remembered(book)
    return {
        "sentence": words.sentence(found),
        "lines": words.lines(found, before),
        "decisions": words.decisions(found),
        "schools": tuple(found.schools.items()) if len(found.schools) > 1 else (),
        "schools_hidden": found.schools_hidden,
        "unchanged": dict(before) == found.row(),
    }


def _coordinator(book: Book, found: Figures) -> Plan:
    """The coordinator's list goes without waiting: it tells her what waits for her."""
    settings, today = book.settings, book.run.today
    one = due(book, "coordinator", settings.coordinator_digest, today)
    if not settings.coordinator_email:
        return Plan()
    # The run of the day itself sends it, and only then is it known whether anything waits.
    soon = next_due(book, "coordinator", settings.coordinator_digest, today + timedelta(days=1))
    coming = () if soon is None else (Coming(soon.on, "Your list of what waits", 1, "something that waits"),)
    if one is None or not one.on <= today <= one.until:
        return Plan(coming=coming)
    context = {
        "sentence": words.sentence(found),
        "waiting": _open_lines(book),
        "to_fix": _to_fix(book),
        "to_approve": found.waiting_for_approval,
        "helps": _helps(book),
    }
    if not (context["waiting"] or context["to_fix"] or context["to_approve"]):
        return Plan(coming=coming)
    return Plan(letters=(_list(book, one, context),), coming=coming)


def _list(book: Book, one: Due, context: Mapping[str, Any]) -> Letter:
    return letter(book, "coordinator-digest", one, [coordinator(book)], context, one.on)


def _open_lines(book: Book) -> tuple[tuple[str, str], ...]:
    rows = [row for row in book.snapshot.rows("To do") if row.text("Status") == "open"]
    return tuple((row.text("What"), row.text("Choices")) for row in rows[:12])


def _helps(book: Book) -> tuple[tuple[str, int], ...]:
    """What would help most of those without a mentor, most people first, and how many each would help."""
    said = Counter(row.text("What would help") for row in book.snapshot.rows("Unmatched"))
    del said[""]
    return tuple(sorted(said.items(), key=lambda one: (-one[1], one[0]))[:HELPS])


def _to_fix(book: Book) -> int:
    return sum(problem.level == "fix" for problem in book.problems)
