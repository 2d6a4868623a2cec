"""Possible duplicates are found and merged, and nothing is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible, RuleViolation
from customers.enums import PairState
from customers.models import Contact, Customer, CustomerAlias, DuplicatePair, TierPeriod
from customers.queries import find_customers, matching
from customers.rules.merging import suggested
from customers.services.duplicates import keep_apart, scan
from customers.services.merging import count_references, merge_customers, references
from tests.factories import NOW, customer_of, sale
from tests.factories.clients import client_of
from tests.factories.visits import visit_of
from tests.factories.world import build
from visits.models import Visit, VisitException

pytestmark = pytest.mark.django_db
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
    return merge_customers(kept_id=kept.pk, gone_id=gone.pk, **more)


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
    assert {model: after[model] for model in before if model not in (Contact, CustomerAlias, TierPeriod)} == {
        model: n for model, n in before.items() if model not in (Contact, CustomerAlias, TierPeriod)
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
    VisitException.objects.create(customer=people.customer, months=0, reason="asked for none")
    VisitException.objects.create(customer=twin, months=3, reason="asked for more")
    kept = merged(people, people.customer, twin)
    assert {v.pk: v.state for v in Visit.objects.filter(customer=kept)} == {early.pk: "planned", late.pk: "cancelled"}
    assert kept.visit_exception.months == 3


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
    assert pair.reasons == ["phone"]
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
    assert answer.status_code == 400
