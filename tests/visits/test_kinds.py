"""Maintenance and installation: due by date or contract, planned once by the sweep, and what follows from them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible
from aftersales.notifications.models import Notification
from aftersales.staff.models import StandIn
from customers.models import ContactTouch, Customer, OptOut, Product, Purchase
from tests.factories import NOW, customer_of, sale
from tests.factories.clients import api_client_of, client_of
from tests.factories.visits import cadence, visit_of
from visits.models import MaintenancePlan, Visit, VisitCapacity, VisitServiceRule
from visits.queries.kinds import service_terms
from visits.services.kinds import agree_maintenance, end_maintenance, plan_service_visits
from visits.services.planning import plan_due
from visits.services.visits import mark_missed, record_outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)


def agreed(people, *, starts_on=date(2025, 11, 25), months=12, actor=None, purchase=None, **more):
    purchase = purchase or people.sold
    return agree_maintenance(actor=actor, now=NOW, purchase_id=purchase.pk, months=months, starts_on=starts_on, **more)


def done(people, visit, at=NOW, **more):
    return record_outcome(actor=people.rep, now=at, visit_id=visit.pk, outcome="fine", **more)


@pytest.mark.parametrize(
    ("starts_on", "months", "until_on", "due"),
    [
        (date(2025, 11, 25), 12, None, date(2026, 11, 25)),
        (date(2026, 8, 31), 6, None, date(2027, 2, 28)),
        (date(2025, 11, 25), 12, date(2026, 11, 25), date(2026, 11, 25)),
        (date(2025, 11, 25), 12, date(2026, 11, 24), None),
    ],
)
def test_maintenance_is_due_by_months_until_the_contract_ends(people, starts_on, months, until_on, due):
    assert agreed(people, starts_on=starts_on, months=months, until_on=until_on).next_due_on == due


def test_due_maintenance_is_planned_once_beside_a_visit_of_care(people):
    care = visit_of(people.customer, rep=people.rep, due_on=TODAY)
    agreed(people)
    other = sale(people.customer, batch="B2")
    agreed(people, purchase=other, starts_on=TODAY)  # due in a year
    assert [plan_service_visits(now=NOW), plan_service_visits(now=NOW)] == [1, 0]
    visit = Visit.objects.exclude(pk=care.pk).get()
    assert (visit.kind, visit.purchase, visit.due_on, visit.rep) == (
        "maintenance",
        people.sold,
        date(2026, 11, 25),
        people.rep,
    )
    assert TODAY < visit.planned_on <= visit.due_on
    assert visit.history.get().history_change_reason == "fell due"


def test_maintenance_keeps_capacity_absence_and_town(people):
    VisitCapacity.objects.create(rep=people.rep, visits_a_day=1, visits_a_week=5, effective_from=TODAY)
    Customer.objects.filter(pk=people.customer.pk).update(address="江苏省苏州市样例路1号")
    agreed(people, starts_on=date(2025, 11, 24))  # a Monday
    other = customer_of(people.east, rep=people.rep, number="CU-2026-00091", name="样例客户")
    visit_of(other, rep=people.rep, due_on=date(2026, 11, 23), planned_on=date(2026, 11, 23))
    visit_of(other, rep=people.rep, due_on=date(2026, 11, 24), planned_on=date(2026, 11, 24), kind="installation")
    StandIn.objects.create(absent=people.rep, deputy=people.manager, starts_on=TODAY, ends_on=date(2026, 11, 19))
    plan_service_visits(now=NOW)
    visit = Visit.objects.get(kind="maintenance")
    assert (visit.planned_on, visit.rep, visit.town) == (date(2026, 11, 20), people.rep, "苏州市")
    assert ContactTouch.objects.get(source=f"visit {visit.cycle}").state == "counted"


def test_done_maintenance_sets_the_next_one_and_counts_for_no_cadence(people):
    cadence()
    people.customer.since = TODAY - timedelta(days=400)
    people.customer.save()
    agreed(people)
    plan_service_visits(now=NOW)
    done(people, Visit.objects.get(kind="maintenance"))
    plan = MaintenancePlan.objects.get()
    assert (plan.next_due_on, plan.history.first().history_change_reason) == (date(2027, 11, 18), "maintenance done")
    assert plan_service_visits(now=NOW) == 0
    assert plan_due(now=NOW) == 1  # the visit of care is due all the same


def test_missed_maintenance_comes_back_for_the_same_purchase(people):
    agreed(people)
    plan_service_visits(now=NOW)
    again = mark_missed(
        actor=people.rep, now=NOW, visit_id=Visit.objects.get().pk, reason="nobody there", try_on=TODAY + 3 * DAY
    )
    assert (again.kind, again.purchase, again.due_on) == ("maintenance", people.sold, date(2026, 11, 25))
    assert plan_service_visits(now=NOW) == 0
    done(people, again)
    assert MaintenancePlan.objects.get().next_due_on == date(2027, 11, 18)


def installed(people, **more):
    product, _made = Product.objects.get_or_create(
        code="HX-900", defaults={"name": "大箱", "needs_installation": True, "warranty_months": 12}
    )
    more = {"purchased_on": TODAY - 10 * DAY, "warranty_months": 12, "batch": "B9", **more}
    return Purchase.objects.create(customer=people.customer, product=product, **more)


def test_installation_is_planned_and_sets_the_day_from_which_the_warranty_counts(people):
    purchase = installed(people)
    installed(people, purchased_on=TODAY - 300 * DAY, batch="old")
    installed(people, installed_on=TODAY - DAY, batch="there")
    assert [plan_service_visits(now=NOW), plan_service_visits(now=NOW)] == [1, 0]
    visit = Visit.objects.get(kind="installation")
    assert (visit.purchase, visit.due_on) == (purchase, TODAY + 4 * DAY)
    done(people, visit)
    purchase.refresh_from_db()
    assert (purchase.installed_on, purchase.warranty_until) == (TODAY, date(2027, 11, 17))
    assert purchase.history.first().history_change_reason == "installation done"
    assert purchase.history.first().history_user == people.rep
    assert plan_service_visits(now=NOW) == 0


def test_who_does_not_want_visits_gets_none(people):
    agreed(people)
    installed(people)
    OptOut.objects.create(customer=people.customer, purpose="visit", since=NOW)
    assert plan_service_visits(now=NOW) == 0


def test_ended_maintenance_cancels_its_visit_only(people):
    care = visit_of(people.customer, rep=people.rep, due_on=TODAY)
    agreed(people)
    plan_service_visits(now=NOW)
    end_maintenance(actor=people.rep, now=NOW, purchase_id=people.sold.pk, reason="machine sold")
    assert Visit.objects.get(kind="maintenance").state == "cancelled"
    care.refresh_from_db()
    assert care.is_planned
    with pytest.raises(NotVisible):
        end_maintenance(actor=people.rep, now=NOW, purchase_id=people.sold.pk, reason="again")


def test_what_is_wrong_or_not_allowed_changes_nothing(people):
    for wrong in ({"months": 0}, {"months": 61}, {"until_on": date(2025, 1, 1)}, {"starts_on": date(9999, 12, 31)}):
        with pytest.raises(InvalidInput):
            agreed(people, **wrong)
    with pytest.raises(NotPermitted):
        agreed(people, actor=people.clerk)
    with pytest.raises(NotVisible):
        agreed(people, actor=people.stranger)
    assert not MaintenancePlan.objects.exists()
    agreed(people)
    agreed(people, months=6, version=1)
    with pytest.raises(Conflict):
        agreed(people, months=3, version=1)


def test_pages_agree_list_and_end_maintenance(people):
    client, url = client_of(people.rep, "en"), reverse("maintenance_plan", args=[people.sold.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"months": "x", "starts_on": "2025-11-25"}).status_code == 422
    assert client.post(url, {"months": "12", "starts_on": "2025-11-25"}).status_code == 302
    assert people.customer.name in client.get(reverse("maintenance_plans")).content.decode()
    end = reverse("maintenance_end", args=[people.sold.pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "sold"}).status_code == 302
    assert client_of(people.stranger).get(url).status_code == 404


def test_api_agrees_changes_and_ends(people):
    rep, url = api_client_of(people.rep), "/api/v1/maintenance-plans/"
    body = {"purchase": people.sold.pk, "months": 12, "starts_on": "2025-11-25"}
    row = rep.post(url, body).json()
    assert (row["next_due_on"], row["customer"]) == ("2026-11-25", people.customer.number)
    body = {"months": 6, "starts_on": "2025-11-25"}
    assert rep.post(f"{url}{row['id']}/change/", body).status_code == 204
    assert rep.get(url, {"due_before": "2026-05-25"}).json()["count"] == 1
    assert api_client_of(people.stranger).post(url, {"purchase": people.sold.pk, **body}).status_code == 404
    assert rep.post(f"{url}{row['id']}/end/", {"reason": "x"}).status_code == 204
    assert rep.get(url).json()["count"] == 0


def test_rule_of_installation_and_maintenance_is_data(people):
    cadence()
    rule = VisitServiceRule.objects.get()
    client, url = client_of(people.manager, "en"), reverse("visit_service_rule", args=[rule.pk])
    facts = {"install_within": "5", "install_known": "60", "maintenance_months": "6", "version": "1"}
    assert client.post(url, {**facts, "install_known": "5", "effective_from": "2026-11-19"}).status_code == 400
    assert client.post(url, {**facts, "effective_from": "2026-11-19"}).status_code == 302
    assert [service_terms(TODAY + n * DAY).install_within for n in (0, 1)] == [14, 5]
    assert "within 5 days" in client.get(reverse("visit_service_rules")).content.decode()
    installed(people, purchased_on=TODAY - 70 * DAY)  # nobody asks for it any more
    purchase = installed(people, batch="new")
    plan_service_visits(now=NOW + DAY)
    assert Visit.objects.get(kind="installation").due_on == purchase.purchased_on + 5 * DAY
    page = client_of(people.rep, "en").get(reverse("maintenance_plan", args=[people.sold.pk]))
    assert page.context["form"]["months"].value() == 12
    rows = api_client_of(people.manager).get("/api/v1/visit-service-rules/").json()["results"]
    assert [row["maintenance_months"] for row in rows] == [6, 12]


def maintained(people, actor=None, **given):
    agreed(people, until_on=date(2028, 12, 31))
    plan_service_visits(now=NOW)
    visit = Visit.objects.get(kind="maintenance")
    record_outcome(actor=actor or people.rep, now=NOW, visit_id=visit.pk, outcome="fine", **given)
    return MaintenancePlan.objects.get()


@pytest.mark.parametrize(
    ("next_on", "reason", "field"),
    [
        (TODAY - DAY, "", "next_on"),
        (TODAY + 400 * DAY, "大修", "next_on"),
        (date(2027, 11, 19), "", "next_reason"),
    ],
)
def test_day_of_the_next_maintenance_is_refused_in_the_past_too_far_or_late_without_a_reason(
    people, next_on, reason, field
):
    with pytest.raises(InvalidInput) as refused:
        maintained(people, next_on=next_on, next_reason=reason)
    assert refused.value.field == field


def test_manager_is_told_of_a_late_maintenance_that_was_agreed(people):
    plan = maintained(people, next_on=date(2027, 11, 19), next_reason="十一月大修")
    assert (plan.next_due_on, plan.history.first().history_change_reason) == (date(2027, 11, 19), "十一月大修")
    note = Notification.objects.get(template="visits.after_due_date", channel="page")
    said = {"customer": "蓝鲸示例乳业", "due_on": "2027-11-18", "planned_on": "2027-11-19", "reason": "十一月大修"}
    assert (note.user, note.params) == (people.manager, said)


def test_early_day_of_the_next_maintenance_needs_no_reason(people):
    assert maintained(people, next_on=date(2027, 5, 31)).next_due_on == date(2027, 5, 31)
    assert not Notification.objects.filter(template="visits.after_due_date").exists()


@pytest.mark.parametrize("kind", ["maintenance", "installation"])
def test_visit_for_a_purchase_is_not_before_the_purchase(people, kind):
    Purchase.objects.filter(pk=people.sold.pk).update(purchased_on=TODAY - 10 * DAY)
    visit = visit_of(people.customer, rep=people.rep, due_on=TODAY, kind=kind, purchase=people.sold)
    answer = api_client_of(people.rep).post(
        f"/api/v1/visits/{visit.pk}/record/", {"outcome": "fine", "took_place_at": "2026-11-07T10:00"}, format="json"
    )
    errors = [(one["field"], one["code"]) for one in answer.json()["errors"]]
    assert (answer.status_code, errors) == (400, [("took_place_at", "before_last")])
    at = datetime(2026, 11, 8, 10, tzinfo=UTC)
    assert (
        record_outcome(actor=people.rep, now=NOW, visit_id=visit.pk, outcome="fine", took_place_at=at).state == "done"
    )


def test_maintenance_is_not_before_the_last_one(people):
    visit_of(
        people.customer,
        rep=people.rep,
        due_on=TODAY,
        kind="maintenance",
        purchase=people.sold,
        took_place_at=NOW - 2 * DAY,
    )
    visit = visit_of(people.customer, rep=people.rep, due_on=TODAY, kind="maintenance", purchase=people.sold)
    with pytest.raises(InvalidInput) as refused:
        record_outcome(actor=people.rep, now=NOW, visit_id=visit.pk, outcome="fine", took_place_at=NOW - 3 * DAY)
    assert refused.value.field == "took_place_at"


def test_installation_has_no_next_day(people):
    visit = visit_of(people.customer, rep=people.rep, due_on=TODAY, kind="installation", purchase=people.sold)
    page = client_of(people.rep, "en").get(visit.get_absolute_url()).content.decode()
    assert 'name="next_on"' not in page and 'name="took_place_at"' in page
    with pytest.raises(InvalidInput) as refused:
        record_outcome(actor=people.rep, now=NOW, visit_id=visit.pk, outcome="fine", next_on=TODAY + DAY)
    assert refused.value.field == "next_on"


def test_phone_offers_the_day_of_the_next_maintenance(people):
    agreed(people)
    plan_service_visits(now=NOW)
    visit = Visit.objects.get(kind="maintenance")
    page = client_of(people.rep, "en").get(reverse("visit_today", args=[visit.pk])).content.decode()
    assert 'data-due="2027-11-18"' in page and "only after" in page
