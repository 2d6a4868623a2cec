"""Everything that the API says of one ticket, in a constant number of queries."""

from datetime import datetime
from typing import Any

from rest_framework.reverse import reverse

from aftersales.staff.models import User

from ..enums import State
from ..models import Approval, Fulfilment, Proposal, Ticket
from ..queries.conversation import conversation
from ..queries.fulfilment import fulfilment_lines, running_of
from ..queries.proposals import current_proposal, missing
from ..queries.risk import flags_of
from ..verbs import CONVERSATION, FULFILMENTS, SHEETS, offered

# The page offers a changed proposal as a step of its own, because it voids an approval.
RENAMED = {"change": "propose"}


def with_details(ticket: Ticket, user: User, now: datetime) -> Ticket:
    """The ticket with what TicketDetail shows beside its own fields."""
    proposal = current_proposal(ticket)
    approvals = list(Approval.objects.filter(proposal__ticket=ticket))
    running = running_of(ticket)
    fulfilment_id = running.pk if running else None
    before_approval = ticket.state in {State.NEW, State.VERIFYING}
    ticket.__dict__.update(
        shown_conversation=conversation(ticket),
        shown_sla_targets=[sla_target for sla_target in ticket.sla_targets.all() if sla_target.cancelled_at is None],
        shown_proposal=proposal,
        shown_approvals=approvals,
        shown_risks=flags_of(ticket),
        shown_fulfilment=fulfilment_id,
        shown_missing=missing(ticket, proposal) if before_approval else [],
        shown_documents=documents(ticket, running, proposal),
        shown_allowed=allowed(ticket, user, approvals[0].pk if approvals else 0, fulfilment_id or 0),
    )
    return ticket


def documents(ticket: Ticket, running: Fulfilment | None, proposal: Proposal | None) -> list[dict[str, str]]:
    """The papers that there are for the ticket now."""
    names = ["form", "approval-form"] if proposal else ["form"]
    if lines := fulfilment_lines(running):
        names.append("return-labels")
        names += ["goods-receipt"] if any(line.received for line in lines) else []
    return [{"name": name, "url": reverse(f"api-ticket-{name}", args=[ticket.number])} for name in names]


def allowed(ticket: Ticket, user: User, approval_id: int, fulfilment_id: int) -> list[dict[str, Any]]:
    """The steps that the page offers this person, each with its address in the API."""
    rows = []
    for name, step in offered(user, ticket, {**CONVERSATION, **SHEETS}).items():
        verb = RENAMED.get(name, name)
        if verb in FULFILMENTS:
            url = reverse(f"api-fulfilment-{verb}", args=[fulfilment_id])
        elif verb == "recall":
            url = reverse("api-approval-recall", args=[approval_id])
        else:
            url = reverse(f"api-ticket-{verb}", args=[ticket.number])
        rows.append({"verb": verb, "label": step.label, "url": url})
    return rows
