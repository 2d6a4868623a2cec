"""Very many rows in one statement: what is stored is what the ORM would store, on both databases."""

from datetime import date

import pytest
from django.db import connection, transaction

from aftersales.store.mass import (
    among,
    create_columns_with_history,
    create_new,
    create_new_columns,
    need_not_wait_for_disk,
)
from customers.models import ContactTouch, Customer
from tests.factories import NOW
from visits.models import Visit

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
ODD = ['{a,"b"}', "back\\slash", "O'Neil", "", "NULL", "中文 %s", "two\nlines"]


def columns(customer, reasons):
    cycles = [f"{customer.pk}:2026-11-18:{n}" for n in range(len(reasons))]
    more = {"due_on": TODAY, "planned_on": [TODAY] * len(reasons), "created_at": NOW, "state": "missed"}
    return {"cycle": cycles, "customer_id": customer.pk, "reason": reasons, **more}


def test_columns_store_what_objects_would(people):
    given = columns(people.customer, ODD) | {"rep_id": [people.rep.pk, None] * 3 + [None]}
    create_columns_with_history(Visit, given, reason="fell due", at=NOW)
    rows = list(Visit.objects.order_by("pk"))
    assert [row.reason for row in rows] == ODD
    assert [row.rep_id for row in rows] == given["rep_id"]
    for row in rows:
        made = Visit(pk=row.pk, rep_id=row.rep_id, **{k: v for k, v in given.items() if not isinstance(v, list)})
        made.cycle, made.reason, made.planned_on = row.cycle, row.reason, TODAY
        assert row.__dict__ | {"_state": None} == made.__dict__ | {"_state": None}
        entry = row.history.get()
        assert (entry.history_type, entry.history_date, entry.history_change_reason) == ("+", NOW, "fell due")
        assert entry.instance.reason == row.reason and entry.history_user is None


@pytest.mark.parametrize("count", [0, 1, 3])
def test_columns_that_are_the_same_in_all_rows_make_as_many_rows(people, count):
    given = columns(people.customer, [""] * count)
    create_columns_with_history(Visit, given, reason="fell due", at=NOW)
    assert Visit.objects.count() == Visit.history.count() == count


def test_new_rows_that_clash_are_left_out(people):
    def touch(source, slot):
        more = {"customer": people.customer, "purpose": "visit", "state": "counted", "on": TODAY, "wanted_on": TODAY}
        return ContactTouch(source=source, slot=slot, month=TODAY.replace(day=1), **more)

    assert create_new(ContactTouch, [touch("a", 1), touch("b", 2)], key="source") == {"a", "b"}
    assert create_new(ContactTouch, [touch("a", 3), touch("c", 2), touch("d", 4)], key="source") == {"d"}
    assert create_new(ContactTouch, [], key="source") == set()
    assert ContactTouch.objects.count() == 3


def test_among_finds_many_keys(people):
    assert list(Customer.objects.filter(pk__in=among([people.customer.pk, 10**12]))) == [people.customer]
    assert not Customer.objects.filter(pk__in=among([])).exists()


def test_no_new_columns_are_no_rows():
    assert create_new_columns(ContactTouch, {"source": []}, key="source") == set()


@pytest.mark.django_db(transaction=True)
def test_only_the_transaction_that_says_so_does_not_wait_for_the_disk():
    if connection.vendor != "postgresql":
        with transaction.atomic():
            need_not_wait_for_disk()  # SQLite has no such setting
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        with transaction.atomic():
            need_not_wait_for_disk()
            assert waits(cursor) == "off"
        assert waits(cursor) == "on"
        cursor.execute("RESET synchronous_commit")


def waits(cursor):
    cursor.execute("SHOW synchronous_commit")
    return cursor.fetchone()[0]
