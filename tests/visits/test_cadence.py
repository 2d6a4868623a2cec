"""The cadence with dates of effect: on a page and in the API."""

from datetime import date

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput, NotPermitted, RuleViolation
from customers.models import Customer
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.visits import cadence
from visits.models import Cadence, ScheduleRun
from visits.services.cadence import change_cadence, create_cadence, end_cadence, preview_cadence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def installed(people):
    cadence()
    ScheduleRun.objects.all().delete()


def row(tier="important"):
    return Cadence.objects.get(tier=tier, replaced_by=None)


def test_page_changes_the_cadence_from_a_day_on(people):
    client, url = client_of(people.manager, "en"), reverse("visit_cadence", args=[row().pk])
    assert "Every 6 months" in client.get(reverse("visit_cadences")).content.decode()
    asked = {"months": 4, "channel": "visit", "effective_from": "2027-01-01", "version": 1}
    preview = client.post(url, asked)
    assert preview.status_code == 200 and "Every 4 months (was: Every 6 months)" in preview.content.decode()
    assert not ScheduleRun.objects.exists()
    assert client.post(url, asked | {"seen": preview.context["seen"]}).status_code == 302
    assert [
        (each.months, each.effective_until) for each in Cadence.objects.filter(tier="important").order_by("pk")
    ] == [
        (6, date(2026, 12, 31)),
        (4, None),
    ]
    assert ScheduleRun.objects.get().purpose == "cadence"
    page = client.get(reverse("visit_exceptions")).content.decode()
    assert "Every 4 months" in page and "being computed" in page


def test_api_creates_changes_previews_and_ends(people):
    client, url = client_of(people.manager), "/api/v1/visit-cadences/"
    body = {"tier": "ordinary", "months": 24, "effective_from": "2027-01-01"}
    said = client.post(f"{url}preview/", body, **JSON).json()
    assert said["effects"] and Cadence.objects.count() == 2
    made = client.post(url, body, **JSON).json()
    assert (made["tier"], made["months"], made["channel"]) == ("ordinary", 24, "phone")
    changed = client.post(f"{url}{made['id']}/change/", {"months": 18, "version": 1}, **JSON).json()
    assert (changed["id"], changed["months"]) == (made["id"], 18)  # it had not begun
    assert client.post(f"{url}{made['id']}/end/", {"effective_until": "2026-11-18"}, **JSON).status_code == 204
    assert not Cadence.objects.filter(tier="ordinary").exists()
    assert client_of(people.rep).get(url).status_code == 404
    assert client_of(people.auditor).post(url, body, **JSON).status_code == 403
    for wrong, field in (({"months": 0}, "months"), ({"months": 61}, "months"), ({"tier": "vip"}, "tier")):
        answer = client.post(url, body | wrong, **JSON)
        assert answer.status_code in (400, 422) and field in answer.content.decode()


def test_two_cadences_of_a_tier_on_a_day_are_refused(people):
    with pytest.raises(RuleViolation) as refused:
        create_cadence(actor=people.manager, now=NOW, tier="important", months=3)
    assert refused.value.code == "two_cadences"
    with pytest.raises(InvalidInput):
        change_cadence(rule_id=row().pk, actor=people.manager, now=NOW, tier="ordinary", months=3,
                       effective_from=date(2027, 1, 1))  # fmt: skip
    with pytest.raises(NotPermitted):
        change_cadence(rule_id=row().pk, actor=people.rep, now=NOW, months=3, effective_from=date(2027, 1, 1))


def test_preview_says_how_many_customers_a_change_concerns(people):
    Customer.objects.update(tier="important")
    start = date(2027, 1, 1)
    (said,) = preview_cadence(rule_id=row().pk, actor=people.manager, now=NOW, months=3, effective_from=start)
    assert "1" in said.text and not ScheduleRun.objects.exists()


def test_ended_cadence_is_followed_until_its_last_day(people):
    ended = end_cadence(rule_id=row().pk, actor=people.manager, now=NOW, effective_until=date(2026, 12, 31))
    assert (ended.effective_until, ScheduleRun.objects.count()) == (date(2026, 12, 31), 1)
