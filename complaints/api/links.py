"""Addresses in the API of what can be done to a ticket and printed of it."""

from typing import Any

from rest_framework.reverse import reverse

from aftersales.staff.models import User

from ..queries.ticket_work import TicketWork
from ..verbs import CONVERSATION, FULFILMENTS, SHEETS, offered

# The page offers a changed proposal as a verb of its own, because it voids an approval.
RENAMED = {"change": "propose"}


def printable(work: TicketWork) -> list[dict[str, str]]:
    """The documents that there are for the ticket now."""
    names = ["form", "approval-form"] if work.proposal else ["form"]
    if lines := work.fulfilment.lines.all() if work.fulfilment else []:
        names.append("return-labels")
        names += ["goods-receipt"] if any(line.received for line in lines) else []
    return [{"name": name, "url": reverse(f"api-ticket-{name}", args=[work.ticket.number])} for name in names]


def allowed_verbs(work: TicketWork, user: User) -> list[dict[str, Any]]:
    """The verbs that the page offers this user, each with its address in the API."""
    rows = []
    for name, verb in offered(user, work, {**CONVERSATION, **SHEETS}).items():
        name = RENAMED.get(name, name)
        if name in FULFILMENTS and work.fulfilment:
            url = reverse(f"api-fulfilment-{name}", args=[work.fulfilment.pk])
        elif name == "recall":
            url = reverse("api-approval-recall", args=[work.approvals[0].pk])
        else:
            url = reverse(f"api-ticket-{name}", args=[work.ticket.number])
        rows.append({"verb": name, "label": verb.label, "url": url})
    return rows
