"""Who an `Audience` cell means: words, tracks and schools, separated by `;`."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.program.cells import folded
from tasks.program.meetings import Training
from tasks.program.people import People, Person
from tasks.program.problems import Problem, fix
from tasks.program.schooldays import School

WORDS = {
    "all": "all",
    "everyone": "all",
    "everybody": "all",
    "mentors": "mentors",
    "mentor": "mentors",
    "mentees": "mentees",
    "mentee": "mentees",
    "new teachers": "mentees",
    "untrained mentors": "untrained",
    "mentors without training": "untrained",
}


@dataclass(frozen=True)
class Audience:
    """The groups a training is for: `words` of `all`, `mentors`, `mentees`, `untrained`; tracks and schools folded."""

    words: frozenset[str] = frozenset()
    tracks: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()

    def includes(self, person: Person, *, trained: bool) -> bool:
        return (
            "all" in self.words
            or ("mentors" in self.words and person.mentors)
            or ("mentees" in self.words and person.is_mentored)
            or ("untrained" in self.words and person.mentors and not trained)
            or folded(person.track) in self.tracks
            or any(folded(school) in self.schools for school in person.schools)
        )


@dataclass(frozen=True)
class Vocabulary:
    """What an audience may name besides the fixed words: folded track, and folded school name → folded school."""

    tracks: frozenset[str]
    schools: Mapping[str, str]

    def suggestions(self, word: str) -> list[str]:
        return difflib.get_close_matches(word, [*WORDS, *sorted(self.tracks), *sorted(self.schools)], n=1)


def read_audiences(
    trainings: Iterable[Training], people: People, schools: Iterable[School]
) -> tuple[Mapping[str, Audience], tuple[Problem, ...]]:
    """The audience of each training by its id, and what could not be understood."""
    known = _vocabulary(people, schools)
    found: dict[str, Audience] = {}
    problems: list[Problem] = []
    for training in trainings:
        found[training.id] = _audience(training, known, problems)
    return found, tuple(problems)


def audience_words(audience: str) -> tuple[str, ...]:
    """The parts of an `Audience` cell, as typed."""
    return tuple(word for part in re.split(r"[;\n]", audience) if (word := part.strip()))


def _vocabulary(people: People, schools: Iterable[School]) -> Vocabulary:
    """The tracks people are in, and the schools of the tab `Schools` and of people, by every name they go by."""
    tracks = frozenset(folded(person.track) for person in people.values() if person.track)
    names = {folded(school): folded(school) for person in people.values() for school in person.schools}
    for school in schools:
        for name in (school.name, *school.also_called):
            names[folded(name)] = folded(school.name)
    return Vocabulary(tracks, names)


def _audience(training: Training, known: Vocabulary, problems: list[Problem]) -> Audience:
    """One part that is not known makes the whole cell wait: nobody is then in it."""
    words, tracks, schools, unknown = set(), set(), set(), []
    for part in audience_words(training.audience):
        word = folded(part)
        if word in WORDS:
            words.add(WORDS[word])
        elif word in known.schools:
            schools.add(known.schools[word])
        elif word in known.tracks:
            tracks.add(word)
        else:
            unknown.append(part)
    if unknown:
        problems.extend(_unknown(training, part, known) for part in unknown)
        return Audience()
    return Audience(frozenset(words), frozenset(tracks), frozenset(schools))


def _unknown(training: Training, part: str, known: Vocabulary) -> Problem:
    near = known.suggestions(folded(part))
    meant = f" Did you mean “{near[0]}”?" if near else ""
    return fix(
        "Trainings",
        training.row,
        "Audience",
        training.audience,
        f"Nobody knows the audience “{part}”: no track and no school is called so.{meant}",
        "Use mentors, mentees, all, untrained mentors, a track or a school; separate several with “;”.",
    )
