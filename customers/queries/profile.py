"""The profile of a customer over time as text, and the customer panel."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date

from ..models import Customer, Grading, PanelAnswer, PanelMember, PanelQuestion, Purchase, TierPeriod
from ..permissions import visible_to
from ..rules.profile import COVERED, ENDED, ENDING, ENDS, warranty_state

SHOWN = 12


def tier_history(customer: Customer) -> list[TierPeriod]:
    """The tiers, the current one first. A tier that never changed has no row; it began when the customer was
    created."""
    rows = list(customer.tier_periods.select_related("by")[:SHOWN])
    return rows or [
        TierPeriod(customer=customer, tier=customer.tier, since=customer.since or company_date(customer.created_at))
    ]


def grade_history(customer: Customer) -> list[Grading]:
    return list(customer.gradings.select_related("by")[:SHOWN])


def profile_of(customer: Customer) -> dict[str, Any]:
    """Tiers, annual demands and gradings of a customer."""
    demands = list(customer.demands.all())
    return {"tiers": tier_history(customer), "demands": demands, "gradings": grade_history(customer)}


def warranties(customer: Customer, today: date) -> dict[str, QuerySet[Purchase]]:
    """Querysets to count: purchases in warranty, those of them that end within sixty days, and those out of
    warranty."""
    covered = customer.purchases.filter(warranty_until__gte=today)
    return {
        "covered": covered,
        "ending": covered.filter(warranty_until__lte=today + ENDING),
        "ended": customer.purchases.filter(warranty_until__lt=today),
    }


def panel_members(user: Actor) -> QuerySet[PanelMember]:
    """Members whose customers the user sees, current members first."""
    rows = PanelMember.objects.filter(customer__in=visible_to(user).order_by().values("pk"))
    return rows.select_related("customer__region", "contact").order_by(
        F("until").desc(nulls_first=True), "customer__name", "pk"
    )


def panel_questions(user: Actor) -> QuerySet[PanelQuestion]:
    """All questions, each with the opinions that the user may read as `heard`."""
    seen = PanelAnswer.objects.filter(member__customer__in=visible_to(user).order_by().values("pk"))
    heard = Prefetch("answers", seen.select_related("member__customer", "member__contact", "by"), to_attr="heard")
    return PanelQuestion.objects.select_related("asked_by", "closed_by").prefetch_related(heard)


# Text for each reason code of rules/grading.py.
GRADE_REASONS = {
    "answers": _("Latest responses: %(score)s of 100 on average, from %(count)s responses"),
    "unsolved": _("%(number)s: the customer says it isn’t solved"),
    "minor": _("Minor quality complaints in the last month: %(count)s"),
    "repairs": _("Repairs in the last month: %(count)s"),
    "open": _("%(number)s has been open for %(days)s days"),
    "late": _("%(number)s: SLA target missed by %(days)s days"),
    "prices": _("%(number)s: prices or charges weren’t made plain"),
    "defect": _("%(number)s: serious defect"),
    "threat": _("%(number)s: customer threatens to go public"),
    "critical": _("%(number)s: media, authority, lawyer or public figure involved"),
}


def grade_words(reasons: list[Any]) -> list[str]:
    """The reasons in the reader's language. Text that a person wrote is not changed."""
    return [reason if isinstance(reason, str) else _worded(reason) for reason in reasons]


def _worded(reason: dict[str, Any]) -> str:
    text = GRADE_REASONS.get(reason.get("code", ""))
    return str(text) % reason["params"] if text else ""


def warranty_words(until: date | None, today: date) -> str:
    """In warranty, ending soon or ended, with the date."""
    words = {
        COVERED: _("Under warranty until %(date)s"),
        ENDS: _("Warranty expires %(date)s, in %(days)s days"),
        ENDED: _("Warranty expired %(date)s"),
    }
    if until is None:
        return ""
    return str(words[warranty_state(until, today)]) % {"date": until.isoformat(), "days": (until - today).days}


def warranty_dates(until: date | None, today: date) -> str:
    """The same in a column about warranties."""
    words = {
        COVERED: pgettext("warranty", "until %(date)s"),
        ENDS: pgettext("warranty", "until %(date)s, %(days)s days"),
        ENDED: pgettext("warranty", "expired %(date)s"),
    }
    if until is None:
        return ""
    return words[warranty_state(until, today)] % {"date": until.isoformat(), "days": (until - today).days}


def wish_of(customer: Customer) -> str:
    """The customer's wishes about calls as text."""
    if customer.not_by_phone:
        return str(_("Do not call this customer. Write or email instead."))
    if customer.not_before:
        return str(_("Do not call before %(time)s.")) % {"time": customer.not_before.strftime("%H:%M")}
    return ""
