"""Peers, reciprocal pairs and circles: everyone allowed, nobody twice, a time for all, and little that moves."""

from itertools import combinations

import pytest

from tasks.pairing.audit import audit
from tasks.pairing.plan import Pairing, plan
from tasks.program.cells import Value
from tests import build
from tests.build import person
from tests.pairing.desk import Desk, later


def peer(name: str, **cells: Value) -> dict[str, Value]:
    return person(name, "peer", **cells)


def crowd(count: int, when: str = "Mon 15:00-16:00") -> list[dict[str, Value]]:
    return [peer(f"P{n} X", Subject=("Art", "Science")[n % 2], Availability=when) for n in range(count)]


def groups(desk: Desk) -> list[set[str]]:
    """The members of each group by first name, from the rows that stand or are proposed."""
    found: dict[str, set[str]] = {}
    for row in desk.book.snapshot.rows("Pairings"):
        if row["Status"] in ("proposed", "approved", "active"):
            names = {row.text(side).split(" ")[0] for side in ("Mentor", "Mentee")}
            found.setdefault(row.text("Group") or row.text("Pairing ID"), set()).update(names)
    return list(found.values())


def test_peers_who_are_alike_are_paired() -> None:
    desk = Desk(*crowd(4), settings={"Pairing model": "peer"})
    desk.run()
    assert sorted(map(sorted, groups(desk))) == [["P0", "P2"], ["P1", "P3"]]


def test_odd_peers_make_one_trio_with_a_row_for_each() -> None:
    desk = Desk(*crowd(5), settings={"Pairing model": "peer"})
    desk.run()
    assert sorted(len(group) for group in groups(desk)) == [2, 3]
    rows = [row for row in desk.book.snapshot.rows("Pairings") if row["Group"]]
    assert len({row["Pairing ID"] for row in rows}) == 3
    assert len({row["Mentee"] for row in rows}) == 3


def test_odd_reciprocal_pool_leaves_one_out() -> None:
    desk = Desk(*crowd(5), settings={"Pairing model": "reciprocal"})
    desk.run()
    assert [len(group) for group in groups(desk)] == [2, 2]
    assert len(desk.waiting()) == 1


def test_peers_need_no_years_and_no_training_but_never_avoid() -> None:
    people = [peer("Ann Bell", Avoid="tom.ruiz@example.org"), peer("Tom Ruiz")]
    desk = Desk(*people, settings={"Pairing model": "peer", "Mentor training required": "yes"})
    desk.run()
    assert (groups(desk), desk.waiting()) == ([], ["Ann", "Tom"])


def test_late_peer_breaks_no_pair() -> None:
    desk = Desk(*crowd(4), settings={"Pairing model": "peer"})
    desk.run()
    before = groups(desk)
    for name in ("Q1 X", "Q2 X"):
        desk.add("Enrollment", **{k.replace(" ", "_"): v for k, v in peer(name).items()})
    desk.run(later(2))
    assert [pair for pair in before if pair in groups(desk)] == before
    assert {"Q1", "Q2"} in groups(desk)


@pytest.mark.parametrize("count", [3, 7, 16, 40])
def test_circles_hold_everyone_once_and_share_a_time(count: int) -> None:
    people = crowd(count // 2, "Mon 15:00-16:00; Tue 9:00-10:00") + [
        row | {"Name": f"Q{n} X", "Email": f"q{n}@example.org", "Person ID": f"q{n}"}
        for n, row in enumerate(crowd(count - count // 2, "Tue 9:00-10:00"))
    ]
    pairing = Pairing(build.book(people, {"Pairing model": "circle"}))
    circles = pairing.matching.groups  # type: ignore[attr-defined] # circles are a gathering
    placed = [place for circle in circles for place in circle]
    assert sorted(placed) == list(range(count))
    assert all(3 <= len(circle) <= 6 for circle in circles)


def test_no_circle_holds_two_who_avoid_each_other() -> None:
    people = crowd(12)
    people[0]["Avoid"] = people[2]["Email"]
    desk = Desk(*people, settings={"Pairing model": "circle"})
    desk.run()
    assert not any({"P0", "P2"} <= circle for circle in groups(desk))


def test_newcomer_joins_a_circle_that_stays() -> None:
    desk = Desk(*crowd(4), settings={"Pairing model": "circle"})
    desk.run()
    (before,) = groups(desk)
    desk.add(
        "Enrollment",
        **{k.replace(" ", "_"): v for k, v in peer("Zoe X", Availability="Mon 15:00-16:00").items()},
    )
    desk.run(later(2))
    assert groups(desk) == [before | {"Zoe"}]
    assert [status for _, _, status in desk.pairs()] == ["proposed"] * 5


def test_circle_is_introduced_once_every_row_is_approved() -> None:
    desk = Desk(*crowd(3), settings={"Pairing model": "circle"})
    desk.run()
    rows = [row.text("Mentee") for row in desk.book.snapshot.rows("Pairings")]
    desk.type("Pairings", {"Mentee": rows[0]}, Decision="approve")
    desk.run()
    assert desk.letters() == []
    for name in rows[1:]:
        desk.type("Pairings", {"Mentee": name}, Decision="approve")
    desk.run()
    assert desk.letters() == [("introduction-peers", ["P0", "P1", "P2"])]
    desk.send()
    desk.run(later(2))
    assert [status for _, _, status in desk.pairs()] == ["active"] * 3


def test_why_of_a_circle_names_its_members_and_a_time_for_all() -> None:
    desk = Desk(
        *crowd(2),
        peer("Zoe X", Availability="Fri 8:00-9:00; Mon 15:00-16:00"),
        settings={"Pairing model": "circle"},
    )
    desk.run()
    why = str(desk.row("Pairings", Mentee="Zoe X")["Why"])
    assert why == "Together with P0 X and P1 X. Same school; all free Mon 15:00-16:00."


def test_audit_lists_groups_and_each_two_people_once() -> None:
    case = audit(build.book(crowd(6), {"Pairing model": "peer"}))
    assert len(case["candidates"]) == 15
    assert sorted(person for group in case["groups"] for person in group) == sorted(
        p["id"] for p in case["mentees"]
    )
    scores = {frozenset(pair[:2]): pair[2] for pair in case["candidates"]}
    assert case["objective"]["score"] == sum(scores[frozenset(group)] for group in case["groups"])


def test_best_peers_by_trying_everything() -> None:
    people = crowd(6)
    people[1]["Goals"], people[4]["Strengths"] = "pace; talk", "talk"
    case = audit(build.book(people, {"Pairing model": "peer"}))
    scores = {frozenset(pair[:2]): pair[2] for pair in case["candidates"]}
    best = max(
        sum(scores[two] for two in three)
        for three in combinations(scores, 3)
        if len(frozenset.union(*three)) == 6 and all(two in scores for two in three)
    )
    assert case["objective"]["score"] == best


def test_everyone_takes_part_where_nobody_has_the_role_peer() -> None:
    people = [build.mentor("Ann Bell"), build.mentee("Tom Ruiz")]
    assert plan(build.book(people, {"Pairing model": "peer"})).figures["proposed"] == 1
