"""A dashboard takes few queries, with nothing kept in the process and some figures out of date."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aftersales.office.models import Company
from aftersales.store import prepared
from aftersales.store.remembered import forget_all
from reports.queries.metrics.stale import kept_at
from reports.radar.models import RadarRun, RadarSignal
from reports.services.keeping import keep_figures
from surveys.models import PathResult
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.reports import ticket
from tests.surveys.factories import closed_round

from .test_metrics import fill

MOST = 11  # with those for the session and the user
ROLES = ("clerk", "manager", "quality", "gm", "executive", "rep")


@pytest.fixture
def people(cast, settings):
    settings.FIGURES_KEPT_SECONDS = 60
    Company.objects.create(name="样例")
    return cast


def everything(cast):
    """Figures of which some are kept and some out of date, a computed round, and what the radar says."""
    fill(cast)
    found = closed_round(state="computed")
    importance = [{"key": "q1", "effect": 0.3, "score": 70}]
    PathResult.objects.create(round=found, has_paths=True, importance=importance)
    RadarRun.objects.create(week=NOW.date(), computed_at=NOW, series=1, tests=1, limit=0.01)
    day = NOW.date() - timedelta(days=7)
    weeks = {
        "week": day,
        "last_week": day,
        "weeks": 2,
        "count": 2,
        "usual": 0.5,
        "low": 0,
        "high": 4,
        "counts": [1] * 12,
    }
    for level in ("alarm", "look"):
        about = {"kind": "complaint", "product": cast.sold.product, "batch": level, "region": cast.east}
        RadarSignal.objects.create(key=level, level=level, chance=0.001, found_at=NOW, **about, **weeks)
    keep_figures(now=NOW - timedelta(hours=1))
    ticket(cast, NOW - timedelta(days=2))


def queries_of(user, **asked):
    client = client_of(user)
    client.get(reverse("home"))  # the session is written once
    for cache in caches.all():
        cache.clear()
    prepared._texts.clear()
    forget_all()
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(reverse("dashboard"), asked)
    assert answer.status_code == 200
    return [query["sql"] for query in seen.captured_queries], answer


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("is_filled", [False, True])
def test_cold_dashboard_takes_few_queries(people, is_filled):
    if is_filled:
        everything(people)
        assert any(kept_at(NOW).stale.values())
    assert {"service", "manager", "quality", "gm", "executive"} <= {getattr(people, name).role for name in ROLES}
    counts = {}
    for name in ROLES:
        user = getattr(people, name)
        for asked in ({}, {"region": "east"}) if name != "rep" else ({},):
            sent, answer = queries_of(user, **asked)
            counts[name, *asked] = len(sent)
            if is_filled:
                assert any("reports_daysum" in sql and "told_sources" in sql for sql in sent)
                assert "<svg" in answer.content.decode()
    assert {who: count for who, count in counts.items() if count > MOST} == {}
