"""Invitations after a ticket: who is invited, only once, and that the token of the link is not stored."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from aftersales.kernel.errors import NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import deliver_due
from complaints.services import lifecycle
from customers.models import Contact, Customer
from customers.services.opting import opt_out
from surveys.models import Invitation
from surveys.services.calls import next_call
from surveys.services.invitations import invite_after_ticket, reissue, token_of
from surveys.services.responses import submit_response
from tests.complaints.factories import closed
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.surveys import GOOD, closed_ticket, invited, questionnaires

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast(db):
    questionnaires()
    return make_cast()


def test_closing_a_ticket_invites_its_contact_once(cast) -> None:
    ticket = closed(cast)
    invitation = Invitation.objects.get()
    assert (invitation.ticket, invitation.contact, invitation.tier) == (ticket, cast.contact, "long_term")
    assert invite_after_ticket(ticket=ticket, actor=None, now=NOW) == invitation
    assert Notification.objects.filter(template="survey_invitation").count() == 1


def test_mail_has_both_languages_and_the_link(cast, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invitation, token = invited(cast)
    deliver_due(now=NOW)
    letter = next(letter for letter in mail.outbox if letter.to == ["zhangsan@example.test"])
    assert f"{settings.SITE_URL}{reverse('survey', args=[token])}" in letter.body
    assert invitation.ticket.number in letter.subject
    assert "已办结" in letter.body and "is closed" in letter.body


def test_token_is_nowhere_in_the_database(cast) -> None:
    _, token = invited(cast)
    deliver_due(now=NOW)
    submit_response(token=token, answers=GOOD, language="en", now=NOW)
    from io import StringIO

    out = StringIO()
    call_command("dumpdata", stdout=out, exclude=["contenttypes", "auth"])
    assert token not in out.getvalue()
    assert "HistoricalInvitation".lower() in out.getvalue()  # the history was looked through as well


def test_tokens_are_long_and_unique(cast) -> None:
    tokens = {invited(cast, number=f"TK-2026-{n:05}")[1] for n in range(1, 6)}
    assert len(tokens) == 5 and all(len(token) == 43 for token in tokens)


def test_unknown_customer_is_not_invited(cast) -> None:
    ticket = closed_ticket(cast, customer=None, contact=None)
    assert invite_after_ticket(ticket=ticket, actor=None, now=NOW) is None


def test_customer_without_mail_address_is_asked_by_telephone_and_not_by_who_served(cast) -> None:
    Contact.objects.update(email="")
    Customer.objects.update(email="")
    cast.contact.refresh_from_db()
    invitation, _ = invited(cast)
    assert (invitation.channel, invitation.interview.state) == ("phone", "waiting")
    assert next_call(actor=cast.clerk, now=NOW) is None
    assert next_call(actor=cast.quality, now=NOW) == invitation.interview
    assert not Notification.objects.filter(template="survey_invitation").exists()


def test_customer_is_asked_once_a_quarter_over_all_tickets(cast) -> None:
    invited(cast)
    again = closed_ticket(cast, number="TK-2026-00002")
    assert invite_after_ticket(ticket=again, actor=None, now=NOW + 30 * DAY) is None
    assert invite_after_ticket(ticket=again, actor=None, now=NOW + 60 * DAY) is not None  # the next quarter


def test_customer_who_wants_no_surveys_is_not_asked(cast) -> None:
    opt_out(customer_id=cast.customer.pk, purpose="survey", actor=cast.manager, now=NOW)
    assert invite_after_ticket(ticket=closed_ticket(cast), actor=None, now=NOW) is None


def test_reopening_a_ticket_voids_its_link(cast, client) -> None:
    ticket = closed(cast)
    old = Invitation.objects.get()
    lifecycle.reopen(ticket_id=ticket.pk, actor=cast.manager, now=NOW, reason="零件又坏了")
    client.get(reverse("survey", args=[token_of(old)]))
    page = client.get(reverse("survey_page"), HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 410 and "has been reopened" in page.content.decode()
    with pytest.raises(RuleViolation):
        submit_response(token=token_of(old), answers=GOOD, language="en", now=NOW)


def test_each_closing_invites_again(cast) -> None:
    ticket = closed(cast)
    ticket.reopened_count = 1
    again = invite_after_ticket(ticket=ticket, actor=None, now=NOW)
    assert again is not None and again.key == f"ticket:{ticket.pk}:2"
    assert Invitation.objects.filter(voided_at=None).get() == again


def test_reissue_replaces_the_link(cast) -> None:
    invitation, old = invited(cast)
    later = NOW + 20 * DAY
    fresh = token_of(reissue(invitation_id=invitation.pk, actor=cast.manager, now=later))
    with pytest.raises(NotVisible):
        submit_response(token=old, answers=GOOD, language="en", now=later)
    submit_response(token=fresh, answers=GOOD, language="en", now=later + 29 * DAY)
    assert Notification.objects.filter(template="survey_invitation").count() == 2


def test_reissue_is_for_managers_and_open_surveys(cast) -> None:
    invitation, token = invited(cast)
    with pytest.raises(NotPermitted):
        reissue(invitation_id=invitation.pk, actor=cast.clerk, now=NOW)
    submit_response(token=token, answers=GOOD, language="en", now=NOW)
    with pytest.raises(RuleViolation):
        reissue(invitation_id=invitation.pk, actor=cast.manager, now=NOW)


def test_outbox_contains_no_name_and_no_survey_link(cast) -> None:
    invited(cast)
    params = Notification.objects.get(template="survey_invitation").params
    assert set(params) == {"invitation", "number"}
    assert "蓝鲸" not in json.dumps(params, ensure_ascii=False)
