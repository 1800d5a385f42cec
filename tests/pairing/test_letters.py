"""The letters about pairs, rendered from real plans: what both are told, and what nobody is."""

import pytest

from tasks.outbox.render import render
from tasks.program.letters import Letter
from tests.build import mentee, mentor
from tests.pairing.desk import Desk, later

SECRETS = {"Goals": "zeal for pottery", "Avoid": "ben.cole@example.org", "Preferred": "ann.bell@example.org"}
ANN = mentor("Ann Bell", Subject="Art", Availability="Mon 15:00-16:00", Strengths="zeal for pottery")
TOM = mentee("Tom Ruiz", Availability="Mon 15:00-16:00") | SECRETS


def text(desk: Desk, letter: Letter) -> str:
    shown = render(letter, desk.book.settings, desk.book.run.today)
    return f"{shown.subject}\n{shown.text}"


@pytest.fixture
def desk() -> Desk:
    desk = Desk(ANN, mentor("Ben Cole"), TOM)
    desk.run()
    desk.type("Pairings", {"Mentee": "Tom Ruiz"}, Decision="approve", Reason="quiet words")
    desk.run()
    return desk


def test_introduction_tells_both_the_same_and_nothing_confidential(desk: Desk) -> None:
    (letter,) = desk.last.letters
    shown = text(desk, letter)
    assert [to.email for to in letter.to] == ["ann.bell@example.org", "tom.ruiz@example.org"]
    assert all(fact in shown for fact in ("Ann Bell", "Tom Ruiz", "Oak School", "Mon 15:00-16:00"))
    assert not any(word in shown.casefold() for word in ("pottery", "ben.cole", "quiet", "avoid", "prefer"))


def test_ending_says_no_reason_and_waits(desk: Desk) -> None:
    desk.send()
    desk.run(later(1))
    desk.type("Pairings", {"Mentee": "Tom Ruiz"}, Decision="end", Ending="no-fault")
    desk.run(later(30))
    letter = next(letter for letter in desk.last.letters if letter.template == "ending")
    shown = text(desk, letter)
    assert (letter.waits_for, "September 11, 2026" in shown) == ("ending", True)
    assert not any(word in shown.casefold() for word in ("fault", "quiet", "reason"))


def test_no_letter_after_the_term(desk: Desk) -> None:
    desk.run("2026-12-20 12:00")
    assert desk.letters() == []


def test_introduction_key_is_of_the_pair_and_stays(desk: Desk) -> None:
    key = desk.last.letters[0].key
    desk.type(
        "Enrollment", {"Name": "Tom Ruiz"}, Email="tom.new@example.org", Former_email="tom.ruiz@example.org"
    )
    desk.run()
    assert [letter.key for letter in desk.last.letters] == [key]
