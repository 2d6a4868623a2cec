"""Reads the decision of a meeting that binds a ticket."""

from decimal import Decimal

from ..models import BindingDecision, Proposal, Ticket
from ..rules import binding


def binding_decision(ticket: Ticket) -> BindingDecision | None:
    """The decision that proposals for the ticket keep to now."""
    row: BindingDecision | None = getattr(ticket, "binding_decision", None)
    return row if row is not None and row.lifted_at is None else None


def deviations_of(decision: BindingDecision | None, remedy: str, amount: Decimal) -> list[str]:
    """How such a proposal departs from the decision, as codes of binding.DEVIATIONS."""
    if decision is None:
        return []
    return binding.deviations(remedy=remedy, amount=amount, decided=decision.remedy, limit=decision.amount_limit)


def departs(proposal: Proposal) -> bool:
    """Whether the proposal departs from the decision that binds its ticket."""
    return bool(deviations_of(binding_decision(proposal.ticket), proposal.remedy, proposal.amount))
