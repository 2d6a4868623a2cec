"""Makes the report of a computed round in both languages, and tells those who read it (S6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from aftersales.notifications.services.notifications import notify
from aftersales.office.services.files import store_bytes
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.sweeping import each
from aftersales.store.writing import lock, save_with_history

from ..documents import round_report
from ..enums import RoundState
from ..models import Round, RoundReport
from ..queries.results import Results, results_of

TOLD = (Role.MANAGER, Role.GM, Role.EXECUTIVE)


def report_due(*, now: datetime, limit: int = 2) -> int:
    """Report the rounds that are computed; returns how many."""
    rows = Round.objects.filter(state=RoundState.COMPUTED).order_by("computed_at", "pk")
    return each(list(rows.values_list("pk", flat=True)[:limit]), partial(report_round, now=now))


def report_round(round_id: int, now: datetime) -> int:
    """Make the report of a round and send the notice; returns 1, or 0 if that is done. Safe to repeat."""
    quarter = Round.objects.get(pk=round_id).quarter
    papers = {language: round_report.pdf(partial(_read, quarter), language) for language, _name in settings.LANGUAGES}
    return _store(round_id, papers, now)


def _read(quarter: str) -> Results:
    found = results_of(quarter, without_flagged=False)
    assert found is not None
    return found


@transaction.atomic
def _store(round_id: int, papers: Mapping[str, bytes], now: datetime) -> int:
    found = lock(Round, pk=round_id)
    if found.state != RoundState.COMPUTED:
        return 0
    for language, data in papers.items():
        name = f"satisfaction-{found.quarter}-{language}.pdf"
        stored = store_bytes(data=data, name=name, suffix="pdf", media_type="application/pdf", actor=None, now=now)
        RoundReport.objects.create(round=found, language=language, stored=stored, made_at=now)
    found.state, found.reported_at = RoundState.REPORTED, now
    found.version += 1
    save_with_history(found, actor=None, reason="reported")
    notify(
        users=User.objects.filter(role__in=TOLD, is_active=True),
        template="survey_reported",
        params={"quarter": found.quarter},
        url=f"{reverse('surveys')}?quarter={found.quarter}",
        key=f"survey-reported:{found.pk}",
        now=now,
    )
    return 1
