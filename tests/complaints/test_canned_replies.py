"""Canned replies: filled in for the ticket and offered in the reply form."""

from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from complaints.models import CannedReply
from complaints.queries.canned_replies import canned_replies_for
from complaints.rules.canned_replies import DEFAULT_CANNED_REPLIES, fill, fits, unknown_placeholders
from complaints.services import canned_replies
from tests.factories import NOW, cast
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
API = "/api/v1/canned-replies/"


def written(people, **facts) -> CannedReply:
    values = {"name": "道歉", "body": "{customer}您好，对不起。", "name_en": "Apology", "body_en": "We are sorry."}
    return canned_replies.create_canned_reply(actor=people.manager, now=NOW, **{**values, **facts})


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("编号 {number}", "编号 TK-1"),
        ("{customer}您好 {number}", "张三您好 TK-1"),
        ("最迟 {due}", None),
        ("没有占位", "没有占位"),
        ("{constructor.__class__} { }", "{constructor.__class__} { }"),
    ],
)
def test_fill_replaces_known_placeholders_only(text, filled):
    assert fill(text, {"number": "TK-1", "customer": "张三", "due": ""}) == filled


def test_reply_without_scope_fits_every_ticket():
    assert fits(kinds=[], channels=[], kind="return", channel="phone")
    assert fits(kinds=["return"], channels=["phone"], kind="return", channel="phone")
    assert not fits(kinds=["inquiry"], channels=[], kind="return", channel="phone")
    assert not fits(kinds=[], channels=["email"], kind="return", channel="phone")


def test_defaults_are_complete_in_both_languages():
    assert len(DEFAULT_CANNED_REPLIES) == 8
    for text in DEFAULT_CANNED_REPLIES:
        assert all((text.name, text.name_en, text.body, text.body_en))
        assert not unknown_placeholders(text.body + text.body_en)
    cast()
    assert CannedReply.objects.count() == 8


def test_replies_for_the_type_are_offered_filled_in_in_both_languages(people):
    ticket = make.logged(people)
    offered = canned_replies_for(ticket, NOW)
    texts = [row["text"] for row in offered]
    assert any(ticket.number in text for text in texts)
    assert all("{" not in text for text in texts)
    labels = [row["label"] for row in offered]
    assert {"寄回说明", "How to send it back"} <= set(labels)
    assert "感谢建议" not in labels


def test_reply_that_names_an_sla_target_is_left_out_without_one(people):
    ticket = make.logged(people)
    ticket.next_due_at = None
    assert "已受理" not in [row["label"] for row in canned_replies_for(ticket, NOW)]


@pytest.mark.parametrize(
    "facts",
    [
        {"is_active": False},
        {"effective_from": (NOW + timedelta(days=1)).date()},
        {"effective_from": (NOW - timedelta(days=9)).date(), "effective_until": (NOW - timedelta(days=1)).date()},
        {"channels": ["letter"]},
    ],
)
def test_inactive_expired_or_out_of_scope_reply_is_not_offered(people, facts):
    written(people, **facts)
    assert "道歉" not in [row["label"] for row in canned_replies_for(make.logged(people), NOW)]


def test_canned_replies_are_offered_for_a_reply_only(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "data-canned-replies" in page
    assert "data-canned-replies" not in client.get(ticket.get_absolute_url(), {"write": "note"}).content.decode()


def test_unknown_placeholder_is_refused_and_named(people):
    with pytest.raises(InvalidInput) as error:
        written(people, body="{phone} 您好")
    assert (error.value.code, error.value.field) == ("unknown_placeholder", "body")
    assert "{phone}" in str(error.value)


def test_end_before_beginning_is_refused(people):
    with pytest.raises(InvalidInput):
        written(people, effective_from=NOW.date(), effective_until=(NOW - timedelta(days=1)).date())


def test_canned_replies_are_written_by_managers_only(people):
    with pytest.raises(NotPermitted):
        canned_replies.create_canned_reply(actor=people.clerk, now=NOW, name="x", body="x")


def test_second_edit_of_a_canned_reply_is_a_conflict(people):
    row = written(people)
    canned_replies.update_canned_reply(canned_reply_id=row.pk, actor=people.manager, now=NOW, version=1, body="新")
    with pytest.raises(Conflict):
        canned_replies.update_canned_reply(canned_reply_id=row.pk, actor=people.admin, now=NOW, version=1, body="旧")
    row.refresh_from_db()
    assert row.body == "新"
    assert [h.history_user for h in row.history.all()] == [people.manager, people.manager]


def test_manager_creates_and_changes_a_canned_reply_on_the_pages(people, client):
    client.force_login(people.manager)
    data = {
        "name": "节日问候",
        "body": "{customer}节日好",
        "kinds": ["inquiry"],
        "effective_from": "2026-11-18",
        "position": 5,
        "is_active": "on",
    }
    assert client.post(reverse("canned_reply_new"), data).status_code == 302
    row = CannedReply.objects.get(name="节日问候")
    assert row.kinds == ["inquiry"]
    assert "节日问候" in client.get(reverse("canned_replies")).content.decode()
    answer = client.post(reverse("canned_reply", args=[row.pk]), {**data, "body": "{gift}", "version": 1})
    assert answer.status_code == 400
    assert "{gift}" in answer.content.decode()
    del data["is_active"]
    assert client.post(reverse("canned_reply", args=[row.pk]), {**data, "version": 1}).status_code == 302
    row.refresh_from_db()
    assert not row.is_active


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_the_same_number_of_queries(people, client, django_assert_max_num_queries, count):
    for _ in range(count):
        written(people)
    client.force_login(people.manager)
    with django_assert_max_num_queries(10):
        assert client.get(reverse("canned_replies")).status_code == 200


def test_api_lists_creates_and_changes(people):
    body = {"name": "回访", "body": "{customer}您好", "kinds": ["repair"]}
    made = api_client_of(people.manager).post(API, body, format="json")
    assert (made.status_code, made.json()["effective_from"]) == (201, "2026-11-18")
    url = f"{API}{made.json()['id']}/"
    assert (
        api_client_of(people.manager).patch(url, {"is_active": False, "version": 1}, format="json").json()["version"]
        == 2
    )
    assert api_client_of(people.manager).patch(url, {"body": "x", "version": 1}, format="json").status_code == 409
    assert api_client_of(people.clerk).get(API).json()["count"] == 9
    assert api_client_of(people.clerk).get(API, {"is_active": "true"}).json()["count"] == 8
    assert api_client_of(people.clerk).post(API, body, format="json").status_code == 403
    assert api_client_of(people.auditor).get(API).status_code == 404
