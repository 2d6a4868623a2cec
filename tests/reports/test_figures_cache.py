"""Cached figures equal those that would be counted now."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from complaints.services import lifecycle
from complaints.services.tickets import log_ticket
from reports.enums import View
from reports.presentation.questions import codes_of
from reports.queries.dashboard import dashboard_page
from tests.factories import NOW

SOON = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def kept_for_a_minute(settings):
    settings.FIGURES_KEPT_SECONDS = 60
    caches["figures"].clear()
    yield
    caches["figures"].clear()


def counts(user, now=NOW, **asked):
    """How many rows each figure opens."""
    with translation.override("en"):
        found = dashboard_page(user, View.MANAGER, codes_of(View.MANAGER), asked, now).told
        return {code: each.figure.rows.count for code, each in found.items()}


def live(user, settings, now=NOW):
    settings.FIGURES_KEPT_SECONDS = 0
    found = counts(user, now)
    settings.FIGURES_KEPT_SECONDS = 60
    return found


def log(people, now=NOW):
    return log_ticket(
        actor=people.clerk, now=now, kind="complaint", channel="email", description="漏水了", customer=people.customer
    )


def test_cached_figures_are_not_counted_again(cast):
    log(cast)
    first = counts(cast.manager)
    with CaptureQueriesContext(connection) as seen:
        assert counts(cast.manager, NOW + SOON) == first
    assert not [query for query in seen.captured_queries if "SUM(" in query["sql"] or "COUNT(" in query["sql"]]


def test_every_change_is_counted_at_once(cast, settings):
    assert counts(cast.manager)["complaints_logged"] == 0
    row = log(cast)
    assert counts(cast.manager, NOW + SOON)["complaints_logged"] == 1
    lifecycle.withdraw(ticket_id=row.pk, actor=cast.manager, now=NOW + SOON, reason="twice")
    assert counts(cast.manager, NOW + 2 * SOON) == live(cast.manager, settings, NOW + 2 * SOON)


def test_passed_deadline_is_counted_within_a_minute(cast, settings):
    row = log(cast)
    due = row.next_due_at
    assert counts(cast.manager, due - SOON)["late_now"] == 0
    after = due + timedelta(seconds=61)
    assert counts(cast.manager, after)["late_now"] == 1
    assert counts(cast.manager, after) == live(cast.manager, settings, after)


def test_cached_figures_of_regions_roles_and_quarters_do_not_mix(cast):
    log(cast)
    assert counts(cast.manager)["complaints_logged"] == 1
    assert counts(cast.manager, region="west")["complaints_logged"] == 0
    assert counts(cast.manager, period="2026-Q3")["complaints_logged"] == 0
    assert counts(cast.manager, region="east")["complaints_logged"] == 1


def test_cached_figures_hold_nothing_personal(cast):
    log(cast)
    counts(cast.manager)
    stored = list(caches["figures"]._cache.values())
    assert stored
    for name in (cast.customer.name, cast.contact.name, cast.manager.name, "漏水了"):
        assert not [one for one in stored if name.encode() in one], name
