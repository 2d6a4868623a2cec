"""The texts of notifications about tickets, and of events in the conversation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

# Events of the conversation, by code. The placeholders are the params of the event.
EVENTS: dict[str, Any] = {
    "logged": _("Ticket logged"),
    "paused": _("Clock paused: %(reason)s"),
    "resumed": _("SLA clock resumed"),
    "callback_scheduled": _("Callback scheduled"),
    "reassigned": _("%(by)s reassigned to %(to)s: %(note)s"),
    "taken": _("%(to)s picked up the ticket"),
    "kind_changed": _("Type changed: %(reason)s"),
    "classified": _("Quality class set"),
    "identified": _("Customer identified"),
    "answered": _("Answered: %(outcome)s"),
    "withdrawn": _("Withdrawn: %(reason)s"),
    "confirmed": _("Customer confirmed the resolution"),
    "disputed": _("Customer says it isn’t solved: %(comment)s"),
    "closed": _("Closed"),
    "reopened": _("Reopened: %(reason)s"),
    "proposed": _("Resolution proposed: ¥%(amount)s"),
    "submitted": _("Submitted for approval: ¥%(amount)s"),
    "step_approved": _("Approved ¥%(amount)s: %(reason)s"),
    "approval_escalated": _("Escalated: nobody in the first role can approve it"),
    "nobody_decides": _("Nobody can approve this step now; the administrators were notified"),
    "sent_back": _("Returned for changes: %(reason)s"),
    "rejected": _("Rejected: %(reason)s"),
    "recalled": _("Recalled: %(reason)s"),
    "voided": _("Approval voided: %(reason)s"),
    "goods_received": _("Goods received: %(count)s"),
    "strange_serials": _("Serial numbers not on the purchase: %(serials)s"),
    "goods_waived": _("Waived: %(count)s. %(reason)s"),
    "goods_late": _("Goods were not returned by %(due)s"),
    "inspected": _("Goods inspected"),
    "inspected_differs": _("Goods inspected: not as stated"),
    "refunded": _("Refunded ¥%(amount)s"),
    "dispatched": _("Sent to the customer: %(shipped_with)s"),
    "feedback": _("Customer answered the survey"),
    "escalated": _("SLA breached, manager notified"),
    "escalated_gm": _("Long overdue, general manager notified"),
}


NOTIFICATIONS = (
    Text(
        "ticket_reassigned",
        subject=_("%(number)s was reassigned to you"),
        body=_("%(who)s reassigned “%(subject)s” to %(to)s.\n%(note)s"),
    ),
    Text(
        "ticket_taken",
        subject=_("%(number)s has a new owner"),
        body=_("%(who)s picked up “%(subject)s”."),
    ),
    Text(
        "sla_target_warning",
        subject=_("%(number)s is due soon"),
        body=_("An SLA target is due soon: “%(subject)s”."),
    ),
    Text(
        "sla_target_late",
        subject=_("%(number)s is overdue"),
        body=_("An SLA target was missed: “%(subject)s”."),
    ),
    Text(
        "sla_target_gm",
        subject=_("%(number)s is severely overdue"),
        body=_("An SLA target was missed and the ticket is still open: “%(subject)s”."),
    ),
    Text(
        "approval_waiting",
        subject=_("%(number)s needs your approval: ¥%(amount)s"),
        body=_("A proposal needs your approval: “%(subject)s”, ¥%(amount)s."),
    ),
    Text(
        "approval_stuck",
        subject=_("%(number)s is waiting, but nobody can approve it"),
        body=_(
            "Everyone who could approve it either wrote the proposal, decided an earlier step or is "
            "away. Set a stand-in, give someone the role, or recall the proposal."
        ),
    ),
    Text(
        "approval_approved",
        subject=_("%(number)s is approved: ¥%(amount)s"),
        body=_("%(who)s approved ¥%(amount)s for “%(subject)s”.\nComment: %(reason)s"),
    ),
    Text(
        "approval_send_back",
        subject=_("%(number)s was returned for changes"),
        body=_("%(who)s returned the proposal for “%(subject)s” for changes.\nComment: %(reason)s"),
    ),
    Text(
        "approval_reject",
        subject=_("%(number)s was rejected"),
        body=_("%(who)s rejected the proposal for “%(subject)s”.\nComment: %(reason)s"),
    ),
    Text(
        "fulfilment_waiting",
        subject=_("%(number)s: return expected"),
        body=_("Approved, ready for fulfilment: “%(subject)s”."),
    ),
    Text(
        "refund_waiting",
        subject=_("%(number)s: ¥%(amount)s to refund"),
        body=_("Please pay and record the refund: “%(subject)s”, ¥%(amount)s."),
    ),
    Text(
        "inspection_differs",
        subject=_("%(number)s: inspection differs from what was stated"),
        body=_(
            "Goods of “%(subject)s” are not as stated. Read the inspection finding before paying or sending anything."
        ),
    ),
    Text(
        "goods_late",
        subject=_("%(number)s: return is overdue"),
        body=_("“%(subject)s”: the replacement was sent, but the returned goods were due by %(due)s."),
    ),
    Text(
        "fulfilment_done",
        subject=_("%(number)s is fulfilled"),
        body=_("“%(subject)s” is fulfilled. Ask the customer to confirm."),
    ),
    Text(
        "ticket_reply",
        subject=_("Your case %(number)s: %(subject)s"),
        body="%(body)s",
    ),
)
