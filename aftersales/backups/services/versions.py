"""The version of the software that a database or backup belongs to, and its models at that version."""

from __future__ import annotations

from typing import Any

from django.apps import apps as present
from django.apps.registry import Apps
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput

Migrations = dict[str, list[str]]


def applied(connection: Any) -> Migrations:
    """The migrations that were applied to this database, by app."""
    return by_app(MigrationLoader(connection).applied_migrations)


def wanted(connection: Any) -> Migrations:
    """The migrations of this version of the software, by app."""
    return by_app(MigrationLoader(connection).graph.nodes)


def by_app(nodes: Any) -> Migrations:
    found: Migrations = {}
    for app, name in sorted(nodes):
        found.setdefault(app, []).append(name)
    return found


def apps_at(connection: Any, migrations: Migrations) -> Apps:
    """The models as they were after these migrations."""
    loader = MigrationLoader(connection)
    if migrations == by_app(loader.graph.nodes):
        return present
    if missing := unknown(connection, migrations):
        text = _("This backup is from another version (%(migration)s is unknown here). Install that version.")
        raise InvalidInput(text, code="other_version", params={"migration": missing[0]})
    return loader.project_state([(app, name) for app, names in migrations.items() for name in names]).apps


def unknown(connection: Any, migrations: Migrations) -> list[str]:
    """Those that this version of the software does not have."""
    nodes = MigrationLoader(connection).graph.nodes
    return sorted(f"{app}.{name}" for app, names in migrations.items() for name in names if (app, name) not in nodes)


def turn_to(connection: Any, migrations: Migrations) -> None:
    """Migrate an empty database to these migrations, forwards or backwards."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    have = set(executor.loader.applied_migrations)
    want = {(app, name) for app, names in migrations.items() for name in names}
    followed = {parent.key for node in want for parent in graph.node_map[node].parents if parent.key[0] == node[0]}
    last = want - followed
    targets: list[tuple[str, str | None]] = sorted(last)
    if have - want:
        targets += sorted({(app, None) for app, _name in have if app not in migrations})
    executor.migrate(targets)
