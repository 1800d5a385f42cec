"""Circles and pairs of peers in any order: each member keeps their own place, whatever becomes of the others."""

import os
from collections import Counter
from collections.abc import Mapping
from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.year.acts import Acts
from tests.year.build import WINDOWS, Year, person
from tests.year.living import HOLDING, NUMBERS, Living, live

STANDING = (*HOLDING, "paused")
WORDS = ("approve", "approve", "approve", "lock", "reject", "end", None)
TO_PEOPLE = (
    "status",
    "leave",
    "end",
    "stay",
    "move",
    "rename",
    "vanish",
    "put_back",
    "join",
    "ends_on",
    "set",
)
GONE = ("left", "withdrawn", "completed")


def peer(name: str) -> dict[str, object]:
    return person(name, "peer", Availability=WINDOWS)


class AnyCircle(Living):
    """Eight peers, who are put together in circles of three or more."""

    MODEL: ClassVar[str] = "circle"

    def __init__(self) -> None:
        people = [peer(f"{name} Fox") for name in ("Ada", "Bea", "Cem", "Dag", "Eva", "Fay", "Gil", "Hal")]
        year = Year(
            people, {"Pairing model": self.MODEL, "Scheduling": "kickoff only", "Survey opens": "2027-05-03"}
        )
        super().__init__(year, Acts(year, newcomer=peer))
        self.before: dict[str, tuple[str, str]] = {}
        self._run(by_hand=True)

    @rule(pick=NUMBERS, word=st.sampled_from(WORDS))
    def decide(self, pick: int, word: str | None) -> None:
        self.acts.type_into("Pairings", pick, Decision=word)

    @rule(word=st.sampled_from(("approve", "end")))
    def decide_about_all(self, word: str) -> None:
        for pick in range(len(self.year.rows("Pairings"))):
            self.acts.type_into("Pairings", pick, Decision=word)

    @rule(pick=NUMBERS, what=st.sampled_from(TO_PEOPLE))
    def something_happens_to_somebody(self, pick: int, what: str) -> None:
        self.acts.happen(what, pick)

    def _pairs_are_as_promised(self, held: Counter[str], seats: Mapping[str, int]) -> None:
        del held, seats  # peers have no seats
        standing = [row for row in self.year.rows("Pairings") if row.text("Status") in STANDING]
        own = Counter(row.text("Mentee") for row in standing if row.text("Group"))
        couples = Counter(
            row.text(side) for row in standing if not row.text("Group") for side in ("Mentor", "Mentee")
        )
        assert max((own + couples).values(), default=1) == 1, "somebody stands in two groups"
        members = {(row.text("Group"), row.text("Mentee")) for row in self.year.rows("Pairings")}
        for row in standing:
            assert row.text("Mentor") != row.text("Mentee")
            assert not row.text("Group") or (row.text("Group"), row.text("Mentor")) in members
        self._nobody_loses_a_place_through_another()

    def _nobody_loses_a_place_through_another(self) -> None:
        rows = [row for row in self.year.rows("Pairings") if row.text("Group")]
        stood = {id_ for id_, (status, _) in self.before.items() if status in STANDING}
        here = self.acts.statuses()
        standing = Counter(row.text("Group") for row in rows if row.text("Status") in STANDING)
        for row in rows:
            over = row.text("Pairing ID") in stood and row.text("Status") == "ended"
            asked = (
                row.text("Decision") == "end"
                or row.text("Ends on")
                or here.get(row.text("Mentee email")) in GONE
            )
            assert not over or asked or not standing[row.text("Group")], (
                f"{row.text('Mentee')} lost their place"
            )
        self.before = {row.text("Pairing ID"): (row.text("Status"), row.text("Mentee")) for row in rows}

    def _ids_stay(self) -> None:
        """A row's id stays with its member; whom they stand beside may change."""
        now = {row.text("Pairing ID"): ("", row.text("Mentee")) for row in self.year.rows("Pairings")}
        assert self.ids.items() <= now.items()
        self.ids = now


class AnyPeers(AnyCircle):
    """The same people in pairs."""

    MODEL: ClassVar[str] = "peer"


@pytest.mark.parametrize("machine", [AnyCircle, AnyPeers])
def test_anything_typed_in_any_order_keeps_the_promises(machine: type[AnyCircle]) -> None:
    live(machine, examples=6, steps=30)


@pytest.mark.prove
@pytest.mark.parametrize("machine", [AnyCircle, AnyPeers])
def test_thousands_of_years_keep_the_promises(machine: type[AnyCircle]) -> None:
    live(machine, examples=int(os.environ.get("MENTORSHIP_TEST_LIVES", "200")), steps=50)
