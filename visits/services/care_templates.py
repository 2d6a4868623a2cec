"""Makes and changes templates of care plans. Plans that began with one keep their own needs and actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, same_version, save_with_history

from ..models import CareTemplate
from ..permissions import can_keep_care_templates
from ..rules.care_templates import check_template

FACTS = frozenset({"code", "name", "name_en", "needs", "actions", "is_active", "place"})


@transaction.atomic
def create_care_template(*, actor: Actor, now: datetime, **facts: Any) -> CareTemplate:
    """A new template, which new plans can begin with."""
    ensure(can_keep_care_templates(actor))
    return _save(CareTemplate(), facts, actor=actor, reason="created")


@transaction.atomic
def change_care_template(
    *, template_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> CareTemplate:
    """Change a template, or end its use: is_active=False, then no new plan can begin with it."""
    row = lock(CareTemplate, pk=template_id)
    ensure(can_keep_care_templates(actor))
    same_version(row, version)
    facts.pop("code", None)  # plans and the API know it by its code
    row.version += 1
    return _save(row, facts, actor=actor, reason="changed")


def _save(row: CareTemplate, facts: dict[str, Any], *, actor: Actor, reason: str) -> CareTemplate:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    for name in ("code", "name"):
        if not getattr(row, name):
            raise InvalidInput(_("This field is required."), code="required", field=name)
    check_template(row.needs, row.actions)
    if CareTemplate.objects.filter(code=row.code).exclude(pk=row.pk).exists():
        raise InvalidInput(_("This code is taken."), code="taken", field="code")
    return save_with_history(row, actor=actor, reason=reason)
