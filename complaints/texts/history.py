"""The words of a ticket's history: what changed, and why."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

# Of each model the fields that a reader understands. What services count for themselves is left out.
FIELDS: dict[str, dict[str, Any]] = {
    "ticket": {
        "state": _("State"),
        "kind": _("Kind"),
        "owner": _("Owner"),
        "severity": _("Severity"),
        "quality_class": _("Quality class"),
        "customer": _("Customer"),
        "contact": _("Contact"),
        "product_sold": _("Product"),
        "subject": _("Subject"),
        "description": _("What the customer said"),
        "problem_found": _("Problem found"),
        "grade": _("Product grade"),
        "batch": _("Batch"),
        "purchased_on": _("Purchase date"),
        "remedy_sought": _("What the customer wants"),
        "department": _("Department"),
        "region": _("Region"),
        "paused_since": _("Clock paused since"),
        "first_replied_at": _("First reply"),
        "confirmed_at": _("Confirmed by the customer"),
        "closed_at": _("Closed"),
        "joined_into": _("Join into"),
    },
    "ticketpromise": {"due_at": _("Due"), "met_at": _("Kept"), "cancelled_at": _("Cancelled")},
    "proposal": {
        "state": _("State"),
        "remedy": _("Remedy"),
        "amount": _("Amount"),
        "costs": _("Other costs"),
        "approved_amount": _("Approved amount"),
        "reason": _("Why"),
        "no_return_required": _("Goods need not come back"),
        "no_return_reason": _("Why they need not come back"),
    },
    "proposalline": {
        "product_sold": _("Product"),
        "description": _("What"),
        "quantity": _("Quantity"),
        "unit_price": _("Unit price"),
        "price_reason": _("Why more than was paid"),
    },
    "approval": {
        "state": _("State"),
        "amount": _("Amount"),
        "routing_amount": _("Amount that chose the way"),
        "approved_amount": _("Approved amount"),
    },
    "approvalstep": {
        "state": _("State"),
        "decided_by": _("Decided by"),
        "on_behalf_of": _("For"),
        "amount": _("Amount"),
        "reason": _("Reason"),
        "attendees": _("Attendees"),
        "minutes": _("Minutes"),
    },
    "fulfilment": {
        "state": _("State"),
        "department": _("Department"),
        "shipped_with": _("Sent with"),
        "payable": _("To be refunded"),
        "refunded": _("Refunded"),
        "goods_due_on": _("Goods due back by"),
    },
    "fulfilmentline": {
        "received": _("Received"),
        "waived": _("Need not come back"),
        "waived_reason": _("Why not"),
        "condition": _("Condition on arrival"),
        "result": _("Inspection result"),
        "finding": _("Inspection finding"),
        "disposition": _("Disposition"),
        "cost": _("Cost of handling"),
        "sent": _("Sent"),
    },
    "returnedunit": {
        "serial": _("Serial number"),
        "replacement_serial": _("Replacement serial number"),
        "held": _("Held by us"),
    },
    "refund": {"amount": _("Amount"), "paid_on": _("Paid on"), "reference": _("Payment reference")},
}
NOUNS: dict[str, Any] = {
    "ticket": _("Ticket"),
    "ticketpromise": _("Promise: %(what)s"),
    "proposal": _("Proposal"),
    "proposalline": _("Line of the proposal"),
    "approval": _("Approval"),
    "approvalstep": _("Decision: %(what)s"),
    "fulfilment": _("Carrying out"),
    "fulfilmentline": _("Goods"),
    "returnedunit": _("Piece"),
    "refund": _("Refund"),
}
# What services write down as the reason; what people wrote stands behind it.
REASONS: dict[str, Any] = {
    "logged": _("Logged"),
    "imported": _("Imported"),
    "promised": _("Promised"),
    "met": _("Promise kept"),
    "cancelled": _("No longer promised"),
    "pause": _("Clock moved by a pause"),
    "paused": _("Clock paused"),
    "resumed": _("The clock runs again"),
    "call back agreed": _("Call back agreed"),
    "reply": _("Reply"),
    "customer said": _("The customer said more"),
    "note": _("Internal note"),
    "handed_over": _("Handed over"),
    "taken": _("Taken"),
    "record": _("Record corrected"),
    "kind": _("Kind changed"),
    "classified": _("Quality class set"),
    "customer identified": _("Customer identified"),
    "answered": _("Answered"),
    "withdrawn": _("Withdrawn"),
    "confirmed": _("Confirmed"),
    "disputed": _("Not solved"),
    "closed": _("Closed"),
    "reopened": _("Reopened"),
    "joined into": _("Joined into"),
    "joined by": _("Joined with"),
    "proposed": _("Proposed"),
    "submitted": _("Submitted for approval"),
    "submitted for approval": _("Submitted for approval"),
    "next step": _("Next step"),
    "step approved": _("Step approved"),
    "approved": _("Approved"),
    "approve": _("Approved"),
    "approve_less": _("Approved less"),
    "reject": _("Rejected"),
    "rejected": _("Rejected"),
    "send_back": _("Sent back"),
    "sent_back": _("Sent back"),
    "recall": _("Recalled"),
    "recalled": _("Recalled"),
    "approval void": _("Approval void"),
    "void": _("Approval void"),
    "not reached": _("Not reached"),
    "passed upward": _("Passed upward"),
    "goods received": _("Goods received"),
    "received": _("Goods received"),
    "inspected": _("Inspected"),
    "waived": _("Need not come back"),
    "came back": _("Came back"),
    "goods late": _("Goods are late"),
    "replacement sent": _("Replacement sent"),
    "refunded": _("Refunded"),
    "sent": _("Sent"),
    "settled": _("Settled"),
    "carried out": _("Carried out"),
    "feedback": _("The customer answered the survey"),
}
# Behind these stand codes, which the lines below say in words.
WITHOUT_REST = frozenset({"record", "classified"})


def reason_of(text: str) -> str:
    """A stored reason in the reader's language; what nobody translated is shown as it was written."""
    for code in sorted(REASONS, key=len, reverse=True):
        if text == code or text.startswith((f"{code}: ", f"{code} ")):
            rest = "" if code in WITHOUT_REST else text[len(code) :].lstrip(": ")
            said = str(REASONS[code])
            return _now("%(what)s: %(why)s") % {"what": said, "why": rest} if rest else said
    return text
