"""The export of the responses of a quarter, without the people who gave them (S4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.tables.exporting import Column, Listing, Params, Shape

from .models import Response
from .permissions import READERS
from .queries import asked_responses, without_people

COLUMNS = (
    Column(_("Comments"), itemgetter("comment")),
    Column(_("Satisfaction with handling"), itemgetter("csat"), Shape.NUMBER),
    Column(_("Recommend"), itemgetter("nps"), Shape.NUMBER),
    Column(pgettext_lazy("survey", "Solved"), itemgetter("solved")),
    Column(_("Tier"), itemgetter("tier")),
    Column(_("Region"), itemgetter("region")),
    Column(_("Month"), itemgetter("month")),
)


def _responses(user: Any, params: Params, now: datetime) -> QuerySet[Response]:
    return asked_responses(user, params).rows


def _nameless(user: Any, rows: Sequence[Response], params: Params) -> Iterable[Any]:
    return without_people(rows, asked_responses(user, params).cells)


LISTINGS = (
    Listing(
        "responses",
        _("Survey responses"),
        READERS,
        _responses,
        COLUMNS,
        page="responses",
        dress=_nameless,
        filters={"quarter": _("Quarter"), "region": _("Region"), "view": _("View")},
    ),
)
