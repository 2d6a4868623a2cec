"""Services of customers: what is saved, with actor and reason, and who is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible
from aftersales.staff.enums import Role
from customers.services import customers, grading, interactions, purchases
from tests.factories.customers import NOW, make_customer, make_product, make_purchase, make_region, make_user

pytestmark = pytest.mark.django_db


def test_create_customer_gives_a_number_and_saves_actor_and_reason():
    clerk = make_user(Role.SERVICE)
    customer = customers.create_customer(
        actor=clerk, now=NOW, name=" 青禾样例食品厂 ", reason="called", contact={"name": "李四", "phone": "13900001234"}
    )
    assert customer.number == "CU-2026-00001"
    assert customer.name == "青禾样例食品厂"
    assert customer.main_contact.name == "李四"
    entry = customer.history.get()
    assert (entry.history_user, entry.history_change_reason) == (clerk, "called")
    assert customer.contacts.get().history.get().history_user == clerk


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "甲", "since": date(2026, 11, 21)}, "since"),
        ({"name": "甲", "annual_demand": -1}, "annual_demand"),
    ],
)
def test_create_customer_refuses_impossible_values(facts, field):
    with pytest.raises(InvalidInput) as refused:
        customers.create_customer(actor=None, now=NOW, **facts)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "facts", [{"name": "别的名字", "phone": "+86 138-0000-2406"}, {"name": "蓝鲸示例乳业"}, {"name": "兰鲸示例乳业"}]
)
def test_create_customer_names_a_likely_duplicate(facts):
    known = make_customer(contact="张三", contact_phone="13800002406")
    with pytest.raises(Conflict) as refused:
        customers.create_customer(actor=None, now=NOW, **facts)
    assert refused.value.current == [known]
    assert customers.create_customer(actor=None, now=NOW, allow_duplicate=True, **facts).pk


def test_create_customer_is_refused_to_quality():
    with pytest.raises(NotPermitted):
        customers.create_customer(actor=make_user(Role.QUALITY), now=NOW, name="甲")


def test_rep_creates_customers_in_the_own_region_only():
    rep = make_user(Role.REP, region=make_region())
    assert customers.create_customer(actor=rep, now=NOW, name="甲").region == rep.region
    south = make_region("south", "华南")
    other = make_user(Role.REP, username="other-rep", region=south)
    with pytest.raises(NotPermitted):
        customers.create_customer(actor=rep, now=NOW, name="乙", rep=other, region=south)


def test_update_customer_of_an_older_version_is_a_conflict():
    customer, clerk = make_customer(), make_user(Role.SERVICE)
    changed = customers.update_customer(
        actor=clerk, now=NOW, customer_id=customer.pk, version=1, address="新路 1 号", reason="moved"
    )
    assert changed.version == 2
    assert changed.history.first().history_change_reason == "moved"
    with pytest.raises(Conflict):
        customers.update_customer(actor=clerk, now=NOW, customer_id=customer.pk, version=1, address="旧路 1 号")
    changed.refresh_from_db()
    assert changed.address == "新路 1 号"


def test_update_customer_of_another_region_is_not_found():
    rep = make_user(Role.REP, region=make_region("south", "华南"))
    with pytest.raises(NotVisible):
        customers.update_customer(actor=rep, now=NOW, customer_id=make_customer().pk, address="x")


def test_customer_has_exactly_one_main_contact():
    customer, clerk = make_customer(contact="张三"), make_user(Role.SERVICE)
    second = customers.add_contact(actor=clerk, now=NOW, customer_id=customer.pk, name="李四", is_primary=True)
    assert [c.name for c in customer.contacts.filter(is_primary=True)] == ["李四"]
    customers.update_contact(actor=clerk, now=NOW, contact_id=second.pk, is_primary=False, title="厂长")
    assert customer.contacts.get(is_primary=True).title == "厂长"


def test_regrade_keeps_the_earlier_grade_and_its_reasons():
    customer, manager = make_customer(), make_user(Role.MANAGER)
    grading.regrade(actor=None, now=NOW, customer_id=customer.pk, grade="B", reason="survey")
    again = grading.regrade(
        actor=manager,
        now=NOW,
        customer_id=customer.pk,
        grade="D",
        is_critical=True,
        reason="second repair",
    )
    assert (again.grade, again.previous_grade, again.grade_reasons, again.is_critical) == (
        "D",
        "B",
        ["second repair"],
        True,
    )
    assert again.history.first().history_change_reason == "second repair"
    with pytest.raises(NotPermitted):
        grading.regrade(actor=make_user(Role.SERVICE), now=NOW, customer_id=customer.pk, grade="A", reason="x")


def test_purchase_takes_price_and_warranty_from_the_product():
    sold = make_purchase(
        make_customer(), make_product(warranty_months=24), purchased_on=date(2026, 4, 18), batch="B2603-17"
    )
    assert (sold.unit_price, sold.warranty_until) == (12860, date(2028, 4, 17))
    assert sold.in_warranty(date(2028, 4, 17))
    assert not sold.in_warranty(date(2028, 4, 18))


def test_purchase_correction_saves_actor_and_reason():
    sold, clerk = make_purchase(make_customer(), batch="B2603-71"), make_user(Role.SERVICE)
    purchases.update_purchase(actor=clerk, now=NOW, purchase_id=sold.pk, batch="B2603-17", reason="misread")
    entry = sold.history.first()
    assert (entry.batch, entry.history_user, entry.history_change_reason) == ("B2603-17", clerk, "misread")


def test_purchase_refuses_a_warranty_before_the_purchase():
    with pytest.raises(InvalidInput) as refused:
        make_purchase(make_customer(), purchased_on=date(2026, 4, 18), warranty_until=date(2026, 4, 1))
    assert refused.value.field == "warranty_until"


def test_interaction_is_saved_also_without_a_customer():
    clerk = make_user(Role.SERVICE)
    kept = interactions.record_interaction(
        actor=clerk, now=NOW, customer=None, direction="in", channel="hotline", body="温度不稳", contact_name="某先生"
    )
    assert (kept.at, kept.user, kept.contact_name, kept.customer) == (NOW, clerk, "某先生", None)
    assert kept.history.get().history_user == clerk


def test_interaction_of_a_contact_of_another_customer_is_refused():
    contact = make_customer(contact="张三").main_contact
    with pytest.raises(InvalidInput):
        interactions.record_interaction(
            actor=None,
            now=NOW,
            customer=make_customer("别家"),
            contact=contact,
            direction="in",
            channel="phone",
            body="x",
        )


def test_interaction_in_the_future_is_refused():
    with pytest.raises(InvalidInput):
        interactions.record_interaction(
            actor=None, now=NOW, customer=None, direction="in", channel="phone", body="x", at=NOW + timedelta(minutes=1)
        )


def test_interaction_is_refused_to_the_auditor():
    with pytest.raises(NotPermitted):
        interactions.record_interaction(
            actor=make_user(Role.AUDITOR), now=NOW, customer=None, direction="in", channel="phone", body="x"
        )
