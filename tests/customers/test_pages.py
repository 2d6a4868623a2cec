"""The pages of customers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.office.models import Company
from aftersales.staff.enums import Role
from customers.models import Customer, Reveal
from customers.services.interactions import record_interaction
from tests.factories.customers import make_customer, make_product, make_purchase, make_region, make_user

pytestmark = pytest.mark.django_db

PHONE = "13800002406"
SHOWN = "138 0000 2406"
MASKED = "138 **** 2406"


@pytest.fixture
def whale():
    customer = make_customer(
        contact="张三", contact_phone=PHONE, phone="02155556789", email="office@example.com", tier="important"
    )
    make_purchase(customer, batch="B2603-17", contract_number="HC-2026-0418")
    return customer


def pages(customer):
    number = customer.number
    contact, purchase = customer.main_contact.pk, customer.purchases.get().pk
    return [
        reverse("customers"),
        reverse("customer", args=[number]),
        reverse("customer_new"),
        reverse("customer_edit", args=[number]),
        reverse("contact_new", args=[number]),
        reverse("contact_edit", args=[number, contact]),
        reverse("purchase_new", args=[number]),
        reverse("purchase_edit", args=[number, purchase]),
        reverse("interaction_new", args=[number]),
        reverse("customer_purchases", args=[number]),
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_opens_in_both_languages(as_role, whale, language):
    browser = as_role(Role.SERVICE, language)
    for address in pages(whale):
        assert browser.get(address).status_code == 200, address


@pytest.mark.parametrize("role", [Role.COLLEAGUE, Role.ADMIN])
def test_other_roles_find_no_customers(as_role, whale, role):
    browser = as_role(role)
    for address in pages(whale):
        assert browser.get(address).status_code == 404, address
    assert browser.post(reverse("customers_find"), {"q": "2406"}).status_code == 404


def test_rep_of_another_region_finds_no_customer(as_role, whale):
    browser = as_role(Role.REP, region=make_region("south", "华南"))
    numbered = [address for address in pages(whale) if whale.number in address]
    assert {browser.get(address).status_code for address in numbered} == {404}
    assert whale.name not in browser.get(reverse("customers")).text
    assert whale.name not in browser.post(reverse("customers_find"), {"q": "2406"}).text


def test_auditor_reads_and_changes_nothing(as_role, whale):
    browser = as_role(Role.AUDITOR)
    page = browser.get(whale.get_absolute_url()).text
    assert reverse("customer_edit", args=[whale.number]) not in page
    assert 'id="write"' not in page
    assert browser.get(reverse("customer_edit", args=[whale.number])).status_code == 404
    assert browser.post(reverse("interaction_new", args=[whale.number]), {"body": "x"}).status_code == 403


def test_customer_opens_with_contact(as_role):
    browser = as_role(Role.SERVICE)
    typed = {
        "name": "青禾样例食品厂",
        "kind": "company",
        "tier": "ordinary",
        "qualification": "valid",
        "contact_name": "李四",
        "contact_phone": "13911112222",
    }
    answer = browser.post(reverse("customer_new"), typed)
    customer = Customer.objects.get()
    assert answer["Location"] == customer.get_absolute_url()
    assert (customer.main_contact.name, customer.history.get().history_user.role) == ("李四", "service")


def test_likely_duplicate_is_created_only_after_confirmation(as_role, whale):
    browser = as_role(Role.SERVICE)
    typed = {
        "name": "别的名字",
        "kind": "company",
        "tier": "ordinary",
        "qualification": "valid",
        "contact_name": "李四",
        "contact_phone": PHONE,
    }
    warned = browser.post(reverse("customer_new"), typed)
    assert warned.status_code == 409
    assert whale.name in warned.text
    assert 'value="别的名字"' in warned.text
    assert browser.post(reverse("customer_new"), typed | {"allow_duplicate": "on"}).status_code == 302


def test_duplicates_show_while_typing(as_role, whale):
    shown = as_role(Role.SERVICE).post(reverse("customers_duplicates"), {"name": "", "phone": "+86 138-0000-2406"})
    assert whale.name in shown.text
    assert whale.name not in as_role(Role.SERVICE).post(reverse("customers_duplicates"), {"name": "新客户"}).text


def test_correction_of_an_older_version_shows_both_values(as_role, whale):
    browser = as_role(Role.SERVICE)
    typed = {
        "name": whale.name,
        "kind": "company",
        "tier": "long_term",
        "qualification": "valid",
        "version": 1,
        "reason": "moved",
    }
    assert browser.post(reverse("customer_edit", args=[whale.number]), typed).status_code == 302
    again = browser.post(reverse("customer_edit", args=[whale.number]), typed | {"address": "旧路 1 号"})
    assert again.status_code == 409
    assert 'value="旧路 1 号"' in again.text
    whale.refresh_from_db()
    assert (whale.tier, whale.address) == ("long_term", "")
    assert whale.history.first().history_change_reason == "moved"


def test_invalid_input_is_kept_and_named(as_role, whale):
    answer = as_role(Role.SERVICE).post(
        reverse("purchase_new", args=[whale.number]), {"product": make_product().code, "quantity": 0, "batch": "B7"}
    )
    assert answer.status_code == 422
    assert 'value="B7"' in answer.text


def test_note_is_shown_in_the_timeline(as_role, whale):
    browser = as_role(Role.SERVICE)
    typed = {"body": "周五下午三点前给准话", "direction": "out", "channel": "phone", "contact": whale.main_contact.pk}
    assert browser.post(reverse("interaction_new", args=[whale.number]), typed).status_code == 302
    assert "周五下午三点前给准话" in browser.get(whale.get_absolute_url()).text


@pytest.mark.parametrize("role", [Role.SERVICE, Role.QUALITY])
def test_search_masks_phones(as_role, whale, role):
    found = as_role(role).post(reverse("customers_find"), {"q": "zs"}).text
    assert MASKED in found
    assert SHOWN not in found


def test_purchases_of_a_customer_are_offered_as_choices(as_role, whale):
    page = as_role(Role.SERVICE).get(reverse("customer_purchases", args=[whale.number])).text
    assert f'name="purchase" value="{whale.purchases.get().pk}"' in " ".join(page.split())
    assert "B2603-17" in page


@pytest.mark.parametrize("role", [Role.SERVICE, Role.AUDITOR])
def test_phones_are_masked_on_pages(as_role, whale, role):
    browser = as_role(role)
    for page in (
        browser.get(reverse("customers")),
        browser.get(whale.get_absolute_url()),
        browser.post(reverse("customers_search"), {"q": "2406" if role == Role.SERVICE else whale.name}),
    ):
        assert MASKED in page.text
        assert PHONE not in page.text.replace(" ", "")


def test_mail_addresses_are_masked_for_readers(as_role, whale):
    assert "office@example.com" in as_role(Role.SERVICE).get(whale.get_absolute_url()).text
    page = as_role(Role.EXECUTIVE).get(whale.get_absolute_url()).text
    assert "office@example.com" not in page
    assert "o***@example.com" in page


def test_reveal_shows_the_phone_and_is_recorded(as_role, whale):
    contact = whale.main_contact
    address = reverse("contact_reveal", args=[whale.number, contact.pk])
    shown = as_role(Role.SERVICE).post(address, {"reason": "call back"}, headers={"hx-request": "true"})
    assert SHOWN in shown.text
    kept = Reveal.objects.get()
    assert (kept.customer, kept.contact, kept.user.role, kept.reason) == (whale, contact, "service", "call back")
    own_words = {"other": "confirm the address"}
    assert SHOWN in as_role(Role.SERVICE).post(address, own_words).text  # without script: a separate page
    assert Reveal.objects.latest("pk").reason == "confirm the address"
    nothing = as_role(Role.SERVICE).post(address)
    assert nothing.status_code == 400
    assert SHOWN not in nothing.text


def test_reveal_is_refused_to_readers_and_on_get(as_role, whale):
    address = reverse("customer_reveal", args=[whale.number])
    assert as_role(Role.AUDITOR).post(address, {"reason": "call"}).status_code == 403
    assert as_role(Role.SERVICE).get(address).status_code == 405
    assert not Reveal.objects.exists()


def test_filters_are_kept_in_the_address(as_role, whale):
    make_customer("虚构山谷中学", tier="ordinary")
    browser = as_role(Role.SERVICE)
    page = browser.get(reverse("customers"), {"tier": "important", "region": whale.region.pk}).text
    assert whale.name in page
    assert "虚构山谷中学" not in page
    assert browser.get(reverse("customers"), {"region": "x"}).status_code == 200


def test_older_interactions_follow_page_by_page(as_role, whale):
    now = timezone.now()
    for n in range(45):
        record_interaction(
            actor=None,
            now=now,
            customer=whale,
            direction="in",
            channel="phone",
            body=f"第{n}次",
            at=now - timedelta(hours=n),
        )
    browser, before, seen = as_role(Role.SERVICE), "", []
    while before is not None:
        context = browser.get(whale.get_absolute_url(), {"before": before}).context
        seen += [entry["text"] for entry in context["entries"]]
        before = context["earlier"]
    assert seen == [f"第{n}次" for n in range(45)]


@pytest.mark.parametrize("count", [1, 30])
def test_customer_page_takes_the_same_number_of_queries(as_role, whale, count, django_assert_max_num_queries):
    Company.objects.create(name="售后服务")
    now, clerk = timezone.now(), make_user(Role.SERVICE)
    for n in range(count):
        make_purchase(whale, batch=f"X{n}")
        record_interaction(
            actor=clerk, now=now, customer=whale, contact=whale.main_contact, direction="in", channel="phone", body="x"
        )
    browser = as_role(Role.SERVICE)
    browser.get(whale.get_absolute_url())
    with django_assert_max_num_queries(27):
        browser.get(whale.get_absolute_url())


@pytest.mark.parametrize("count", [1, 30])
def test_list_page_takes_the_same_number_of_queries(as_role, count, django_assert_max_num_queries):
    for n in range(count):
        make_customer(f"样例第{n}工厂", contact=f"张{n}", contact_phone=f"1390000{n:04}")
    browser = as_role(Role.SERVICE)
    browser.get(reverse("customers"))
    with django_assert_max_num_queries(12):
        browser.get(reverse("customers"))
