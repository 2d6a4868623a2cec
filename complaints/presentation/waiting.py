"""Says whom a ticket waits for, since when, and why it is not the reader."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.notifications.presentation import Step, Wait, wait_for
from aftersales.staff.models import User
from aftersales.web.figures import money

from .. import permissions
from ..enums import InspectionResult, State
from ..models import Approval, Ticket, TicketEntry
from ..queries.approvals import active_step, may_decide
from ..queries.fulfilment import DUTIES
from ..queries.ticket_work import TicketWork
from ..queries.waiting import Waiting, reminded_today, reminder_of, waits_on, who_may_decide
from ..rules import authority
from ..rules.duties import MESSAGES
from .conversation import ConversationLine

STEPS = {
    "propose": Step(
        gettext_lazy("Waiting for %(who)s to reply or propose a resolution."),
        gettext_lazy("Nobody can reply or propose a resolution now."),
    ),
    "confirm": Step(
        gettext_lazy("Waiting for %(who)s to record the customer’s confirmation and close."),
        gettext_lazy("Nobody can record the customer’s confirmation now."),
    ),
    "receive": Step(
        gettext_lazy("Waiting for %(who)s to receive the goods."),
        gettext_lazy("Nobody can receive the goods now."),
    ),
    "inspect": Step(
        gettext_lazy("Waiting for %(who)s to inspect the goods."),
        gettext_lazy("Nobody can inspect the goods now."),
    ),
    "refund": Step(
        gettext_lazy("Waiting for %(who)s to record the refund."),
        gettext_lazy("Nobody can record the refund now."),
    ),
    "dispatch": Step(
        gettext_lazy("Waiting for %(who)s to send the goods."),
        gettext_lazy("Nobody can send the goods now."),
    ),
    "send-back": Step(
        gettext_lazy("Waiting for %(who)s to send the refused goods back."),
        gettext_lazy("Nobody can send the refused goods back now."),
    ),
}
DECIDE = Step(
    gettext_lazy("Waiting for %(who)s to decide on the proposal."),
    gettext_lazy("Nobody can decide on the proposal now."),
)
# Events after which somebody else is next.
HANDING_ON = frozenset(
    {"reassigned", "taken", "assigned", "answered", "disputed", "reopened", "proposed", "submitted", "step_approved"}
    | {"approval_escalated", "sent_back", "rejected", "recalled", "voided", "approval_restarted", "goods_received"}
    | {"goods_waived", "goods_kept", "goods_refused", "goods_sent_back", "fulfilment_ended", "record_corrected"}
    | {"refund_corrected", "inspected", "inspected_differs", "refunded", "dispatched", "confirmed", "resumed"}
)


def wait_of(work: TicketWork, user: User, lines: Iterable[ConversationLine], now: datetime) -> Wait | None:
    """Whom the ticket waits for; None if the reader can do the next step, or nobody has to do anything."""
    waiting = waits_on(work, now)
    if waiting is None or can_go_on(user, work, waiting, now):
        return None
    since = max((line.at for line in lines if line.event in HANDING_ON), default=work.ticket.reported_at)
    why = why_not(user, work, waiting, now)
    return _line(work.ticket, waiting, user, why, since, now, reminder_of(work, now))


def _line(
    ticket: Ticket,
    waiting: Waiting,
    user: User,
    why: str,
    since: datetime,
    now: datetime,
    reminder: TicketEntry | None,
) -> Wait:
    return wait_for(
        waiting.people,
        DECIDE if waiting.approval is not None else STEPS[waiting.step],
        why=why,
        since=since,
        reader=user,
        reminded=str(reminder.author or "") if reminder else "",
        can_remind=permissions.can_note(user, ticket),
        now=now,
    )


def wait_for_decision(approval: Approval, user: User, now: datetime) -> Wait | None:
    """Whom a pending approval waits for, for a reader who cannot decide it."""
    if active_step(approval) is None or may_decide(active_step(approval), approval, user, now) is None:
        return None
    waiting = Waiting("", lambda: who_may_decide(approval, now), approval)
    since = max([approval.submitted_at, *(row.decided_at for row in approval.steps.all() if row.decided_at)])
    ticket = approval.proposal.ticket
    why = _why_not_decide(approval, user, now)
    return _line(ticket, waiting, user, why, since, now, reminded_today(ticket, now))


def review_of(work: TicketWork, user: User, now: datetime) -> dict[str, str] | None:
    """The approval that waits for this user's decision."""
    approval = work.pending if work.ticket.state == State.APPROVAL else None
    if approval is None or may_decide(active_step(approval), approval, user, now) is not None:
        return None
    amount = money(approval.value, "short")
    return {"url": approval.get_absolute_url(), "label": _("Review %(amount)s") % {"amount": amount}}


def can_go_on(user: User, work: TicketWork, waiting: Waiting, now: datetime) -> bool:
    """Whether this user can do the step that is due."""
    if waiting.approval is not None:
        return may_decide(active_step(waiting.approval), waiting.approval, user, now) is None
    if waiting.step in {"propose", "confirm"}:
        return permissions.can_write(user, work.ticket)
    return _may_fulfil(waiting.step, user, work) and _conflict(waiting.step, user, work) is None


def _may_fulfil(step: str, user: User, work: TicketWork) -> bool:
    fulfilment = work.fulfilment
    if fulfilment is None:
        return False
    if step == "refund":
        return permissions.can_record_refund(user, fulfilment)
    differs = any(row.result not in ("", InspectionResult.ACCEPTED) for row in fulfilment.lines.all())
    if step == "inspect" and differs:
        return permissions.can_refuse(user, fulfilment)
    return permissions.can_fulfil(user, fulfilment)


def _conflict(step: str, user: User, work: TicketWork) -> str | None:
    return work.duties.conflict(user, DUTIES[step]) if work.duties and step in DUTIES else None


def why_not(user: User, work: TicketWork, waiting: Waiting, now: datetime) -> str:
    """Why this user cannot do the step."""
    if not permissions.can_note(user, work.ticket):
        return _("You can read this ticket, but not change it.")
    if waiting.approval is not None:
        return _why_not_decide(waiting.approval, user, now)
    if _may_fulfil(waiting.step, user, work) and (pair := _conflict(waiting.step, user, work)):
        return str(MESSAGES[pair])
    if work.ticket.state == State.FULFILMENT:
        return _("This step is for the department that carries it out.")
    return _("This step is for the owner and for service staff.")


def _why_not_decide(approval: Approval, user: User, now: datetime) -> str:
    obstacle = may_decide(active_step(approval), approval, user, now)
    return str(authority.OBSTACLE_LABELS.get(obstacle or "", ""))
