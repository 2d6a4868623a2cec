"""Tickets through the API: the same steps, rules and visibility as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from complaints.models import Ticket
from complaints.verbs import CONVERSATION, FULFILMENTS, SHEETS
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TICKETS = "/api/v1/tickets/"


def act(person, ticket, verb, **body):
    return api_client_of(person).post(f"{TICKETS}{ticket.number}/{verb}/", body, format="json")


def new(people, **changes):
    body = {
        "kind": "return",
        "description": "设定 37 ℃，实测来回跳",
        "channel": "hotline",
        "customer": people.customer.number,
    }
    return api_client_of(people.clerk).post(TICKETS, {**body, **changes}, format="json")


def test_every_step_of_the_page_is_a_verb():
    for name in [*SHEETS, *CONVERSATION]:
        if name in FULFILMENTS:
            assert reverse(f"api-fulfilment-{name}", args=[1])
        elif name == "recall":
            assert reverse("api-approval-recall", args=[1])
        else:
            assert reverse(f"api-ticket-{'propose' if name == 'change' else name}", args=["TK-1"])


def test_logging_answers_number_owner_sla_targets_and_allowed_steps(people):
    answer = new(people, contact=people.contact.pk, purchase=people.sold.pk, remedy_sought="refund")
    assert answer.status_code == 201
    ticket = answer.json()
    assert (ticket["number"], ticket["owner"], ticket["batch"]) == ("TK-2026-00001", "clerk", "B2603-17")
    assert {p["code"] for p in ticket["sla_targets"]} == {"first_reply", "solution"}
    assert {step["verb"] for step in ticket["allowed"]} >= {"reply", "propose", "reassign", "withdraw"}
    assert ticket["missing"][0]["field"] == "problem_found"


def test_logging_takes_photos(people):
    photo = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", "application/pdf")
    body = {"kind": "inquiry", "description": "问一下", "channel": "email", "files": [photo]}
    ticket = api_client_of(people.clerk).post(TICKETS, body, format="multipart").json()
    file = ticket["conversation"][0]["files"][0]
    assert (file["name"], file["media_type"]) == ("a.pdf", "application/pdf")
    fetched = api_client_of(people.clerk).get(file["url"], headers={"Accept": "application/pdf"})
    assert b"".join(fetched.streaming_content) == b"%PDF-1.4 x"


@pytest.mark.parametrize(
    ("field", "value"),
    [("contact", 999999), ("purchase", 2**70), ("customer", "CU-0"), ("kind", "x"), ("description", " ")],
)
def test_invalid_reference_is_named(people, field, value):
    answer = new(people, **{field: value})
    assert answer.status_code == 400
    assert [e["field"] for e in answer.json()["errors"]] == [field]
    assert not Ticket.objects.exists()


def test_list_filters_as_the_page_does(people):
    mine = make.logged(people)
    other = make.logged(people, actor=people.clerk2, kind="inquiry")
    rows = api_client_of(people.clerk).get(TICKETS, {"owner": "me", "state": "open"}).json()["results"]
    assert [row["number"] for row in rows] == [mine.number]
    rows = api_client_of(people.clerk).get(TICKETS, {"kind": "inquiry", "sort": "-reported"}).json()["results"]
    assert [row["number"] for row in rows] == [other.number]


def test_list_and_detail_take_a_constant_number_of_queries(people, django_assert_max_num_queries):
    for _ in range(2):
        make.logged(people)
    with django_assert_max_num_queries(10):
        api_client_of(people.manager).get(TICKETS)
    for _ in range(28):
        make.logged(people)
    with django_assert_max_num_queries(10):
        assert len(api_client_of(people.manager).get(TICKETS).json()["results"]) == 30
    ticket = make.closed(people)
    with django_assert_max_num_queries(20):
        api_client_of(people.manager).get(f"{TICKETS}{ticket.number}/")


def test_return_runs_to_its_end(people):
    number = new(people, contact=people.contact.pk, purchase=people.sold.pk).json()["number"]
    ticket = Ticket.objects.get(number=number)
    assert act(people.clerk, ticket, "reply", body="已登记", channel="phone").json()["state"] == "verifying"
    assert act(people.clerk, ticket, "edit", problem_found="温度漂移").json()["missing"][-1]["field"] == "lines"
    lines = [{"purchase": people.sold.pk, "quantity": 1}]
    proposed = act(people.clerk, ticket, "propose", remedy="refund", lines=lines, reason="两箱受压").json()
    assert proposed["proposal"]["amount"] == "12860.00"
    waiting = act(people.clerk, ticket, "submit").json()
    approvals, fulfilments = "/api/v1/approvals/", "/api/v1/fulfilments/"
    for person in (people.manager, people.gm):
        inbox = api_client_of(person).get(approvals, {"inbox": "mine"}).json()["results"]
        assert [row["id"] for row in inbox] == [waiting["approvals"][0]["id"]]
        body = {"verdict": "approve", "reason": "同意", "step": inbox[0]["step"]["id"]}
        assert (
            api_client_of(person).post(f"{approvals}{inbox[0]['id']}/decide/", body, format="json").status_code == 200
        )
    running = api_client_of(people.warehouse).get(fulfilments).json()["results"][0]
    here, line = f"{fulfilments}{running['id']}/", running["lines"][0]["id"]
    warehouse = api_client_of(people.warehouse)
    warehouse.post(f"{here}receive/", {"lines": [{"line": line, "quantity": 1}]}, format="json")
    finding = {"line": line, "finding": "传感器漂移", "disposition": "sample"}
    warehouse.post(f"{here}inspect/", {"lines": [finding]}, format="json")
    paid = warehouse.post(f"{here}refund/", {"amount": "12860.00", "paid_on": "2026-11-18"}, format="json")
    assert (paid.json()["state"], paid.json()["refunds"][0]["recorded_by"]) == ("done", "warehouse")
    act(people.clerk, ticket, "confirm", solved=True)
    assert act(people.clerk, ticket, "close").json()["state"] == "closed"


@pytest.mark.parametrize(
    ("verb", "body", "key", "value"),
    [
        ("customer-message", {"body": "又来电", "channel": "phone"}, "state", "verifying"),
        ("note", {"body": "内部"}, "state", "verifying"),
        ("pause", {"reason": "等照片"}, "sla_status", "paused"),
        ("callback", {"due_at": "2026-11-19T10:00:00+08:00"}, "next_due_at", "2026-11-19T10:00:00+08:00"),
        ("change-type", {"kind": "exchange", "reason": "改为换货"}, "kind", "exchange"),
        ("classify", {"quality_class": "intrinsic", "reason": "焊点虚焊"}, "quality_class", "intrinsic"),
        ("answer", {"outcome": "已说明"}, "state", "confirming"),
        ("withdraw", {"reason": "客户撤回"}, "state", "withdrawn"),
    ],
)
def test_verbs_change_the_ticket(people, verb, body, key, value):
    answer = act(people.clerk, make.logged(people), verb, **body)
    assert answer.status_code == 200, answer.json()
    assert answer.json()[key] == value


def test_ticket_is_reassigned_and_taken_back(people):
    ticket = make.logged(people)
    assert act(people.clerk, ticket, "reassign", to=people.clerk2.pk, note="请跟进").json()["owner"] == "clerk2"
    assert act(people.clerk, ticket, "take").json()["owner"] == "clerk"


def test_reassigning_to_where_the_user_cannot_see_has_no_content(people):
    ticket = make.logged(people, actor=people.stranger, customer=None, contact=None, purchase=None)
    answer = act(people.stranger, ticket, "reassign", to=people.clerk.pk, note="不属本区")
    assert answer.status_code == 204
    assert api_client_of(people.stranger).get(f"{TICKETS}{ticket.number}/").status_code == 404


def test_customer_is_identified(people):
    ticket = make.logged(people, customer=None, contact=None, purchase=None)
    known = act(people.clerk, ticket, "identify", customer=people.customer.number).json()
    assert (known["customer"], known["contact"]["name"]) == (people.customer.number, "张三")
    assert act(people.clerk, ticket, "identify", customer=people.customer.number).status_code == 409


def test_pause_ends_and_ticket_reopens(people):
    ticket = make.logged(people)
    act(people.clerk, ticket, "pause", reason="等照片")
    assert act(people.clerk, ticket, "resume").json()["paused_since"] is None
    act(people.clerk, ticket, "withdraw", reason="客户撤回")
    assert act(people.clerk, ticket, "reopen", reason="又来电").json()["state"] == "verifying"


def test_incomplete_ticket_is_refused_by_a_rule(people):
    ticket = make.logged(people)
    act(people.clerk, ticket, "propose", remedy="refund", lines=[], reason="x")
    refused = act(people.clerk, ticket, "submit")
    assert (refused.status_code, refused.json()["code"]) == (422, "incomplete")
    assert refused["Content-Type"] == "application/problem+json"


def test_stale_version_is_a_conflict(people):
    ticket = make.logged(people)
    assert act(people.clerk, ticket, "edit", grade="二级品", version=1).status_code == 200
    assert act(people.clerk2, ticket, "edit", grade="三级品", version=1).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("rep", 403), ("stranger", 404), ("admin", 404)])
def test_ticket_hidden_is_404_and_visible_is_403(people, who, status):
    ticket = make.logged(people)
    assert act(getattr(people, who), ticket, "reply", body="x", channel="phone").status_code == status
    assert ticket.entries.count() == 2


def test_request_without_credentials_is_401(people):
    answer = APIClient().get(TICKETS)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")


@pytest.mark.parametrize("price", ["NaN", "1e400", "-1", "0.005", "x", True])
def test_price_must_be_an_amount(people, price):
    ticket = make.logged(people)
    lines = [{"purchase": people.sold.pk, "quantity": 1, "unit_price": price}]
    refused = act(people.clerk, ticket, "propose", remedy="refund", lines=lines, reason="x")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "lines.0.unit_price")
