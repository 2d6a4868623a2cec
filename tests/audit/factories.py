"""What tests of the audit log share: history to seal, and what a verification finds."""

from datetime import date, timedelta
from random import Random

from django.db import connection

from aftersales.audit.enums import AccessKind
from aftersales.audit.queries.verification import verify
from aftersales.audit.rules.faults import Fault
from aftersales.audit.services.access import record_access
from aftersales.office.models import Holiday, SavedView
from aftersales.staff.models import Department, Region
from aftersales.store.writing import delete_with_history, save_with_history
from tests.factories import NOW

MINUTE = timedelta(minutes=1)
DEPARTMENT = "staff.historicaldepartment"


def department(code, **fields):
    return save_with_history(
        Department(code=code, name=fields.pop("name", "质量部"), **fields), actor=None, reason="made"
    )


def write_history(rng: Random, people) -> None:
    """Write history of every kind: created, changed, deleted and read rows."""
    for n in range(3):
        one = department(f"d{rng.randrange(10**9)}")
        one.name = f"部门 {n}"
        save_with_history(one, actor=people[n % 2], reason="renamed")
    region = save_with_history(Region(code=f"r{rng.randrange(10**9)}", name="华东"), actor=people[0], reason="made")
    day = date(2026, 1, 1) + timedelta(days=rng.randrange(5000))
    delete_with_history(
        save_with_history(Holiday(date=day, name="元旦"), actor=None), actor=people[1], reason="not announced"
    )
    view = SavedView(
        owner=people[0], page="tickets", name=f"v{region.pk}", params={"b": "二", "a": "1"}, created_at=NOW
    )
    save_with_history(view, actor=people[0])
    for n in range(2):
        record_access(actor=people[n], now=NOW, kind=AccessKind.REVEAL, subject=f"CU-{region.pk}-{n}", reason="回访")


def found(heads=()) -> Fault | None:
    return verify(now=NOW + timedelta(hours=1), heads=heads).fault


def sql(text: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
