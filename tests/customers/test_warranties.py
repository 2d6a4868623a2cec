"""The warranty of a purchase: reckoned again after every change of a fact, with its reasons (A2)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput
from complaints.models import Fulfilment
from complaints.services import fulfilment
from customers.models import Purchase, RepairStay, WarrantyRule
from customers.queries.warranties import reason_words
from customers.rules.warranty import Repair, joined
from customers.services.products import update_product
from customers.services.purchases import add_purchase, update_purchase
from customers.services.warranties import set_repair_stays, sweep_repairs
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")
DAY = timedelta(days=1)
TODAY = date(2026, 11, 18)


def bought(people, **facts):
    values = {"purchased_on": date(2026, 4, 18), "product": people.sold.product, **facts}
    return add_purchase(actor=people.clerk, now=NOW, customer_id=people.customer.pk, **values)


def installable(people, value=True):
    product = people.sold.product
    return update_product(actor=people.admin, now=NOW, product_id=product.pk, needs_installation=value)


def running(people, remedy):
    approval = tickets.approved(people, remedy=remedy, lines=[tickets.line(people)])
    return Fulfilment.objects.get(proposal=approval.proposal)


def until(sold):
    return Purchase.objects.get(pk=sold.pk).warranty_until


def change(people, sold, **facts):
    update_purchase(actor=people.clerk, now=NOW, purchase_id=sold.pk, **facts)
    return until(sold)


def test_warranty_starts_at_the_installation(people):
    people.sold.product = installable(people)
    sold = bought(people)
    assert until(sold) == date(2028, 4, 17)
    assert change(people, sold, installed_on=date(2026, 5, 2)) == date(2028, 5, 1)
    assert change(people, sold, warranty_until=date(2030, 1, 1)) == date(2030, 1, 1)
    assert change(people, sold, warranty_until=None) == date(2028, 5, 1)
    installable(people, False)
    assert until(sold) == date(2028, 4, 17)
    installable(people)
    assert until(sold) == date(2028, 5, 1)
    assert change(people, sold, installed_on=None) == date(2028, 4, 17)


def test_installation_before_the_law_counts_from_the_purchase(people):
    people.sold.product = installable(people)
    sold = bought(people, purchased_on=date(2023, 4, 18), installed_on=date(2023, 5, 2))
    assert until(sold) == date(2025, 4, 17)


@pytest.mark.parametrize("day", [TODAY + DAY, date(2026, 4, 17)])
def test_installation_is_neither_in_the_future_nor_before_the_purchase(people, day):
    with pytest.raises(InvalidInput) as refused:
        bought(people, installed_on=day)
    assert refused.value.field == "installed_on"


def test_new_period_of_the_product_leaves_ends_that_were_given(people):
    sold = bought(people)
    update_product(actor=people.admin, now=NOW, product_id=sold.product_id, warranty_months=12)
    assert change(people, sold, grade="二级品") == date(2028, 4, 17)
    set_repair_stays(
        purchase_id=sold.pk, source="TK-1", stays=[(date(2026, 6, 1), date(2026, 6, 10))], actor=None, now=NOW
    )
    assert until(sold) == date(2028, 4, 27)
    sold.product.refresh_from_db()
    assert until(bought(people, product=sold.product)) == date(2027, 4, 17)


def test_days_in_repair_are_added_and_corrections_take_them_back(people):
    row = running(people, "repair")
    line = row.lines.get().pk
    fulfilment.receive_goods(
        fulfilment_id=row.pk, quantities={line: 1}, condition="完好", actor=people.warehouse, now=NOW
    )
    stay = RepairStay.objects.get()
    assert (stay.purchase, stay.first, stay.last, stay.source) == (
        people.sold,
        TODAY,
        None,
        row.proposal.ticket.number,
    )
    assert until(people.sold) == date(2028, 4, 18)
    sweep_repairs(now=NOW + 4 * DAY)
    assert until(people.sold) == date(2028, 4, 22)
    facts = {"fulfilment_id": row.pk, "actor": people.warehouse, "now": NOW + 9 * DAY}
    fulfilment.inspect_goods(findings={line: fulfilment.Finding("门封开胶", "rework")}, **facts)
    fulfilment.record_dispatch(shipped_with="SF", sent_on=TODAY + 9 * DAY, **facts)
    assert RepairStay.objects.get().last == TODAY + 9 * DAY
    assert until(people.sold) == date(2028, 4, 27)
    assert sweep_repairs(now=NOW + 40 * DAY) == 0 and until(people.sold) == date(2028, 4, 27)
    sent = row.records.get(kind="dispatch")
    fulfilment.correct_record(entry=sent.entry, reason="未发", **facts)
    assert RepairStay.objects.get().last is None
    for kind in ("inspection", "receipt"):
        entry = row.records.get(kind=kind, reverses=None)
        fulfilment.correct_record(entry=entry.entry, reason="误记", **{**facts, "actor": people.manager})
    assert not RepairStay.objects.exists() and until(people.sold) == date(2028, 4, 17)


def test_replacement_starts_anew_and_inherits_no_end(people):
    Purchase.objects.filter(pk=people.sold.pk).update(warranty_agreed_until=date(2027, 1, 1))
    row = running(people, "exchange")
    fulfilment.record_dispatch(fulfilment_id=row.pk, shipped_with="SF", actor=people.warehouse, now=NOW)
    new = Purchase.objects.exclude(pk=people.sold.pk).get()
    assert (new.exchanged_on, new.warranty_until, new.purchased_on) == (TODAY, date(2028, 11, 17), date(2026, 4, 18))
    assert change(people, new, warranty_until=date(2031, 1, 1)) == date(2031, 1, 1)


def test_exchange_without_a_rule_continues_the_warranty(people):
    WarrantyRule.objects.update(restarts_at_exchange=False)
    Purchase.objects.filter(pk=people.sold.pk).update(warranty_agreed_until=date(2027, 1, 1))
    row = running(people, "exchange")
    fulfilment.record_dispatch(fulfilment_id=row.pk, shipped_with="SF", actor=people.warehouse, now=NOW)
    assert Purchase.objects.exclude(pk=people.sold.pk).get().warranty_until == date(2027, 1, 1)


def test_days_of_two_repairs_count_once():
    assert joined([Repair(date(2026, 1, 5), date(2026, 1, 9)), Repair(date(2026, 1, 1), date(2026, 1, 6))]) == [
        Repair(date(2026, 1, 1), date(2026, 1, 9))
    ]
    assert joined([Repair(TODAY, None), Repair(TODAY + DAY, TODAY + 2 * DAY)]) == [Repair(TODAY, None)]


def test_reasons_stand_on_pages_and_in_the_api(people):
    sold = bought(people, serial="S1")
    set_repair_stays(purchase_id=sold.pk, source="TK-1", stays=[(date(2026, 6, 1), None)], actor=None, now=NOW)
    row = client_of(people.clerk, "en").get(f"/api/v1/sales/{sold.pk}/").json()
    assert row["warranty_until"] == str(until(sold)) and row["warranty_agreed_until"] is None
    assert [(one["basis"], one["on"], one["days"], one["article"]) for one in row["warranty_reasons"]] == [
        ("purchase", "2026-04-18", 0, ""),
        ("repair", "2026-06-01", 171, "消费者权益保护法实施条例第十八条"),
    ]
    words = reason_words(Purchase.objects.get(pk=sold.pk)).split("; ")
    assert words[1] == "In repair from 2026-06-01: 171 days added (消费者权益保护法实施条例第十八条)"
    client = client_of(people.clerk, "en")
    ticket = tickets.logged(people, purchase=sold)
    for address in (reverse("purchase", args=[sold.pk]), people.customer.get_absolute_url(), ticket.get_absolute_url()):
        assert "171 days added" in client.get(address).text
    assert "171" in client_of(people.clerk).get(reverse("purchase", args=[sold.pk])).text


def test_api_takes_the_agreed_end_and_the_installation(people):
    client = client_of(people.clerk)
    body = {"customer": people.customer.number, "product": people.sold.product.code, "purchased_on": "2026-04-18"}
    sold = client.post("/api/v1/sales/", {**body, "warranty_until": "2029-01-01"}, "application/json").json()
    assert (sold["warranty_until"], sold["warranty_agreed_until"]) == ("2029-01-01", "2029-01-01")
    assert [one["basis"] for one in sold["warranty_reasons"]] == ["agreed"]
    address = f"/api/v1/sales/{sold['id']}/"
    kept = client.patch(address, {"installed_on": "2026-04-20"}, "application/json").json()
    assert (kept["warranty_until"], kept["installed_on"]) == ("2029-01-01", "2026-04-20")
    assert client.patch(address, {"warranty_until": None}, "application/json").json()["warranty_until"] == "2028-04-17"


def test_warranty_rules_change_from_a_day_on(people):
    row = WarrantyRule.objects.get(effective_until=None)
    client = client_of(people.manager, "en")
    shown = client.get(reverse("warranty_rules")).text
    assert "第十八条" in shown and "From the purchase only" in shown
    body = {"repair_days_added": False, "effective_from": str(TODAY + DAY), "version": row.version}
    address = f"/api/v1/warranty-rules/{row.pk}/change/"
    assert client_of(people.auditor).post(address, body, "application/json").status_code == 403
    made = client.post(address, body, "application/json").json()
    assert (made["repair_days_added"], made["restarts_at_exchange"], made["replaces"]) == (False, True, row.pk)
    assert client.get(reverse("warranty_rule", args=[made["id"]])).status_code == 200
