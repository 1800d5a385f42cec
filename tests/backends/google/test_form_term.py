"""Forms through a term on Google: opened in time, answered by the links of the letters, filed once, whatever breaks."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from tasks.checkins.log import PARTNER
from tasks.office.summary import Summary
from tasks.program.problems import OutsideError
from tests.backends.google.world import GoogleWorld, run, tabs
from tests.google_service import Running, serve
from tests.google_service.forms.answering import ClosedFormError
from tests.google_service.world import OWNER
from tests.proof import term

LINK = re.compile(r"https://docs\.google\.com/forms/\S+")
PAIRED = (*term.TERM[1:3], term.Day("2026-08-11T08:00", term.TERM[0].deed))
MEETINGS = term.Day("2026-08-17T08:00", term.TERM[0].deed)
SURVEY = term.Day("2026-09-28T08:00", term.TERM[0].deed)
COUNTED = term.Day("2026-10-02T08:00", term.TERM[0].deed)
CLOSED = term.Day("2026-10-08T08:00", term.TERM[0].deed)


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False, clock=lambda: datetime(2026, 9, 29, 13, tzinfo=UTC)) as running:
        yield running
        assert running.log.departures() == []


def links(world: GoogleWorld, subject: str) -> dict[str, list[str]]:
    """The links to forms in the letters whose subject holds these words, by whom they went to."""
    box = world.service.service.world.mail[OWNER]
    found: dict[str, list[str]] = {}
    for message in box.messages.values():
        mail = message.parsed()
        assert isinstance(mail, EmailMessage)
        if "SENT" in message.labels and subject in mail["Subject"]:
            body = mail.get_body(("plain",))
            found.setdefault(mail["To"].addresses[0].addr_spec, []).extend(LINK.findall(body.get_content()))
    return found


def form_of(world: GoogleWorld, title: str) -> str:
    forms = world.service.service.world.forms.values()
    return next(form.id for form in forms if form.info["title"] == title and form.published)


def surely(world: GoogleWorld, day: term.Day) -> Summary:
    """The day, run until nothing outside is in its way."""
    for _ in range(6):
        with suppress(OutsideError):
            found = run(world, day)
            if not found.trouble:
                return found
    raise AssertionError("it never came through")


def a_term(world: GoogleWorld, between: Callable[[], None] = lambda: None) -> None:
    """Pairs are approved and meet; people answer what their letters link to, all of them, some of them twice."""
    for day in (*PAIRED, MEETINGS):
        term.live(day, world.hands)
        between()
        surely(world, day)
    human = world.service.control.human
    for mine in links(world, "Did you meet?").values():
        for link in mine[:1]:
            human.answer_link(link)
    between()
    surely(world, SURVEY)
    for mine in links(world, "Five minutes about").values():
        for link in dict.fromkeys(mine):
            human.answer_link(link)
    between()
    surely(world, COUNTED)
    between()
    surely(world, CLOSED)


FORM_CALLS = (
    "forms.forms.create",
    "forms.forms.batchUpdate",
    "forms.forms.setPublishSettings",
    "forms.forms.responses.list",
    "sheets.spreadsheets.batchUpdate",
)


def test_answers_by_the_links_of_letters_are_filed_once_whatever_is_lost(
    service: Running, tmp_path: Path
) -> None:
    def trouble() -> None:
        for number, method in enumerate(FORM_CALLS):
            kind = ("lost", "reset", "truncated")[number % 3]
            service.control.fault(kind, method=method, when="after", skip=number % 2)

    world = GoogleWorld(service, tmp_path, {})
    a_term(world, trouble)
    assert {entry.method for entry in service.log.entries if entry.fault} == set(FORM_CALLS)
    found = tabs(world.hands)
    confirmed, asked = links(world, "Did you meet?"), links(world, "Five minutes about")
    assert confirmed
    assert sorted(row["Email"] for row in found["Check-ins"]) == sorted(confirmed)
    assert {row["Counted"] for row in found["Check-ins"]} <= {"yes", PARTNER}
    assert len(asked) >= 4
    assert (
        len({row["Token"] for row in found["Survey answers"]}) == len(found["Survey answers"]) == len(asked)
    )
    assert [row for row in found["Survey answers"] if row.get("Email")] == []
    assert found["Survey summary"]
    assert set(world.letters().values()) == {1}
    with pytest.raises(ClosedFormError):
        service.control.human.answer_form(form_of(world, "Your mentoring this term"), {})
