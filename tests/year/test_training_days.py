"""A training on a day that turns out to be no school day: asked about, and told only as staff decide."""

from tests.year.build import Year, a_year

TRAINING = {
    "Training ID": "T1",
    "Title": "Basics",
    "Starts": "2026-09-22 15:00",
    "Ends": "2026-09-22 16:00",
    "Audience": "all",
    "Required": "yes",
}


def closed(**calendar: str) -> Year:
    """Everybody was invited to a training on September 22; on the 16th Calendar closes a day."""
    year = a_year(active=True, trainings=[TRAINING], calendar=[{"Date": "2026-11-26", "Kind": "no school"}])
    year.live("2026-09-15")
    year.add("Calendar", {"Date": "2026-09-22", "Kind": "no school", **calendar})
    year.live("2026-09-16")
    return year


def test_training_on_a_day_off_is_a_question_until_staff_say_keep() -> None:
    year = closed()
    [line] = year.open()
    assert (line.text("Look in"), line.text("Due")) == ("Trainings: T1", "2026-09-22")

    before = year.letters()
    year.answer("training-day-off", "keep")
    year.live("2026-09-17")
    assert year.open() == []
    assert year.since(before)["training-changed"] == 0


def test_moving_the_training_closes_the_question_and_tells_everybody() -> None:
    year = closed()
    before = year.letters()
    year.type("Trainings", {"Training ID": "T1"}, Starts="2026-09-24 15:00", Ends="2026-09-24 16:00")
    year.every_day("2026-09-17", "2026-09-18")

    assert year.open() == []
    assert year.since(before)["training-changed"] == 4


def test_a_day_off_at_one_school_or_a_teacher_day_is_no_question() -> None:
    assert closed(Kind="teacher day").open() == []
    assert closed(Schools="Elm School").open() == []
