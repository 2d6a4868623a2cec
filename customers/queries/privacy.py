"""The register of what people ask, and what is declared about personal data (A4)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from aftersales.staff.models import Actor
from aftersales.web.personal import Kind, declared

from ..enums import RequestState
from ..models import PersonalDataRequest
from ..permissions import REQUEST_READERS


def data_requests(user: Actor, state: str = "") -> QuerySet[PersonalDataRequest]:
    """What is open, the next due first; what is finished, the latest first."""
    rows = PersonalDataRequest.objects.select_related("customer", "opened_by", "handled_by")
    if user is not None and user.role not in REQUEST_READERS:
        return rows.none()
    if state == RequestState.OPEN:
        return rows.filter(state=state).order_by("due_on", "pk")
    return rows.exclude(state=RequestState.OPEN).order_by("-pk") if state else rows.order_by("-pk")


def declarations() -> list[dict[str, Any]]:
    """What is held, what for, how long, how strangers see it."""
    rows = []
    for about in declared():
        fields = [_field(about.model, name, kind) for name, kind in about.fields.items() if kind != Kind.KEY]
        if fields:
            kept = _("%(days)s days") % {"days": about.retention} if about.retention else _("As long as the archive")
            title = about.model._meta.label.rpartition(".")[2]
            rows.append({"title": title, "fields": fields, "purpose": about.purpose, "kept": kept})
    return rows


def _field(model: type[Model], name: str, kind: Kind) -> str:
    return f"{model._meta.get_field(name).verbose_name} ({kind.value})"  # type: ignore[union-attr]
