"""Forms made once, published, and their answers read once each."""

from collections.abc import Iterator

import pytest

from tasks.backends.google.auth import FORMS
from tasks.backends.google.forms import GoogleForms
from tasks.backends.memory.ledger import MemoryLedger
from tasks.program.problems import OutsideError
from tests.backends.google.desk import access, instantly
from tests.google_service import Running, serve
from tests.google_service.forms.answering import ClosedFormError
from tests.ports.test_forms import SPEC


@pytest.fixture
def service() -> Iterator[Running]:
    with serve(limits=False) as running:
        yield running
        assert running.log.departures() == []


def forms(service: Running, notes: MemoryLedger) -> GoogleForms:
    return GoogleForms(access(service).client("forms", FORMS), notes, instantly())


def form_id(service: Running) -> str:
    (one,) = service.service.world.forms
    return one


def test_form_is_made_once_and_open_to_answers(service: Running) -> None:
    notes = MemoryLedger()
    first = forms(service, notes).publish(SPEC)
    assert forms(service, notes).publish(SPEC) == first
    service.control.human.answer_form(
        form_id(service), {"How often did you meet?": "weekly"}, "ana@example.org"
    )
    (answer,) = forms(service, notes).answers()
    assert (answer.form, answer.who, dict(answer.values)) == (
        SPEC.key,
        "ana@example.org",
        {"often": "weekly"},
    )
    assert forms(service, notes).answers() == (answer,)


def test_answers_cost_one_request_a_form(service: Running) -> None:
    notes = MemoryLedger()
    forms(service, notes).publish(SPEC)
    service.log.clear()
    forms(service, notes).answers()
    assert service.log.requests() == 1


@pytest.mark.parametrize("method", ["forms.forms.batchUpdate", "forms.forms.setPublishSettings"])
@pytest.mark.parametrize("kind", ["lost", "reset", "error"])
def test_form_whose_making_broke_off_is_finished_by_the_next_run(
    service: Running, method: str, kind: str
) -> None:
    notes = MemoryLedger()
    service.control.fault(kind, method=method, times=5)
    with pytest.raises(OutsideError):
        forms(service, notes).publish(SPEC)
    service.control.clear_faults()
    forms(service, notes).publish(SPEC)
    form = service.service.world.forms[form_id(service)]
    assert [item["title"] for item in form.items] == [question.text for question in SPEC.questions]
    assert (form.published, form.accepting) == (True, True)


def test_choice_that_is_not_offered_is_refused_by_the_form(service: Running) -> None:
    forms(service, MemoryLedger()).publish(SPEC)
    with pytest.raises(ClosedFormError):
        service.control.human.answer_form(form_id(service), {"How often did you meet?": "hourly"})
