"""Reads suppliers."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.web.history import Change, Source, changes

from ..models import Supplier, Supply

SHOWN = ("number", "name", "name_en", "address", "is_active")
REASONS: dict[str, Any] = {"created": _("Created"), "changed": _("Changed"), "demo": _("Demo company")}


def suppliers_listed() -> QuerySet[Supplier]:
    """All suppliers, the active ones first."""
    supplies = Prefetch("supplies", Supply.objects.select_related("product"))
    return Supplier.objects.prefetch_related(supplies).order_by("-is_active", "number")


def supplier_changes(*rows: Supplier) -> list[Change]:
    """The changes of these suppliers, the newest first."""
    labels = {field.name: field.verbose_name for field in Supplier._meta.fields if field.name in SHOWN}
    history = Supplier.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", labels, {})], lambda reason: str(REASONS.get(reason, reason)))
