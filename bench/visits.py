"""How long it takes to plan the visits that fall due, beside the least that SQL needs for the same rows.

    python bench/visits.py [--customers 1000000] [--daily 4000]

Run it on an empty, migrated PostgreSQL. It adds so many important and long-term customers, seven of ten of whom have
never been visited, computes their schedules, and prints the seconds of: the computation of all schedules, the first
plan (everybody who is overdue) in batches, the same plan again, the plan of a day, and the nightly check. The plans are
compared with one INSERT … SELECT that finds who is due and writes the same rows: the visits, their history, their
places in the ledger of contacts, and the mark at the schedules.
"""

import argparse
import gc
import os
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

import django

django.setup()

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from aftersales.desk.installation import set_up
from aftersales.staff.models import Region, User
from aftersales.store.dates import company_date
from customers.models import ContactTouch, Customer
from visits.enums import RunPurpose
from visits.models import ScheduleRun, Visit, VisitSchedule
from visits.rules.placing import HORIZON
from visits.services.planning import plan_due
from visits.services.schedules import check_schedules, start_run, sweep_schedules

OVERDUE = 0.7
REPS = 400
TOWNS = ("东湖", "西林", "南桥", "北门", "中山", "滨河", "新港", "古塔")
ROUNDS = 5


def fill(customers: int, daily: int) -> None:
    """Customers of 400 reps. `daily` of them fall due on the last day of the planner's horizon, after it the rest."""
    now = timezone.now()
    set_up(actor=None, now=now, company={"name": "Bench"})
    region = Region.objects.first()
    reps = User.objects.bulk_create(
        User(username=f"bench{n}", name=f"Rep {n}", role="rep", region=region) for n in range(REPS)
    )
    today = company_date(now)
    due = today + timedelta(days=HORIZON + 1)
    overdue = int(customers * OVERDUE)
    names = [field.column for field in Customer._meta.concrete_fields if not field.primary_key]
    sample = Customer(number="", name="", created_at=now, region=region, rep=reps[0], tier="long_term")
    given = {name: getattr(sample, field.attname) for name, field in zip(names, _fields(), strict=True)}
    given["grade_reasons"] = "[]"
    computed = {
        "number": "'BV-' || n",
        "name": "'Customer ' || n",
        "rep_id": f"(%(reps)s::bigint[])[1 + n %% {REPS}]",
        "address": f"'样例市' || (%(towns)s::text[])[1 + n / {REPS} %% {len(TOWNS)}] || '区人民路 ' || n || ' 号'",
        "tier": "CASE WHEN n %% 3 = 0 THEN 'important' ELSE 'long_term' END",
        "last_visit_on": f"""CASE WHEN n <= {overdue} THEN %(today)s::date - 400 - n %% 900
            WHEN n <= {overdue + daily} THEN
                (%(due)s::date - CASE WHEN n %% 3 = 0 THEN INTERVAL '6 months' ELSE INTERVAL '12 months' END)::date
            ELSE %(today)s::date - n %% 150 END""",
    }
    values = ", ".join(computed.get(name, f"%({name})s") for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        more = {"reps": [rep.pk for rep in reps], "today": today, "due": due, "towns": list(TOWNS)}
        cursor.execute(
            f"INSERT INTO {Customer._meta.db_table} ({columns}) SELECT {values} FROM generate_series(1, {customers}) n",
            {**given, **more},
        )
        cursor.execute("VACUUM ANALYZE")


def _fields() -> list[Any]:
    return [field for field in Customer._meta.concrete_fields if not field.primary_key]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def told(what: str, work: Callable[[], Any]) -> float:
    seconds, found = timed(work)
    print(f"{what:52} {seconds:9.2f} s  {found}", flush=True)
    return seconds


def watch(stop: threading.Event) -> None:
    """Print the progress that is stored in the database."""
    while not stop.wait(10):
        run = ScheduleRun.objects.filter(finished_at=None).first()
        print(f"    {run.done} of {run.total}" if run else f"    {Visit.objects.count()} visits", flush=True)
    connection.close()


def plan_of_a_day(now: Any, last: int) -> float:
    """The seconds of the plan of a day, the best of some rounds. last: the newest visit before."""
    seconds = []
    for round_ in range(ROUNDS):
        if round_:
            _forget(last)
        seconds.append(told("plan of the next day", lambda: plan_due(now=now, horizon_days=HORIZON)))
    return min(seconds)


def _forget(last: int) -> None:
    visit, past = Visit._meta.db_table, Visit.history.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {ContactTouch._meta.db_table} WHERE source IN"
            f" (SELECT 'visit ' || cycle FROM {visit} WHERE id > %s)",
            [last],
        )
        cursor.execute(
            f"UPDATE {VisitSchedule._meta.db_table} SET is_planned = false"
            f" WHERE customer_id IN (SELECT customer_id FROM {visit} WHERE id > %s)",
            [last],
        )
        for table in (past, visit):
            cursor.execute(f"DELETE FROM {table} WHERE id > %s", [last])
        for table in (past, visit, VisitSchedule._meta.db_table, ContactTouch._meta.db_table):
            cursor.execute(f"VACUUM {table}")


def least(last: int, until: date) -> float:
    """The seconds of one INSERT … SELECT that finds who is due by `until`, as the plan does, and writes the visits
    after `last` again, with their history and contacts and the mark at the schedules, all indexes and the commit; the
    best of as many rounds. It places nothing: their days are known."""
    visit, past, touches = Visit._meta.db_table, Visit.history.model._meta.db_table, ContactTouch._meta.db_table
    schedules, customers = VisitSchedule._meta.db_table, Customer._meta.db_table
    names = ", ".join(f'"{field.column}"' for field in Visit._meta.concrete_fields if not field.primary_key)
    tracked = ", ".join(f'"{field.column}"' for field in Visit.history.model.tracked_fields if field.name != "id")
    claimed = ", ".join(f'"{field.column}"' for field in ContactTouch._meta.concrete_fields if not field.primary_key)
    seconds = []
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE same AS SELECT * FROM {visit} WHERE id > %s", [last])
        cursor.execute(
            f"CREATE TEMP TABLE claims AS SELECT {claimed} FROM {touches}"
            f" WHERE source IN (SELECT 'visit ' || cycle FROM same)"
        )
        cursor.execute("ANALYZE same; ANALYZE claims")
        for _round in range(ROUNDS):
            _forget(last)
            start = time.perf_counter()
            with transaction.atomic():
                cursor.execute(
                    f"""
                    WITH due AS (
                        SELECT customer.id FROM {schedules} each JOIN {customers} customer ON customer.id = customer_id
                        WHERE NOT is_planned AND next_due_on <= %s AND NOT EXISTS (
                            SELECT FROM {visit} open WHERE open.customer_id = each.customer_id
                                AND open.state = 'planned' AND open.kind = 'care'
                        )
                    ), made AS (
                        INSERT INTO {visit} ({names})
                        SELECT {names} FROM same WHERE customer_id IN (SELECT id FROM due) RETURNING *
                    ), past AS (
                        INSERT INTO {past} (id, {tracked}, history_date, history_type, history_change_reason)
                        SELECT id, {tracked}, now(), '+', 'fell due' FROM made
                    ), touched AS (
                        INSERT INTO {touches} ({claimed})
                        SELECT {claimed} FROM claims WHERE source IN (SELECT 'visit ' || cycle FROM made)
                    )
                    UPDATE {schedules} SET is_planned = true WHERE customer_id IN (SELECT customer_id FROM made)
                    """,
                    [until],
                )
                assert cursor.rowcount == Visit.objects.filter(pk__gt=last).count() > 0
            seconds.append(time.perf_counter() - start)
    return min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--daily", type=int, default=4_000)
    asked = parser.parse_args()
    told("fill", lambda: fill(asked.customers, asked.daily))
    now = timezone.now()
    gc.collect()
    gc.freeze()  # as a worker does when it starts
    start_run(purpose=RunPurpose.CADENCE, now=now)
    told("schedules of all", lambda: sweep_schedules(now=now))
    measure(now)


def measure(now: Any) -> None:
    """Print the figures of the planner for a company whose schedules are computed."""
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=[stop], daemon=True)
    watcher.start()
    _vacuum()
    first = told("first plan", lambda: plan_due(now=now, horizon_days=HORIZON))
    again = told("the same again", lambda: plan_due(now=now, horizon_days=HORIZON))
    stop.set()
    watcher.join()
    _vacuum()
    planned, last = Visit.objects.count(), Visit.objects.latest("pk").pk
    day = plan_of_a_day(now + timedelta(days=1), last)
    new = Visit.objects.filter(pk__gt=last).count()
    every = least(last, company_date(now + timedelta(days=1)) + timedelta(days=HORIZON))
    print(f"INSERT … SELECT of the same {new} visits with history, contacts and schedules {every:.3f} s")
    print(f"plan of a day / INSERT … SELECT: {day / every:.2f}")
    print(f"first plan, visits a second / INSERT … SELECT: {planned / first / (new / every):.3f}")
    print(f"again / first: {again / first:.4f}")
    told("nightly check", lambda: check_schedules(now=now))


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
