"""The first migration of an app makes its tables in one step.

Django loads the models of all apps again after each operation. With some hundred tables that took minutes before a new
installation had its first page.
"""

from __future__ import annotations

from contextlib import suppress

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class FirstMigration(migrations.Migration):
    """Makes the tables of its CreateModel operations as they are after all of its operations. It holds nothing but
    operations on models, fields, indexes and constraints."""

    initial = True

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        with suppress(AttributeError):
            del project_state.apps  # so that adding a model loads no other one again
        state = self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            if isinstance(operation, migrations.CreateModel):
                schema_editor.create_model(state.apps.get_model(self.app_label, operation.name))
        return state
