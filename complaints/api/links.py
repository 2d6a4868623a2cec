"""The API addresses of the verbs and the documents of a ticket."""

from typing import Any

from rest_framework.reverse import reverse

from aftersales.staff.models import User

from ..queries.ticket_work import TicketWork
from ..verbs import CONVERSATION, SHEETS, offered
from ..verbs_fulfilment import FULFILMENTS

# On the page, changing a proposal is a verb of its own, because it voids an approval. In the API it is `propose`.
RENAMED = {"change": "propose"}


def printable(work: TicketWork) -> list[dict[str, str]]:
    """The documents that can be printed for the ticket now, with their addresses."""
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
