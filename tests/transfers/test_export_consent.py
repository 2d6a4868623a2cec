"""Exports wait some days for the consent of a manager other than the requester; stand-ins are named as such."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.audit.models import AccessLogEntry
from aftersales.kernel.errors import Conflict, NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.staff.models import StandIn
from aftersales.transfers.models import ExportRequest
from aftersales.transfers.services.exports import begin_export, consent_to_export, sweep_lapsed, take_export
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

pytestmark = pytest.mark.usefixtures("at_now")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def every_export_needs_consent(settings):
    settings.EXPORT_CONSENT_ABOVE = 0


def asked(actor, at=NOW) -> ExportRequest:
    return begin_export(
        actor=actor, now=at, page="customers", params={}, file_format="csv", is_whole=True, reason="信件"
    )


def away(absent, deputy) -> None:
    StandIn.objects.create(absent=absent, deputy=deputy, starts_on=NOW.date(), ends_on=NOW.date())


def consent(actor, row, at=NOW) -> ExportRequest:
    return consent_to_export(actor=actor, now=at, export_id=row.pk)


def told(template) -> set[str]:
    return set(Notification.objects.filter(template=template, channel="page").values_list("user__username", flat=True))


def test_export_lapses_after_a_week_and_its_user_is_notified_once(people):
    row = asked(people.clerk)
    assert row.waits_until == NOW + 7 * DAY
    assert sweep_lapsed(now=NOW + 7 * DAY) == 0
    late = NOW + 7 * DAY + timedelta(seconds=1)
    with pytest.raises(Conflict) as caught:
        consent(people.manager, row, late)  # also before the sweep has run
    assert caught.value.code == "lapsed"
    assert [sweep_lapsed(now=late), sweep_lapsed(now=late)] == [1, 0]
    row.refresh_from_db()
    assert (row.state, row.waits_until, told("export_lapsed")) == ("lapsed", None, {"clerk"})
    assert row.history.first().history_change_reason == "lapsed"
    with pytest.raises(Conflict):
        consent(people.manager, row, late)
    with pytest.raises(RuleViolation):
        take_export(actor=people.clerk, now=late, export_id=row.pk)


def test_waiting_period_is_a_setting_and_an_unused_consent_lapses(people, settings):
    settings.EXPORT_WAITS_DAYS = 1
    waiting, unused = asked(people.clerk), asked(people.clerk2)
    consent(people.manager, unused)
    assert sweep_lapsed(now=NOW + DAY) == 0
    assert sweep_lapsed(now=NOW + DAY + timedelta(seconds=1)) == 2
    states = ExportRequest.objects.filter(pk__in=[waiting.pk, unused.pk]).values_list("state", flat=True)
    assert set(states) == {"lapsed"}


def test_stand_in_consents_and_is_named_with_the_absent_manager(people):
    with pytest.raises(NotVisible):
        consent(people.gm, asked(people.clerk))
    away(people.manager, people.gm)
    row = asked(people.clerk)
    assert "gm" in told("export_asked")
    page = client_of(people.gm, "en")
    assert "You decide as the stand-in for" in page.get(row.get_absolute_url()).content.decode()
    assert page.post(reverse("export_decide", args=[row.pk]), {"verdict": "consent"}).status_code == 302
    row.refresh_from_db()
    assert (row.decided_by, row.decided_for) == (people.gm, people.manager)
    assert f"{people.gm} for {people.manager}" in page.get(row.get_absolute_url()).content.decode()
    api = api_client_of(people.clerk)
    told_by = api.get(f"/api/v1/exports/{row.pk}/").json()
    assert (told_by["decided_by"], told_by["decided_for"], told_by["waits_until"]) == ("gm", "manager", None)
    take_export(actor=people.clerk, now=NOW, export_id=row.pk)
    assert "consent: gm for manager" in AccessLogEntry.objects.get().detail


def test_page_does_not_call_optional_what_declining_needs(people):
    row, page = asked(people.clerk), client_of(people.manager, "en")
    label = re.search(r'<label for="id_answer">(.*?)</label>', page.get(row.get_absolute_url()).text, re.DOTALL)[1]
    assert "if you decline" in label and "optional" not in label
    decide = reverse("export_decide", args=[row.pk])
    assert page.post(decide, {"verdict": "refuse", "answer": ""}).status_code == 422
    assert page.post(decide, {"verdict": "consent", "answer": ""}).status_code == 302


def test_export_is_not_consented_by_its_user_or_as_stand_in_of_oneself(people):
    away(people.manager, people.clerk)
    with pytest.raises(NotPermitted):
        consent(people.clerk, asked(people.clerk))
    with pytest.raises(NotPermitted):
        consent(people.clerk, asked(people.manager))
    assert consent(people.clerk, asked(people.clerk2)).decided_for == people.manager
