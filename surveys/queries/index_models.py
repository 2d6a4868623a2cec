"""Reads index models."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.web.history import Change, Source, changes

from ..models import IndexModel
from ..rules.index_models import latent_lines, path_lines

SHOWN = ("code", "title_zh", "title_en", "source", "latents", "paths", "target", "is_retired")
REASONS: dict[str, Any] = {"created": _("Created"), "changed": _("Changed"), "default": _("Default")}


def index_models() -> QuerySet[IndexModel]:
    """All models, those in use first."""
    return IndexModel.objects.order_by("is_retired", "code")


def index_model_changes(*rows: IndexModel) -> list[Change]:
    """The changes of these models, the newest first."""
    labels = {field.name: field.verbose_name for field in IndexModel._meta.fields if field.name in SHOWN}
    words = {
        "latents": lambda value: "\n".join(latent_lines(value)),
        "paths": lambda value: ", ".join(path_lines(value)),
    }
    history = IndexModel.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", labels, words)], lambda reason: str(REASONS.get(reason, reason)))
