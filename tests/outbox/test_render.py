"""From a letter and its folder to subject, text and HTML."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tasks.outbox import render
from tasks.outbox.render import LIMIT, WIDTH, letters, sample, wrapped
from tasks.outbox.words import WordingError
from tasks.program.settings import Settings

SETTINGS = Settings(
    program_name="Riverside Mentorship",
    coordinator_name="Jordan Reyes",
    coordinator_email="coordinator@example.org",
)
TODAY = date(2026, 9, 7)


def test_text_part_is_whole_and_wrapped(kickoff: Path) -> None:
    found = render.render(sample("kickoff"), SETTINGS, TODAY)
    assert found.subject == "First meeting with Ben Ortiz"
    assert found.text == (
        "Hello Ana,\n\n"
        "You and Ben Ortiz meet for the first time on Tuesday, September 8 at\n"
        "3:30 pm; bring one question about the first weeks and nothing else.\n\n"
        "- Where: Room 12 & 13\n\n"
        "See the agenda:\nhttps://example.org/agenda\n\n"
        "Jordan Reyes\nRiverside Mentorship\n\n"
        "-- \nReply to this message and it reaches Jordan Reyes (coordinator@example.org).\n"
    )


def test_html_is_inlined_titled_and_escaped(kickoff: Path) -> None:
    found = render.render(sample("kickoff"), SETTINGS, TODAY).html
    assert '<html lang="en" dir="ltr">' in found
    assert "<title>First meeting with Ben Ortiz</title>" in found
    assert "Room 12 &amp; 13</td>" in found
    assert '<p class="hello" style="margin: 0 0 16px 0;">' in found
    assert "prefers-color-scheme: dark" in found
    assert found.count("<style") == 1


def test_persons_text_stays_text(kickoff: Path) -> None:
    evil = "<script>x</script>{{ 7 * 7 }}"
    one = replace(sample("kickoff"), context={**sample("kickoff").context, "partner": evil})
    found = render.render(one, SETTINGS, TODAY)
    assert "&lt;script&gt;x&lt;/script&gt;{{ 7 * 7 }}" in found.html
    assert "<script" not in found.html
    assert evil in found.text


def test_missing_value_names_letter_and_word_but_no_person(kickoff: Path) -> None:
    one = replace(sample("kickoff"), context={"partner": "Ben Ortiz", "place": "Room 12"})
    with pytest.raises(WordingError, match=r"“kickoff” cannot be worded \(starts\)") as caught:
        render.render(one, SETTINGS, TODAY)
    assert "Ben" not in str(caught.value)


def test_letter_too_long_for_mail_programs_is_refused(kickoff: Path) -> None:
    one = replace(sample("kickoff"), context={**sample("kickoff").context, "place": "x" * LIMIT})
    with pytest.raises(WordingError, match="longer than mail programs show"):
        render.render(one, SETTINGS, TODAY)


def test_rehearsal_names_the_intended_on_top_of_both_parts(kickoff: Path) -> None:
    found = render.render(sample("kickoff"), SETTINGS, TODAY, ("Ana Lee (ana@example.org)", "Ben Ortiz"))
    assert found.text.startswith(
        "REHEARSAL. Outside a rehearsal this letter goes to Ana Lee (ana@example.org)\nand Ben Ortiz."
    )
    assert found.html.index("Ana Lee (ana@example.org) and Ben Ortiz") < found.html.index("Hello Ana,")


def test_routine_letter_says_how_to_end_it(kickoff: Path) -> None:
    found = render.render(replace(sample("kickoff"), routine=True), SETTINGS, TODAY)
    assert "Reply with “reminders off”" in found.text
    assert "Reply with “reminders off”" in found.html


def test_reply_to_a_letter_to_two_reaches_both(kickoff: Path) -> None:
    one = sample("kickoff")
    found = render.render(replace(one, to=(*one.to, replace(one.to[0], name="Ben Ortiz"))), SETTINGS, TODAY)
    for part in (found.text, found.html):
        assert "and everyone it went to." in " ".join(part.split())


def test_greeting_may_be_given(kickoff: Path) -> None:
    one = replace(sample("kickoff"), context={**sample("kickoff").context, "greeting": "Dear all,"})
    found = render.render(one, SETTINGS, TODAY)
    assert found.text.startswith("Dear all,\n")
    assert "Hello" not in found.html


def test_subject_is_one_line(kickoff: Path) -> None:
    one = replace(sample("kickoff"), context={**sample("kickoff").context, "partner": "Ben\r\nBcc: x@y.org"})
    assert render.render(one, SETTINGS, TODAY).subject == "First meeting with Ben Bcc: x@y.org"


def test_letters_are_the_folders_with_a_subject(kickoff: Path) -> None:
    assert letters() == ("kickoff",)


def test_wrapping_keeps_links_lists_and_signature_marks() -> None:
    url = "https://example.org/" + "a" * 90
    said = wrapped(f"  \n- {'word ' * 20}\n\n\n\n{url}\n\n-- \nJordan")
    lines = said.splitlines()
    assert [line for line in lines if len(line) > WIDTH] == [url]
    assert lines[0].startswith("- word")
    assert lines[1].startswith("  word")
    assert "\n\n\n" not in said
    assert lines[-2:] == ["-- ", "Jordan"]
