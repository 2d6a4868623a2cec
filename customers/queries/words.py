"""Grades, warranties and wishes in the reader's words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import Customer
from ..rules.profile import COVERED, ENDED, ENDS, warranty_state

# Why a customer has a grade: the codes of rules/grading.py.
GRADE_REASONS = {
    "answers": _("Latest responses: %(score)s of 100 on average, from %(count)s responses"),
    "unsolved": _("%(number)s: the customer says it isn’t solved"),
    "minor": _("Minor quality complaints in the last month: %(count)s"),
    "repairs": _("Repairs in the last month: %(count)s"),
    "open": _("%(number)s has been open for %(days)s days"),
    "late": _("%(number)s: SLA target missed by %(days)s days"),
    "defect": _("%(number)s: serious defect"),
    "threat": _("%(number)s: customer threatens to go public"),
    "critical": _("%(number)s: media, authority, lawyer or public figure involved"),
}


def grade_words(reasons: list[Any]) -> list[str]:
    """The reasons in the reader's language; what a person wrote stays as it is."""
    return [reason if isinstance(reason, str) else _worded(reason) for reason in reasons]


def _worded(reason: dict[str, Any]) -> str:
    text = GRADE_REASONS.get(reason.get("code", ""))
    return str(text) % reason["params"] if text else ""


def warranty_words(until: date | None, today: date) -> str:
    """In warranty, ending soon, or ended, with the day."""
    words = {
        COVERED: _("Under warranty until %(date)s"),
        ENDS: _("Warranty expires %(date)s, in %(days)s days"),
        ENDED: _("Warranty expired %(date)s"),
    }
    if until is None:
        return ""
    return str(words[warranty_state(until, today)]) % {"date": until.isoformat(), "days": (until - today).days}


def wish_of(customer: Customer) -> str:
    """What everybody who would call should know first."""
    if customer.not_by_phone:
        return str(_("Do not call this customer. Write or email instead."))
    if customer.not_before:
        return str(_("Do not call before %(time)s.")) % {"time": customer.not_before.strftime("%H:%M")}
    return ""
