from dataclasses import replace

from hypothesis import given, settings

from tasks.pairing.engine import Problem, best_assignment, seats_left, second_round
from tests.pairing.engine.build import arcs_of, best_value, in_blocks, problems, reached


def test_a_second_mentor_is_another_one_with_a_seat_left() -> None:
    problem = Problem(3, [2, 1, 1], arcs_of([(0, 0, 9), (1, 0, 5), (2, 1, 5), (0, 2, 1)]))
    first = best_assignment(problem)
    content = arcs_of([(0, 0, 8), (0, 2, 6), (1, 2, 7), (2, 1, 9)])
    second = best_assignment(second_round(problem, first, content, only=[0, 2]))

    assert first.pairs.triples() == [(0, 0, 9), (1, 0, 5), (2, 1, 5)]
    assert seats_left(problem, first).tolist() == [0, 0, 1]
    assert second.pairs.triples() == [(0, 2, 6)]


@settings(max_examples=60, deadline=None)
@given(problems(lowest=0))
def test_a_second_round_is_the_best_of_what_is_left_in_arrays_and_blocks(problem: Problem) -> None:
    first = best_assignment(problem)
    again = second_round(problem, first, problem.candidates)
    blocks = second_round(problem, first, in_blocks(problem).candidates)
    both = best_assignment(again).pairs.triples()

    assert reached(again, best_assignment(again)) == best_value(again)
    assert best_assignment(blocks).pairs.triples() == both
    assert not {pair[:2] for pair in both} & {pair[:2] for pair in first.pairs.triples()}
    assert reached(replace(again, rounds=1), best_assignment(again)) == best_value(again)
