"""Facts of a ticket that change where they stand: by the verbs of the menu, with their rules."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from complaints.models import Ticket
from complaints.presentation.facts import FACTS
from complaints.verbs import SHEETS
from customers.models import Contact
from tests.factories import sale

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def ticket(people):
    return make.logged(people)


def listed(client, ticket, name):
    return client.get(reverse("ticket_fact", args=[ticket.number, name]))


def change(client, ticket, name, **data):
    url = reverse("ticket_step", args=[ticket.number, FACTS[name].verb])
    return client.post(url, {"fact": name, **data})


def test_every_fact_names_a_verb_and_fields_of_its_form():
    for fact in FACTS.values():
        assert set(fact.fields) <= set(SHEETS[fact.verb].form.base_fields)


@pytest.mark.parametrize("name", [name for name, fact in FACTS.items() if not fact.is_several])
def test_list_shows_the_choices_with_the_present_one_and_what_else_is_asked(people, client, ticket, name):
    client.force_login(people.manager)
    answer = listed(client, ticket, name)
    page = answer.content.decode()
    assert answer.status_code == 200 and page.count('role="option"') >= 1
    assert page.count('aria-selected="true"') == (name != "owner"), "the owner is not offered again"
    assert ('name="reason"' in page or 'name="note"' in page) == (name in {"owner", "kind", "quality_class"})


def test_facts_change_by_the_rules_of_their_verbs(people, client, ticket):
    other = Contact.objects.create(customer=people.customer, name="李四")
    sold = sale(people.customer, code="HX-9", batch="B9")
    client.force_login(people.manager)
    base = ticket.get_absolute_url()
    assert change(client, ticket, "severity", severity="critical", version=1).url == f"{base}#fact-severity"
    assert change(client, ticket, "contact", contact=other.pk, version=2).status_code == 302
    assert change(client, ticket, "purchase", purchase=sold.pk, version=3).status_code == 302
    assert change(client, ticket, "owner", to=people.clerk2.pk, note="请接着跟").status_code == 302
    assert change(client, ticket, "kind", kind="repair", reason="客户要修").status_code == 302
    assert change(client, ticket, "quality_class", quality_class="extrinsic", reason="外箱破损").status_code == 302
    ticket.refresh_from_db()
    assert (ticket.severity, ticket.contact, ticket.purchase, ticket.owner, ticket.kind, ticket.quality_class) == (
        "critical",
        other,
        sold,
        people.clerk2,
        "repair",
        "extrinsic",
    )
    assert ticket.batch == "B9", "what the product says comes along"
    assert ticket.subject and ticket.description, "what was not asked stays"
    assert ticket.history.first().history_user == people.manager


def test_refused_choice_is_told_and_changes_nothing(people, client, ticket):
    client.force_login(people.clerk)
    Ticket.objects.filter(pk=ticket.pk).update(version=5)
    answer = change(client, ticket, "severity", severity="critical", version=1)
    assert answer.url == ticket.get_absolute_url()
    assert [str(message) for message in get_messages(answer.wsgi_request)]
    ticket.refresh_from_db()
    assert ticket.severity == "minor"


def test_reason_that_is_missing_is_asked_in_the_sheet(people, client, ticket):
    client.force_login(people.clerk)
    answer = change(client, ticket, "kind", kind="repair")
    assert answer.status_code == 422 and "<dialog" in answer.content.decode()


def test_fact_sends_only_its_own_fields(people, client, ticket):
    client.force_login(people.clerk)
    change(client, ticket, "severity", severity="major", version=1, subject="别的", batch="X")
    ticket.refresh_from_db()
    assert (ticket.severity, ticket.batch) == ("major", people.sold.batch) and ticket.subject != "别的"


def test_who_may_not_change_it_has_neither_button_nor_list(people, client, ticket):
    client.force_login(people.auditor)
    assert 'class="s-edit-value"' not in client.get(ticket.get_absolute_url()).content.decode()
    assert listed(client, ticket, "severity").status_code == 404
    client.force_login(people.clerk)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert 'id="fact-severity"' in page and f'href="{ticket.get_absolute_url()}edit/"' in page
    assert listed(client, ticket, "nonsense").status_code == 404
    client.force_login(people.stranger)
    assert listed(client, ticket, "severity").status_code == 404
