"""Facts of a customer that change where they stand, by the rules of the form."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from customers.models import Customer
from customers.views.customer import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.mark.parametrize("name", FACTS)
def test_list_shows_the_choices_with_the_present_one(people, client, name):
    client.force_login(people.manager)
    page = client.get(reverse("customer_fact", args=[people.customer.number, name])).content.decode()
    assert page.count('role="option"') >= 1
    assert page.count('aria-selected="true"') == 1


def change(client, customer, name, value, version):
    url = reverse("customer_edit", args=[customer.number])
    return client.post(url, {"fact": name, name: value, "version": version})


def test_only_the_fact_changes(people, client):
    customer = people.customer
    before = Customer.objects.filter(pk=customer.pk).values().get()
    client.force_login(people.manager)
    answer = change(client, customer, "qualification", "valid", customer.version)
    assert answer.url == f"{customer.get_absolute_url()}#fact-qualification"
    after = Customer.objects.filter(pk=customer.pk).values().get()
    assert after["qualification"] == "valid"
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"qualification", "version", "search_text", "search_words"}, (
        "the index is written with every change"
    )
    change(client, customer, "rep", "", after["version"])
    customer.refresh_from_db()
    assert customer.rep is None and customer.history.first().history_user == people.manager


def test_outdated_or_unknown_value_is_refused_and_told(people, client):
    customer = people.customer
    client.force_login(people.manager)
    for value, version in (("valid", customer.version + 7), ("nonsense", customer.version)):
        answer = change(client, customer, "qualification", value, version)
        assert answer.url == customer.get_absolute_url()
        assert list(get_messages(answer.wsgi_request))
    assert Customer.objects.get(pk=customer.pk).version == customer.version


def test_who_may_not_edit_has_neither_button_nor_list(people, client):
    client.force_login(people.auditor)
    assert 'class="s-edit-value"' not in client.get(people.customer.get_absolute_url()).content.decode()
    assert client.get(reverse("customer_fact", args=[people.customer.number, "tier"])).status_code == 404
    client.force_login(people.manager)
    assert 'id="fact-tier"' in client.get(people.customer.get_absolute_url()).content.decode()
    assert client.get(reverse("customer_fact", args=[people.customer.number, "name"])).status_code == 404
