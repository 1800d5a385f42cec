"""Forms made once, published, and their answers read once each."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace

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
    service.control.human.answer_form(form_id(service), {"How often did you meet?": "weekly"})
    (answer,) = forms(service, notes).answers()
    assert (answer.form, dict(answer.values)) == (SPEC.key, {"often": "weekly"})
    assert forms(service, notes).answers() == (answer,)


def test_nobody_has_to_sign_in_to_answer(service: Running) -> None:
    """A Workspace account's new form collects verified addresses unless told otherwise."""
    forms(service, MemoryLedger()).publish(SPEC)
    form = service.service.world.forms[form_id(service)]
    assert form.settings["emailCollectionType"] == "DO_NOT_COLLECT"


def test_link_that_is_filled_in_needs_one_click_more(service: Running) -> None:
    notes = MemoryLedger()
    link = forms(service, notes).publish(SPEC).filled(often="monthly", helped="tea & talk, 50%")
    service.control.human.answer_link(link)
    (answer,) = forms(service, notes).answers()
    assert dict(answer.values) == {"often": "monthly", "helped": "tea & talk, 50%"}


def test_answers_and_pages_cost_one_request_a_form(service: Running) -> None:
    notes = MemoryLedger()
    forms(service, notes).publish(SPEC)
    service.log.clear()
    opened = forms(service, notes)
    for _ in range(3):
        assert (opened.answers(), sorted(opened.pages().standing)) == ((), [SPEC.key])
    assert service.log.requests() == 1


def test_closed_form_is_read_once_more_and_then_left_alone(service: Running) -> None:
    notes = MemoryLedger()
    forms(service, notes).publish(SPEC)
    service.control.human.answer_form(form_id(service), {"What helped?": "Tea"})
    assert forms(service, notes).close(SPEC.key)
    with pytest.raises(ClosedFormError):
        service.control.human.answer_form(form_id(service), {"What helped?": "Too late"})
    assert [dict(one.values) for one in forms(service, notes).answers()] == [{"helped": "Tea"}]
    assert not forms(service, notes).close(SPEC.key)
    service.log.clear()
    assert forms(service, notes).answers() == ()
    assert service.log.requests() == 0


def test_closed_form_opens_again_under_its_link(service: Running) -> None:
    notes = MemoryLedger()
    first = forms(service, notes).publish(SPEC)
    forms(service, notes).close(SPEC.key)
    assert forms(service, notes).pages().standing == {}
    assert forms(service, notes).publish(SPEC) == first
    service.control.human.answer_form(form_id(service), {"What helped?": "Tea"})


def test_deleted_form_is_lost_and_its_neighbors_go_on(service: Running) -> None:
    notes = MemoryLedger()
    forms(service, notes).publish(SPEC)
    gone = form_id(service)
    forms(service, notes).publish(replace(SPEC, key="other"))
    del service.service.world.forms[gone]
    held = forms(service, notes).pages()
    assert (sorted(held.standing), held.lost) == (["other"], {SPEC.key})


def test_deleted_form_that_was_closed_is_made_anew(service: Running) -> None:
    notes = MemoryLedger()
    first = forms(service, notes).publish(SPEC)
    forms(service, notes).close(SPEC.key)
    del service.service.world.forms[form_id(service)]
    assert forms(service, notes).publish(SPEC) != first
    assert sorted(forms(service, notes).pages().standing) == [SPEC.key]


@pytest.mark.parametrize(
    "method", ["forms.forms.create", "forms.forms.batchUpdate", "forms.forms.setPublishSettings"]
)
@pytest.mark.parametrize("kind", ["lost", "reset", "error"])
def test_form_whose_making_broke_off_is_finished_by_the_next_run(
    service: Running, method: str, kind: str
) -> None:
    notes = MemoryLedger()
    service.control.fault(kind, method=method, times=5)
    with contextlib.suppress(OutsideError):
        forms(service, notes).publish(SPEC)
    service.control.clear_faults()
    link = forms(service, notes).publish(SPEC).link
    ready = [form for form in service.service.world.forms.values() if form.published]
    assert [[item["title"] for item in form.items] for form in ready] == [[q.text for q in SPEC.questions]]
    assert ready[0].id in link
    assert ready[0].accepting


def test_choice_that_is_not_offered_is_refused_by_the_form(service: Running) -> None:
    forms(service, MemoryLedger()).publish(SPEC)
    with pytest.raises(ClosedFormError):
        service.control.human.answer_form(form_id(service), {"How often did you meet?": "hourly"})


def test_account_without_the_right_can_open_no_page(service: Running) -> None:
    client = access(service).client("forms", FORMS)
    refused = GoogleForms(client, MemoryLedger(), instantly(), lambda: False)
    assert not refused.pages().possible()
    assert service.log.requests() == 0
