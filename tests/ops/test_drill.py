"""Long drills: restore of a hundred thousand rows into the other database, migrations backwards and forwards."""

import json
import re
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from aftersales.backups.services import databases, making, restoring, rows, runs
from aftersales.demo.company import load
from tests.factories import NOW
from tests.processes import Product

pytestmark = pytest.mark.drill
ROWS = 100_000
COUNT = """
import json
from django.db import connection
from aftersales.backups.services import rows
from django.apps import apps
print(json.dumps({m._meta.db_table: rows.tally(connection, m) for m in rows.tables(apps)}))
"""


def total() -> int:
    return sum(restoring.contents(connection).values())


@pytest.fixture
def company(transactional_db, settings, tmp_path):
    """The demo company, so large that it makes a hundred thousand rows."""
    settings.BACKUP_DIR, settings.MEDIA_ROOT = tmp_path / "backups", str(tmp_path / "files")
    load(now=NOW, customers=800, tickets=7000, seed=1)
    assert total() >= ROWS


def test_hundred_thousand_rows_are_backed_up_and_restored(company, settings, capsys):
    started = time.monotonic()
    made = making.write_backup(path=making.place(folder=settings.BACKUP_DIR, now=NOW), now=NOW)
    written = time.monotonic()
    tables = [model._meta.db_table for model in rows.tables(restoring.present)]
    call_command("restore", made.path, replace=True, confirm="replace")
    restored = time.monotonic()
    other = runs.try_restore(file=made.path)  # on SQLite in both tiers
    assert other == made.rows == sum(rows.tally(connection, m)["rows"] for m in rows.tables(restoring.present))
    assert len(tables) == len(made.manifest["tables"])
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {made.rows} rows, {made.size / 1e6:.1f} MB; backup {written - started:.0f} s, "
            f"restore {restored - written:.0f} s, on SQLite {time.monotonic() - restored:.0f} s"
        )


@pytest.mark.postgres
def test_backup_of_sqlite_restores_on_postgresql(tmp_path):
    with Product(tmp_path / "from") as product:
        for name in list(product.children):
            product.kill(name)
        product.manage("demo", "--customers", "40", "--tickets", "100")
        file = Path(product.manage("backup", "--quiet").stdout.strip())
        before = json.loads(product.manage("shell", "--no-imports", "-c", COUNT).stdout)
    with Product(tmp_path / "to", servers=True) as product:
        for name in list(product.children):
            product.kill(name)
        time.sleep(61)  # until the heartbeats are old
        product.manage("restore", str(file), "--replace", "--confirm", "replace")
        assert json.loads(product.manage("shell", "--no-imports", "-c", COUNT).stdout) == before


def test_migrations_run_backwards_and_forwards_without_loss(company, capsys):
    """Every app back to its first migration and forward again: rows and columns of the first one are unchanged."""
    before = restoring.contents(connection)
    first = {app: names[0] for app, names in migrations().items() if app in OURS}
    started = time.monotonic()
    for app in reversed(OURS):
        call_command("migrate", app, first[app], interactive=False, verbosity=0)
    there = databases.filled(connection, list(before))
    assert {name: count for name, count in there.items() if before[name] != count} == {}
    back = time.monotonic()
    call_command("migrate", interactive=False, verbosity=0)
    after = restoring.contents(connection)
    assert {name: after.get(name) for name in there} == there
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {sum(before.values())} rows, back {back - started:.0f} s, "
            f"forward {time.monotonic() - back:.0f} s"
        )


OURS = ("staff", "office", "customers", "complaints", "visits", "surveys")


def migrations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection).graph.nodes):
        if re.match(r"\d{4}_", name):
            found.setdefault(app, []).append(name)
    return found
