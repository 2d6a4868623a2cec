"""The texts of notifications about tickets, and of events in the conversation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

# What a meeting decided about the ticket, by remedy; without and with a limit of the amount.
DECIDED: dict[str, Any] = {
    "refund": _("Recorded the decision of meeting %(meeting)s on %(number)s, return and refund: %(words)s"),
    "exchange": _("Recorded the decision of meeting %(meeting)s on %(number)s, exchange: %(words)s"),
    "repair": _("Recorded the decision of meeting %(meeting)s on %(number)s, repair: %(words)s"),
    "compensation": _("Recorded the decision of meeting %(meeting)s on %(number)s, compensation: %(words)s"),
    "none": _("Recorded the decision of meeting %(meeting)s on %(number)s, no remedy: %(words)s"),
}
LIMITED: dict[str, Any] = {
    "refund": _(
        "Recorded the decision of meeting %(meeting)s on %(number)s, return and refund up to ¥%(amount)s: %(words)s"
    ),
    "exchange": _("Recorded the decision of meeting %(meeting)s on %(number)s, exchange up to ¥%(amount)s: %(words)s"),
    "repair": _("Recorded the decision of meeting %(meeting)s on %(number)s, repair up to ¥%(amount)s: %(words)s"),
    "compensation": _(
        "Recorded the decision of meeting %(meeting)s on %(number)s, compensation up to ¥%(amount)s: %(words)s"
    ),
    "none": _("Recorded the decision of meeting %(meeting)s on %(number)s, no remedy, up to ¥%(amount)s: %(words)s"),
}
# Events of the conversation, by code. The placeholders are the params of the event.
EVENTS: dict[str, Any] = {
    "logged": _("Logged the ticket"),
    "paused": _("Paused the clock: %(reason)s"),
    "resumed": _("Resumed the clock"),
    "callback_scheduled": _("Scheduled a callback"),
    "reassigned": _("Reassigned to %(to)s: %(note)s"),
    "taken": _("Picked up the ticket"),
    "kind_changed": _("Changed the type: %(reason)s"),
    "classified": _("Set the quality class"),
    "classified_intrinsic": _("Classified as intrinsic quality: %(reason)s"),
    "classified_extrinsic": _("Classified as extrinsic quality: %(reason)s"),
    "classified_none": _("Classified as not a quality problem: %(reason)s"),
    "investigate_waived": _("Decided not to investigate: %(reason)s"),
    "investigate_required": _("Decided to investigate after all: %(reason)s"),
    "identified": _("Identified the customer"),
    "answered": _("Answered: %(outcome)s"),
    "withdrawn": _("Withdrew the ticket: %(reason)s"),
    "confirmed": _("Recorded the customer’s confirmation"),
    "disputed": _("Recorded that it isn’t solved: %(comment)s"),
    "closed": _("Closed the ticket"),
    "reopened": _("Reopened the ticket: %(reason)s"),
    **{f"meeting_decided_{remedy}": text for remedy, text in DECIDED.items()},
    **{f"meeting_limited_{remedy}": text for remedy, text in LIMITED.items()},
    "proposed": _("Proposed a resolution: ¥%(amount)s"),
    "submitted": _("Submitted for approval: ¥%(amount)s"),
    "step_approved": _("Approved ¥%(amount)s: %(reason)s"),
    "approval_escalated": _("Escalated: nobody in the first role can approve it"),
    "nobody_decides": _("Nobody can approve this step now; the administrators were notified"),
    "sent_back": _("Returned for changes: %(reason)s"),
    "rejected": _("Rejected: %(reason)s"),
    "recalled": _("Recalled: %(reason)s"),
    "voided": _("Voided the approval: %(reason)s"),
    "approval_restarted": _("Started the approval again, routed by ¥%(amount)s: %(reason)s"),
    "goods_received": _("Received goods: %(count)s"),
    "strange_serials": _("Found serial numbers that are not on the purchase: %(serials)s"),
    "goods_waived": _("Waived the return of %(count)s. %(reason)s"),
    "goods_kept": _("Left %(count)s with the customer, who gets nothing for them: %(reason)s"),
    "goods_refused": _("Inspected the goods, refused: %(count)s"),
    "goods_sent_back": _("Sent the refused goods back: %(shipped_with)s"),
    "fulfilment_ended": _("Ended it without the rest: %(reason)s"),
    "record_corrected": _("Corrected the record (%(what)s): %(reason)s"),
    "refund_corrected": _("Corrected the refund of ¥%(amount)s: %(reason)s"),
    "goods_late": _("Goods were not returned by %(due)s"),
    "inspected": _("Inspected the goods"),
    "inspected_differs": _("Inspected the goods: not as stated"),
    "refunded": _("Refunded ¥%(amount)s"),
    "dispatched": _("Sent to the customer: %(shipped_with)s"),
    "feedback": _("Customer answered the survey"),
    "receipt_sent": _("Receipt sent to the customer by email"),
    "handover_told": _("Told the customer by email that %(to)s is in charge now"),
    "calendar_changed": _("Working hours or holidays changed: now due %(due)s"),
    "escalated": _("SLA breached, manager notified"),
    "escalated_gm": _("Long overdue, general manager notified"),
}

NOTIFICATIONS = (
    Text(
        "intrinsic_problem",
        subject=_("%(number)s: intrinsic quality problem, decide whether to investigate"),
        body=_(
            "“%(subject)s” is an intrinsic quality problem, to be solved by %(due)s. Investigate it, or say why "
            "that isn’t needed."
        ),
    ),
    Text(
        "not_intrinsic",
        subject=_("%(number)s is no longer classified as intrinsic quality"),
        body=_("%(who)s changed the quality class of “%(subject)s”: %(reason)s"),
    ),
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
        "approval_restarted",
        subject=_("%(number)s: the approval started again"),
        body=_("“%(subject)s” is routed by ¥%(amount)s now and needs approval again: %(reason)s."),
    ),
    Text(
        "approval_ended",
        subject=_("%(number)s: the approval ended without a decision"),
        body=_("The proposal for “%(subject)s” is a draft again: %(reason)s. Complete it and submit it again."),
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
        "ticket_nudge",
        subject=_("%(number)s waits for you"),
        body=_("%(who)s asks you to go on with “%(subject)s”."),
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
        "step_refused",
        subject=_("%(number)s: your last action wasn’t carried out"),
        body=_("“%(subject)s”: %(reason)s\nWhat you wrote is kept as a draft on the ticket."),
    ),
    Text(
        "ticket_mentioned",
        subject=_("%(who)s mentioned you on %(number)s"),
        body=_("%(who)s mentioned you in an internal note on “%(subject)s”."),
    ),
    Text(
        "ticket_reply",
        subject=_("Your case %(number)s: %(subject)s"),
        body="%(body)s",
        by_person=True,
    ),
    Text(
        "ticket_receipt",
        subject=_("We received your message: case %(number)s"),
        body=_(
            "Thank you for your message. It has the case number %(number)s: %(subject)s.\n\n"
            "You will hear from us by %(due)s. You need not answer this mail."
        ),
    ),
    Text(
        "ticket_receipt_only",
        subject=_("We received your message: case %(number)s"),
        body=_(
            "Thank you for your message. It has the case number %(number)s: %(subject)s.\n\n"
            "You will hear from us as soon as possible. You need not answer this mail."
        ),
    ),
    Text(
        "ticket_handover",
        subject=_("Your case %(number)s: %(subject)s"),
        body=_("Your case %(number)s is now handled by %(owner)s, who knows what was discussed so far."),
    ),
)
