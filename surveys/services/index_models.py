"""Creates and changes index models (S2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, same_version, save_with_history

from ..defaults import DEFAULT_MODELS, TARGET
from ..models import IndexModel, Questionnaire
from ..permissions import can_keep_index_models
from ..rules.index_models import check_structure

FACTS = frozenset({"code", "title_zh", "title_en", "source", "latents", "paths", "target", "is_retired"})
# What figures rest on.
STRUCTURE = ("code", "latents", "paths", "target")


@transaction.atomic
def create_index_model(*, actor: Actor, now: datetime, **facts: Any) -> IndexModel:
    """A new model. No questionnaire uses it before its next version says so."""
    ensure(can_keep_index_models(actor))
    return _save(IndexModel(), facts, actor=actor, reason="created")


@transaction.atomic
def update_index_model(
    *, index_model_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> IndexModel:
    """Change a model. Once a questionnaire that was sent out uses it, only its titles, its source and whether it is out
    of use may change, because past figures rest on the rest."""
    row = lock(IndexModel, pk=index_model_id)
    ensure(can_keep_index_models(actor))
    same_version(row, version)
    if Questionnaire.objects.filter(index_model=row, used_at__isnull=False).exists():
        for name in STRUCTURE:
            if name in facts and facts[name] != getattr(row, name):
                raise InvalidInput(
                    _("Figures rest on this model, so this can’t change. Add a new model instead."),
                    code="in_use",
                    field=name,
                )
    row.version += 1
    return _save(row, facts, actor=actor, reason="changed")


def install_index_models(*, actor: Actor) -> dict[str, IndexModel]:
    """The default models by their code; one that exists is not changed."""
    found = {row.code: row for row in IndexModel.objects.filter(code__in=[model.code for model in DEFAULT_MODELS])}
    for model in DEFAULT_MODELS:
        if model.code not in found:
            row = IndexModel(
                code=model.code,
                title_zh=model.zh,
                title_en=model.en,
                source=model.source,
                latents=model.named_latents,
                paths=model.paths,
                target=TARGET,
            )
            found[model.code] = save_with_history(row, actor=actor, reason="default")
    return found


def _save(row: IndexModel, facts: dict[str, Any], *, actor: Actor, reason: str) -> IndexModel:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    for name in ("code", "title_zh", "title_en"):
        if not getattr(row, name):
            raise InvalidInput(_("This field is required."), code="required", field=name)
    check_structure(row.latents, row.paths, row.target)
    if IndexModel.objects.filter(code=row.code).exclude(pk=row.pk).exists():
        raise InvalidInput(_("This code is taken."), code="taken", field="code")
    return save_with_history(row, actor=actor, reason=reason)
