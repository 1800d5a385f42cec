"""Letters and drafts: Gmail's own Message-ID, drafts that vanish when sent, caps."""

import base64
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pytest
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

from tests.google_service import Running, serve
from tests.google_service.world import OWNER
from tests.google_service_test.clients import asked, client, mail


@pytest.fixture
def gmail(service: Running) -> Any:
    return client(service.base, "gmail").users()


def send(gmail: Any, to: str = "ada@example.org", **more: str) -> dict[str, Any]:
    found: dict[str, Any] = gmail.messages().send(userId="me", body=mail(to, **more)).execute()
    return found


def raw(gmail: Any, message: str) -> Any:
    found = gmail.messages().get(userId="me", id=message, format="raw").execute()
    return message_from_bytes(base64.urlsafe_b64decode(found["raw"]))


def test_sent_message_lies_in_sent_under_gmails_own_id(gmail: Any) -> None:
    sent = send(gmail, Message_ID="<ours@program>")
    assert sent == {"id": sent["id"], "threadId": sent["id"], "labelIds": ["SENT"]}
    stored = raw(gmail, sent["id"])
    assert stored["Message-ID"].endswith("@mail.gmail.com>")
    assert stored["From"] == "owner@example.org"
    assert "messages" not in gmail.messages().list(userId="me", q="rfc822msgid:ours@program").execute()


def test_own_message_id_can_be_kept_for_a_test(service: Running, gmail: Any) -> None:
    service.control.settings(rewrite_message_id=False)
    assert raw(gmail, send(gmail, Message_ID="<ours@program>")["id"])["Message-ID"] == "<ours@program>"


def test_letter_is_found_by_a_token_in_its_text(gmail: Any) -> None:
    sent = send(gmail, text="Please answer.\nref: K7-42-PQ")
    send(gmail, text="Another one.")
    found = gmail.messages().list(userId="me", q='in:sent "ref: K7-42-PQ"').execute()
    assert found["messages"] == [{"id": sent["id"], "threadId": sent["threadId"]}]


def test_recipients_with_a_mailbox_receive_it_without_bcc(service: Running, gmail: Any) -> None:
    for person in ("ada@example.org", "bo@example.org"):
        service.control.person(person)
    send(gmail, "Ada <ada@example.org>", Bcc="bo@example.org")
    token = service.control.token("bo@example.org")["access_token"]
    box = client(service.base, "gmail", token).users()
    found = box.messages().list(userId="me", q="in:inbox is:unread").execute()["messages"]
    assert "Bcc" not in raw(box, found[0]["id"])


def test_draft_is_gone_once_sent_and_the_message_is_new(gmail: Any) -> None:
    draft = gmail.drafts().create(userId="me", body={"message": mail("ada@example.org")}).execute()
    assert draft["message"]["labelIds"] == ["DRAFT"]
    sent = gmail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert sent["id"] != draft["message"]["id"]
    with pytest.raises(HttpError) as gone:
        gmail.drafts().get(userId="me", id=draft["id"]).execute()
    assert gone.value.resp.status == 404
    with pytest.raises(HttpError) as twice:
        gmail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert twice.value.resp.status == 404
    assert gmail.messages().list(userId="me").execute()["resultSizeEstimate"] == 1


def test_draft_is_changed_listed_and_deleted(gmail: Any) -> None:
    draft = gmail.drafts().create(userId="me", body={"message": mail("ada@example.org")}).execute()["id"]
    gmail.drafts().update(
        userId="me", id=draft, body={"message": mail("ada@example.org", "Better")}
    ).execute()
    shown = gmail.drafts().get(userId="me", id=draft, format="metadata").execute()
    assert {"name": "Subject", "value": "Better"} in shown["message"]["payload"]["headers"]
    assert [item["id"] for item in gmail.drafts().list(userId="me").execute()["drafts"]] == [draft]
    gmail.drafts().delete(userId="me", id=draft).execute()
    assert "drafts" not in gmail.drafts().list(userId="me").execute()


def test_refused_change_of_a_draft_keeps_the_old_one(gmail: Any) -> None:
    draft = gmail.drafts().create(userId="me", body={"message": mail("ada@example.org")}).execute()["id"]
    with pytest.raises(HttpError, match="TYPE_BYTES"):
        gmail.drafts().update(userId="me", id=draft, body={"message": {"raw": "++//"}}).execute()
    assert gmail.drafts().get(userId="me", id=draft).execute()["message"]["labelIds"] == ["DRAFT"]


def test_draft_may_be_deleted_or_sent_by_a_person(service: Running, gmail: Any) -> None:
    drafts = [
        gmail.drafts().create(userId="me", body={"message": mail("ada@example.org")}).execute()["id"]
        for _ in range(2)
    ]
    service.control.human.delete_draft("owner@example.org", drafts[0])
    service.control.human.send_draft("owner@example.org", drafts[1])
    assert "drafts" not in gmail.drafts().list(userId="me").execute()
    assert gmail.messages().list(userId="me", labelIds=["SENT"]).execute()["resultSizeEstimate"] == 1


def test_history_tells_what_was_sent_since(gmail: Any) -> None:
    start = gmail.getProfile(userId="me").execute()["historyId"]
    sent = send(gmail)
    found = gmail.history().list(userId="me", startHistoryId=start, historyTypes="messageAdded").execute()
    added = [item["message"] for line in found["history"] for item in line["messagesAdded"]]
    assert added == [{"id": sent["id"], "threadId": sent["threadId"], "labelIds": ["SENT"]}]
    with pytest.raises(HttpError) as too_old:
        gmail.history().list(userId="me", startHistoryId="1").execute()
    assert too_old.value.resp.status == 404


def test_full_message_shows_every_part(gmail: Any) -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = "ada@example.org", "Grüße"
    message.set_content("plain")
    message.add_alternative("<b>rich</b>", subtype="html")
    body = {"raw": base64.urlsafe_b64encode(bytes(message)).decode()}
    sent = gmail.messages().send(userId="me", body=body).execute()
    found = gmail.messages().get(userId="me", id=sent["id"]).execute()
    assert (found["snippet"], [part["mimeType"] for part in found["payload"]["parts"]]) == (
        "plain",
        ["text/plain", "text/html"],
    )
    assert {"name": "Subject", "value": "Grüße"} in found["payload"]["headers"]


def test_messages_are_labeled_trashed_and_deleted(gmail: Any) -> None:
    label = gmail.labels().create(userId="me", body={"name": "Program"}).execute()["id"]
    sent = send(gmail)["id"]
    done = gmail.messages().modify(userId="me", id=sent, body={"addLabelIds": [label]}).execute()
    assert done["labelIds"] == [label, "SENT"]
    gmail.messages().trash(userId="me", id=sent).execute()
    assert "messages" not in gmail.messages().list(userId="me").execute()
    gmail.messages().untrash(userId="me", id=sent).execute()
    assert (
        gmail.messages()
        .list(userId="me", q="in:sent newer_than:1d -subject:other")
        .execute()["resultSizeEstimate"]
        == 1
    )
    gmail.messages().delete(userId="me", id=sent).execute()
    with pytest.raises(HttpError, match="Requested entity was not found"):
        gmail.messages().get(userId="me", id=sent).execute()
    assert label in [found["id"] for found in gmail.labels().list(userId="me").execute()["labels"]]


def test_message_may_come_as_an_upload(gmail: Any) -> None:
    raw_mail = b"To: ada@example.org\r\nSubject: Upload\r\n\r\nHello"
    media = MediaInMemoryUpload(raw_mail, mimetype="message/rfc822")
    sent = gmail.messages().send(userId="me", body={}, media_body=media).execute()
    assert raw(gmail, sent["id"])["Subject"] == "Upload"
    inserted = gmail.messages().insert(userId="me", body=mail("me@example.org")).execute()
    assert inserted["labelIds"] == ["INBOX", "UNREAD"]


def test_metadata_scope_neither_searches_nor_shows_bodies(service: Running, gmail: Any) -> None:
    sent = send(gmail)["id"]
    token = service.control.token(scopes=["https://www.googleapis.com/auth/gmail.metadata"])["access_token"]
    narrow = client(service.base, "gmail", token).users().messages()
    assert narrow.get(userId="me", id=sent, format="metadata").execute()["payload"]["headers"]
    with pytest.raises(HttpError, match="Metadata scope"):
        narrow.get(userId="me", id=sent, format="raw").execute()
    with pytest.raises(HttpError, match="Metadata scope"):
        narrow.list(userId="me", q="in:sent").execute()


def test_mailbox_of_somebody_else_is_refused(gmail: Any) -> None:
    with pytest.raises(HttpError, match=r"Delegation denied for owner@example\.org"):
        gmail.getProfile(userId="ada@example.org").execute()
    assert (
        gmail.settings().sendAs().list(userId="me").execute()["sendAs"][0]["sendAsEmail"]
        == "owner@example.org"
    )


def test_answer_joins_the_thread(service: Running, gmail: Any) -> None:
    sent = send(gmail)
    answer = f"From: ada@example.org\r\nIn-Reply-To: {raw(gmail, sent['id'])['Message-ID']}\r\n\r\nThanks.".encode()
    service.control.human.receive("owner@example.org", answer)
    thread = gmail.threads().get(userId="me", id=sent["threadId"]).execute()
    assert [message["labelIds"] for message in thread["messages"]] == [["SENT"], ["INBOX", "UNREAD"]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"raw": "++//"}, 400),
        ({"raw": base64.urlsafe_b64encode(b"Subject: x\n\nx").decode()}, 400),
    ],
)
def test_message_without_bytes_or_recipient_is_refused(
    service: Running, body: dict[str, str], status: int
) -> None:
    found, answer = asked(service.base, "POST", "/gmail/v1/users/me/messages/send", body)
    assert (found, answer["error"]["status"]) == (status, "INVALID_ARGUMENT")
    assert answer["error"]["errors"][0]["domain"] == "global"


def test_more_than_a_hundred_recipients_are_refused(gmail: Any) -> None:
    send(gmail, ", ".join(f"p{n}@example.org" for n in range(100)))
    with pytest.raises(HttpError, match="Recipient limit exceeded"):
        send(gmail, ", ".join(f"p{n}@example.org" for n in range(101)))


def test_daily_caps_end_the_day_and_say_until_when() -> None:
    with serve() as service:
        service.control.settings(daily_messages=2)
        gmail = client(service.base, "gmail", service.control.token()["access_token"]).users()
        for _ in range(2):
            send(gmail)
        with pytest.raises(HttpError, match=r"User-rate limit exceeded.  Retry after \d{4}-.*Z") as over:
            send(gmail)
        assert over.value.resp.status == 429
        token = service.control.token()["access_token"]
        service.control.advance(86_401)
        assert send(client(service.base, "gmail", token).users())["labelIds"] == ["SENT"]


def test_service_account_alone_has_no_mailbox(service: Running) -> None:
    robot = service.control.token("bot@project.iam.gserviceaccount.com", robot=True)["access_token"]
    with pytest.raises(HttpError, match=r"Precondition check failed\."):
        send(client(service.base, "gmail", robot).users())


def test_strict_api_refuses_unknown_fields(service: Running) -> None:
    status, answer = asked(
        service.base, "POST", "/gmail/v1/users/me/messages/send", {"raw": "YQ", "colour": 1}
    )
    assert (status, answer["error"]["message"]) == (
        400,
        'Invalid JSON payload received. Unknown name "colour": Cannot find field.',
    )


def test_threads_are_listed_labelled_and_put_into_the_bin(service: Running) -> None:
    gmail = client(service.base, "gmail").users()
    human = service.control.human
    for subject in ("One", "Two"):
        human.receive(OWNER, f"From: ana@example.org\r\nSubject: {subject}\r\n\r\nHello {subject}".encode())
    label = gmail.labels().create(userId="me", body={"name": "Mentors"}).execute()["id"]
    found = gmail.threads().list(userId="me").execute()
    assert (found["resultSizeEstimate"], found["threads"][0]["snippet"]) == (2, "Hello Two")
    first, second = (thread["id"] for thread in found["threads"])
    gmail.threads().modify(userId="me", id=first, body={"addLabelIds": [label]}).execute()
    assert gmail.labels().get(userId="me", id=label).execute()["threadsTotal"] == 1
    gmail.threads().trash(userId="me", id=second).execute()
    assert [one["id"] for one in gmail.threads().list(userId="me").execute()["threads"]] == [first]
    gmail.labels().patch(userId="me", id=label, body={"name": "Pairs"}).execute()
    assert gmail.labels().get(userId="me", id=label).execute()["name"] == "Pairs"
    gmail.labels().delete(userId="me", id=label).execute()
    ids = [one["id"] for one in gmail.messages().list(userId="me").execute()["messages"]]
    gmail.messages().batchModify(userId="me", body={"ids": ids, "removeLabelIds": ["UNREAD"]}).execute()
    assert gmail.labels().get(userId="me", id="INBOX").execute()["messagesUnread"] == 0
    gmail.messages().batchDelete(userId="me", body={"ids": ids}).execute()
    gmail.threads().delete(userId="me", id=second).execute()
    assert gmail.getProfile(userId="me").execute()["messagesTotal"] == 0
    assert service.log.departures() == service.log.own_departures() == []


def test_named_part_is_fetched_by_the_id_that_the_message_names(service: Running) -> None:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "ana@example.org", "Page"
    letter.set_content("See the page.")
    letter.add_attachment(b"a,b\r\n", maintype="text", subtype="csv", filename="page.csv")
    key = service.control.human.receive(OWNER, letter.as_bytes())
    messages = client(service.base, "gmail").users().messages()
    text, page = messages.get(userId="me", id=key).execute()["payload"]["parts"]
    assert ("data" in text["body"], "data" in page["body"], page["body"]["size"]) == (True, False, 5)
    asked_for = {"userId": "me", "messageId": key, "id": page["body"]["attachmentId"]}
    found = messages.attachments().get(**asked_for).execute()
    assert base64.urlsafe_b64decode(found["data"]) == b"a,b\r\n"
