"""A ticket with the related rows that its page, its verbs and the API read."""

from functools import cached_property
from typing import Any

from ..enums import ApprovalState
from ..models import Approval, Fulfilment, Proposal, RiskFlag, Tag, Ticket
from ..permissions.duties import Duties
from .approvals import of_ticket
from .fulfilment import fulfilment_of
from .proposals import current_proposal
from .risk import flags_of
from .tags import tags_of


class TicketWork:
    """Caches what several parts of one request read about a ticket. Never kept beyond a request.

    Nothing is read that queries/tickets.tickets_for_page has found missing.
    """

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        # What queries/waiting has read, in a list, because it may be None.
        self.waiting: list[Any] | None = None
        self.reminder: list[Any] | None = None

    @cached_property
    def proposal(self) -> Proposal | None:
        return current_proposal(self.ticket) if self._has("proposal") else None

    @cached_property
    def approvals(self) -> list[Approval]:
        return of_ticket(self.ticket) if self._has("proposal") else []

    @property
    def pending(self) -> Approval | None:
        """The approval that waits for a decision."""
        return next((row for row in self.approvals if row.state == ApprovalState.PENDING), None)

    @cached_property
    def fulfilment(self) -> Fulfilment | None:
        return fulfilment_of(self.ticket) if self._has("proposal") else None

    @cached_property
    def risk_flags(self) -> list[RiskFlag]:
        return flags_of(self.ticket) if self._has("risk") else []

    @cached_property
    def tags(self) -> list[Tag]:
        return tags_of(self.ticket)

    @cached_property
    def duties(self) -> Duties | None:
        """Who has done what for the fulfilment."""
        return Duties(self.fulfilment) if self.fulfilment else None

    def _has(self, name: str) -> bool:
        return bool(getattr(self.ticket, f"has_{name}", True))
