"""The verbs of tickets, fulfilments and approvals: each with its form, its service, and when it is offered."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from . import permissions
from .enums import FulfilmentState, ProposalState, State
from .forms import fulfilment as fulfilment_forms
from .forms import proposal as proposal_forms
from .forms import ticket as ticket_forms
from .forms import work as work_forms
from .forms.risk import AcknowledgeForm
from .models import Fulfilment, Proposal, Ticket
from .permissions.risk import can_acknowledge
from .queries.approval_page import active_step, may_decide
from .queries.fulfilment import fulfilment_lines, running_of
from .queries.proposals import current_proposal
from .queries.risk import flags_of
from .rules.workflow import FULFILMENT, TICKET
from .services import approvals, conversation, fulfilment, lifecycle, merging, proposals, reminders, risk

Test = Callable[[User, Ticket], bool]
# Who finds a verb in the bulk bar.
WORKERS = permissions.WRITERS | {Role.REP}


def proposal_of(ticket: Ticket) -> Proposal | None:
    """The ticket's present proposal, read once a request."""
    if "_proposal" not in ticket.__dict__:
        ticket.__dict__["_proposal"] = current_proposal(ticket)
    return ticket.__dict__["_proposal"]


def _fulfilment_allows(action: str, allowed: Callable[[User, Fulfilment], bool]) -> Test:
    def test(user: User, ticket: Ticket) -> bool:
        row = running_of(ticket) if ticket.state == State.FULFILMENT else None
        return row is not None and FULFILMENT.allows(row.state, action) and allowed(user, row)

    return test


def _awaits(allowed: Callable[[User, Fulfilment], bool]) -> Test:
    """Goods are still to come."""

    def test(user: User, ticket: Ticket) -> bool:
        row = running_of(ticket) if ticket.state == State.FULFILMENT else None
        return row is not None and any(line.outstanding for line in fulfilment_lines(row)) and allowed(user, row)

    return test


def _pays(user: User, ticket: Ticket) -> bool:
    row = running_of(ticket) if ticket.state == State.FULFILMENT else None
    settling = row is not None and row.state == FulfilmentState.SETTLING
    return bool(
        row and settling and row.proposal.remedy in fulfilment.PAYS and permissions.can_record_refund(user, row)
    )


def _sends(user: User, ticket: Ticket) -> bool:
    row = running_of(ticket) if ticket.state == State.FULFILMENT else None
    if row is None or row.proposal.remedy in fulfilment.PAYS or not permissions.can_fulfil(user, row):
        return False
    return not fulfilment_lines(row) or any(line.count.sendable(row.proposal.remedy) for line in fulfilment_lines(row))


def _moves(action: str, allowed: Test = permissions.can_write) -> Test:
    return lambda user, ticket: TICKET.allows(ticket.state, action) and allowed(user, ticket)


def _open(allowed: Test) -> Test:
    return lambda user, ticket: ticket.state not in {State.CLOSED, State.WITHDRAWN} and allowed(user, ticket)


def _pending(user: User, ticket: Ticket) -> bool:
    proposal = proposal_of(ticket) if ticket.state == State.APPROVAL else None
    return proposal is not None and permissions.can_recall(user, proposal)


def _may_acknowledge(user: User, ticket: Ticket) -> bool:
    return any(can_acknowledge(user, flag, timezone.localdate()) for flag in flags_of(ticket))


def _can_submit(user: User, ticket: Ticket) -> bool:
    proposal = proposal_of(ticket)
    drafted = proposal is not None and proposal.state == ProposalState.DRAFT
    return drafted and _moves("submit", permissions.can_propose)(user, ticket)


def _can_close(user: User, ticket: Ticket) -> bool:
    return ticket.confirmed_at is not None and _moves("close")(user, ticket)


def _can_propose(user: User, ticket: Ticket) -> bool:
    return ticket.state in {State.NEW, State.VERIFYING} and permissions.can_propose(user, ticket)


def _can_merge(user: User, ticket: Ticket) -> bool:
    """Where the customer has another open ticket (queries/ticket_page.py says)."""
    return getattr(ticket, "has_sibling", True) and _moves("withdraw")(user, ticket)


def _changes_running(user: User, ticket: Ticket) -> bool:
    """Changing what is in approval or approved voids it: offered apart, in plain words."""
    return ticket.state in {State.APPROVAL, State.FULFILMENT} and permissions.can_propose(user, ticket)


CONVERSATION = table(
    Verb(
        "reply",
        _("Reply"),
        ticket_forms.ReplyForm,
        conversation.reply,
        _open(permissions.can_write),
        _("Reply saved"),
        submit=_("Send reply"),
    ),
    Verb(
        "customer-message",
        _("Customer message"),
        ticket_forms.CustomerMessageForm,
        conversation.record_customer_message,
        _open(permissions.can_write),
        _("Customer message saved"),
        submit=_("Save"),
    ),
    Verb(
        "note",
        _("Internal note"),
        ticket_forms.NoteForm,
        conversation.add_note,
        permissions.can_note,
        _("Note saved"),
        submit=_("Save note"),
    ),
)
# In the API these are verbs of the fulfilment.
FULFILMENTS = table(
    Verb(
        "receive",
        _("Record goods received"),
        fulfilment_forms.ReceiveForm,
        fulfilment.receive_goods,
        _awaits(permissions.can_fulfil),
        _("Goods received"),
    ),
    Verb(
        "inspect",
        _("Record inspection"),
        fulfilment_forms.InspectForm,
        fulfilment.inspect_goods,
        _fulfilment_allows("inspect", permissions.can_fulfil),
        _("Inspection recorded"),
    ),
    Verb(
        "refund",
        _("Record refund"),
        fulfilment_forms.RefundForm,
        fulfilment.record_refund,
        _pays,
        _("Refund recorded"),
    ),
    Verb(
        "dispatch",
        _("Record dispatch"),
        fulfilment_forms.DispatchForm,
        fulfilment.record_dispatch,
        _sends,
        _("Dispatch recorded"),
    ),
    Verb(
        "waive",
        _("Waive remaining returns"),
        fulfilment_forms.WaiveForm,
        fulfilment.waive_goods,
        _awaits(permissions.can_waive),
        _("No return needed"),
        stop=True,
    ),
)
TICKETS = table(
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
        _("Customer’s answer saved"),
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
        proposals.save_proposal,
        _can_propose,
        _("Proposal saved"),
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
        lambda user, ticket: ticket.customer_id is None and permissions.can_write(user, ticket),
        _("Customer identified"),
    ),
    Verb(
        "take",
        _("Assign to me"),
        ticket_forms.TicketForm,
        lifecycle.take,
        _open(permissions.can_take),
        _("Assigned to you"),
        many=_("Assign to me"),
        many_roles=permissions.WRITERS,
    ),
    Verb(
        "reassign",
        _("Reassign"),
        ticket_forms.ReassignForm,
        lifecycle.reassign,
        _open(permissions.can_assign),
        _("Reassigned"),
        many=_("Reassign"),
        many_roles=WORKERS,
    ),
    Verb(
        "pause",
        _("Wait for customer"),
        ticket_forms.PauseForm,
        conversation.pause,
        lambda user, ticket: not ticket.is_paused and _open(permissions.can_write)(user, ticket),
        _("Clock paused"),
        many=_("Wait for customer"),
        many_roles=WORKERS,
    ),
    Verb(
        "resume",
        _("Resume clock"),
        ticket_forms.TicketForm,
        conversation.resume,
        lambda user, ticket: ticket.is_paused and permissions.can_write(user, ticket),
        _("SLA clock resumed"),
        many=_("Resume clock"),
        many_roles=WORKERS,
    ),
    Verb(
        "callback",
        _("Schedule callback"),
        ticket_forms.CallbackForm,
        conversation.schedule_callback,
        _open(permissions.can_write),
        _("Callback scheduled"),
    ),
    Verb("remind", _("Remind me"), work_forms.RemindForm, reminders.remind, permissions.can_note, _("Reminder set")),
    Verb(
        "edit",
        _("Edit details"),
        ticket_forms.DetailsForm,
        lifecycle.update_details,
        _open(permissions.can_write),
        _("Details saved"),
        submit=_("Save details"),
    ),
    Verb(
        "classify",
        _("Set quality class"),
        ticket_forms.ClassifyForm,
        lifecycle.classify,
        _open(permissions.can_write),
        _("Quality class set"),
    ),
    Verb(
        "kind",
        _("Change type"),
        ticket_forms.KindForm,
        lifecycle.change_kind,
        _open(permissions.can_write),
        _("Type changed"),
    ),
    Verb(
        "acknowledge",
        _("Acknowledge risk"),
        AcknowledgeForm,
        risk.acknowledge,
        _may_acknowledge,
        _("Risk acknowledged"),
        submit=_("Acknowledge"),
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
        lambda user, approval: may_decide(active_step(approval), approval, user, timezone.now()) == "",
        _("Decision saved"),
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
# What the page of a ticket offers under other words, or on behalf of its proposal; in the API: propose, and recall of
# the approval.
ON_PAGE = table(
    Verb(
        "change",
        _("Edit proposal"),
        proposal_forms.ProposeForm,
        proposals.save_proposal,
        _changes_running,
        _("Proposal changed; approval voided"),
        submit=_("Edit and void the approval"),
        stop=True,
    ),
    Verb(
        "recall",
        _("Recall from approval"),
        proposal_forms.RecallLastForm,
        approvals.recall,
        _pending,
        _("Recalled"),
        stop=True,
    ),
)
# The sheets of a ticket's page, in the order of its menu.
SHEETS = {**FULFILMENTS, **TICKETS, **ON_PAGE}
# Which one is the next step, first that is offered: one filled button a page.
PRIMARY = ("submit", "inspect", "receive", "refund", "dispatch", "confirm", "identify", "propose", "reopen")
# Quiet buttons beside it; the rest stands in the menu.
NEAR = ("receive", "take", "reassign", "pause", "resume")
MANY = {name: verb for name, verb in TICKETS.items() if verb.many}


def offered(user: User, ticket: Ticket, verbs: dict[str, Verb] = SHEETS) -> dict[str, Verb]:
    """The verbs that this user may do now."""
    return {name: verb for name, verb in verbs.items() if verb.allowed(user, ticket)}
