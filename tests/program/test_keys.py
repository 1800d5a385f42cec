import re

from tasks.program import keys


def test_the_same_occasion_has_the_same_key() -> None:
    assert keys.letter("prog", "introduction", "pair-1") == keys.letter("prog", "introduction", "pair-1")


def test_keys_of_other_programs_people_and_turns_differ() -> None:
    made = {
        keys.person_id("prog", "ana@example.org"),
        keys.person_id("other", "ana@example.org"),
        keys.pairing_id("prog", "p-1", "p-2"),
        keys.pairing_id("prog", "p-2", "p-1"),
        keys.pairing_id("prog", "p-1", "p-2", turn=2),
        keys.letter("prog", "introduction", "pair-1"),
        keys.letter("prog", "introduction", "pair-2"),
        keys.delivery("introduction-x", "p-1"),
        keys.event_uid("prog", "pair-1"),
    }
    assert len(made) == 9


def test_parts_are_not_run_together() -> None:
    assert keys.digest("ab", "c") != keys.digest("a", "bc")


def test_a_group_does_not_depend_on_the_order_of_its_members() -> None:
    assert keys.group_id("prog", ("p-1", "p-2")) == keys.group_id("prog", ("p-2", "p-1"))


def test_an_event_uid_is_what_calendars_accept_as_id() -> None:
    assert re.fullmatch(r"[0-9a-v]{26}@mentorship", keys.event_uid("prog", "pair-1"))


def test_a_meeting_is_its_pair_and_ordinal() -> None:
    assert keys.meeting_id("pair-1", 3) == "pair-1-03"


def test_no_key_shows_what_it_was_made_from() -> None:
    assert "ana" not in keys.person_id("prog", "ana@example.org")
