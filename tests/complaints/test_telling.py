"""What the customer is told: a receipt for what was written, who is in charge, and a call where there is no mail."""

import pytest

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from complaints.services import lifecycle
from customers.models import Contact, Customer
from surveys.models import Interview
from surveys.queries.calls import waiting_for
from tests.factories import NOW
from tests.factories.clients import api_client_of
from tests.factories.surveys import questionnaires

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def mails(template):
    return Notification.objects.filter(template=template, channel="mail")


@pytest.fixture
def with_mail(people):
    Contact.objects.filter(pk=people.contact.pk).update(email="zhang@example.test")
    people.contact.refresh_from_db()
    return people


@pytest.fixture
def phone_only(people):
    Contact.objects.update(email="")
    Customer.objects.update(email="")
    people.contact.refresh_from_db()
    people.customer.refresh_from_db()
    return people


@pytest.mark.parametrize(("channel", "count"), [("email", 1), ("web", 1), ("letter", 1), ("hotline", 0), ("phone", 0)])
def test_who_wrote_gets_a_receipt(with_mail, channel, count):
    ticket = make.logged(with_mail, channel=channel)
    assert mails("ticket_receipt").count() == count
    assert ticket.entries.filter(event="receipt_sent").count() == count
    if count:
        mail = mails("ticket_receipt").get()
        assert (mail.address, mail.params["number"]) == ("zhang@example.test", ticket.number)
        assert ticket.first_replied_at is None, "a receipt is no reply"


def test_without_an_address_there_is_no_receipt(phone_only):
    make.logged(phone_only, channel="letter")
    assert not mails("ticket_receipt").exists()


def handed_over(people, **facts):
    ticket = make.logged(people)
    body = {"to": people.clerk2.pk, "note": "请接手", **facts}
    answer = api_client_of(people.clerk).post(f"/api/v1/tickets/{ticket.number}/reassign/", body, format="json")
    return ticket, answer


def test_hand_over_tells_the_customer_only_if_asked_and_then_really(with_mail):
    ticket, answer = handed_over(with_mail)
    assert answer.status_code == 200 and not mails("ticket_handover").exists()
    ticket, answer = handed_over(with_mail, tell_customer=True)
    assert answer.status_code == 200
    mail = mails("ticket_handover").get()
    assert (mail.address, mail.params["owner"]) == ("zhang@example.test", str(with_mail.clerk2))
    assert ticket.entries.filter(event="handover_told").exists()


def test_hand_over_that_cannot_tell_the_customer_says_so(phone_only):
    ticket, answer = handed_over(phone_only, tell_customer=True)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "tell_customer")
    ticket.refresh_from_db()
    assert ticket.owner == phone_only.clerk
    with pytest.raises(DomainError):
        lifecycle.reassign(
            ticket_id=ticket.pk, to=phone_only.clerk2, note="x", actor=phone_only.clerk, now=NOW, tell_customer=True
        )


def test_customer_who_has_only_a_phone_is_asked_by_a_call_after_closing(phone_only):
    questionnaires()
    facts = {"ticket_id": make.logged(phone_only).pk, "actor": phone_only.clerk, "now": NOW}
    lifecycle.answer(outcome="已答复", **facts)
    lifecycle.confirm(solved=True, **facts)
    lifecycle.close(**facts)
    interview = Interview.objects.get()
    assert interview.invitation.ticket_id == facts["ticket_id"]
    # The interviewers ask, never who handled the ticket.
    assert not waiting_for(phone_only.clerk, NOW).exists()
    assert waiting_for(phone_only.clerk2, NOW).get() == interview
