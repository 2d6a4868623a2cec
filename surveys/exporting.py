"""The export of the responses of a quarter, without the people who gave them (S4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among

from .enums import Voice
from .models import Response, Verbatim
from .permissions import READERS, VERBATIM_READERS
from .queries import asked_responses, without_people
from .queries.pages import VIEWS
from .queries.verbatims import asked_verbatims
from .queries.verbatims import without_people as nameless_comments

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


VERBATIM_COLUMNS = (
    Column(_("Comments"), itemgetter("comment")),
    Column(_("Recommend"), itemgetter("score"), Shape.NUMBER),
    Column(_("Group"), itemgetter("voice")),
    Column(_("Tier"), itemgetter("tier")),
    Column(_("Region"), itemgetter("region")),
    Column(_("Quarter"), itemgetter("quarter")),
)


def _verbatims(user: Any, params: Params, now: datetime) -> QuerySet[Verbatim]:
    return asked_verbatims(user, params).rows


def _nameless_comments(user: Any, rows: Sequence[Verbatim], params: Params) -> Iterable[Any]:
    return nameless_comments(rows, asked_verbatims(user, params).cells)


LISTINGS = (
    Listing(
        "verbatims",
        _("In the customers’ words"),
        VERBATIM_READERS,
        _verbatims,
        VERBATIM_COLUMNS,
        page="verbatims",
        dress=_nameless_comments,
        filters={
            "quarter": _("Quarter"),
            "region": _("Region"),
            "voice": _("Group"),
            "theme": _("Theme"),
            "q": _("Search"),
        },
        typed=frozenset({"q"}),
        wrong=not_among(voice=Voice.values),
    ),
    Listing(
        "responses",
        _("Survey responses"),
        READERS,
        _responses,
        COLUMNS,
        page="responses",
        dress=_nameless,
        filters={"quarter": _("Quarter"), "region": _("Region"), "view": _("View")},
        wrong=not_among(view=(*VIEWS, "words")),
    ),
)
