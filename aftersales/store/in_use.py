"""Inactive rows (`is_active`) can no longer be chosen; a record that refers to one keeps it, and forms mark it.

A form names the field in its `__init__`: `offer(self, "region", Region)`; its service calls `require_in_use`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import InvalidInput


def offer(form: forms.Form, name: str, rows: type[Model] | QuerySet[Any], label: Any = str, **more: Any) -> None:
    """Set the choices of a field: the active rows, and the row that the form begins with."""
    field: Any = form.fields[name]
    found = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    present = _present(form.get_initial_for_field(field, name))
    field.queryset = found.filter(Q(is_active=True, **more) | Q(pk__in=present))
    field.label_from_instance = lambda row: with_state(row, label(row))


def with_state(row: Any, label: Any) -> str:
    """The label of a row in a list of choices."""
    return str(label) if row.is_active else _("%(name)s (inactive)") % {"name": label}


def require_in_use(facts: Mapping[str, Any], row: Any = None) -> None:
    """Raise InvalidInput for an inactive choice, unless the row has it already. Call it before the facts are set."""
    for name, value in facts.items():
        is_off = isinstance(value, Model) and not getattr(value, "is_active", True)
        if is_off and (row is None or getattr(row, f"{name}_id", None) != value.pk):
            raise InvalidInput(
                gettext_lazy("%(name)s is inactive. Choose another one."),
                code="out_of_use",
                field=name,
                params={"name": str(value)},
            )


def _present(initial: Any) -> list[Any]:
    values: Iterable[Any] = initial if isinstance(initial, list | tuple) else [initial]
    return [getattr(value, "pk", value) for value in values if value not in (None, "")]
