"""Templates of care plans, and who changed them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.web.history import Change, Source, changes

from ..models import CareTemplate
from ..rules.care_templates import action_lines, need_lines

SHOWN = ("code", "name", "name_en", "needs", "actions", "is_active", "place")
REASONS: dict[str, Any] = {"created": _("Created"), "changed": _("Changed"), "defaults": _("Initial settings")}


def care_templates() -> QuerySet[CareTemplate]:
    """All templates, those in use first."""
    return CareTemplate.objects.order_by("-is_active", "place", "code")


def care_template_changes(*rows: CareTemplate) -> list[Change]:
    """The changes of these templates, the newest first."""
    labels = {field.name: field.verbose_name for field in CareTemplate._meta.fields if field.name in SHOWN}
    words = {
        "needs": lambda value: "\n".join(need_lines(value)),
        "actions": lambda value: "\n".join(action_lines(value)),
    }
    history = CareTemplate.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", labels, words)], lambda reason: str(REASONS.get(reason, reason)))
