"""The verbs of tickets and approvals: each with its form, its service, and when it is offered.

A verb of a ticket or of its fulfilment (verbs_fulfilment.py) is allowed by (user, TicketWork), one of an approval by
(user, Approval).
"""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.verbs import Verb, table

from . import permissions
from .enums import InvestigateNeed, ProposalState, State
from .forms import proposal as proposal_forms
from .forms import ticket as ticket_forms
from .forms import work as work_forms
from .forms.risk import AcknowledgeForm, DismissForm
from .forms.tags import TagForm
from .models import Proposal, Ticket
from .permissions.risk import can_acknowledge
from .presentation.approvals import decision_text
from .presentation.waiting import can_go_on
from .queries.approvals import active_step, may_decide
from .queries.ticket_work import TicketWork
from .queries.tickets import living
from .queries.waiting import reminder_of, waits_on
from .rules.workflow import TICKET
from .services import (
    approvals,
    conversation,
    lifecycle,
    merging,
    nudging,
    proposals,
    proposing,
    reminders,
    risk,
    tags,
    triage,
)
from .verbs_fulfilment import FULFILMENTS

Allowed = Callable[[User, TicketWork], bool]
# Roles that see the verbs of the bulk bar.
WORKERS = permissions.WRITERS | {Role.REP}


def _on_ticket(allowed: Callable[[User, Ticket], bool]) -> Allowed:
    return lambda user, work: allowed(user, work.ticket)


def _while_open(allowed: Callable[[User, Ticket], bool]) -> Allowed:
    return lambda user, work: work.ticket.state not in {State.CLOSED, State.WITHDRAWN} and allowed(user, work.ticket)


def _may_record_message(user: User, work: TicketWork) -> bool:
    """A message about a merged ticket goes to the ticket that goes on."""
    ticket = living(work.ticket)
    return ticket.state not in {State.CLOSED, State.WITHDRAWN} and permissions.can_write(user, ticket)


def _moves(action: str, allowed: Callable[[User, Ticket], bool] = permissions.can_write) -> Allowed:
    """A condition: `allowed` holds, and the workflow of tickets permits the action now."""
    return lambda user, work: TICKET.allows(work.ticket.state, action) and allowed(user, work.ticket)


def _can_nudge(user: User, work: TicketWork) -> bool:
    """Whether others can do the next step, this user cannot, and nobody has reminded them today."""
    now = timezone.now()
    waiting = waits_on(work, now) if permissions.can_note(user, work.ticket) else None
    if waiting is None or can_go_on(user, work, waiting, now):
        return False
    return bool(waiting.people) and reminder_of(work, now) is None


def _can_recall(user: User, work: TicketWork) -> bool:
    proposal = work.proposal if work.ticket.state == State.APPROVAL else None
    return proposal is not None and permissions.can_recall(user, proposal)


def _can_acknowledge(user: User, work: TicketWork) -> bool:
    return any(can_acknowledge(user, flag, company_date(timezone.now())) for flag in work.risk_flags)


def _can_dismiss(user: User, work: TicketWork) -> bool:
    today = company_date(timezone.now())
    return any(flag.phrase and can_acknowledge(user, flag, today) for flag in work.risk_flags)


def _can_submit(user: User, work: TicketWork) -> bool:
    is_draft = work.proposal is not None and work.proposal.state == ProposalState.DRAFT
    return is_draft and _moves("submit", permissions.can_propose)(user, work)


def _can_close(user: User, work: TicketWork) -> bool:
    return work.ticket.confirmed_at is not None and _moves("close")(user, work)


def _can_propose(user: User, work: TicketWork) -> bool:
    return work.ticket.state in {State.NEW, State.VERIFYING} and permissions.can_propose(user, work.ticket)


def _proposed(proposal: Proposal) -> str:
    return gettext("Submitted for approval") if proposal.state == ProposalState.SUBMITTED else gettext("Proposal saved")


def _confirmed(ticket: Ticket) -> str:
    return gettext("Confirmed and closed") if ticket.state == State.CLOSED else gettext("Customer’s answer saved")


def _can_merge(user: User, work: TicketWork) -> bool:
    """Whether the customer has another open ticket, which queries/tickets.tickets_for_page finds out."""
    return getattr(work.ticket, "has_sibling", True) and _moves("withdraw")(user, work)


def _can_change_proposal(user: User, work: TicketWork) -> bool:
    """Changing a proposal that is in approval or approved is a verb of its own, because it voids the approval."""
    return work.ticket.state in {State.APPROVAL, State.FULFILMENT} and permissions.can_propose(user, work.ticket)


def _can_identify(user: User, work: TicketWork) -> bool:
    return work.ticket.customer_id is None and _while_open(permissions.can_write)(user, work)


def _can_pause(user: User, work: TicketWork) -> bool:
    return not work.ticket.is_paused and _while_open(permissions.can_write)(user, work)


def _can_resume(user: User, work: TicketWork) -> bool:
    return work.ticket.is_paused and _while_open(permissions.can_write)(user, work)


def _investigate(value: str) -> Allowed:
    """A condition: the user may decide whether it is to be investigated, and this is what was decided so far."""

    def allowed(user: User, ticket: Ticket) -> bool:
        asked = ticket.investigate == value
        return asked and permissions.can_waive_investigating(user, company_date(timezone.now()))

    return _while_open(allowed)


CONVERSATION = table(
    Verb(
        "reply",
        _("Reply"),
        ticket_forms.ReplyForm,
        conversation.reply,
        _while_open(permissions.can_write),
        _("Reply saved"),
        submit=_("Send reply"),
    ),
    Verb(
        "customer-message",
        _("Customer message"),
        ticket_forms.CustomerMessageForm,
        conversation.record_customer_message,
        _may_record_message,
        _("Customer message saved"),
        submit=_("Save"),
    ),
    Verb(
        "note",
        _("Internal note"),
        ticket_forms.NoteForm,
        conversation.add_note,
        _on_ticket(permissions.can_note),
        _("Note saved"),
        submit=_("Save note"),
    ),
)
TICKETS = table(
    Verb(
        "nudge",
        _("Remind them"),
        ticket_forms.TicketForm,
        nudging.nudge,
        _can_nudge,
        _("Reminded"),
    ),
    Verb(
        "submit",
        _("Submit for approval"),
        ticket_forms.SubmitForm,
        proposals.submit,
        _can_submit,
        _("Submitted for approval"),
    ),
    Verb(
        "confirm",
        _("Record customer confirmation"),
        ticket_forms.ConfirmForm,
        lifecycle.confirm,
        _moves("dispute"),
        _confirmed,
        submit=_("Record customer confirmation"),
    ),
    Verb(
        "close",
        _("Close ticket"),
        ticket_forms.TicketForm,
        lifecycle.close,
        _can_close,
        _("Closed"),
        many=_("Close tickets"),
        many_roles=permissions.WRITERS,
    ),
    Verb(
        "propose",
        _("Propose resolution"),
        proposal_forms.ProposeForm,
        proposing.propose,
        _can_propose,
        _proposed,
        submit=_("Save proposal"),
    ),
    Verb(
        "answer",
        _("Close with reply"),
        ticket_forms.AnswerForm,
        lifecycle.answer,
        _moves("answer"),
        _("Answer recorded"),
    ),
    Verb(
        "identify",
        _("Identify customer"),
        ticket_forms.IdentifyForm,
        lifecycle.identify_customer,
        _can_identify,
        _("Customer identified"),
    ),
    Verb(
        "take",
        _("Assign to me"),
        ticket_forms.TakeForm,
        lifecycle.take,
        _while_open(permissions.can_take),
        _("Assigned to you"),
        many=_("Assign to me"),
        many_roles=permissions.WRITERS,
    ),
    Verb(
        "reassign",
        _("Reassign"),
        ticket_forms.ReassignForm,
        lifecycle.reassign,
        _while_open(permissions.can_assign),
        _("Reassigned"),
        many=_("Reassign"),
        many_roles=WORKERS,
    ),
    Verb(
        "pause",
        _("Wait for customer"),
        ticket_forms.PauseForm,
        conversation.pause,
        _can_pause,
        _("Clock paused"),
        many=_("Wait for customer"),
        many_roles=WORKERS,
    ),
    Verb(
        "resume",
        _("Resume clock"),
        ticket_forms.TicketForm,
        conversation.resume,
        _can_resume,
        _("SLA clock resumed"),
        many=_("Resume clock"),
        many_roles=WORKERS,
    ),
    Verb(
        "callback",
        _("Schedule callback"),
        ticket_forms.CallbackForm,
        conversation.schedule_callback,
        _while_open(permissions.can_write),
        _("Callback scheduled"),
    ),
    Verb(
        "remind",
        _("Remind me"),
        work_forms.RemindForm,
        reminders.remind,
        _on_ticket(permissions.can_note),
        _("Reminder set"),
    ),
    Verb(
        "edit",
        _("Edit details"),
        ticket_forms.DetailsForm,
        lifecycle.update_details,
        _while_open(permissions.can_write),
        _("Details saved"),
        submit=_("Save details"),
    ),
    Verb(
        "classify",
        _("Set quality class"),
        ticket_forms.ClassifyForm,
        triage.classify,
        _while_open(permissions.can_classify),
        _("Quality class set"),
        many=_("Set quality class"),
        many_roles=WORKERS | {Role.QUALITY, Role.QUALITY_MANAGER},
    ),
    Verb(
        "tag",
        _("Edit tags"),
        TagForm,
        tags.tag,
        _on_ticket(permissions.can_tag),
        _("Tags saved"),
        submit=_("Save tags"),
        many=_("Edit tags"),
        many_roles=WORKERS | {Role.QUALITY, Role.QUALITY_MANAGER},
    ),
    Verb(
        "waive-investigating",
        _("No need to investigate"),
        ticket_forms.ReasonForm,
        triage.waive_investigating,
        _investigate(InvestigateNeed.NEEDED),
        _("Recorded that there’s no need to investigate"),
    ),
    Verb(
        "require-investigating",
        _("Investigate after all"),
        ticket_forms.ReasonForm,
        triage.require_investigating,
        _investigate(InvestigateNeed.WAIVED),
        _("Recorded that it’s to be investigated"),
    ),
    Verb(
        "change-type",
        _("Change type"),
        ticket_forms.KindForm,
        lifecycle.change_type,
        _while_open(permissions.can_write),
        _("Type changed"),
    ),
    Verb(
        "acknowledge",
        _("Acknowledge risk"),
        AcknowledgeForm,
        risk.acknowledge,
        _can_acknowledge,
        _("Risk acknowledged"),
        submit=_("Acknowledge"),
    ),
    Verb(
        "dismiss",
        _("No threat"),
        DismissForm,
        risk.dismiss,
        _can_dismiss,
        _("Noted as no threat"),
        submit=_("No threat"),
    ),
    Verb("merge", _("Merge into another ticket"), work_forms.MergeForm, merging.merge, _can_merge, _("Merged")),
    Verb(
        "withdraw",
        _("Withdraw"),
        ticket_forms.ReasonForm,
        lifecycle.withdraw,
        _moves("withdraw"),
        _("Withdrawn"),
        stop=True,
    ),
    Verb(
        "reopen",
        _("Reopen"),
        ticket_forms.ReasonForm,
        lifecycle.reopen,
        _moves("reopen", permissions.can_reopen),
        _("Reopened"),
    ),
)
APPROVALS = table(
    Verb(
        "decide",
        _("Review"),
        proposal_forms.DecisionForm,
        approvals.decide,
        lambda user, approval: may_decide(active_step(approval), approval, user, timezone.now()) is None,
        decision_text,
    ),
    Verb(
        "recall",
        _("Recall from approval"),
        proposal_forms.RecallForm,
        approvals.recall,
        lambda user, approval: permissions.can_recall(user, approval.proposal),
        _("Recalled"),
        stop=True,
    ),
)
# Verbs that only the page has. The API has `propose`, and `recall` of an approval.
ON_PAGE = table(
    Verb(
        "change",
        _("Edit proposal"),
        proposal_forms.ChangeForm,
        proposals.save_proposal,
        _can_change_proposal,
        _("Proposal changed; approval voided"),
        submit=_("Edit and void the approval"),
        stop=True,
    ),
    Verb(
        "recall",
        _("Recall from approval"),
        proposal_forms.RecallLastForm,
        approvals.recall,
        _can_recall,
        _("Recalled"),
        stop=True,
    ),
)
# The sheets of the page of a ticket, in the order of its menu.
SHEETS = {**FULFILMENTS, **TICKETS, **ON_PAGE}
# The first of these that is offered is the next step: the only filled button of the page.
PRIMARY = (
    "submit",
    "inspect",
    "receive",
    "refund",
    "dispatch",
    "send-back",
    "confirm",
    "identify",
    "propose",
)
# These are plain buttons beside it. All others are in the menu.
NEAR = ("nudge", "receive", "take", "reassign", "pause", "resume", "reopen")
MANY = {name: verb for name, verb in TICKETS.items() if verb.many}


def offered(user: User, work: TicketWork, verbs: dict[str, Verb] = SHEETS) -> dict[str, Verb]:
    """The verbs that this user may do now."""
    return {name: verb for name, verb in verbs.items() if verb.allowed(user, work)}
