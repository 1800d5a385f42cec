"""Forms in a run: opened before letters speak of them, read, filed, closed; a rehearsal touches none."""

from dataclasses import replace
from datetime import UTC, datetime

from tasks.backends.memory.forms import MemoryForms
from tasks.office.rehearsal import rehearse
from tasks.office.stock import Asked
from tasks.ports import Ports
from tasks.program.forms import Answer, FormSpec, Published
from tasks.program.problems import OutsideError
from tests.office.build import a_term, run, type_in

SURVEY = {"Survey opens": "2026-09-28", "Survey closes": "2026-10-07"}
OPENS = "2026-09-28T08:00"


def paired(forms: MemoryForms | None = None, **settings: str) -> Ports:
    """A term whose pairs meet, up to the day before the survey opens."""
    ports = replace(a_term(**SURVEY, **settings), forms=forms or MemoryForms(on_pages=True))
    run(ports, "pair", "2026-08-12")
    type_in(ports, "Pairings", "Decision", "approve", Status="proposed")
    run(ports, "term", "2026-08-13T08:00")
    return ports


def sent(ports: Ports, template: str) -> list[str]:
    copies = ports.ledger.deliveries().values()
    return [copy.person for copy in copies if copy.template == template and copy.state == "sent"]


def opened(ports: Ports) -> list[str]:
    assert isinstance(ports.forms, MemoryForms)
    return sorted(ports.forms.pages().standing)


def test_page_is_open_before_letters_speak_of_it() -> None:
    ports = paired()
    assert opened(ports) == ["check-in"]
    found = run(ports, "term", OPENS)
    assert opened(ports) == ["check-in", "term-end-mentee", "term-end-mentor"]
    assert len(sent(ports, "survey-invitation")) == 4
    assert found.to_json()["changes"]["forms"] == 2


def test_second_run_opens_nothing() -> None:
    ports = paired()
    run(ports, "term", OPENS)
    assert not run(ports, "term", OPENS).anything


def test_plan_opens_nothing_and_counts_what_it_would_open() -> None:
    ports = paired()
    found = rehearse(ports, Asked("survey", OPENS, by_hand=True))
    assert list(found.forms) == ["term-end-mentee", "term-end-mentor"]
    assert found.letters_in("sent") == 4  # type: ignore[arg-type] # a StrEnum's value
    assert opened(ports) == ["check-in"]


def test_rehearsal_by_setting_opens_nothing() -> None:
    ports = paired(**{"Redirect all mail to": "coordinator@example.org"})
    run(ports, "term", OPENS)
    assert opened(ports) == []


class Down(MemoryForms):
    """Forms whose service is not there."""

    def publish(self, spec: FormSpec) -> Published:
        raise OutsideError(f"No {spec.key} today.")


def test_service_of_forms_that_is_down_holds_up_only_what_needs_a_link() -> None:
    ports = paired(Down(on_pages=True))
    assert len(sent(ports, "introduction")) == 4
    found = run(ports, "term", OPENS)
    assert (found.exit_code, found.trouble) == (3, "No check-in today.")
    assert sent(ports, "survey-invitation") == []
    run(replace(ports, forms=MemoryForms(on_pages=True)), "term", OPENS)
    assert len(sent(ports, "survey-invitation")) == 4


class Stumbling(MemoryForms):
    """Forms whose first answer to each wish is lost."""

    def __init__(self) -> None:
        super().__init__(on_pages=True)
        self.asked: set[str] = set()

    def publish(self, spec: FormSpec) -> Published:
        if spec.key not in self.asked:
            self.asked.add(spec.key)
            raise OutsideError("The answer was lost.")
        return super().publish(spec)


def test_page_whose_first_answer_was_lost_is_open_the_same_day() -> None:
    ports = paired(Stumbling())
    found = run(ports, "term", OPENS)
    assert found.trouble == ""
    assert opened(ports) == ["check-in", "term-end-mentee", "term-end-mentor"]


def test_answers_are_filed_and_the_page_closes_after_the_last_day() -> None:
    ports = paired()
    run(ports, "term", OPENS)
    assert isinstance(ports.forms, MemoryForms)
    given = {"code": "cy.ott@example.org", "useful": "Agree"}
    ports.forms.filled.append(
        Answer("r1", "term-end-mentee", datetime(2026, 9, 29, 20, tzinfo=UTC), "", given)
    )
    for _ in range(2):
        run(ports, "term", "2026-09-30T08:00")
        assert [row.text("Response ID") for row in ports.register.read().rows("Survey answers")] == ["r1"]
    run(ports, "term", "2026-10-08T08:00")
    assert opened(ports) == ["check-in"]
