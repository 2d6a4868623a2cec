"""The link in a mail by which a customer says that they do not want to be contacted any more."""

import pytest
from django.core import mail
from django.urls import reverse

from aftersales.notifications.services.notifications import deliver_due
from aftersales.web.logs import SECRET
from customers.enums import ContactPurpose
from customers.models import OptOut
from surveys.models import Invitation
from surveys.queries.stopping import invitation_to_stop, stop_token
from surveys.services.contacting import may_contact
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.surveys import invited

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(db):
    return invited(make_cast())[0]


def stop_url(invitation) -> str:
    return reverse("survey_stop", args=[stop_token(invitation)])


def test_mail_has_the_link(asked, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due(now=NOW)
    letter = next(letter for letter in mail.outbox if letter.to == ["zhangsan@example.test"])
    assert f"{settings.SITE_URL}{stop_url(asked)}" in letter.body
    assert SECRET.sub(r"\1…", stop_url(asked)) == "/stop/…/"


def test_customer_stops_surveys_at_once(client, asked) -> None:
    assert client.get(stop_url(asked)).status_code == 200 and not OptOut.objects.exists()
    response = client.post(stop_url(asked), {"purpose": "survey", "channel": "any"}, HTTP_ACCEPT_LANGUAGE="en")
    assert "we will not do that any more" in response.content.decode()
    row = OptOut.objects.get()
    assert (row.customer, row.contact, row.recorded_by) == (asked.customer, asked.contact, None)
    who = {"customer": asked.customer, "contact": asked.contact, "now": NOW}
    assert not may_contact(**who, purpose=ContactPurpose.SURVEY, channel="email")
    assert may_contact(**who, purpose=ContactPurpose.VISIT, channel="email")
    assert Invitation.objects.get().voided_at is not None
    client.post(stop_url(asked), {"purpose": "survey", "channel": "any"})
    assert OptOut.objects.count() == 1


def test_one_channel_of_one_purpose_is_stopped(client, asked) -> None:
    client.post(stop_url(asked), {"purpose": "visit", "channel": "phone"})
    who = {"customer": asked.customer, "contact": asked.contact, "now": NOW}
    assert not may_contact(**who, purpose=ContactPurpose.VISIT, channel="phone")
    assert may_contact(**who, purpose=ContactPurpose.VISIT, channel="email")
    assert Invitation.objects.get().voided_at is None


@pytest.mark.parametrize("sent", [{}, {"purpose": "x", "channel": "any"}, {"purpose": "survey", "channel": "９"}])
def test_what_was_not_offered_is_refused(client, asked, sent) -> None:
    assert client.post(stop_url(asked), sent).status_code == 422
    assert not OptOut.objects.exists()


@pytest.mark.parametrize("token", ["", "1", "1.", "1.x", "x.y", "１.a", "9" * 400, "1.\ud800", "-1.a"])
def test_guessed_links_find_nothing(asked, token) -> None:
    assert invitation_to_stop(token) is None
    other = stop_token(asked).replace(str(asked.pk), str(asked.pk + 1), 1)
    assert invitation_to_stop(other) is None


def test_language_is_chosen_with_the_form_of_the_page(client, asked) -> None:
    page = client.get(stop_url(asked), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert 'form="stop" name="language" value="zh-hans"' in page and page.count('name="purpose"') == 3
