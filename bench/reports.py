"""How long the dashboards take with many tickets, without any cache.

    python bench/reports.py [--tickets 100000] [--answers 1000000] [--rounds 7]

Fills an empty, migrated PostgreSQL database with the demo company, then copies its tickets with their SLA targets and
entries by SQL until there are as many, spread over three years, and the answers of surveys if asked. That takes
minutes, where bench/fill.py makes each ticket by the services; a database of bench/fill.py is taken as it is. Each
dashboard is then made as often as asked, all of them in turns: from the kept sums, and counted from the rows as
without them. Beside them the service report of a month, the page of the library, and raw SQL: one plain scan that
groups all tickets by type (the ratio is to its median), the promises of twelve quarters from the rows, and the same
from the kept sums. Nothing is read from a cache.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

import django

django.setup()

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from aftersales.demo.company import load
from aftersales.staff.models import User
from complaints.models import SlaTarget, Ticket, TicketEntry
from reports.enums import ReportKind, Rhythm
from reports.models import DaySum, KeptFigures
from reports.presentation.contents import contents_of
from reports.presentation.dashboard import dashboard_context
from reports.presentation.questions import codes_of, views_for
from reports.queries.dashboard import dashboard_page
from reports.queries.metrics import figures
from reports.rules.periods import Span
from reports.services.keeping import keep_figures
from surveys.models import Response

OFFSET = 1_000_000  # between the ids of a ticket and of its copies
DAYS = 3 * 365
PROMISES = """
    SELECT date_trunc('quarter', t.reported_at),
           count(*) FILTER (WHERE s.met_at IS NOT NULL AND s.lateness_seconds <= 0),
           count(*) FILTER (WHERE s.lateness_seconds > 0 OR s.met_at IS NOT NULL
                            OR (s.cancelled_at IS NULL AND s.due_at < now()))
      FROM complaints_slatarget s JOIN complaints_ticket t ON t.id = s.ticket_id GROUP BY 1"""
KEPT_PROMISES = """
    SELECT date_trunc('quarter', day), sum(sum_4), sum(sum_5) FROM reports_daysum
     WHERE source = 'promises' AND dim = '' AND key = '' GROUP BY 1"""
PLAIN = "SELECT kind, count(*), sum(CASE WHEN closed_at IS NULL THEN 1 ELSE 0 END) FROM complaints_ticket GROUP BY kind"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=7)
    asked, started = parser.parse_args(), time.monotonic()
    if not Ticket.objects.exists():
        with translation.override(None):
            load(now=timezone.now(), customers=300, tickets=500, seed=1)
    if Ticket.objects.count() < asked.tickets:
        multiply(asked.tickets)
    if Response.objects.count() < asked.answers:
        multiply_answers(asked.answers)
    print(f"{Response.objects.count():,} answers, {Ticket.objects.count():,} tickets, ", end="")
    print(f"{SlaTarget.objects.count():,} SLA targets, ", end="")
    print(f"{TicketEntry.objects.count():,} entries in {time.monotonic() - started:.0f} s", flush=True)
    measure(asked.rounds)


def multiply(wanted: int) -> None:
    copies = -(-wanted // Ticket.objects.count()) - 1
    if copies > 0:
        for model, own in (
            (Ticket, {"number": "'TK-' || (2100 + n) || '-' || t.id"}),
            (SlaTarget, {}),
            (TicketEntry, {}),
        ):
            _copy(model, copies, own)
    KeptFigures.objects.update(edition=0)  # the copies have no history by which they would be known
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def multiply_answers(wanted: int) -> None:
    """More answers of those who are known by their day: anonymous ones have none."""
    dated = Response.objects.filter(answered_on__isnull=False, pk__gt=0)
    copies = -(-wanted // dated.count())
    day = f"t.answered_on - (n * {DAYS / copies})::int"
    own = {"answered_on": day, "quarter": f"to_char({day}, 'YYYY-\"Q\"Q')"}
    _copy(Response, copies, own, where="t.answered_on IS NOT NULL")
    KeptFigures.objects.update(edition=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(model: Any, copies: int, own: dict[str, str], where: str = "true") -> None:
    """Copy n of a row is older by n shares of three years; what refers to a ticket refers to its copy."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        name = f"t.{field.column}"
        if field.primary_key or field.column in ("ticket_id", "merged_into_id"):
            value = f"{name} + n * {OFFSET}"
        elif field.column in own:
            value = own[field.column]
        elif field.get_internal_type() == "DateTimeField":
            value = f"{name} - n * interval '1 day' * {DAYS / copies}"
        elif field.unique:
            value = "NULL"
        else:
            value = name
        columns.append(field.column)
        values.append(value)
    table = model._meta.db_table
    unique = [c.name for c in model._meta.constraints if type(c).__name__ == "UniqueConstraint"]
    with connection.cursor() as cursor:
        for name in unique:  # of a call or an import, which the copies share
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608
            f"FROM {table} t, generate_series(1, {copies}) n WHERE t.id BETWEEN 1 AND {OFFSET} AND {where}"
        )


def measure(rounds: int) -> None:
    settings.FIGURES_KEPT_SECONDS, settings.ALLOWED_HOSTS = 0, ["*"]
    user = User.objects.get(username="gm")
    print(
        f"sums kept in {timed(lambda: keep_figures(now=timezone.now())):.1f} s: {DaySum.objects.count():,}", flush=True
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reports_daysum")
    acts: dict[str, Callable[[], Any]] = {"plain scan": lambda: _rows(PLAIN)}
    acts |= {"raw SQL: promises": lambda: _rows(PROMISES), "raw SQL: kept promises": lambda: _rows(KEPT_PROMISES)}
    for view in views_for(user.role):
        acts[view] = lambda view=view: dashboard_context(_page(user, view))  # type: ignore[misc]
        acts[f"{view}, counted"] = lambda view=view: _counted(user, view)  # type: ignore[misc]
    before = timezone.localdate().replace(day=1) - timedelta(days=1)
    month = Span(before.replace(day=1), before)
    acts["month report"] = lambda: contents_of(ReportKind.SERVICE, month, Rhythm.MONTH, timezone.now())
    client = Client()
    client.force_login(user)
    acts["report index"] = lambda: client.get(reverse("reports")).content
    took: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(rounds + 1):
        for name, act in acts.items():
            took[name].append(timed(act))
    plain = statistics.median(took["plain scan"][1:])
    for name, values in took.items():
        middle = statistics.median(values[1:])
        worst, ratio = 1000 * max(values[1:]), middle / plain
        print(f"{name:22} median {1000 * middle:7.1f} ms, worst {worst:7.1f}, ratio {ratio:5.2f}")


def _rows(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def _counted(user: User, view: str) -> None:
    """The same from the rows."""
    with patch.object(figures, "kept_at", lambda *_: None):
        dashboard_context(_page(user, view))


def _page(user: User, view: str) -> Any:
    return dashboard_page(user, view, codes_of(view), {}, timezone.now())


def timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
