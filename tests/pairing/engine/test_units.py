import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.pairing.engine.units import Units, Worth

few = st.integers(-4, 4)


@given(few, few, st.lists(few, min_size=2, max_size=2), few, st.integers(-4000, 4000), st.integers(-9, 0))
def test_every_goal_is_read_back_out_of_one_number(
    matched: int, kept: int, waited: list[int], crowding: int, score: int, shift: int
) -> None:
    units = Units.of(people=4, reach=1000, kept=4, waited=(4, 4), crowding=4, shift=shift)
    number = matched * units.matched + kept * units.kept - crowding * units.crowding + score
    number += sum(count * unit for count, unit in zip(waited, units.waited, strict=True))

    assert units.read(number) == Worth(matched, kept, tuple(waited), crowding, score + shift * matched)


@pytest.mark.parametrize(
    ("people", "kept", "waiting", "crowding"), [(20_000, 20_000, 10_000, 0), (10_000, 10_000, 1_000, 30)]
)
def test_large_programs_fit_exact_arithmetic(people: int, kept: int, waiting: int, crowding: int) -> None:
    units = Units.of(people, 20_000, kept, (waiting,), crowding, 0)

    assert (units.kept + units.waited[0]) * (2 * people + 3) < 2**62


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError, match="scale the scores down"):
        Units.of(10**6, 10**6, 10**6, (10**6,), 10**6, 0)
