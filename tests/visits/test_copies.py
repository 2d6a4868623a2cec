"""The copy of the record that the customer gets by mail: once, and only who wants mail."""

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.notifications.texts import render_text
from customers.models import Contact, Customer, Interaction
from customers.services.opting import opt_out
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.factories.visits import cadence, visit_of
from visits.services.copies import mail_params, send_copy
from visits.services.visits import record_outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def done(people):
    cadence()
    row = visit_of(people.customer, rep=people.rep, due_on=NOW.date())
    words = {"outcome": "request", "requirements": "想要培训", "promised": "下周发资料", "contact": people.contact}
    return record_outcome(actor=people.rep, now=NOW, visit_id=row.pk, **words)


def copy(people, visit, actor=None, **more):
    return send_copy(actor=actor or people.rep, now=NOW, visit_id=visit.pk, **more)


def mails():
    return Notification.objects.filter(template="visits.copy")


def test_copy_goes_once_to_the_person_who_was_met(people, done):
    Contact.objects.filter(pk=people.contact.pk).update(email="met@example.test")
    before = Interaction.objects.count()
    copy(people, done)
    with pytest.raises(Conflict):
        copy(people, done)
    mail = mails().get()
    assert (mail.address, mail.params) == ("met@example.test", {"visit": done.pk})  # nothing about a person
    subject, body = render_text(mail.template, mail_params(mail.params), "zh-hans")
    assert "2026-11-18" in subject and "想要培训" in body and "下周发资料" in body
    assert Interaction.objects.count() == before + 1
    assert done.history.first().history_change_reason == "copy sent"


def test_copy_is_refused_without_consent_address_or_record(people, done):
    planned = visit_of(people.customer, rep=people.rep, due_on=NOW.date(), kind="maintenance", purchase=people.sold)
    with pytest.raises(RuleViolation):
        copy(people, planned)
    Contact.objects.update(email="")
    Customer.objects.update(email="")
    with pytest.raises(RuleViolation):
        copy(people, done)
    Customer.objects.filter(pk=people.customer.pk).update(email="a@example.test")
    opt_out(customer_id=people.customer.pk, purpose="visit", channel="email", actor=people.clerk, now=NOW)
    with pytest.raises(RuleViolation):
        copy(people, done)
    with pytest.raises(NotPermitted):
        copy(people, done, people.gm)
    with pytest.raises(NotVisible):
        copy(people, done, people.stranger)
    assert not mails().exists()


def test_page_and_api_send_a_copy(people, done):
    Customer.objects.filter(pk=people.customer.pk).update(email="a@example.test")
    client = client_of(people.rep, "en")
    assert "Send copy to customer" in client.get(done.get_absolute_url()).content.decode()
    assert client.post(reverse("visit_step", args=[done.pk, "copy"]), {}).status_code == 302
    assert "Send copy to customer" not in client.get(done.get_absolute_url()).content.decode()
    assert api_client_of(people.rep).post(f"/api/v1/visits/{done.pk}/copy/", {}).status_code == 409
    assert api_client_of(people.rep).get(f"/api/v1/visits/{done.pk}/").json()["copy_sent_at"]
