"""Rounds until quiet: what a decision sets in motion, and that a second run changes nothing."""

from collections import Counter
from dataclasses import replace

from tasks.backends.memory.postbox import MemoryPostbox
from tasks.office.rehearsal import rehearse
from tasks.office.stock import Asked
from tasks.ports import Message, Ports, Receipt
from tasks.program.problems import UnsureError
from tests.office.build import a_term, column, run, type_in


def approved(today: str = "2026-08-12") -> Ports:
    ports = a_term()
    run(ports, "pair", today)
    type_in(ports, "Pairings", "Decision", "approve")
    return ports


def letters(ports: Ports) -> Counter[str]:
    sent = [d for d in ports.ledger.deliveries().values() if d.state == "sent"]
    return Counter(delivery.template for delivery in sent)


def test_pair_proposes_and_tells_nobody() -> None:
    ports = a_term()

    summary = run(ports, "pair", "2026-08-12")

    assert column(ports, "Pairings", "Status") == ["proposed", "proposed"]
    assert all(column(ports, "Pairings", "Why"))
    assert summary.letters == Counter()


def test_approve_introduces_books_and_invites_in_one_run() -> None:
    ports = approved()

    run(ports, "term", "2026-08-12")

    assert column(ports, "Pairings", "Status") == ["active", "active"]
    assert letters(ports)["introduction"] == 4
    assert letters(ports)["meeting-invitation"] == 4
    assert len([key for key in ports.diary.standing() if key.startswith("pair-")]) == 2
    assert set(column(ports, "Meetings", "Status")) == {"booked"}


def test_second_run_on_the_same_day_changes_nothing() -> None:
    ports = approved()
    run(ports, "term", "2026-08-12")
    before = (ports.register.read(), ports.ledger.deliveries(), ports.ledger.facts(), ports.ledger.audit())

    summary = run(ports, "term", "2026-08-12")

    assert not summary.anything
    assert (
        ports.register.read(),
        ports.ledger.deliveries(),
        ports.ledger.facts(),
        ports.ledger.audit(),
    ) == before


def test_rehearsal_says_what_a_run_would_do_and_touches_nothing() -> None:
    ports = approved()
    before = ports.register.read()

    summary = rehearse(ports, Asked("term", "2026-08-12", by_hand=True))

    assert summary.letters["introduction", "sent"] == 4
    assert ports.register.read() == before
    assert ports.ledger.deliveries() == {}
    assert letters(ports) == Counter()


def test_rehearsal_that_nobody_reads_ends_once_it_knows_there_is_something_to_do() -> None:
    ports = approved()
    asked = Asked("term", "2026-08-12", by_hand=True)

    summary = rehearse(ports, asked, wholly=False)
    assert (summary.anything, summary.letters) == (True, Counter())

    run(ports, "term", "2026-08-12")
    assert not rehearse(ports, asked, wholly=False).anything


def test_scheduled_run_keeps_introductions_until_the_next_school_morning() -> None:
    ports = approved()

    run(ports, "term", "2026-08-12T12:00", by_hand=False)
    assert letters(ports)["introduction"] == 0
    assert set(column(ports, "Pairings", "Status")) == {"approved"}

    run(ports, "term", "2026-08-13T08:00", by_hand=False)
    assert letters(ports)["introduction"] == 4


def test_second_thoughts_before_the_morning_mean_no_introduction() -> None:
    ports = approved()
    run(ports, "term", "2026-08-12T12:00", by_hand=False)
    type_in(ports, "Pairings", "Decision", "reject")

    run(ports, "term", "2026-08-13T08:00", by_hand=False)

    assert letters(ports)["introduction"] == 0
    assert set(column(ports, "Pairings", "Status")) == {"rejected"} or "proposed" in column(
        ports, "Pairings", "Status"
    )


def test_hold_in_the_outbox_keeps_a_letter_back_and_send_releases_it() -> None:
    ports = approved()
    run(ports, "term", "2026-08-12T12:00", by_hand=False)
    type_in(ports, "Outbox", "Action", "hold", Letter="introduction")
    run(ports, "term", "2026-08-13T08:00", by_hand=False)
    assert letters(ports)["introduction"] == 0

    type_in(ports, "Outbox", "Action", "send", Letter="introduction")
    run(ports, "term", "2026-08-13T09:00", by_hand=False)
    assert letters(ports)["introduction"] == 4


def test_pause_all_sending_stops_even_a_run_by_hand() -> None:
    ports = approved()
    run(ports, "check", "2026-08-12")
    type_in(ports, "Settings", "Value", "yes", Setting="Pause all sending") or _add_pause(ports)

    run(ports, "term", "2026-08-12")

    assert letters(ports) == Counter()


def _add_pause(ports: Ports) -> None:
    from tasks.program.workbook.changes import AddRow

    ports.register.write([AddRow("Settings", {"Setting": "Pause all sending", "Value": "yes"})])


def test_many_letters_in_a_scheduled_run_are_asked_about_first() -> None:
    ports = a_term(**{"Ask above": 1})
    run(ports, "pair", "2026-08-12")
    type_in(ports, "Pairings", "Decision", "approve")
    run(ports, "term", "2026-08-12T12:00", by_hand=False)

    summary = run(ports, "term", "2026-08-13T08:00", by_hand=False)
    assert letters(ports)["introduction"] == 0
    assert summary.exit_code == 1

    type_in(ports, "To do", "Answer", "go on", Status="open")
    run(ports, "term", "2026-08-13T09:00", by_hand=False)
    assert letters(ports)["introduction"] == 4


def test_approval_erased_before_the_morning_is_a_proposal_again_and_can_be_given_again() -> None:
    ports = approved()
    run(ports, "term", "2026-08-12T12:00", by_hand=False)
    type_in(ports, "Pairings", "Decision", None)
    run(ports, "term", "2026-08-13T08:00", by_hand=False)
    assert set(column(ports, "Pairings", "Status")) == {"proposed"}

    type_in(ports, "Pairings", "Decision", "approve")
    run(ports, "term", "2026-08-13T09:00", by_hand=False)
    run(ports, "term", "2026-08-14T08:00", by_hand=False)

    assert letters(ports)["introduction"] == 4
    assert set(column(ports, "Pairings", "Status")) == {"active"}


def test_reject_after_people_were_told_changes_nothing_and_says_what_to_type() -> None:
    ports = approved()
    run(ports, "term", "2026-08-12")
    type_in(ports, "Pairings", "Decision", "reject")

    run(ports, "term", "2026-08-13")

    assert set(column(ports, "Pairings", "Status")) == {"active"}
    assert all("type end in Decision" in words for words in column(ports, "Pairings", "Check"))


class LosingPostbox(MemoryPostbox):
    """A mail server whose answer never arrives: whether a letter left cannot be known."""

    knows = False

    def send(self, message: Message) -> Receipt:
        raise UnsureError("The mail server did not answer.")


def test_letter_in_doubt_is_exit_code_4_until_a_person_settles_it() -> None:
    ports = replace(approved(), postbox=LosingPostbox())

    first = run(ports, "term", "2026-08-12")
    later = run(ports, "term", "2026-08-13")

    assert (first.exit_code, later.exit_code) == (4, 4)
    assert "unsure" in column(ports, "Outbox", "Status")
