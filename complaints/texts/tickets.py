"""The words of notices and of events in the thread."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register

# Events of the thread, by code; placeholders are the event's params.
EVENTS: dict[str, Any] = {
    "logged": _("Ticket logged"),
    "paused": _("Clock paused: %(reason)s"),
    "resumed": _("The clock runs again"),
    "call_back_agreed": _("Call back agreed"),
    "handed_over": _("%(by)s handed over to %(to)s: %(note)s"),
    "taken": _("%(to)s took the ticket"),
    "kind_changed": _("Kind changed: %(reason)s"),
    "classified": _("Quality class set"),
    "identified": _("Customer identified"),
    "answered": _("Answered: %(outcome)s"),
    "withdrawn": _("Withdrawn: %(reason)s"),
    "confirmed": _("The customer confirmed the solution"),
    "disputed": _("The customer says it is not solved: %(comment)s"),
    "closed": _("Closed"),
    "reopened": _("Reopened: %(reason)s"),
    "proposed": _("Handling proposed: ¥%(amount)s"),
    "submitted": _("Submitted for approval: ¥%(amount)s"),
    "step_approved": _("Approved ¥%(amount)s: %(reason)s"),
    "passed_upward": _("Passed upward: nobody in the first role may decide it"),
    "nobody_decides": _("Nobody may decide this step now; the administrators were told"),
    "sent_back": _("Sent back: %(reason)s"),
    "rejected": _("Rejected: %(reason)s"),
    "recalled": _("Recalled: %(reason)s"),
    "voided": _("The approval is void: %(reason)s"),
    "goods_received": _("Goods received: %(count)s"),
    "strange_serials": _("Serial numbers that the purchase does not name: %(serials)s"),
    "goods_waived": _("Need not come back: %(count)s. %(reason)s"),
    "goods_late": _("Goods did not come back by %(due)s"),
    "inspected": _("Goods inspected"),
    "inspected_differs": _("Goods inspected: not as was stated"),
    "refunded": _("Refunded ¥%(amount)s"),
    "dispatched": _("Sent to the customer: %(shipped_with)s"),
    "feedback": _("The customer answered the survey"),
    "escalated": _("Promise broken, manager told"),
    "escalated_gm": _("Still open long after the deadline, general manager told"),
}


def register_texts() -> None:
    """The notices of complaints."""
    register(
        "ticket_handed_over",
        subject=_("%(number)s is yours now"),
        body=_("%(who)s handed over “%(subject)s” to %(to)s.\n%(note)s"),
    )
    register(
        "ticket_taken",
        subject=_("%(number)s has a new owner"),
        body=_("%(who)s took “%(subject)s”."),
    )
    register(
        "promise_warning",
        subject=_("%(number)s is due soon"),
        body=_("A promise to the customer runs out soon: “%(subject)s”."),
    )
    register(
        "promise_late",
        subject=_("%(number)s is late"),
        body=_("A promise to the customer was not kept in time: “%(subject)s”."),
    )
    register(
        "promise_gm",
        subject=_("%(number)s is long overdue"),
        body=_("A promise to the customer was not kept, and the matter is still open: “%(subject)s”."),
    )
    register(
        "approval_waiting",
        subject=_("%(number)s waits for your decision: ¥%(amount)s"),
        body=_("A proposal waits for your decision: “%(subject)s”, ¥%(amount)s."),
    )
    register(
        "approval_stuck",
        subject=_("%(number)s waits, and nobody may decide it"),
        body=_(
            "Everybody whose turn it could be wrote the proposal, decided an earlier step or is not here. Enter a "
            "stand-in, give somebody the role, or take the proposal back."
        ),
    )
    register(
        "approval_approved",
        subject=_("%(number)s is approved: ¥%(amount)s"),
        body=_("%(who)s approved ¥%(amount)s for “%(subject)s”.\nReason: %(reason)s"),
    )
    register(
        "approval_send_back",
        subject=_("%(number)s was sent back"),
        body=_("%(who)s sent back the proposal for “%(subject)s”.\nReason: %(reason)s"),
    )
    register(
        "approval_reject",
        subject=_("%(number)s was rejected"),
        body=_("%(who)s rejected the proposal for “%(subject)s”.\nReason: %(reason)s"),
    )
    register(
        "fulfilment_waiting",
        subject=_("%(number)s: goods will come back"),
        body=_("Approved and to be carried out: “%(subject)s”."),
    )
    register(
        "refund_waiting",
        subject=_("%(number)s: ¥%(amount)s to be refunded"),
        body=_("To be paid back and recorded: “%(subject)s”, ¥%(amount)s."),
    )
    register(
        "inspection_differs",
        subject=_("%(number)s: inspection differs from what was said"),
        body=_("Goods of “%(subject)s” were not found as stated. Read the finding before anything is paid or sent."),
    )
    register(
        "goods_late",
        subject=_("%(number)s: goods are late"),
        body=_("“%(subject)s”: the replacement was sent, the goods were to be back by %(due)s."),
    )
    register(
        "fulfilment_done",
        subject=_("%(number)s is carried out"),
        body=_("“%(subject)s” is carried out. Ask the customer to confirm."),
    )
    register(
        "ticket_reply",
        subject=_("Your matter %(number)s: %(subject)s"),
        body="%(body)s",
    )
