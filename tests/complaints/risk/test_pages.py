"""Pages and API of risk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.models import RiskRule
from complaints.services import risk
from tests.complaints import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
THREAT = "不退货我就找媒体曝光你们"


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def ticket(people):
    return make.logged(people, description=THREAT)


def page(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def test_ticket_names_the_risk_and_shows_the_guide(client, people, ticket):
    text = page(client, people.clerk, ticket.get_absolute_url()).content.decode()
    assert "The customer threatens to go public, to an authority or to court: 曝光" in text
    assert "End the conversation politely" in text
    assert reverse("ticket_step", args=[ticket.number, "acknowledge"]) not in text


def test_general_manager_acknowledges_on_the_page(client, people, ticket):
    address = reverse("ticket_step", args=[ticket.number, "acknowledge"])
    assert address in page(client, people.gm, ticket.get_absolute_url()).content.decode()
    flag = ticket.risk_flags.get()
    assert client.post(address, {"flag": flag.pk, "reason": ""}).status_code == 422
    assert client.post(address, {"flag": flag.pk, "reason": "已回电"}).status_code == 302
    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.reason) == (people.gm, "已回电")
    text = page(client, people.gm, ticket.get_absolute_url()).content.decode()
    assert "acknowledged the risk: 已回电" in text
    assert address not in text


def test_one_click_says_that_it_is_no_threat_and_the_rule_counts_it(client, people, ticket):
    address = reverse("ticket_step", args=[ticket.number, "dismiss"])
    flag = ticket.risk_flags.get()
    assert address in page(client, people.gm, ticket.get_absolute_url()).content.decode()
    assert client.post(address, {"flag": flag.pk}).status_code == 302
    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.dismissed, flag.reason) == (people.gm, True, "")
    assert client.post(address, {"flag": flag.pk}).status_code == 409
    assert "found no threat in “曝光”" in page(client, people.gm, ticket.get_absolute_url()).content.decode()
    rule = page(client, people.manager, reverse("risk_rule", args=[flag.rule_id])).content.decode()
    assert "Dismissed as no threat:" in rule and "1 of 1" in rule


def test_a_risk_that_no_words_raised_is_not_dismissed(client, people):
    severe = make.logged(people, severity="critical")
    text = page(client, people.gm, severe.get_absolute_url()).content.decode()
    assert reverse("ticket_step", args=[severe.number, "dismiss"]) not in text
    body = {"flag": severe.risk_flags.get(code="major_defect").pk}
    answer = client.post(f"/api/v1/tickets/{severe.number}/dismiss/", body, content_type="application/json")
    assert answer.status_code == 422
    assert severe.risk_flags.get(code="major_defect").is_open


def test_clerk_does_not_acknowledge(client, people, ticket):
    client.force_login(people.clerk)
    address = reverse("ticket_step", args=[ticket.number, "acknowledge"])
    answer = client.post(address, {"flag": ticket.risk_flags.get().pk, "reason": "没事"})
    assert answer.status_code == 403
    assert ticket.risk_flags.get().is_open


def test_list_filters_tickets_at_risk(client, people, ticket):
    calm = make.logged(people, purchase=None)
    text = page(client, people.clerk, reverse("tickets"), risk="1").content.decode()
    assert ticket.get_absolute_url() in text
    assert calm.get_absolute_url() not in text
    risk.acknowledge(ticket_id=ticket.pk, actor=people.gm, now=NOW, reason="已回电")
    assert ticket.get_absolute_url() not in page(client, people.clerk, reverse("tickets"), risk="1").content.decode()


def test_ticket_page_takes_the_same_number_of_queries_with_many_flags(client, people):
    calm = make.logged(people, purchase=None)
    many = make.logged(people, description=THREAT + "，我是晚报记者", severity="critical")
    make.logged(people)
    client.force_login(people.gm)
    counts = []
    for row in (calm, many):
        client.get(row.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(row.get_absolute_url())
        counts.append(len(asked))
    assert many.risk_flags.count() == 3
    # The product of the second adds its own.
    assert counts[1] <= counts[0] + 3


def test_manager_changes_a_rule_from_a_day_on(client, people):
    row = RiskRule.objects.get(code="second_repair")
    address = reverse("risk_rule", args=[row.pk])
    assert page(client, people.manager, reverse("risk_rules")).status_code == 200
    text = page(client, people.manager, address).content.decode()
    assert 'name="count"' in text and 'name="words"' not in text
    form = {
        "days": 20,
        "count": 3,
        "level": "gm",
        "effective_from": "2030-01-01",
        "is_active": "on",
        "version": row.version,
    }
    assert client.post(address, {**form, "days": 0}).status_code == 422
    assert client.post(address, form).status_code == 302
    new = RiskRule.objects.get(code="second_repair", effective_until=None)
    assert (new.parameters, new.level, new.effective_from.isoformat()) == ({"days": 20, "count": 3}, "gm", "2030-01-01")
    assert client.post(address, form).status_code == 409


def test_words_of_a_rule_are_split_by_commas_or_lines(client, people):
    row = RiskRule.objects.get(code="threat_to_publish")
    client.force_login(people.manager)
    form = {
        "words": "曝光\n 上热搜，go viral\n\n",
        "level": "gm",
        "effective_from": "2030-01-01",
        "is_active": "on",
        "version": 1,
    }
    assert client.post(reverse("risk_rule", args=[row.pk]), form).status_code == 302
    assert RiskRule.objects.get(code="threat_to_publish", effective_until=None).parameters == {
        "words": ["曝光", "上热搜", "go viral"],
        "exceptions": [],
    }


def test_readers_see_no_button_on_the_rules(client, people):
    row = RiskRule.objects.first()
    client.force_login(people.auditor)
    address = reverse("risk_rule", args=[row.pk])
    assert "Edit rule" not in client.get(address).content.decode()
    form = {"days": 3, "level": "gm", "effective_from": "2030-01-01", "version": 1}
    assert client.post(address, form).status_code == 403


def test_api_shows_flags_and_acknowledges(client, people, ticket):
    client.force_login(people.manager)
    address = reverse("api-ticket-detail", args=[ticket.number])
    shown = client.get(address).json()
    assert [(row["code"], row["text"], row["acknowledged_at"]) for row in shown["risks"]] == [
        ("threat_to_publish", "The customer threatens to go public, to an authority or to court: 曝光", None)
    ]
    verb = reverse("api-ticket-acknowledge", args=[ticket.number])
    assert client.post(verb, {"reason": "知道了"}).status_code == 403
    client.force_login(people.gm)
    assert "acknowledge" in [row["verb"] for row in client.get(address).json()["allowed"]]
    assert client.post(verb, {}).status_code == 400
    shown = client.post(verb, {"reason": "已回电"}).json()
    assert shown["risks"][0]["acknowledged_by"] == "gm"
    assert client.post(verb, {"reason": "再次", "flag": shown["risks"][0]["id"]}).status_code == 409


def test_api_reads_and_changes_rules(client, people):
    client.force_login(people.manager)
    rows = client.get(reverse("api-risk-rule-list"), {"code": "open_too_long"}).json()["results"]
    assert [(row["parameters"], row["level"]) for row in rows] == [({"days": 20}, "manager")]
    verb = reverse("api-risk-rule-change", args=[rows[0]["id"]])
    body = {"level": "gm", "days": 15, "effective_from": "2030-01-01"}
    refused = client.post(verb, {**body, "words": ["多余"]}, content_type="application/json")
    assert (refused.status_code, "words" in refused.content.decode()) == (400, True)
    changed = client.post(verb, body, content_type="application/json").json()
    assert (changed["parameters"], changed["effective_from"]) == ({"days": 15}, "2030-01-01")
    client.force_login(people.auditor)
    later = {**body, "effective_from": "2031-01-01"}
    verb = reverse("api-risk-rule-change", args=[changed["id"]])
    assert client.post(verb, later, content_type="application/json").status_code == 403


def test_logging_takes_few_more_queries_for_risk(people, django_assert_max_num_queries):
    make.logged(people)
    with django_assert_max_num_queries(80):
        make.logged(people, now=NOW + timedelta(days=1))


def test_home_shows_flags_to_acknowledge_to_notified_users(client, people, ticket):
    asked = "Acknowledge: The customer threatens to go public, to an authority or to court: 曝光"
    assert asked in page(client, people.gm, reverse("home")).content.decode()
    assert asked not in page(client, people.manager, reverse("home")).content.decode()
    risk.acknowledge(ticket_id=ticket.pk, actor=people.gm, now=NOW, reason="已回电")
    assert asked not in page(client, people.gm, reverse("home")).content.decode()
