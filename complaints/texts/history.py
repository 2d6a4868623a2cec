"""The texts of the history of a ticket: what changed, and why."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

# The fields of each model that make sense to a user. Counters that services keep for themselves are left out.
FIELDS: dict[str, dict[str, Any]] = {
    "ticket": {
        "state": _("Status"),
        "kind": _("Type"),
        "owner": _("Owner"),
        "severity": _("Severity"),
        "quality_class": _("Quality class"),
        "customer": _("Customer"),
        "contact": _("Contact"),
        "purchase": _("Product"),
        "subject": _("Subject"),
        "description": _("Customer message"),
        "problem_found": _("Problem"),
        "grade": _("Product grade"),
        "batch": _("Batch"),
        "purchased_on": _("Purchase date"),
        "remedy_sought": _("Customer request"),
        "department": _("Department"),
        "region": _("Region"),
        "paused_since": _("Clock paused since"),
        "first_replied_at": _("First reply"),
        "confirmed_at": _("Confirmed by the customer"),
        "closed_at": _("Closed"),
        "merged_into": _("Merge into"),
    },
    "slatarget": {"due_at": _("Due"), "met_at": _("Met"), "cancelled_at": _("Cancelled")},
    "proposal": {
        "state": _("Status"),
        "remedy": _("Remedy"),
        "amount": _("Amount"),
        "costs": _("Other costs"),
        "approved_amount": _("Approved amount"),
        "reason": _("Reason"),
        "no_return_required": _("No return needed"),
        "no_return_reason": _("Reason no return is needed"),
    },
    "proposalline": {
        "purchase": _("Product"),
        "description": _("Description"),
        "quantity": _("Quantity"),
        "unit_price": _("Unit price"),
        "price_reason": _("Reason for exceeding the price paid"),
    },
    "approval": {
        "state": _("Status"),
        "amount": _("Amount"),
        "routing_amount": _("Amount for approval route"),
        "approved_amount": _("Approved amount"),
    },
    "approvalstep": {
        "state": _("Status"),
        "decided_by": _("Decided by"),
        "on_behalf_of": _("For"),
        "amount": _("Amount"),
        "reason": _("Reason"),
        "attendees": _("Attendees"),
        "minutes": _("Minutes"),
    },
    "fulfilment": {
        "state": _("Status"),
        "department": _("Department"),
        "shipped_with": _("Shipped with"),
        "payable": _("Refund due"),
        "refunded": _("Refunded"),
        "goods_due_on": _("Return due by"),
    },
    "fulfilmentline": {
        "received": _("Received"),
        "waived": _("No return needed"),
        "waived_reason": _("Reason no return is needed"),
        "condition": _("Condition on arrival"),
        "result": _("Inspection result"),
        "finding": _("Inspection finding"),
        "disposition": _("Disposition"),
        "cost": _("Handling cost"),
        "sent": _("Sent"),
    },
    "returnedunit": {
        "serial": _("Serial number"),
        "replacement_serial": _("Replacement serial number"),
        "held": _("In our possession"),
    },
    "refund": {"amount": _("Amount"), "paid_on": _("Paid on"), "reference": _("Payment reference")},
}
NOUNS: dict[str, Any] = {
    "ticket": _("Ticket"),
    "slatarget": _("SLA target: %(what)s"),
    "proposal": _("Proposal"),
    "proposalline": _("Proposal line"),
    "approval": _("Approval"),
    "approvalstep": _("Decision: %(what)s"),
    "fulfilment": _("Fulfilment"),
    "fulfilmentline": _("Goods"),
    "returnedunit": _("Returned item"),
    "refund": _("Refund"),
}
# The reasons that services store. The text that a user wrote follows the reason.
REASONS: dict[str, Any] = {
    "logged": _("Logged"),
    "import": _("Imported"),
    "target set": _("Target set"),
    "met": _("SLA met"),
    "cancelled": _("SLA target cancelled"),
    "pause": _("Deadline moved by a pause"),
    "paused": _("Clock paused"),
    "resumed": _("SLA clock resumed"),
    "call back agreed": _("Callback scheduled"),
    "reply": _("Reply"),
    "customer said": _("Customer added information"),
    "note": _("Internal note"),
    "reassigned": _("Reassigned"),
    "taken": _("Picked up"),
    "details": _("Details edited"),
    "kind": _("Type changed"),
    "classified": _("Quality class set"),
    "customer identified": _("Customer identified"),
    "answered": _("Answered"),
    "withdrawn": _("Withdrawn"),
    "confirmed": _("Confirmed"),
    "disputed": _("Not solved"),
    "closed": _("Closed"),
    "reopened": _("Reopened"),
    "merged into": _("Merged into"),
    "merge of": _("Merged with"),
    "proposed": _("Proposed"),
    "submitted": _("Submitted for approval"),
    "submitted for approval": _("Submitted for approval"),
    "next step": _("Next step"),
    "step approved": _("Step approved"),
    "approved": _("Approved"),
    "approve": _("Approved"),
    "approve_less": _("Approved partially"),
    "reject": _("Rejected"),
    "rejected": _("Rejected"),
    "send_back": _("Returned for changes"),
    "sent_back": _("Returned for changes"),
    "recall": _("Recalled"),
    "recalled": _("Recalled"),
    "approval void": _("Approval voided"),
    "void": _("Approval voided"),
    "not reached": _("Not reached"),
    "passed upward": _("Escalated"),
    "goods received": _("Goods received"),
    "received": _("Goods received"),
    "inspected": _("Inspected"),
    "waived": _("No return needed"),
    "came back": _("Goods returned"),
    "goods late": _("Return overdue"),
    "replacement sent": _("Replacement sent"),
    "refunded": _("Refunded"),
    "sent": _("Sent"),
    "settled": _("Settled"),
    "carried out": _("Fulfilled"),
    "feedback": _("Customer answered the survey"),
}
# After these reasons follow codes, not texts of users; the changed fields show the same in words.
WITHOUT_REST = frozenset({"details", "classified"})


def reason_of(text: str) -> str:
    """A stored reason in the user's language. A reason without translation is shown as it was written."""
    for code in sorted(REASONS, key=len, reverse=True):
        if text == code or text.startswith((f"{code}:", f"{code} ")):
            rest = "" if code in WITHOUT_REST else text[len(code) :].lstrip(": ")
            what = str(REASONS[code])
            return _now("%(what)s: %(why)s") % {"what": what, "why": rest} if rest else what
    return text
