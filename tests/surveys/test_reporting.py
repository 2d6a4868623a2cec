"""The report of a round: a PDF in both languages, and a notice, once."""

import pytest
from django.urls import reverse

from aftersales.notifications.models import Notification
from surveys.models import RoundReport
from surveys.services.computing import compute_round
from surveys.services.reporting import report_due
from tests.factories import NOW
from tests.factories import cast as make_cast

from .factories import closed_round, quarterly, respond
from .test_results import ccsi

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def test_a_computed_round_is_reported_once_in_both_languages(client, cast) -> None:
    form = quarterly()
    form.index_model = ccsi()
    form.save()
    found = closed_round(population=900)
    respond(found, 300, region=cast.east)
    assert report_due(now=NOW) == 0  # not computed yet
    compute_round(found.pk, NOW)
    assert report_due(now=NOW) == 1 and report_due(now=NOW) == 0
    found.refresh_from_db()
    assert found.state == "reported" and RoundReport.objects.count() == 2
    told = Notification.objects.filter(template="survey_reported", channel="page")
    assert {row.user.role for row in told} == {"manager", "gm", "executive"}
    client.force_login(cast.executive)
    answer = client.get(reverse("round_report", args=[found.quarter]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
