"""What the coordinator reads about a pair that can hardly meet: one suggestion, which stays while it is as good as any."""

from tests.year.build import a_year, mentee, mentor

ALIKE = "Mon 15:00-16:00; Wed 15:00-16:00; Thu 15:00-16:00"


def test_suggested_time_stays_from_week_to_week() -> None:
    year = a_year(
        mentor("Gus Hill", Availability=ALIKE, Subject="Music"),
        mentee("Em Fox", Availability="Fri 7:30-8:30", Subject="Music"),
        active=True,
    )
    year.add(
        "Pairings", Mentor="Gus Hill", Mentee="Em Fox", Decision="exception", Reason="they know each other"
    )
    year.every_day("2026-08-13", "2026-08-14")
    told = set()
    for day in (
        "2026-08-17",
        "2026-08-19",
        "2026-08-21",
        "2026-09-01",
        "2026-09-10",
        "2026-09-23",
        "2026-10-08",
    ):
        year.live(day)
        [line] = [row for row in year.rows("To do") if row.text("Item").startswith("hardly-meet")]
        told.add(line.text("What").partition("could also meet ")[2].partition(",")[0])

    assert len(told) == 1
    assert "" not in told
