"""Forms made, published, answered and read."""

from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.google_service import Running
from tests.google_service.forms.answering import ClosedFormError
from tests.google_service_test.clients import client


@pytest.fixture
def forms(service: Running) -> Any:
    return client(service.base, "forms").forms()


def choice(title: str, *options: str, required: bool = False) -> dict[str, Any]:
    question = {
        "required": required,
        "choiceQuestion": {"type": "RADIO", "options": [{"value": o} for o in options]},
    }
    return {"title": title, "questionItem": {"question": question}}


def text(title: str) -> dict[str, Any]:
    return {"title": title, "questionItem": {"question": {"textQuestion": {"paragraph": True}}}}


def edit(forms: Any, form: str, *requests: dict[str, Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = forms.batchUpdate(
        formId=form, body={"requests": list(requests), **more}
    ).execute()
    return found


def create(item: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return {"createItem": {"item": item, "location": {"index": index}}}


def publish(forms: Any, form: str, *, accepting: bool = True) -> None:
    state = {"isPublished": True, "isAcceptingResponses": accepting}
    forms.setPublishSettings(formId=form, body={"publishSettings": {"publishState": state}}).execute()


@pytest.fixture
def form(forms: Any) -> str:
    made = forms.create(body={"info": {"title": "Check-in", "documentTitle": "Check-in October"}}).execute()
    edit(
        forms,
        made["formId"],
        create(choice("How is it?", "Good", "Hard", required=True)),
        create(text("Why?"), 1),
    )
    return str(made["formId"])


def test_form_is_made_with_a_title_only(forms: Any) -> None:
    with pytest.raises(HttpError, match=r"Only info.title can be set when creating a form"):
        forms.create(body={"info": {"title": "x", "description": "y"}}).execute()
    made = forms.create(body={"info": {"title": "Check-in"}}).execute()
    assert made["info"] == {"title": "Check-in", "documentTitle": "Check-in"}
    assert made["publishSettings"] == {"publishState": {}}


def test_items_get_ids_and_keep_their_order(forms: Any, form: str) -> None:
    reply = edit(forms, form, create(text("First")))["replies"][0]["createItem"]
    items = forms.get(formId=form).execute()["items"]
    assert [item["title"] for item in items] == ["First", "How is it?", "Why?"]
    assert items[0]["questionItem"]["question"]["questionId"] == reply["questionId"][0]
    edit(
        forms,
        form,
        {"moveItem": {"originalLocation": {"index": 0}, "newLocation": {"index": 2}}},
        {"updateItem": {"item": {"title": "Anything?"}, "location": {"index": 2}, "updateMask": "title"}},
        {"deleteItem": {"location": {"index": 1}}},
    )
    items = forms.get(formId=form).execute()["items"]
    assert [item["title"] for item in items] == ["How is it?", "Anything?"]
    assert items[1]["itemId"] == reply["itemId"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (text("two\nlines"), "Displayed text cannot contain newlines"),
        (choice("No options"), "Choice questions need options"),
        (choice("Twice", "a", "a"), "no two may be alike"),
        ({"title": "nothing"}, "Exactly one kind of item is required"),
    ],
)
def test_batch_with_a_bad_item_changes_nothing(
    forms: Any, form: str, item: dict[str, Any], message: str
) -> None:
    before = forms.get(formId=form).execute()
    with pytest.raises(HttpError, match=rf"Invalid requests\[1\].createItem: .*{message}"):
        edit(forms, form, create(text("fine")), create(item))
    assert forms.get(formId=form).execute() == before


def test_write_against_an_old_revision_is_refused(forms: Any, form: str) -> None:
    old = forms.get(formId=form).execute()["revisionId"]
    control = {"requiredRevisionId": old}
    edit(forms, form, create(text("one")), writeControl=control)
    with pytest.raises(HttpError, match="does not match the latest revision"):
        edit(forms, form, create(text("two")), writeControl=control)


def test_nobody_can_answer_before_the_form_is_published(service: Running, forms: Any, form: str) -> None:
    human = service.control.human
    with pytest.raises(ClosedFormError, match="not accepting responses"):
        human.answer_form(form, {"How is it?": "Good"})
    publish(forms, form)
    human.answer_form(form, {"How is it?": "Good"})
    publish(forms, form, accepting=False)
    with pytest.raises(ClosedFormError, match="not accepting responses"):
        human.answer_form(form, {"How is it?": "Good"})


def test_required_questions_and_options_bind_people(service: Running, forms: Any, form: str) -> None:
    publish(forms, form)
    with pytest.raises(ClosedFormError, match="'How is it\\?' is required"):
        service.control.human.answer_form(form, {"Why?": "because"})
    with pytest.raises(ClosedFormError, match="not offered"):
        service.control.human.answer_form(form, {"How is it?": "So-so"})


def test_responses_are_read_by_question_and_since_a_time(service: Running, forms: Any, form: str) -> None:
    publish(forms, form)
    human = service.control.human
    first = human.answer_form(form, {"How is it?": "Good", "Why?": ""}, email="ada@example.org")
    listed = forms.responses().list(formId=form).execute()["responses"]
    question = forms.get(formId=form).execute()["items"][0]["questionItem"]["question"]["questionId"]
    assert listed == [
        {
            "responseId": first,
            "createTime": listed[0]["createTime"],
            "lastSubmittedTime": listed[0]["createTime"],
            "answers": {question: {"questionId": question, "textAnswers": {"answers": [{"value": "Good"}]}}},
        }
    ]
    service.control.advance(60)
    second = human.answer_form(form, {"How is it?": "Hard"})
    after = forms.responses().list(formId=form, filter=f"timestamp > {listed[0]['createTime']}").execute()
    assert [item["responseId"] for item in after["responses"]] == [second]
    assert forms.responses().get(formId=form, responseId=first).execute()["formId"] == form


def test_address_is_shown_only_where_the_form_collects_it(service: Running, forms: Any, form: str) -> None:
    settings = {"settings": {"emailCollectionType": "VERIFIED"}, "updateMask": "emailCollectionType"}
    edit(forms, form, {"updateSettings": settings})
    publish(forms, form)
    service.control.human.answer_form(form, {"How is it?": "Good"}, email="ada@example.org")
    assert (
        forms.responses().list(formId=form).execute()["responses"][0]["respondentEmail"] == "ada@example.org"
    )


def test_prefilled_link_answers_with_one_click(service: Running, forms: Any, form: str) -> None:
    publish(forms, form)
    made = forms.get(formId=form).execute()
    question = made["items"][0]["questionItem"]["question"]["questionId"]
    service.control.human.answer_link(f"{made['responderUri']}?usp=pp_url&entry.{int(question, 16)}=Hard")
    answers = forms.responses().list(formId=form).execute()["responses"][0]["answers"]
    assert answers[question]["textAnswers"]["answers"] == [{"value": "Hard"}]


def test_pages_of_responses_follow_one_another(service: Running, forms: Any, form: str) -> None:
    publish(forms, form)
    sent = [service.control.human.answer_form(form, {"How is it?": "Good"}) for _ in range(5)]
    request, found = forms.responses().list(formId=form, pageSize=2), []
    while request is not None:
        page = request.execute()
        found += [item["responseId"] for item in page["responses"]]
        request = forms.responses().list_next(request, page)
    assert found == sent


def test_form_of_somebody_else_is_refused(service: Running, form: str) -> None:
    stranger = client(service.base, "forms", service.control.token("bo@example.org")["access_token"]).forms()
    with pytest.raises(HttpError, match="The caller does not have permission"):
        stranger.get(formId=form).execute()
    with pytest.raises(HttpError, match=r"Requested entity was not found\."):
        stranger.get(formId="nowhere").execute()
