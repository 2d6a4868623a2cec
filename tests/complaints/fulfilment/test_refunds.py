"""Refunds and their request keys."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import DomainError
from complaints.models import Fulfilment, Refund
from complaints.services import fulfilment
from tests.complaints import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def refused(service, **facts) -> str:
    with pytest.raises(DomainError) as caught:
        service(now=NOW, **facts)
    return caught.value.code


def test_refund_key_of_another_fulfilment_is_refused(people):
    first, other = [
        Fulfilment.objects.get(
            proposal=make.approved(people, remedy="compensation", lines=[], costs=Decimal(900)).proposal
        )
        for _ in range(2)
    ]
    facts = {"amount": Decimal(100), "paid_on": NOW.date(), "reference": "", "request_key": "k-1"}
    for _ in range(2):
        fulfilment.record_refund(fulfilment_id=first.pk, actor=people.warehouse, now=NOW, **facts)
    assert Refund.objects.count() == 1
    assert refused(fulfilment.record_refund, fulfilment_id=other.pk, actor=people.warehouse, **facts) == "key_used"
    for change in ({"amount": Decimal(101)}, {"reference": "R-2"}, {"paid_on": NOW.date() - timedelta(days=1)}):
        again = facts | change
        assert refused(fulfilment.record_refund, fulfilment_id=first.pk, actor=people.warehouse, **again) == "key_used"
    assert Refund.objects.count() == 1
