"""Answers to "what if" in plain words, exact: the changed problem is solved again from where the last solve ended.

seat a@x              one more seat with a mentor
pair a@x b@y          this mentor with this mentee, whatever else
without a@x           a person withdraws
"""

from collections.abc import Callable
from dataclasses import dataclass

from tasks.pairing.engine.arrays import Arcs
from tasks.pairing.engine.whatif import Change, WhatIf
from tasks.pairing.explain import number
from tasks.pairing.groups import Gathering
from tasks.pairing.plan import Pairing
from tasks.pairing.rules import CONFIDENTIAL
from tasks.program.book import Book
from tasks.program.people import Person
from tasks.program.problems import UsageError
from tasks.program.wording import listed

SHOWN = 5


@dataclass(frozen=True)
class Answer:
    """An answer in words, and in figures: further people matched and points gained (less than 0: lost)."""

    text: str
    matched: int = 0
    points: float = 0.0


def answer(book: Book, question: str) -> Answer:
    """The answer to one question; UsageError says what could be asked."""
    return Questions(book).answer(question)


class Questions:
    """Questions about one book; the first answer solves it, further ones start from there."""

    def __init__(self, book: Book) -> None:
        self.pairing = Pairing(book)
        self.matching = self.pairing.matching
        self._solver: WhatIf | None = None

    @property
    def solver(self) -> WhatIf:
        if self._solver is None:
            self._solver = WhatIf(self.matching.problem, self.matching.solved)
        return self._solver

    def answer(self, question: str) -> Answer:
        word, *names = question.split() or [""]
        asks: dict[tuple[str, int], Callable[..., Answer]] = {
            ("seat", 1): self.seat,
            ("pair", 2): self.pair,
            ("without", 1): self.without,
        }
        ask = asks.get((word.casefold(), len(names)))
        if isinstance(self.matching, Gathering):
            raise UsageError(
                "What-if questions are answered for mentors and mentees, not for peers and circles."
            )
        if ask is None:
            raise UsageError(
                'Ask "seat MENTOR", "pair MENTOR MENTEE" or "without PERSON", each by e-mail address.'
            )
        return ask(*(self._person(name) for name in names))

    def _person(self, name: str) -> Person:
        found = self.pairing.case.people.find(name)
        if found is None:
            raise UsageError("Nobody in Enrollment has one of these addresses.")
        return found

    def seat(self, mentor: Person) -> Answer:
        """One more seat with a mentor."""
        place = self.matching.table.place_of_mentor.get(mentor.id)
        if place is None:
            return Answer(f"{mentor.name} is not a mentor in this program.")
        return self._told(f"With one more seat for {mentor.name}", self.solver.seat(place))

    def pair(self, mentor: Person, mentee: Person) -> Answer:
        """This pair whatever else."""
        j = self.matching.table.place_of_mentor.get(mentor.id)
        i = self.matching.table.place_of_mentee.get(mentee.id)
        if j is None:
            return Answer(f"{mentor.name} is not a mentor in this program.")
        if i is None:
            return Answer(f"{mentee.name} does not wait for a mentor.")
        broken = self.matching.why_not(mentor, mentee)
        if broken:
            causes = dict.fromkeys(CONFIDENTIAL if rule.confidential else rule.said for rule in broken)
            return Answer(f"{mentor.name} and {mentee.name} are not possible: {'; '.join(causes)}.")
        if not self.matching.pool.seats[j]:
            return Answer(f"{mentor.name} has no seat left; standing pairs hold them all.")
        return self._told(f"With {mentor.name} and {mentee.name} as a pair", self.solver.pair(i, j))

    def without(self, person: Person) -> Answer:
        """A person withdraws: as a mentee, as a mentor, or as both one after the other."""
        i = self.matching.table.place_of_mentee.get(person.id)
        j = self.matching.table.place_of_mentor.get(person.id)
        if i is None and j is None:
            return Answer(
                f"{person.name} neither waits for a mentor nor offers a seat: nothing would change."
            )
        lead = f"Without {person.name}"
        if i is not None and j is not None:
            asked, offered = self.solver.without_mentee(i), self.solver.without_mentor(j)
            first = self._told(f"{lead} as a mentee", asked)
            second = self._told(f"{lead} as a mentor", offered)
            return Answer(f"{first.text} {second.text}")
        change = self.solver.without_mentor(j) if j is not None else self.solver.without_mentee(i or 0)
        return self._told(lead, change)

    def _told(self, lead: str, change: Change) -> Answer:
        matched, score = (
            change.worth.matched,
            change.worth.score * self.matching.coarse - self.matching.scorer.shift * change.worth.matched,
        )
        people = abs(matched)
        more = f"{number(people)} {'more' if matched > 0 else 'fewer'} {'person' if people == 1 else 'people'} would have a mentor"
        lead_text = more if matched else "as many people would have a mentor"
        wishes, score = self.matching.split(score)
        kept = [_of_wish(word, count) for word, count in wishes.items() if count]
        points = (
            f"the pairs together would score {abs(score) / 100:g} points {'more' if score > 0 else 'less'}"
        )
        said = ", ".join(
            [lead, lead_text, *kept, f"and {points if score else 'the score would be the same'}."]
        )
        return Answer(" ".join(filter(None, (said, self._moves(change)))), matched, score / 100)

    def _moves(self, change: Change) -> str:
        made, unmade = self._pairs(change.made), self._pairs(change.unmade)
        said = [f"New: {made}." if made else "", f"No longer: {unmade}." if unmade else ""]
        return " ".join(filter(None, said))

    def _pairs(self, arcs: Arcs) -> str:
        pool = self.matching.pool
        names = [f"{pool.mentors[j].name} with {pool.mentees[i].name}" for i, j, _ in arcs.triples()]
        more = len(names) - SHOWN
        return listed([*names[:SHOWN], f"{number(more)} more"] if more > 0 else names)


def _of_wish(word: str, count: int) -> str:
    """`two more pairs would be of the same school`."""
    pairs = "pair" if abs(count) == 1 else "pairs"
    return f"{number(abs(count))} {'more' if count > 0 else 'fewer'} {pairs} would be of the {word}"
