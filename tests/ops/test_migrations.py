"""Migrations make the tables of the models; other tests use a database made directly from the models."""

import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, migrations

from aftersales.bootstrap.paths import ROOT, VENV
from aftersales.store.first_migration import FirstMigration
from tests.processes import Prepared, Product

OTHERS = ("auth_", "axes_", "django_")  # third-party tables follow their own migrations
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def schema() -> dict[str, Any]:
    """Tables with columns, constraints and indexes, without names: a renamed field keeps the old ones."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(OTHERS):
                continue
            columns = connection.introspection.get_table_description(cursor, table)
            rules = connection.introspection.get_constraints(cursor, table)
            found[table] = [
                sorted([c.name, str(c.type_code), c.null_ok, str(c.internal_size)] for c in columns),
                sorted(json.dumps(rule, sort_keys=True, default=str) for rule in rules.values()),
            ]
    return found


def test_first_migrations_make_their_tables_in_one_step():
    """A class that makemigrations wrote anew has another base, and holds what a step would do after the tables."""
    places = {app.name: Path(app.path) for app in apps.get_app_configs()}
    mine = [name for name, path in places.items() if path.is_relative_to(ROOT) and not path.is_relative_to(VENV)]
    modules = [f"{name}.migrations" for name in mine if find_spec(f"{name}.migrations")]
    found = [import_module(f"{name}.0001_initial").Migration for name in modules]
    known = (migrations.CreateModel, migrations.AddField, migrations.AddIndex, migrations.AddConstraint)
    assert len(found) == 15
    assert [one.__module__ for one in found if not issubclass(one, FirstMigration)] == []
    assert [step for one in found for step in one.operations if not isinstance(step, known)] == []


def test_migrations_make_the_tables_of_the_models(tmp_path, prepared: Prepared):
    with Product(tmp_path, servers=connection.vendor == "postgresql", prepared=prepared, quiet=True) as product:
        told = "import json; from tests.ops.test_migrations import schema; print(json.dumps(schema()))"
        migrated = json.loads(product.manage("shell", "--no-imports", "-c", told).stdout)
    ours = json.loads(json.dumps(schema()))
    assert sorted(migrated) == sorted(ours)
    assert {name: [migrated[name], table] for name, table in ours.items() if migrated[name] != table} == {}
