"""Answering a form as a person does: on its page, or by a prefilled link whose `entry.N` is a question id in decimal.

That the number of an entry is the question id read as hexadecimal is remembered, not recorded.
"""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from tests.google_service.forms.model import Form, Response


class ClosedFormError(Exception):
    """The form is not published, takes no answers, or misses a required one."""


def answer(
    form: Form, given: dict[str, list[str] | str], now: datetime, response_id: str, email: str = ""
) -> Response:
    """Submit; answers are named by question id or by title."""
    if not (form.published and form.accepting):
        raise ClosedFormError("This form is not accepting responses.")
    questions = form.questions()
    by_title = {question["title"]: key for key, question in questions.items()}
    answers: dict[str, tuple[str, ...]] = {}
    for name, value in given.items():
        key = name if name in questions else by_title.get(name, "")
        if not key:
            raise ClosedFormError(f"The form has no question {name!r}.")
        answers[key] = tuple(filter(None, [value] if isinstance(value, str) else value))
    for key, question in questions.items():
        if question.get("required") and not any(answers.get(key, ())):
            raise ClosedFormError(f"{question['title']!r} is required.")
        _check_choice(question, answers.get(key, ()))
    collected = form.settings.get("emailCollectionType") in {"VERIFIED", "RESPONDER_INPUT"}
    response = Response(response_id, now, now, answers, email if collected else "")
    form.responses[response_id] = response
    return response


def _check_choice(question: dict[str, object], given: tuple[str, ...]) -> None:
    choice = question.get("choiceQuestion")
    if isinstance(choice, dict):
        options = choice.get("options", [])
        allowed = {option.get("value") for option in options}
        if not any(option.get("isOther") for option in options) and not set(given) <= allowed:
            raise ClosedFormError(f"{set(given) - allowed} is not offered.")


def entries(url: str) -> dict[str, list[str] | str]:
    """The answers a prefilled link carries, by question id."""
    found: dict[str, list[str] | str] = {}
    for name, values in parse_qs(urlsplit(url).query).items():
        if name.startswith("entry."):
            found[f"{int(name[6:]):08x}"] = values
    return found


def form_id_of(url: str) -> str:
    """The responder id in a link: `/forms/d/e/<id>/viewform`."""
    return urlsplit(url).path.split("/")[-2]
