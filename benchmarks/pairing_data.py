"""A synthetic district for the pairing benchmarks: schools in clusters, subjects, grades, rules and weights.

Everything is drawn from a seed. About three pairs in ten are allowed. Scores are points x 100. A block is one thin
matrix product (content, grade band, shared planning periods, goals against strengths) plus rows of two small tables
(subject, experience and mode; place), so that scoring stays far below the ten nanoseconds a pair it may take.
"""

import numpy as np

from tasks.pairing.engine import Arcs, Blocks, Problem

SUBJECTS, BANDS, PERIODS, GOALS, IN_CLUSTER = 14, 4, 10, 12, 8
NEVER = -30000
SAME_SCHOOL, SAME_CLUSTER = 1500, 400


class District:
    """A drawn district. `fill` has the form `Blocks` asks for."""

    def __init__(self, mentees: int, mentors: int, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        schools = max(2, (mentees + mentors) // 40)
        self.mentees, self.mentors = mentees, mentors
        self.capacity = rng.choice([1, 2, 3], size=mentors, p=[0.7, 0.2, 0.1])
        self.school = rng.integers(schools, size=mentees)
        self.in_person = rng.random(mentees) < 0.05
        self.kind = rng.integers(SUBJECTS, size=mentees) * 4 + rng.integers(4, size=mentees)
        self.barred = np.stack([rng.integers(mentors, size=mentees) for _ in range(2)])  # evaluator, avoid
        nearness = np.maximum(0, 1 - np.abs(np.subtract.outer(np.arange(BANDS), np.arange(BANDS))) * 0.5)
        self.wants = np.hstack([
            np.eye(BANDS)[rng.integers(BANDS, size=mentees)] @ nearness * 1200,
            (rng.random((mentees, PERIODS)) < 0.3) * 350,
            (rng.random((mentees, GOALS)) < 0.25) * 400,
            np.full((mentees, 1), 300),
        ]).astype(np.float32)  # fmt: skip
        self.offers = np.hstack([
            np.eye(BANDS)[rng.integers(BANDS, size=mentors)],
            rng.random((mentors, PERIODS)) < 0.3,
            rng.random((mentors, GOALS)) < 0.25,
            rng.random((mentors, 1)),
        ]).astype(np.float32)  # fmt: skip
        self._tables(rng, schools)
        self.buffers: tuple[np.ndarray, ...] = ()

    def _tables(self, rng: np.random.Generator, schools: int) -> None:
        """`by_kind`: a row each subject and years of a mentee; `by_place`: a row each school; a column a mentor."""
        related = np.eye(SUBJECTS) + (rng.random((SUBJECTS, SUBJECTS)) < 0.2) * 0.4
        far = (related + related.T == 0) & (rng.random((SUBJECTS, SUBJECTS)) < 0.85)
        subject, years = rng.integers(SUBJECTS, size=self.mentors), rng.integers(3, 25, size=self.mentors)
        barred = (
            far[:, None, subject] | (np.arange(4)[:, None] + 3 > years) | (rng.random(self.mentors) < 0.1)
        )
        worth = np.broadcast_to(np.minimum(related, 1)[:, None, subject] * 3000, barred.shape)
        self.by_kind = np.where(barred, NEVER, worth).reshape(-1, self.mentors).astype(np.float32)
        school = rng.integers(schools, size=self.mentors)
        same = np.arange(schools)[:, None] == school
        near = np.arange(schools)[:, None] // IN_CLUSTER == school // IN_CLUSTER
        place = np.where(near, np.int16(SAME_CLUSTER), np.int16(0))
        place[same] = SAME_SCHOOL
        place[~same & (rng.random(self.mentors) < 0.2)] = NEVER
        self.by_place, self.school_of_mentor = place, school

    def fill(self, a: int, b: int, out: np.ndarray) -> None:
        """Scores of mentees a..b-1; a negative one forbids the pair."""
        if not self.buffers or len(self.buffers[0]) < b - a:
            self.buffers = tuple(
                np.empty((b - a, self.mentors), t) for t in (np.float32, np.float32, np.int16)
            )
        score, kind, place = (buffer[: b - a] for buffer in self.buffers)
        np.matmul(self.wants[a:b], self.offers.T, out=score)
        score += np.take(self.by_kind, self.kind[a:b], axis=0, out=kind, mode="clip")
        score += np.take(self.by_place, self.school[a:b], axis=0, out=place, mode="clip")
        np.maximum(score, -1, out=score)
        np.copyto(out, score, casting="unsafe")
        for row in np.flatnonzero(self.in_person[a:b]):
            out[row, self.school_of_mentor != self.school[a + row]] = -1
        out[np.arange(b - a), self.barred[:, a:b]] = -1

    def problem(self) -> Problem:
        """The district as the engine takes it, scored in blocks."""
        return Problem(self.mentees, self.capacity, Blocks(self.fill, np.int16))

    def dense(self) -> np.ndarray:
        """All scores at once, for those who need them so."""
        scores = np.empty((self.mentees, self.mentors), np.int16)
        for a in range(0, self.mentees, 64):
            self.fill(a, min(a + 64, self.mentees), scores[a : a + 64])
        return scores

    def arcs(self) -> Arcs:
        """All allowed pairs as arrays."""
        scores = self.dense()
        mentee, mentor = np.nonzero(scores >= 0)
        return Arcs.of(mentee, mentor, scores[mentee, mentor])
