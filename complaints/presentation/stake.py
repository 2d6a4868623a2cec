"""What is at stake in an approval, for pages and paper: the figures, the case with its parts, why it is routed so."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.web.figures import listed, money

from ..enums import Remedy
from ..models import Approval
from ..rules import stake

WIDTH = 300  # of the bar, in its own units


@dataclass(frozen=True)
class CasePart:
    """A proposal of the case. url: its ticket; empty for the proposal itself."""

    details: list[str]
    amount: Decimal
    url: str = ""


@dataclass(frozen=True)
class Bar:
    """The figures as widths of one bar. total: of the case; limit: the lower limit of the rule, if it is inside."""

    paid: int
    proposed: int
    total: int
    limit: int | None


def stake_figures(approval: Approval) -> list[tuple[str, str, Decimal]]:
    """(key, label, amount) of what the customer paid, what is proposed, and what is at stake."""
    return [
        ("paid", _("Customer paid"), approval.paid),
        ("proposed", _("This proposal"), approval.amount),
        ("stake", _("At stake"), approval.stake),
    ]


def case_parts(approval: Approval) -> list[CasePart]:
    """The proposals whose sum routed the approval, this one first. Empty if there are no others."""
    if not approval.parts:
        return []
    own = CasePart([_("This proposal"), approval.proposal.get_remedy_display()], approval.stake)
    return [own, *(_part(one) for one in approval.parts)]


def _part(one: dict[str, Any]) -> CasePart:
    why = listed(str(stake.REASONS[reason]) for reason in one["reasons"])
    details = [one["ticket"], str(Remedy(one["remedy"]).label), why]
    return CasePart(details, Decimal(one["amount"]), reverse("ticket", args=[one["ticket"]]))


def stake_page(approval: Approval) -> dict[str, Any]:
    """The values of parts/stake.html."""
    total, above = approval.routing_amount, approval.rule.above
    inside = bool(above and 0 < above < total)
    return {
        "figures": stake_figures(approval),
        "total": total,
        "total_label": [_("Total of the case")],
        "parts": case_parts(approval),
        "bar": _bar(approval, above if inside else None),
        "limit": _("Line: this approval level from over %(amount)s") % {"amount": money(above)} if inside else "",
    }


def _bar(approval: Approval, limit: Decimal | None) -> Bar:
    whole = max(approval.routing_amount, approval.paid, approval.amount)

    def width(part: Decimal) -> int:
        return round(WIDTH * part / whole) if whole else 0

    total = width(approval.routing_amount)
    return Bar(width(approval.paid), width(approval.amount), total, None if limit is None else width(limit))


def routed_text(approval: Approval) -> str:
    """By which sum the approval is routed, if it is not the amount itself."""
    if approval.routing_amount == approval.value:
        return ""
    return _("Routed by %(amount)s") % {"amount": money(approval.routing_amount, "short")}
