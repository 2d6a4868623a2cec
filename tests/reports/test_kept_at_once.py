"""Kept sums while others write: no change is lost between a job and a transaction that ends late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from reports.models import DaySum, KeptFigures
from reports.queries.metrics.stale import kept_at
from reports.services.keeping import check_figures, keep_figures
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.reports import ticket

from .test_kept import assert_equal_to_rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DAY = timedelta(days=1)


def at_once(*acts):
    ready = Barrier(len(acts))

    def run(act):
        ready.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_jobs_at_once_make_the_same_as_one():
    cast = make_cast()
    for days in range(4):
        ticket(cast, NOW - days * DAY)
    at_once(*[lambda: keep_figures(now=NOW)] * 3)
    ticket(cast, NOW - 9 * DAY)
    at_once(*[lambda: keep_figures(now=NOW)] * 3)
    assert KeptFigures.objects.count() == 1
    assert not any(kept_at(NOW).stale.values())
    assert DaySum.objects.filter(source="logged", dim="").count() == 5
    assert_equal_to_rows(cast.executive, NOW, periods=({},), filters=({},))
    assert check_figures(now=NOW) == 0


def test_jobs_while_tickets_are_logged_lose_none():
    cast = make_cast()
    keep_figures(now=NOW)

    def log(first):
        for n in range(6):
            with transaction.atomic():
                ticket(cast, NOW - (n % 3) * DAY, number=f"TK-2026-{first + n}")

    at_once(lambda: log(100), lambda: [keep_figures(now=NOW) for _ in range(4)], lambda: log(200))
    assert_equal_to_rows(cast.executive, NOW, periods=({},), filters=({},))
    keep_figures(now=NOW)
    assert sum(DaySum.objects.filter(source="logged", dim="").values_list("sum_0", flat=True)) == 12
    assert check_figures(now=NOW) == 0


@pytest.mark.postgres
def test_transaction_that_ends_after_a_later_one_is_not_overlooked():
    cast = make_cast()
    keep_figures(now=NOW)
    has_written, may_end = Event(), Event()

    def slow():
        with transaction.atomic():
            ticket(cast, NOW - 2 * DAY, number="TK-2026-1")
            has_written.set()
            assert may_end.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(slow)
        assert has_written.wait(30)
        try:
            ticket(cast, NOW - 2 * DAY, number="TK-2026-2")
            keep_figures(now=NOW)
            keep_figures(now=NOW)
            state = KeptFigures.objects.get()
            assert state.waits_for and state.next_since["complaints.ticket"] > state.since["complaints.ticket"]
        finally:
            may_end.set()
        ended.result()
    assert_equal_to_rows(cast.executive, NOW, periods=({},), filters=({},))
    keep_figures(now=NOW)
    assert not KeptFigures.objects.get().waits_for
    assert not any(kept_at(NOW).stale.values())
    assert_equal_to_rows(cast.executive, NOW, periods=({},), filters=({},))
    assert check_figures(now=NOW) == 0
