"""The profile of a customer: tier, annual demand and qualification, each with its dates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import InvalidInput
from aftersales.notifications.models import Notification
from customers.models import Customer
from customers.rules.profile import qualification_state
from customers.services import customers, merges, panel, profile
from tests.factories import NOW, customer_of

pytestmark = pytest.mark.usefixtures("at_now")
TODAY = date(2026, 11, 18)


def test_qualification_state_follows_its_dates():
    assert qualification_state("valid", TODAY + timedelta(31), TODAY) == ""
    assert qualification_state("valid", TODAY + timedelta(30), TODAY) == "ending"
    assert qualification_state("valid", TODAY - timedelta(1), TODAY) == "ended"
    assert qualification_state("unchecked", TODAY, TODAY) == ""


def test_tier_change_keeps_its_history(people):
    customer = customers.update_customer(
        actor=people.manager,
        now=NOW,
        customer_id=people.customer.pk,
        tier="important",
        reason="contract signed",
        tier_since=TODAY - timedelta(5),
    )
    rows = [(row.tier, row.since, row.until, row.by) for row in customer.tier_periods.all()]
    since = TODAY - timedelta(5)
    assert rows == [("important", since, None, people.manager), ("long_term", date(2019, 3, 1), since, None)]
    for day in (TODAY + timedelta(1), TODAY - timedelta(9)):
        with pytest.raises(InvalidInput):
            customers.update_customer(
                actor=people.manager, now=NOW, customer_id=customer.pk, tier="ordinary", tier_since=day
            )
    assert Customer.objects.get(pk=customer.pk).tier == "important"


def test_annual_demand_is_saved_by_year(people):
    changed = customers.update_customer(
        actor=people.rep, now=NOW, customer_id=people.customer.pk, annual_demand=Decimal(500)
    )
    profile.set_demand(actor=people.rep, now=NOW, customer_id=changed.pk, year=2025, amount=Decimal(300))
    changed.refresh_from_db()
    assert changed.annual_demand == 500
    assert list(changed.demands.values_list("year", "amount")) == [(2026, 500), (2025, 300)]
    with pytest.raises(InvalidInput):
        profile.set_demand(actor=people.rep, now=NOW, customer_id=changed.pk, year=2050, amount=Decimal(1))


def test_qualification_that_ends_is_notified_once_and_expires(people):
    people.customer.qualification, people.customer.qualification_until = "valid", TODAY + timedelta(20)
    people.customer.save()
    assert profile.sweep_qualifications(now=NOW) == 1
    assert profile.sweep_qualifications(now=NOW) == 0
    assert profile.sweep_qualifications(now=NOW + timedelta(21)) == 1
    assert profile.sweep_qualifications(now=NOW + timedelta(21)) == 0
    people.customer.refresh_from_db()
    assert people.customer.qualification == "expired"
    told = Notification.objects.filter(user=people.rep, channel="page").values_list("template", flat=True)
    assert sorted(told) == ["qualification_ended", "qualification_ends"]


def test_merge_leaves_one_current_profile(people):
    other = customer_of(people.east, rep=people.rep, number="CU-2026-00077", tier="important")
    for customer, amount in ((people.customer, 100), (other, 200)):
        profile.set_demand(actor=None, now=NOW, customer_id=customer.pk, year=2026, amount=Decimal(amount))
        contact = customer.contacts.get()
        panel.join_panel(actor=None, now=NOW, contact_id=contact.pk, agreed_on=TODAY, ask_by="phone")
    customers.update_customer(actor=None, now=NOW, customer_id=other.pk, tier="ordinary")
    kept = merges.merge_customers(
        actor=people.manager, now=NOW, kept_id=people.customer.pk, gone_id=other.pk, reason="same"
    ).kept
    assert list(kept.demands.values_list("year", "amount")) == [(2026, 300)]
    assert kept.panel_members.filter(until=None).count() == 1
    assert kept.tier_periods.filter(until=None).count() <= 1
