"""Random terms: whatever staff and people do, nobody is booked twice, nothing past changes, and each run comes to rest."""

import random
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from tasks.program.meetings import Busy, Meeting
from tests.build import mentee, mentor
from tests.meetings.scene import Scene, pair

PERIODS = [f"{day} {period}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for period in ("P1", "P2", "PM")]
NAMES = ["Ada", "Bea", "Cem", "Dag", "Eva", "Fay", "Gus", "Hal"]
LIVE = {"planned", "booked", "moved"}


def windows(chance: random.Random) -> str:
    return "; ".join(chance.sample(PERIODS, 7))


def program(chance: random.Random) -> Scene:
    """Three mentors, one of them a mentee as well, and eight mentees."""
    people = [mentor(f"Mentor {n}", Availability=windows(chance)) for n in ("One", "Two", "Three")]
    people[2]["Role"] = "both"
    people += [mentee(f"{name} Fox", Availability=windows(chance)) for name in NAMES]
    pairs = [pair("Mentor One", "Mentor Three") | {"Pairing ID": "pair-three"}]
    pairs += [
        pair(chance.choice(["Mentor One", "Mentor Two", "Mentor Three"]), f"{name} Fox") for name in NAMES
    ]
    settings = {
        "Meeting cadence": chance.choice(["weekly", "biweekly", "monthly"]),
        "Planning periods per week": chance.choice([0, 1, 2]),
        "Term end": "2026-10-16",
    }
    return Scene(people, pairs, settings)


def something_happens(scene: Scene, chance: random.Random, today: date) -> None:
    someone = f"p-{chance.choice(NAMES).lower()}-fox"
    soon = today + timedelta(days=chance.randint(0, 20))
    match chance.randint(0, 6):
        case 0:
            scene.add(
                "Calendar",
                {"Date": soon.isoformat(), "Kind": chance.choice(["no school", "testing", "early release"])},
            )
        case 1:
            scene.remove("Calendar")
        case 2:
            scene.type("Enrollment", {"Person ID": someone}, Availability=windows(chance))
        case 3:
            starts = datetime(soon.year, soon.month, soon.day, 8)
            scene.busy = {
                **scene.busy,
                someone: (Busy(starts, starts + timedelta(hours=chance.randint(1, 9))),),
            }
        case 4:
            scene.type(
                "Pairings",
                {"Pairing ID": f"pair-{someone[2:5]}"},
                Status=chance.choice(["active", "approved", "ended", "paused"]),
            )
        case 5:
            row = chance.choice(scene.snapshot.rows("Meetings"))
            typed = chance.choice(["cancel", "", f"{soon} 07:45"])
            scene.type("Meetings", {"Meeting ID": row.text("Meeting ID")}, Change=typed)
        case _:
            scene.type(
                "Enrollment", {"Person ID": someone}, Away_from=soon, Away_until=soon + timedelta(days=9)
            )


def overlapping(meetings: list[Meeting], scene: Scene) -> list[tuple[str, str]]:
    """Pairs of coming meetings of one person that overlap, those aside that staff put there."""
    members = {p.id: (p.mentor, p.mentee) for p in scene.book("2026-08-05").pairs}
    by_person: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        for person in members[meeting.pairing_id]:
            by_person.setdefault(person, []).append(meeting)
    wrong = []
    for own in by_person.values():
        own.sort(key=lambda meeting: meeting.starts)
        wrong += [
            (one.id, two.id)
            for one, two in pairwise(own)
            if two.starts < one.ends and not (one.change and two.change)
        ]
    return wrong


@pytest.mark.parametrize("seed", range(12))
def test_a_term_with_everything_in_it(seed: int) -> None:
    chance = random.Random(seed)
    scene = program(chance)
    scene.run("2026-08-05 12:00")
    for week in range(10):
        moment = datetime(2026, 8, 10, 12) + timedelta(days=7 * week + chance.randint(0, 4))
        for _ in range(chance.randint(1, 4)):
            something_happens(scene, chance, moment.date())
        past = [m for m in scene.meetings if m.starts <= moment and m.status.value != "planned"]
        before = {m.id: (m.starts, m.ends, m.where) for m in past}
        scene.run(f"{moment:%Y-%m-%d %H:%M}")
        after = {m.id: m for m in scene.meetings}
        assert {key: (after[key].starts, after[key].ends, after[key].where) for key in before} == before
        coming = [m for m in after.values() if m.starts > moment and m.status.value in LIVE]
        assert overlapping(coming, scene) == []
        calendar = scene.book(f"{moment:%Y-%m-%d %H:%M}").calendar
        assert [
            m.id for m in coming if not m.change and not calendar.is_school_day(m.starts.date(), "Oak School")
        ] == []
        plan, sent = scene.run(f"{moment:%Y-%m-%d %H:%M}")
        assert (plan.changes, sent, dict(plan.facts)) == ((), [], {})
        standing = {
            one.id: one for held in scene.diary.standing().values() for one in held.series.occurrences
        }
        assert {m.id: m.starts for m in coming if m.status.value != "planned"} == {
            key: one.starts for key, one in standing.items() if not one.cancelled and one.starts > moment
        }


@pytest.mark.parametrize(
    "settings",
    [
        {"Meeting minutes": 240},
        {"Meeting hours": "07:30-07:40"},
        {"Term end": "2026-08-10"},
        {"Meeting minutes": 37},
        {"Meeting hours": "07:31-16:29"},
    ],
)
def test_odd_settings_are_survived(settings: dict[str, object]) -> None:
    people = [mentor("Ana Lee", Availability="any"), mentee("Ben Fox", Availability="any")]
    scene = Scene(people, [pair("Ana Lee", "Ben Fox")], settings)
    scene.run()
    assert all(
        m.ends - m.starts == timedelta(minutes=int(str(settings.get("Meeting minutes", 45))))
        for m in scene.meetings
    )


def test_a_holiday_may_swallow_the_term() -> None:
    holiday = [{"Date": "2026-08-01", "To": "2026-12-31", "Kind": "no school"}]
    people = [mentor("Ana Lee", Availability="any"), mentee("Ben Fox", Availability="any")]
    scene = Scene(people, [pair("Ana Lee", "Ben Fox")], calendar=holiday)
    scene.run()
    assert len(scene.meetings) in (0, 5)


def test_an_empty_program_has_no_meetings() -> None:
    plan, sent = Scene([], []).run()
    assert (plan.changes, plan.series, sent) == ((), (), [])
