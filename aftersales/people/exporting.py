"""The export of training results. Interviews, recognitions and corrections are never exported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among

from .models import Attendance
from .permissions import STAFF, visible_attendances
from .queries.trainings import SESSION_TABS

COLUMNS = (
    Column(_("Number"), "session.number"),
    Column(_("Course"), "session.course"),
    Column(_("Starts"), "session.starts_at", Shape.MOMENT),
    Column(_("Status"), "session.get_state_display"),
    Column(_("Person"), "person", personal="name"),
    Column(_("Role"), "person.get_role_display"),
    Column(_("Region"), "person.region"),
    Column(_("Result"), "get_result_display"),
    Column(pgettext_lazy("training", "Score"), "score", Shape.NUMBER),
    Column(pgettext_lazy("people", "Attempts"), "tries", Shape.NUMBER),
    Column(_("Passed on"), "passed_on", Shape.DATE),
    Column(_("Valid until"), "valid_until", Shape.DATE),
)


def _results(user: Any, params: Params, now: datetime) -> QuerySet[Attendance]:
    rows = visible_attendances(user).select_related("session__course", "person__region")
    if tab := params.get("tab"):
        rows = rows.filter(session__state=tab)
    return rows.order_by("-session__starts_at", "-session_id", "pk")


LISTINGS = (
    Listing(
        "trainings",
        _("Training results"),
        STAFF,
        _results,
        COLUMNS,
        page="trainings",
        filters={"tab": _("View")},
        wrong=not_among(tab=SESSION_TABS),
    ),
)
