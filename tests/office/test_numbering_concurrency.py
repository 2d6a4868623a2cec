"""Numbers are given while their format is changed, on SQLite and on PostgreSQL."""

import pytest
from django.db import transaction

from aftersales.kernel.errors import Conflict, InvalidInput
from aftersales.office.models import NumberFormat
from aftersales.office.services.number_formats import change_numbering
from aftersales.office.services.numbering import next_number
from tests.complaints.test_concurrency import at_once
from tests.factories import NOW, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def take():
    given = []
    for _ in range(12):
        with transaction.atomic():
            given.append(next_number("TK", now=NOW))
    return given


def test_every_number_is_given_once_while_two_change_the_format():
    admin = person("admin", "admin")

    def change(**facts):
        return lambda: change_numbering(kind="TK", actor=admin, now=NOW, **facts)

    first, second, third, *outcomes = at_once(
        take, take, take, change(prefix="SR", version=1), change(prefix="SV", version=1), change(next_value=30)
    )
    given = first + second + third
    assert len(set(given)) == 36
    assert {number.rpartition("-")[0] for number in given} <= {"TK-2026", "SR-2026", "SV-2026"}
    refused = [one for one in outcomes[:2] if isinstance(one, Conflict)]
    raised_first = isinstance(outcomes[2], InvalidInput) or NumberFormat.history.filter(raised_to=30).exists()
    assert raised_first
    assert len(refused) in (1, 2), "two who looked at one version; the third may have been before both"
