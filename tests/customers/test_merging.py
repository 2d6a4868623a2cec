"""Possible duplicates are found and merged, and nothing is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible, RuleViolation
from customers.enums import PairState
from customers.models import Contact, Customer, CustomerAlias, DuplicatePair, Merge, TierPeriod
from customers.queries import find_customers, matching
from customers.rules.merging import suggested
from customers.services.duplicates import keep_apart, scan
from customers.services.merges import confirm_merge, forget_merge_records, merge_customers, refuse_merge, undo_merge
from customers.services.merging import count_references
from customers.services.profile import set_demand
from customers.services.snapshots import references, snapshot
from tests.factories import NOW, customer_of, sale
from tests.factories.clients import client_of
from tests.factories.visits import scheduled, visit_of
from tests.factories.world import build
from visits.models import Visit, VisitException

pytestmark = pytest.mark.django_db
CHANGED = (Contact, CustomerAlias, Merge, TierPeriod)
WHY = "the same firm under its old name"


@pytest.mark.parametrize(
    ("field", "kept", "gone", "choice"),
    [
        ("address", "", "样例路 9 号", "gone"),
        ("address", "样例路 8 号", "", "kept"),
        ("address", "样例路 8 号", "样例路 9 号", "kept"),
        ("tier", "ordinary", "important", "gone"),
        ("tier", "important", "long_term", "kept"),
        ("not_by_phone", False, True, "gone"),
        ("not_by_phone", True, False, "kept"),
        ("qualification", "unchecked", "expired", "gone"),
        ("remarks", "a", "b", "both"),
    ],
)
def test_merge_suggests_the_likelier_value(field, kept, gone, choice):
    assert suggested(field, kept, gone) == choice


@pytest.fixture
def twin(people):
    return customer_of(
        people.east, rep=people.rep, name="蓝鲸示例乳业有限公司", number="CU-2026-00009", annual_demand=5
    )


def merged(people, kept, gone, **more):
    more = {"actor": people.clerk, "now": NOW, "reason": WHY} | more
    return merge_customers(kept_id=kept.pk, gone_id=gone.pk, **more).kept


def test_merge_moves_the_rows_of_every_app(monkeypatch):
    """Every row that refers to the customer of tests/factories/world.py refers to the other customer afterwards."""
    from tests.factories.world import print_at_once

    print_at_once(monkeypatch)
    people = build().cast
    before = {model: n for model, n in count_references(people.customer).items() if model is not DuplicatePair}
    assert sum(before.values()) > 5 and Contact in before
    kept = Customer.objects.create(number="CU-2026-00777", name="另一家", region=people.east, created_at=NOW)
    merged(people, kept, people.customer)
    after = count_references(kept)
    assert {model: after[model] for model in before if model not in CHANGED} == {
        model: n for model, n in before.items() if model not in CHANGED
    }
    assert not Customer.objects.filter(number=people.customer.number).exists()


def test_merge_handles_every_foreign_key():
    assert {model.__name__ for model, _field in references(Customer)} >= {
        "Ticket",
        "Visit",
        "Invitation",
        "Interaction",
    }


def test_merge_keeps_chosen_values_and_suggests_the_rest(people, twin):
    kept = merged(people, people.customer, twin, choices={"name": "gone"})
    assert (kept.name, kept.annual_demand, kept.number) == (twin.name, 5, people.customer.number)
    history = kept.history.first()
    assert (history.history_user, WHY[:20] in history.history_change_reason) == (people.clerk, True)


@pytest.mark.parametrize("choices", [{"nonsense": "gone"}, {"name": "left"}, {"name": "both"}, {"number": "gone"}])
def test_merge_refuses_an_unknown_choice(people, twin, choices):
    with pytest.raises(InvalidInput):
        merged(people, people.customer, twin, choices=choices)
    assert Customer.objects.filter(pk=twin.pk).exists()


def test_merge_joins_equal_contacts_and_keeps_another_phone(people, twin):
    twin.phone, twin.phone_digits = "0571 8888 7777", "057188887777"
    twin.save()
    kept = merged(people, people.customer, twin)
    assert [(c.name, c.is_primary) for c in kept.contacts.order_by("pk")] == [("张三", True), (twin.name, False)]
    assert find_customers(people.clerk, "88887777") == [kept]


def test_old_number_leads_to_the_merged_customer(people, twin):
    old = twin.number
    kept = merged(people, people.customer, twin)
    assert list(matching(Customer.objects.all(), old)) == [kept]
    client = client_of(people.clerk)
    assert client.get(reverse("customer", args=[old])).url == kept.get_absolute_url()
    assert client.get(f"/api/v1/customers/{old}/").json()["number"] == kept.number
    client.force_login(people.stranger)
    assert client.get(reverse("customer", args=[old])).status_code == 404
    again = merged(people, customer_of(people.east, number="CU-2026-00010", name="丙"), kept)
    assert {alias.number for alias in again.aliases.all()} == {old, kept.number}


def test_merge_leaves_one_planned_visit_and_one_cadence(people, twin):
    early = visit_of(people.customer, rep=people.rep, due_on=NOW.date())
    late = visit_of(twin, rep=people.rep, due_on=NOW.date() + timedelta(days=9))
    for owner, months in ((people.customer, 5), (twin, 3)):
        VisitException.objects.create(customer=owner, kind="often", months=months, reason="asked for more")
    VisitException.objects.create(customer=twin, kind="no_phone", reason="asked for no calls")
    kept = merged(people, people.customer, twin)
    assert {v.pk: v.state for v in Visit.objects.filter(customer=kept)} == {early.pk: "planned", late.pk: "cancelled"}
    rows = VisitException.objects.filter(customer=kept).order_by("kind").values_list("kind", "months")
    assert list(rows) == [("no_phone", None), ("often", 3)]


def test_merge_is_for_managers_and_a_second_one_is_a_conflict(people, twin):
    with pytest.raises(NotPermitted):
        merged(people, people.customer, twin, actor=people.gm)
    with pytest.raises(NotVisible):
        merged(people, people.customer, twin, actor=people.stranger)
    with pytest.raises(RuleViolation):
        merged(people, people.customer, people.customer)
    with pytest.raises(Conflict):
        merged(people, people.customer, twin, gone_version=7)
    with pytest.raises(InvalidInput):
        merged(people, people.customer, twin, reason=" ")
    merged(people, people.customer, twin)
    with pytest.raises(NotVisible):
        merged(people, people.customer, twin)


def test_scan_finds_each_pair_once_and_keeps_decisions(people, twin):
    sale(twin)
    other = Customer.objects.create(number="CU-2026-00011", name="蓝鲸食例乳业", name_key="x", created_at=NOW)
    Contact.objects.create(customer=other, name="李四", phone="138 0000 2406", phone_digits="13800002406")
    assert scan(now=NOW) == 3 and scan(now=NOW) == 0
    pair = DuplicatePair.objects.get(first=people.customer, second=twin)
    assert pair.reasons == ["name", "phone"]
    with pytest.raises(InvalidInput):
        keep_apart(actor=people.clerk, now=NOW, pair_id=pair.pk, reason="")
    keep_apart(actor=people.clerk, now=NOW, pair_id=pair.pk, reason="two branches")
    assert scan(now=NOW) == 0
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (PairState.APART, people.clerk)


def test_phone_that_many_share_makes_no_duplicates(people):
    for nth in range(9):
        Customer.objects.create(
            number=f"X-{nth}", name=f"n{nth}", name_key=f"n{nth}", phone_digits="4008001234", created_at=NOW
        )
    assert scan(now=NOW) == 0


def test_page_and_api_merge_customers(people, twin):
    scan(now=NOW)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(people.clerk)
    page = client.get(reverse("duplicate_pairs")).content.decode()
    assert twin.number in page and "电话相同" in page
    address = reverse("customer_merge", args=[people.customer.number, twin.number])
    page = client.get(address).content.decode()
    assert 'name="take_name"' in page
    typed = {"take_name": "gone", "take_annual_demand": "gone", "reason": WHY, "version": 1, "gone_version": 1}
    assert client.post(address, {"reason": WHY}).status_code == 422
    assert client.post(address, typed | {"version": 5}).status_code == 409
    assert client.post(address, typed).status_code == 302
    assert Customer.objects.get(pk=people.customer.pk).name == twin.name
    third = customer_of(people.east, number="CU-2026-00012", name="丁")
    body = {"other": third.number, "reason": WHY, "take_name": "kept"}
    answer = client.post(f"/api/v1/customers/{people.customer.number}/merge/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["name"]) == (200, twin.name)
    answer = client.post(f"/api/v1/customers/{people.customer.number}/merge/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "same_customer")


def state_of(*customers):
    """Every row of these customers, without the version, the search columns and when the grade is looked at again."""
    found = snapshot([customer.pk for customer in customers])
    for rows in found.values():
        for row in rows.values():
            for name in ("version", "search_words", "reach_words", "search_text", "grade_due_at"):
                row.pop(name, None)
    return {label: rows for label, rows in found.items() if rows}


def test_erased_customer_is_not_merged(people, twin):
    Customer.objects.filter(pk=twin.pk).update(erased_at=NOW)
    twin.refresh_from_db()
    for kept, gone in ((people.customer, twin), (twin, people.customer)):
        with pytest.raises(RuleViolation) as error:
            merged(people, kept, gone)
        assert error.value.code == "erased"


@pytest.mark.parametrize(
    ("mine", "theirs", "choice", "left"),
    [(100, 200, None, 300), (100, 100, None, 100), (100, 200, "kept", 100), (100, 200, "gone", 200)],
)
def test_demand_of_a_year_is_added_unless_the_user_chooses(people, twin, mine, theirs, choice, left):
    for customer, amount in ((people.customer, mine), (twin, theirs)):
        set_demand(actor=None, now=NOW, customer_id=customer.pk, year=NOW.year, amount=amount)
    set_demand(actor=None, now=NOW, customer_id=twin.pk, year=NOW.year - 1, amount=70)
    kept = merged(people, people.customer, twin, choices={"annual_demand": choice} if choice else {})
    assert list(kept.demands.values_list("year", "amount")) == [(NOW.year, left), (NOW.year - 1, 70)]
    assert kept.annual_demand == left


def test_merge_of_an_important_customer_needs_a_second_person(people, twin):
    Customer.objects.filter(pk=twin.pk).update(tier="important")
    ask = {"kept_id": people.customer.pk, "gone_id": twin.pk, "reason": WHY, "now": NOW}
    merge = merge_customers(actor=people.clerk, **ask)
    assert merge.state == "asked" and Customer.objects.filter(pk=twin.pk).exists()
    with pytest.raises(RuleViolation):
        merge_customers(actor=people.clerk2, **ask)
    with pytest.raises(NotPermitted):
        confirm_merge(actor=people.clerk, now=NOW, merge_id=merge.pk)
    confirm_merge(actor=people.manager, now=NOW, merge_id=merge.pk)
    assert not Customer.objects.filter(pk=twin.pk).exists()
    with pytest.raises(NotVisible):
        confirm_merge(actor=people.manager, now=NOW, merge_id=merge.pk)


def test_merge_may_be_declined(people, twin):
    Customer.objects.filter(pk=twin.pk).update(tier="important")
    client = client_of(people.clerk)
    url = reverse("customer_merge", args=[people.customer.number, twin.number])
    typed = {"take_name": "kept", "take_annual_demand": "gone", "take_tier": "gone", "reason": WHY}
    assert client.post(url, typed).status_code == 302
    merge = Merge.objects.get()
    page = client.get(reverse("merges")).content.decode()
    assert reverse("merge_verb", args=[merge.pk, "confirm"]) not in page
    client.force_login(people.manager)
    assert reverse("merge_verb", args=[merge.pk, "confirm"]) in client.get(reverse("merges")).content.decode()
    refuse_merge(actor=people.manager, now=NOW, merge_id=merge.pk, note="two firms")
    assert client.post(reverse("merge_verb", args=[merge.pk, "confirm"]), {}).status_code in (403, 404)
    assert Customer.objects.filter(pk=twin.pk).exists()
    body = {"other": twin.number, "reason": WHY}
    answer = client.post(f"/api/v1/customers/{people.customer.number}/merge/", body, content_type="application/json")
    assert answer.status_code == 202
    client.force_login(people.clerk)
    api = f"/api/v1/merges/{Merge.objects.first().pk}"
    assert client.post(f"{api}/confirm/", {}, content_type="application/json").json()["state"] == "done"
    assert client.get(f"{api}/").json()["undo_until"]


def test_merge_can_be_undone_within_thirty_days(people, twin):
    sale(twin)
    visit_of(people.customer, rep=people.rep, due_on=NOW.date())
    visit_of(twin, rep=people.rep, due_on=NOW.date() + timedelta(days=9))
    for customer, amount in ((people.customer, 100), (twin, 200)):
        set_demand(actor=None, now=NOW, customer_id=customer.pk, year=NOW.year, amount=amount)
    twin.refresh_from_db()
    scheduled()
    before = state_of(people.customer, twin)
    merged(people, people.customer, twin)
    merge = Merge.objects.get()
    with pytest.raises(InvalidInput):
        undo_merge(actor=people.clerk, now=NOW, merge_id=merge.pk, note=" ")
    with pytest.raises(RuleViolation):
        undo_merge(actor=people.clerk, now=NOW + timedelta(days=31), merge_id=merge.pk, note="wrong")
    undo_merge(actor=people.clerk, now=NOW + timedelta(days=29), merge_id=merge.pk, note="two firms")
    assert state_of(people.customer, twin) == before
    assert find_customers(people.clerk, twin.number) == [Customer.objects.get(pk=twin.pk)]
    assert not CustomerAlias.objects.exists()


def test_what_an_undo_needs_is_forgotten_when_its_time_is_over(people, twin):
    merged(people, people.customer, twin)
    assert Merge.objects.get().record and forget_merge_records(now=NOW + timedelta(days=29)) == 0
    assert forget_merge_records(now=NOW + timedelta(days=31)) == 1
    assert Merge.objects.get().record == {}


def test_what_was_changed_after_a_merge_stays_when_it_is_undone(people, twin):
    kept = merged(people, people.customer, twin, choices={"name": "gone"})
    Customer.objects.filter(pk=kept.pk).update(name="新名")
    undo_merge(actor=people.clerk, now=NOW, merge_id=Merge.objects.get().pk, note="two firms")
    assert Customer.objects.get(pk=kept.pk).name == "新名"
    assert Customer.objects.get(number=twin.number).name == twin.name


@pytest.mark.parametrize("old", ["CU-2026-00009", "cu-2026-00009", "ＣＵ－2026－00009"])
def test_every_door_knows_the_former_number(people, twin, old):
    number = merged(people, people.customer, twin).number
    client, json = client_of(people.clerk), {"content_type": "application/json"}
    assert client.get(f"/customers/{old}/").url.endswith(f"/{number}/")
    for path in ("contacts", "sales", "interactions", "visits", "tickets"):
        asked = client.get(f"/api/v1/{path}/", {"customer": old}).json()
        assert asked == client.get(f"/api/v1/{path}/", {"customer": number}).json() | {
            key: asked[key] for key in ("next", "previous") if key in asked
        }
    assert client.get("/api/v1/contacts/", {"customer": old}).json()["results"]
    if old.isascii():
        assert client.get(f"/api/v1/timeline/{old}/").status_code == 200
        assert client.get(f"/api/v1/customers/{old}/").json()["number"] == number
    ticket = {"kind": "inquiry", "channel": "phone", "description": "x", "customer": old}
    assert client.post("/api/v1/tickets/", ticket, **json).json()["customer"] == number
    contact = {"customer": old, "name": "孙"}
    assert client.post("/api/v1/contacts/", contact, **json).json()["customer"] == number
    assert people.customer.name in client.get(reverse("ticket_new"), {"customer": old}).content.decode()
    assert client.get(reverse("customer_edit", args=[old])).status_code == 200
    assert client.get(reverse("purchases"), {"customer": old}).status_code == 200


def test_merge_takes_a_former_number_for_the_customer_of_today(people, twin):
    kept = merged(people, people.customer, twin)
    third = customer_of(people.east, rep=people.rep, name="第三家", number="CU-2026-00010")
    client = client_of(people.clerk)
    asked = {"other": twin.number.lower(), "reason": WHY}
    answer = client.post(f"/api/v1/customers/{third.number}/merge/", asked, content_type="application/json")
    assert answer.status_code in (200, 202), answer.content
    assert not Customer.objects.filter(pk=kept.pk).exists()
    assert CustomerAlias.objects.get(number=twin.number).customer == third
