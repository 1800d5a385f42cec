"""Runs one PyPI matcher on a score matrix; started by pairing.py in the matcher's own virtual environment.

Reads a JSON matrix (mentee by mentor, negative = forbidden) from the file named first and prints JSON: CPU seconds
without imports and reading, and the pairs. Everybody has one seat, since mentor-match knows no capacities.
"""

import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace


def mentor_match(scores: list[list[int]]) -> list[tuple[int, int]]:
    """mentor-match with one rule that looks the score up; one round."""
    from matching.mentee import Mentee  # noqa: PLC0415 - only in its own environment
    from matching.mentor import Mentor  # noqa: PLC0415 - as above
    from matching.process import process_data  # noqa: PLC0415 - as above

    def apply(match: SimpleNamespace) -> int:
        score = scores[match.mentee.grade][match.mentor.grade]
        match.disallowed = score < 0
        return max(score, 0)

    mentees = [Mentee(grade=i, email=f"mentee{i}") for i in range(len(scores))]
    mentors = [Mentor(grade=j, email=f"mentor{j}") for j in range(len(scores[0]))]
    process_data(mentors, mentees, [[SimpleNamespace(apply=apply)]])
    return [(mentee.grade, mentor.grade) for mentee in mentees for mentor in mentee.mentors]


def matching(scores: list[list[int]]) -> list[tuple[int, int]]:
    """The hospital-resident game: both sides rank by score."""
    from matching.games import HospitalResident  # noqa: PLC0415 - only in its own environment

    columns = range(len(scores[0]))
    wishes = {
        i: sorted((j for j in columns if row[j] >= 0), key=lambda j: -row[j]) for i, row in enumerate(scores)
    }
    wishes = {i: row for i, row in wishes.items() if row}
    offers = {
        j: sorted((i for i in wishes if scores[i][j] >= 0), key=lambda i: -scores[i][j]) for j in columns
    }
    offers = {j: row for j, row in offers.items() if row}
    game = HospitalResident.create_from_dictionaries(wishes, offers, dict.fromkeys(offers, 1))
    return [
        (resident.name, hospital.name)
        for hospital, residents in game.solve().items()
        for resident in residents
    ]


def main() -> None:
    scores = json.loads(Path(sys.argv[1]).read_text())
    sys.setrecursionlimit(10**6)  # `matching` copies its players recursively
    contestant = {"mentor-match": mentor_match, "matching": matching}[sys.argv[2]]
    began = time.process_time()
    pairs = contestant(scores)
    print(json.dumps({"seconds": time.process_time() - began, "pairs": pairs}))


if __name__ == "__main__":
    main()
