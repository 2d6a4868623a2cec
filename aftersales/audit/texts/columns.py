"""Texts of the audit log: names of columns, kinds of access, faults of seals."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import contributed, contributed_names

# Columns whose values no user decides.
TECHNICAL = frozenset(
    [
        "id",
        "attempts",
        "fault",
        "import_key",
        "is_demo",
        "key",
        "lease",
        "leased_until",
        "search_text",
        "problem_kind",
        "search_words",
        "updated_at",
        "version",
        "history_id",
        "history_date",
        "history_type",
        "history_user",
        "history_change_reason",
    ]
)

FAULTS: dict[str, Any] = {
    "changed": _("changed"),
    "missing": _("missing"),
    "added": _("inserted"),
    "reordered": _("reordered"),
    "tail cut": _("entries at the end were removed"),
    "rewritten": _("the chain was rewritten"),
    "unreadable": _("can no longer be read"),
    "no run": _("redacted without a recorded erasure or retention run"),
    "differs": _("differs from its history"),
    "gone": _("removed without a trace in its history"),
    "no history": _("not in its history"),
}


@cache
def columns_of(history: Any) -> dict[str, Any]:
    """Name → label of the columns of a history row that are shown."""
    base = history.instance_type
    known = contributed("columns").get(base._meta.model_name, {})
    technical = TECHNICAL | contributed_names("technical")
    shown = [field.name for field in history._meta.concrete_fields if field.name not in technical]
    return {name: known.get(name) or base._meta.get_field(name).verbose_name for name in shown}


def noun_of(model: Any) -> Any:
    """What a row of this table is called: for a history table its model, for a many-to-many table its field."""
    options = getattr(model, "instance_type", model)._meta
    if not options.auto_created:
        return options.verbose_name
    fields = options.auto_created._meta.many_to_many
    return next(field.verbose_name for field in fields if field.remote_field.through._meta is options)
