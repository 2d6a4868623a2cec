"""Several sweeps and messages at once: one flag, one notification."""

from datetime import timedelta

import pytest

from aftersales.notifications.models import Notification
from complaints.models import RiskFlag
from complaints.services import conversation, risk
from tests.complaints import factories as make
from tests.complaints.reception.test_concurrency import at_once
from tests.factories import NOW, cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_risk_is_flagged_once_when_concurrent():
    people = cast()
    ticket = make.logged(people)
    late = NOW + timedelta(days=21)

    def says():
        conversation.record_customer_message(
            ticket_id=ticket.pk, actor=people.clerk2, now=late, channel="phone", body="我要找媒体曝光"
        )

    at_once(*[lambda: risk.sweep(now=late)] * 4, *[says] * 4)
    assert sorted(RiskFlag.objects.values_list("code", flat=True)) == ["open_too_long", "threat_to_publish"]
    assert Notification.objects.filter(template="risk_threat_to_publish", user=people.gm, channel="page").count() == 1
