"""Sealing the audit log: every row is sealed once, late rows within a day, and digests are the same everywhere."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import close_old_connections, connection, transaction

from aftersales.audit.models import Seal
from aftersales.audit.queries.seals import content_digests_of, exported_heads, sources
from aftersales.audit.queries.verification import verify
from aftersales.audit.rules import seals as rules
from aftersales.audit.services import seals as audit
from aftersales.office.models import SavedView
from aftersales.staff.models import Department
from tests.factories import NOW

from .factories import DEPARTMENT, MINUTE, department, found, sql

pytestmark = pytest.mark.usefixtures("own_folder")


def test_seals_cover_every_history_table_and_the_access_log():
    assert {"complaints.historicalticket", "quality.historicalinvestigation_team", "audit.accesslogentry"} <= set(
        sources()
    )
    assert len(sources()) > 40


@pytest.mark.django_db
def test_sealing_again_seals_nothing():
    for n in range(5):
        department(f"d{n}")
    assert audit.seal_due(now=NOW) == 5
    assert audit.seal_due(now=NOW + MINUTE) == 0
    assert Seal.objects.count() == 1


@pytest.mark.django_db
def test_sealing_stops_at_its_limit_and_continues_next_time():
    for n in range(7):
        department(f"d{n}")
    assert [audit.seal_due(now=NOW, limit=3) for _ in range(4)] == [3, 3, 1, 0]
    assert found() is None


@pytest.mark.django_db
def test_sealing_killed_midway_leaves_no_seal(monkeypatch):
    department("one")
    with monkeypatch.context() as patch:
        patch.setattr(audit, "_close", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            audit.seal_due(now=NOW)
    assert not Seal.objects.exists()
    assert audit.seal_due(now=NOW) == 1
    assert found() is None


def insert_with_key(pk: int) -> None:
    """A row whose key was reserved long before the row is inserted."""
    Department.history.model.objects.create(
        history_id=pk, id=pk, code=f"late{pk}", name="迟到", history_date=NOW, history_type="+"
    )
    Department.objects.bulk_create([Department(pk=pk, code=f"late{pk}", name="迟到")])


@pytest.mark.django_db
def test_late_rows_are_sealed_within_a_day_and_later_ones_are_named():
    for pk in (1, 2, 6, 9):
        insert_with_key(pk)
    audit.seal_due(now=NOW)
    insert_with_key(4)
    assert found() is None, "it waits for its seal"
    assert audit.seal_due(now=NOW + MINUTE) == 1
    insert_with_key(5)
    assert audit.seal_due(now=NOW + timedelta(hours=23)) == 1
    assert found() is None
    insert_with_key(7)
    assert audit.seal_due(now=NOW + timedelta(hours=25)) == 0
    fault = verify(now=NOW + timedelta(hours=25)).fault
    assert (fault.model, fault.pk, fault.what) == (DEPARTMENT, 7, "added")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_row_committed_after_rows_with_higher_keys_is_sealed():
    inserted, sealed = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            department("slow")
            inserted.set()
            sealed.wait(60)
        close_old_connections()
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    inserted.wait(60)
    department("quick")
    assert audit.seal_due(now=NOW) == 1
    sealed.set()
    thread.join()
    assert audit.seal_due(now=NOW + MINUTE) == 1
    assert list(Seal.objects.order_by("number").values_list("count", flat=True)) == [1, 1]
    assert found() is None


@pytest.mark.django_db(transaction=True)
def test_concurrent_sealers_make_one_chain():
    for n in range(40):
        department(f"d{n}")
    start, done = threading.Barrier(2), []

    def work() -> None:
        start.wait(60)
        total = 0
        while count := audit.seal_due(now=NOW, limit=7):
            total += count
        done.append(total)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 40
    assert found(exported_heads()) is None


@pytest.mark.django_db
def test_ten_thousand_rows_are_sealed_in_few_queries(django_assert_max_num_queries):
    sql(
        "INSERT INTO office_historicalholiday (id, date, is_workday, name, version, history_date, history_type)"
        " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        " SELECT i, '2026-01-01', false, '元旦', 1, %s, '-' FROM n",
        NOW,
    )
    # Batches of two thousand, each over every table: the number of queries grows with batches, not with rows.
    with django_assert_max_num_queries(1000):
        assert audit.seal_all(now=NOW) == 10_000
    assert found() is None


# The same on every database and in every release: installations have these digests in their chains.
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12860.00"), "12860"),
        (Decimal("0.00"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.50"), "-0.5"),
        (datetime(2026, 11, 18, 10, 0, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-11-18T02:00:00.000005+00:00"),
        (datetime(2026, 11, 18, 2, 0, tzinfo=UTC), "2026-11-18T02:00:00+00:00"),
        (date(2026, 11, 18), "2026-11-18"),
        ({"b": [1.0, 2.5], "a": {"y": None}}, {"a": {"y": None}, "b": [1, 2.5]}),
        (True, True),
        (None, None),
        ("中文", "中文"),
        (b"\x00\xff", "00ff"),
    ],
)
def test_values_are_serialised_the_same_on_every_database(value, text):
    assert rules.plain(value) == text


@pytest.mark.django_db
def test_digest_of_a_row_is_the_same_on_every_database():
    SavedView.history.model.objects.create(
        history_id=77,
        id=5,
        owner_id=3,
        page="tickets",
        name="退货",
        params={"b": [1.0, "二"], "a": None},
        position=2,
        is_shared=True,
        created_at=NOW,
        history_date=NOW.astimezone(ZoneInfo("Asia/Shanghai")),
        history_type="~",
        history_change_reason=None,
        history_user_id=None,
    )
    fields = ["created_at", "history_change_reason", "history_date", "is_shared", "name", "params", "position"]
    digest = content_digests_of(SavedView.history.model, fields, [77])[77]
    assert digest.hex() == "63326cd42ac00b00a8ec4b9fde83d618bf75f613466de8802c1919c7dcd7e584"


@pytest.mark.parametrize(
    ("ids", "ranges"),
    [([], []), ([1], [[1, 1]]), ([1, 2, 3, 7], [[1, 3], [7, 7]]), ([-2, -1, 1], [[-2, -1], [1, 1]])],
)
def test_ranges_join_adjacent_keys(ids, ranges):
    assert rules.ranges_of(ids) == ranges
    assert list(rules.ids_of(ranges)) == ids


def test_gaps_in_keys_close_after_a_day():
    reach = rules.Reach().advanced([[3, 5], [8, 8]], NOW)
    assert (reach.top, [gap[:2] for gap in reach.gaps]) == (8, [[1, 2], [6, 7]])
    later = reach.advanced([[1, 1], [6, 7]], NOW + MINUTE)
    assert [gap[:2] for gap in later.gaps] == [[2, 2]]
    assert later.admits(2, 2, NOW + MINUTE)
    assert not later.admits(2, 2, NOW + timedelta(days=1))
    assert not later.admits(7, 7, NOW)
    assert not later.admits(8 + rules.LEAP + 1, 8 + rules.LEAP + 1, NOW)
