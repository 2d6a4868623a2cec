"""Data requests, and the declarations of personal data (A4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from aftersales.kernel.lists import chunks
from aftersales.office.queries.retention import keepings
from aftersales.staff.models import Actor
from aftersales.store.personal import MASKS, Declared, Kind, declared
from aftersales.web.figures import days as in_days

from ..enums import RequestState
from ..models import Customer, PersonalDataRequest
from ..permissions import REQUEST_READERS


def data_requests(user: Actor, state: str = "") -> QuerySet[PersonalDataRequest]:
    """Open requests, the next due first; completed ones, the latest first."""
    rows = PersonalDataRequest.objects.select_related("customer", "opened_by", "handled_by")
    if user is not None and user.role not in REQUEST_READERS:
        return rows.none()
    if state == RequestState.OPEN:
        return rows.filter(state=state).order_by("due_on", "pk")
    return rows.exclude(state=RequestState.OPEN).order_by("-pk") if state else rows.order_by("-pk")


def declarations() -> list[dict[str, Any]]:
    """Which data is stored, for what purpose, how long, and whether it is masked."""
    days = {keeping.about.model: keeping.days for keeping in keepings()}
    rows = []
    for about in declared():
        fields = [_field(about, name, kind) for name, kind in about.fields.items() if kind != Kind.KEY]
        if fields:
            passes = about.model in days
            kept = in_days(days[about.model]) if passes else _("As long as the customer record")
            rows.append({"title": about.label, "fields": fields, "purpose": about.purpose, "kept": kept})
    return rows


def _field(about: Declared, name: str, kind: Kind) -> str:
    """The label of a field. It says so if the field is masked for readers who do not need it."""
    label = capfirst(str(about.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    return _("%(field)s (masked)") % {"field": label} if about.owners and kind in MASKS else label


def erased_numbers(numbers: Iterable[str]) -> set[str]:
    """Those of these customer numbers whose personal data is erased."""
    rows = Customer.objects.exclude(erased_at=None).order_by().values_list("number", flat=True)
    return {number for part in chunks(sorted(numbers)) for number in rows.filter(number__in=part)}
