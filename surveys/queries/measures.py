"""Measures, the figures they can aim at, and what a quarter's customers are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from aftersales.staff.models import Department, Outlet, Region
from aftersales.store.dates import start_of
from complaints.quality.enums import ActionState, ReviewState
from complaints.quality.models import SuggestionReview
from customers.enums import Tier
from customers.models import Product

from ..enums import QuestionKind, Segment, Verdict
from ..models import Indicator, Invitation, Measure, QuarterNews, Question, Questionnaire, Round
from ..rules.quarters import first_day, quarter_after
from .round_figures import COMPUTED

TABS = ("", "running", *(value for value in Verdict.values if value))
OFFERED = 60
RATED = (QuestionKind.SCALE, QuestionKind.RECOMMEND)
MEMBERS: dict[str, Any] = {
    Segment.REGION: Region,
    Segment.PRODUCT: Product,
    Segment.OUTLET: Outlet,
    Segment.TEAM: Department,
}


def tab_filter(tab: str) -> Q:
    if tab == "running":
        return Q(verdict="") & ~Q(action__state=ActionState.CANCELLED)
    return Q(verdict=tab) if tab else Q()


def measures(tab: str = "") -> QuerySet[Measure]:
    """The measures of a tab, the latest first."""
    rows = Measure.objects.filter(tab_filter(tab)).select_related("action__owner", "from_round", "created_by")
    return rows.order_by("-pk")


def measures_of(found: Round) -> list[Measure]:
    """The measures that a round checks, then those that start from it, at most ten."""
    rows = measures().filter(Q(check_quarter=found.quarter) | Q(from_round=found))
    return sorted(rows[:10], key=lambda row: row.check_quarter != found.quarter)


def measures_by_code() -> dict[str, list[Measure]]:
    """The last measures for all customers that are not cancelled, by the figure that they are to move."""
    found: dict[str, list[Measure]] = {}
    rows = measures().filter(segment=Segment.ALL).exclude(action__state=ActionState.CANCELLED)
    for row in rows[:OFFERED]:
        found.setdefault(row.code, []).append(row)
    return found


def tab_counts() -> dict[str, int]:
    counted = {f"tab_{place}": Count("pk", filter=tab_filter(tab)) for place, tab in enumerate(TABS) if tab}
    found = Measure.objects.aggregate(tab_0=Count("pk"), **counted)
    return {tab: found[f"tab_{place}"] for place, tab in enumerate(TABS)}


def due_for_check() -> QuerySet[Measure]:
    """Measures that wait for a round that is computed, or cancelled."""
    from_rounds = Q(check_quarter__in=_rounds(COMPUTED)) | Q(check_quarter__in=_rounds(("cancelled",)))
    return Measure.objects.filter(from_rounds, verdict="").exclude(action__state=ActionState.CANCELLED).order_by("pk")


def _rounds(states: tuple[str, ...]) -> Any:
    return Round.objects.filter(state__in=states).values("quarter")


def figure_choices(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """The figures that a measure can aim at, by code."""
    latents = Indicator.objects.filter(questionnaire=questionnaire, parent=None).order_by("position")
    items = Question.objects.filter(questionnaire=questionnaire, indicator__isnull=False, slot__isnull=False)
    return [
        *((f"index:{row.code}", _("Index: %(name)s") % {"name": row}) for row in latents),
        ("csat", _("Satisfied (CSAT)")),
        ("nps", _("Net promoter score (NPS)")),
        ("ces", _("Customer effort (CES)")),
        *((f"item:{row.key}", str(row)) for row in items.order_by("position") if row.kind in RATED),
    ]


def segment_choices() -> list[tuple[str, str]]:
    """All customers, then regions, tiers, outlets, teams and products, as segment:member."""
    regions = [(f"region:{row.pk}", _("Region: %(name)s") % {"name": row}) for row in Region.objects.all()[:OFFERED]]
    tiers = [(f"tier:{value}", _("Tier: %(name)s") % {"name": label}) for value, label in Tier.choices]
    outlets = [(f"outlet:{row.pk}", _("Outlet: %(name)s") % {"name": row}) for row in Outlet.objects.all()[:OFFERED]]
    goods = Product.objects.filter(is_active=True).order_by("code")[:OFFERED]
    teams = [(f"team:{row.pk}", _("Team: %(name)s") % {"name": row}) for row in Department.objects.all()[:OFFERED]]
    products = [(f"product:{row.pk}", _("Product: %(name)s") % {"name": row.label}) for row in goods]
    return [("all:", str(Segment.ALL.label)), *regions, *tiers, *outlets, *teams, *products]


def figure_names(rows: list[Measure]) -> dict[int, str]:
    """What each measure looks at, in words: "Progress updates and follow-up, East". In a constant number of queries."""
    questionnaires = {row.from_round.questionnaire_id for row in rows}
    latents = Indicator.objects.filter(questionnaire__in=questionnaires, parent=None)
    names = {(row.questionnaire_id, f"index:{row.code}"): str(row) for row in latents}
    items = Question.objects.filter(questionnaire__in=questionnaires)
    names |= {(row.questionnaire_id, f"item:{row.key}"): str(row) for row in items}
    fixed = {"csat": _("Satisfied (CSAT)"), "nps": _("Net promoter score (NPS)"), "ces": _("Customer effort (CES)")}
    members = _members(rows)
    found = {}
    for row in rows:
        figure = fixed.get(row.code) or names.get((row.from_round.questionnaire_id, row.code), row.code)
        member = members.get((row.segment, row.member), "")
        found[row.pk] = _("%(figure)s, %(member)s") % {"figure": figure, "member": member} if member else figure
    return found


def _members(rows: list[Measure]) -> dict[tuple[str, str], str]:
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.segment, set()).add(row.member)
    found = {(str(Segment.TIER), value): str(label) for value, label in Tier.choices}
    for segment, model in MEMBERS.items():
        if keys := wanted.get(segment):
            found |= {(segment, str(one.pk)): str(one) for one in model.objects.filter(pk__in=keys)}
    return found


def told_measures(quarter: str) -> QuerySet[Measure]:
    """The measures that customers of the quarter are told: started from its round or checked by it, with words."""
    about = Q(from_round__quarter=quarter) | Q(check_quarter=quarter)
    rows = Measure.objects.filter(about).exclude(said_zh="").exclude(did_zh="")
    rows = rows.exclude(action__state=ActionState.CANCELLED)
    return rows.select_related("action", "from_round").order_by("pk")


def adopted_suggestions(quarter: str) -> QuerySet[SuggestionReview]:
    """The suggestions that were adopted in the quarter."""
    first, last = start_of(first_day(quarter)), start_of(first_day(quarter_after(quarter)))
    rows = SuggestionReview.objects.filter(state=ReviewState.ADOPTED, decided_at__gte=first, decided_at__lt=last)
    return rows.select_related("ticket", "action").order_by("decided_at", "pk")


def answered_in(quarter: str, after: int, now: datetime) -> QuerySet[Invitation]:
    """Named invitations that were answered in the quarter, in the order in which they are written to."""
    first, last = start_of(first_day(quarter)), start_of(first_day(quarter_after(quarter)))
    rows = Invitation.objects.filter(answered_at__gte=first, answered_at__lt=last, pk__gt=after)
    rows = rows.filter(Q(round=None) | Q(round__is_anonymous=False))
    return rows.select_related("customer", "contact").order_by("pk")


def news_of(quarter: str) -> QuarterNews | None:
    return QuarterNews.objects.filter(quarter=quarter).first()
