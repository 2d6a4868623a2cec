"""The decision of a meeting, as the page of a ticket, the form of a proposal and its approver see it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aftersales.web.figures import money

from ..models import BindingDecision, Proposal, Ticket
from ..queries.binding import binding_decision, deviations_of
from ..rules.binding import DEVIATIONS


def decided_text(decision: BindingDecision) -> str:
    """The remedy and its limit: Exchange, up to ¥12,860.00."""
    remedy = decision.get_remedy_display()
    if decision.amount_limit is None:
        return remedy
    return _("%(remedy)s, up to %(amount)s") % {"remedy": remedy, "amount": money(decision.amount_limit)}


def binding_section(ticket: Ticket) -> dict[str, Any] | None:
    """What the page of a ticket says about the decision, and how its open proposal departs from it."""
    decision = binding_decision(ticket)
    return {"row": decision, "text": decided_text(decision)} if decision else None


def departure(proposal: Proposal) -> dict[str, Any] | None:
    """How a proposal departs from the decision, and why. None if it keeps to it, or if no decision binds the ticket."""
    decision = binding_decision(proposal.ticket)
    found = deviations_of(decision, proposal.remedy, proposal.amount)
    if decision is None or not found:
        return None
    return {
        "decision": decision,
        "decided": decided_text(decision),
        "how": [str(DEVIATIONS[code]) for code in found],
        "reason": proposal.deviation_reason,
    }
