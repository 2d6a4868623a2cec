"""A ticket with the related rows that its page, its verbs and the API read."""

from functools import cached_property

from ..models import Approval, Fulfilment, Proposal, RiskFlag, Ticket
from .fulfilment import fulfilment_of
from .proposals import current_proposal
from .risk import flags_of


class TicketWork:
    """Caches what several parts of one request read about a ticket. Never kept beyond a request."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket

    @cached_property
    def proposal(self) -> Proposal | None:
        return current_proposal(self.ticket)

    @cached_property
    def approvals(self) -> list[Approval]:
        return list(Approval.objects.filter(proposal__ticket=self.ticket))

    @cached_property
    def fulfilment(self) -> Fulfilment | None:
        return fulfilment_of(self.ticket)

    @cached_property
    def risk_flags(self) -> list[RiskFlag]:
        return flags_of(self.ticket)
