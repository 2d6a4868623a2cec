"""The monthly list of opinions and suggestions, made once on the first workday of the next month (T8)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from aftersales.office.queries import calendar
from aftersales.office.services.numbering import next_number
from aftersales.store.dates import company_date
from aftersales.store.writing import save_with_history

from ..documents.suggestion_list import snapshot
from ..models import SuggestionList
from ..rules.themes import months_before


def make_monthly_list(*, now: datetime) -> int:
    """Make the list of the last month, from its first workday on; returns how many were made. A month without a word
    of a customer has none. Two workers make it once: the second one finds the month taken."""
    today = company_date(now)
    if today < calendar().next_workday(today.replace(day=1)):
        return 0
    month = months_before(today, 1)
    if SuggestionList.objects.filter(month=month).exists():
        return 0
    try:
        with transaction.atomic():
            return _make(month, now)
    except IntegrityError:
        if SuggestionList.objects.filter(month=month).exists():
            return 0
        raise


def _make(month: date, now: datetime) -> int:
    said = snapshot(month)
    if not said["rows"]:
        return 0
    row = SuggestionList(number=next_number("QS", now=now), month=month, made_at=now, snapshot=said)
    save_with_history(row, actor=None, reason="list made")
    return 1
