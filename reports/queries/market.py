"""Market notes, and how many customers asked for something in a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from aftersales.staff.models import User
from visits.enums import VisitKind, VisitState
from visits.models import ForumOpinion, Visit
from visits.permissions import visible_to as visible_visits

from ..enums import NoteKind, NoteState
from ..models import MarketNote
from ..rules.periods import Span
from .counting import counts, within

TABS = ("", *NoteKind.values, "withdrawn")


def market_notes(tab: str = "", asked: Mapping[str, str] | None = None) -> QuerySet[MarketNote]:
    """The notes of a tab, the latest period first. asked: region, product."""
    rows = MarketNote.objects.select_related("region", "product", "author")
    if tab == "withdrawn":
        rows = rows.filter(state=NoteState.WITHDRAWN)
    else:
        rows = rows.filter(state=NoteState.CURRENT)
        rows = rows.filter(kind=tab) if tab in NoteKind.values else rows
    asked = asked or {}
    if region := asked.get("region"):
        rows = rows.filter(region__code=region)
    if product := asked.get("product"):
        rows = rows.filter(product__code=product)
    return rows.order_by("-last", "-pk")


def notes_about(span: Span) -> QuerySet[MarketNote]:
    """The notes in force whose period ends in this one, the latest first."""
    return market_notes().filter(last__gte=span.first, last__lte=span.last)


def notes_in(spans: Sequence[Span]) -> list[dict[str, int]]:
    rows = MarketNote.objects.filter(state=NoteState.CURRENT)
    return counts(rows, "last", spans, asked=~Q(asked_for=""))


def forum_opinions(spans: Sequence[Span]) -> list[dict[str, int]]:
    """Opinions of user forums, by the day on which they were recorded."""
    return counts(ForumOpinion.objects.all(), "created_at", spans)


def requirements(user: User, span: Span) -> QuerySet[Visit]:
    """The visits of a period on which a customer asked for something, as far as the user may see them, the latest
    first. The words stay in the visits, where they can be erased; a stored report only counts them."""
    rows = visible_visits(user).filter(state=VisitState.DONE, kind=VisitKind.CARE).exclude(requirements="")
    rows = rows.filter(within(rows, "took_place_at", span))
    return rows.select_related("customer__region", "rep").order_by("-took_place_at", "-pk")
