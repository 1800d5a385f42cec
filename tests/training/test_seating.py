from hypothesis import given
from hypothesis import strategies as st

from tasks.training.seating import Wish, seat

SESSIONS = ("S1", "S2", "S3")


def test_people_are_spread_by_the_share_of_free_seats() -> None:
    wishes = [Wish(f"p{n}", ("S1", "S2")) for n in range(30)]
    found = list(seat(wishes, {"S1": 20, "S2": 40}).values())
    assert (found.count("S1"), found.count("S2")) == (10, 20)


def test_the_session_that_fits_better_goes_first() -> None:
    assert seat([Wish("p", ("S1", "S2"), {"S1": 1, "S2": 0})], {"S1": 9, "S2": 1}) == {"p": "S2"}


def test_a_person_stays_where_they_stand() -> None:
    assert seat([Wish("p", ("S1", "S2"), {"S1": 1}, stays="S1")], {"S1": 1, "S2": 9}) == {"p": "S1"}


def test_someone_with_one_choice_is_seated_by_moving_another() -> None:
    wishes = [Wish("either", ("S1", "S2"), {"S2": 1}), Wish("only", ("S1",))]
    assert seat(wishes, {"S1": 1, "S2": 1}) == {"either": "S2", "only": "S1"}


def test_no_limit_seats_everyone() -> None:
    assert len(seat([Wish(f"p{n}", ("S1",)) for n in range(500)], {"S1": None})) == 500


def wishes() -> st.SearchStrategy[list[Wish]]:
    choices = st.lists(st.sampled_from(SESSIONS), min_size=1, unique=True).map(tuple)
    return st.lists(choices, max_size=7).map(lambda all_: [Wish(f"p{n}", one) for n, one in enumerate(all_)])


def seats() -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({name: st.integers(0, 3) for name in SESSIONS})


def can_all_sit(group: list[Wish], left: dict[str, int]) -> bool:
    if not group:
        return True
    first, *rest = group
    return any(left[one] and can_all_sit(rest, {**left, one: left[one] - 1}) for one in first.choices)


@given(wishes(), seats())
def test_those_first_in_line_are_seated_whenever_it_is_possible_at_all(
    all_wishes: list[Wish], left: dict[str, int]
) -> None:
    expected: list[Wish] = []
    for wish in all_wishes:
        if can_all_sit([*expected, wish], left):
            expected.append(wish)
    found = seat(all_wishes, left)
    assert set(found) == {wish.person for wish in expected}
    assert all(found[wish.person] in wish.choices for wish in expected)
    assert all(list(found.values()).count(name) <= left[name] for name in SESSIONS)


@given(wishes(), seats())
def test_seating_again_from_where_everyone_stands_moves_nobody(
    all_wishes: list[Wish], left: dict[str, int]
) -> None:
    once = seat(all_wishes, left)
    again = [Wish(wish.person, wish.choices, stays=once.get(wish.person, "")) for wish in all_wishes]
    assert seat(again, left) == once
