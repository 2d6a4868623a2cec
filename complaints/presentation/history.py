"""The history of a ticket with its SLA targets, proposals, approvals and fulfilment, as readable changes."""

from collections.abc import Callable
from typing import Any

from aftersales.web.history import Change, Source, changes

from ..models import (
    Approval,
    ApprovalStep,
    Fulfilment,
    FulfilmentLine,
    GoodsRecord,
    Proposal,
    ProposalLine,
    Refund,
    ReturnedUnit,
    SlaTarget,
    Ticket,
    TicketTag,
)
from ..texts.history import FIELDS, NOUNS, reason_of

# For each model the lookup from its history to the ticket.
WAYS: dict[Any, str] = {
    Ticket: "id",
    TicketTag: "ticket",
    SlaTarget: "ticket",
    Proposal: "ticket",
    ProposalLine: "proposal__ticket",
    Approval: "proposal__ticket",
    ApprovalStep: "approval__proposal__ticket",
    Fulfilment: "proposal__ticket",
    FulfilmentLine: "fulfilment__proposal__ticket",
    ReturnedUnit: "line__fulfilment__proposal__ticket",
    GoodsRecord: "fulfilment__proposal__ticket",
    Refund: "fulfilment__proposal__ticket",
}


def history_of(ticket: Ticket) -> list[Change]:
    """All changes with actor, old and new values, time and reason, the newest first."""
    return changes([_source(model, way, ticket) for model, way in WAYS.items()], reason_of)


def _source(model: Any, way: str, ticket: Ticket) -> Source:
    name = model._meta.model_name
    return Source(model.history.filter(**{way: ticket.pk}), _noun(name), FIELDS[name])


def _noun(name: str) -> Callable[[Any], str]:
    def noun(row: Any) -> str:
        what = row.get_code_display() if hasattr(row, "code") else ""
        return str(NOUNS[name]) % {"what": what}

    return noun
