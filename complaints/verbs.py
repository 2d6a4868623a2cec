"""The verbs of tickets, fulfilments and approvals: each with its form, its service, and when it is offered."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from . import permissions
from .enums import FulfilmentState, ProposalState, State
from .forms import carrying as carrying_forms
from .forms import proposal as proposal_forms
from .forms import ticket as ticket_forms
from .forms import work as work_forms
from .forms.risk import AcknowledgeForm
from .models import Fulfilment, Proposal, Ticket
from .permissions.risk import can_acknowledge
from .queries.approval_page import active_step, may_decide
from .queries.carrying import carried, running_of
from .queries.proposals import current_proposal
from .queries.risk import flags_of
from .rules.workflow import FULFILMENT, TICKET
from .services import approvals, fulfilment, joining, lifecycle, proposals, reminders, risk, thread

Test = Callable[[User, Ticket], bool]
# Who finds a verb in the bulk bar.
WORKERS = permissions.WRITERS | {Role.REP}


def proposal_of(ticket: Ticket) -> Proposal | None:
    """The ticket's present proposal, read once a request."""
    if "_proposal" not in ticket.__dict__:
        ticket.__dict__["_proposal"] = current_proposal(ticket)
    return ticket.__dict__["_proposal"]


def _carries(action: str, allowed: Callable[[User, Fulfilment], bool]) -> Test:
    def test(user: User, ticket: Ticket) -> bool:
        row = running_of(ticket) if ticket.state == State.FULFILMENT else None
        return row is not None and FULFILMENT.allows(row.state, action) and allowed(user, row)

    return test


def _awaits(allowed: Callable[[User, Fulfilment], bool]) -> Test:
    """Goods are still to come."""

    def test(user: User, ticket: Ticket) -> bool:
        row = running_of(ticket) if ticket.state == State.FULFILMENT else None
        return row is not None and any(line.outstanding for line in carried(row)) and allowed(user, row)

    return test


def _pays(user: User, ticket: Ticket) -> bool:
    row = running_of(ticket) if ticket.state == State.FULFILMENT else None
    settling = row is not None and row.state == FulfilmentState.SETTLING
    return bool(
        row and settling and row.proposal.remedy in fulfilment.PAYS and permissions.can_record_refund(user, row)
    )


def _sends(user: User, ticket: Ticket) -> bool:
    row = running_of(ticket) if ticket.state == State.FULFILMENT else None
    if row is None or row.proposal.remedy in fulfilment.PAYS or not permissions.can_carry_out(user, row):
        return False
    return not carried(row) or any(line.count.sendable(row.proposal.remedy) for line in carried(row))


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


def _can_join(user: User, ticket: Ticket) -> bool:
    """Where the customer has another open ticket (queries/ticket_page.py says)."""
    return getattr(ticket, "has_sibling", True) and _moves("withdraw")(user, ticket)


def _changes_running(user: User, ticket: Ticket) -> bool:
    """Changing what is in approval or approved voids it: offered apart, in plain words."""
    return ticket.state in {State.APPROVAL, State.FULFILMENT} and permissions.can_propose(user, ticket)


CONVERSATION = table(
    Verb(
        "reply",
        _("Reply to the customer"),
        ticket_forms.ReplyForm,
        thread.reply,
        _open(permissions.can_write),
        _("Reply kept"),
        submit=_("Send reply"),
    ),
    Verb(
        "said",
        _("Note what the customer said"),
        ticket_forms.SaidForm,
        thread.customer_said,
        _open(permissions.can_write),
        _("Noted"),
        submit=_("Keep"),
    ),
    Verb(
        "note",
        _("Internal note"),
        ticket_forms.NoteForm,
        thread.add_note,
        permissions.can_note,
        _("Note kept"),
        submit=_("Keep note"),
    ),
)
# In the API these are verbs of the fulfilment.
FULFILMENTS = table(
    Verb(
        "receive",
        _("Record goods received"),
        carrying_forms.ReceiveForm,
        fulfilment.receive_goods,
        _awaits(permissions.can_carry_out),
        _("Goods received"),
    ),
    Verb(
        "inspect",
        _("Record inspection"),
        carrying_forms.InspectForm,
        fulfilment.inspect_goods,
        _carries("inspect", permissions.can_carry_out),
        _("Inspection recorded"),
    ),
    Verb(
        "refund",
        _("Record refund"),
        carrying_forms.RefundForm,
        fulfilment.record_refund,
        _pays,
        _("Refund recorded"),
    ),
    Verb(
        "dispatch",
        _("Record dispatch"),
        carrying_forms.DispatchForm,
        fulfilment.record_dispatch,
        _sends,
        _("Dispatch recorded"),
    ),
    Verb(
        "waive",
        _("Waive the rest"),
        carrying_forms.WaiveForm,
        fulfilment.waive_goods,
        _awaits(permissions.can_waive),
        _("The goods need not come back"),
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
        _("Ask the customer to confirm"),
        ticket_forms.ConfirmForm,
        lifecycle.confirm,
        _moves("dispute"),
        _("Customer’s word recorded"),
        submit=_("Record the customer’s word"),
    ),
    Verb(
        "close",
        _("Close the ticket"),
        ticket_forms.TicketForm,
        lifecycle.close,
        _can_close,
        _("Closed"),
        many=_("Close them"),
        many_roles=permissions.WRITERS,
    ),
    Verb(
        "propose",
        _("Propose a remedy"),
        proposal_forms.ProposeForm,
        proposals.save_proposal,
        _can_propose,
        _("Proposal kept"),
        submit=_("Keep proposal"),
    ),
    Verb(
        "answer",
        _("Settle without a remedy"),
        ticket_forms.AnswerForm,
        lifecycle.answer,
        _moves("answer"),
        _("Answer recorded"),
    ),
    Verb(
        "identify",
        _("Identify the customer"),
        ticket_forms.IdentifyForm,
        lifecycle.identify_customer,
        lambda user, ticket: ticket.customer_id is None and permissions.can_write(user, ticket),
        _("Customer identified"),
    ),
    Verb(
        "take",
        _("Take it"),
        ticket_forms.TicketForm,
        lifecycle.take,
        _open(permissions.can_take),
        _("It is yours now"),
        many=_("Take them"),
        many_roles=permissions.WRITERS,
    ),
    Verb(
        "hand-over",
        _("Hand over"),
        ticket_forms.HandOverForm,
        lifecycle.hand_over,
        _open(permissions.can_assign),
        _("Handed over"),
        many=_("Hand over"),
        many_roles=WORKERS,
    ),
    Verb(
        "pause",
        _("Wait for the customer"),
        ticket_forms.PauseForm,
        thread.pause,
        lambda user, ticket: not ticket.is_paused and _open(permissions.can_write)(user, ticket),
        _("Clock paused"),
        many=_("Wait for the customer"),
        many_roles=WORKERS,
    ),
    Verb(
        "resume",
        _("Let the clock run"),
        ticket_forms.TicketForm,
        thread.resume,
        lambda user, ticket: ticket.is_paused and permissions.can_write(user, ticket),
        _("The clock runs again"),
        many=_("Let the clock run"),
        many_roles=WORKERS,
    ),
    Verb(
        "call-back",
        _("Agree a call back"),
        ticket_forms.CallBackForm,
        thread.agree_call_back,
        _open(permissions.can_write),
        _("Call back agreed"),
    ),
    Verb("remind", _("Remind me"), work_forms.RemindForm, reminders.remind, permissions.can_note, _("Reminder set")),
    Verb(
        "record",
        _("Correct the record"),
        ticket_forms.RecordForm,
        lifecycle.update_record,
        _open(permissions.can_write),
        _("Record kept"),
        submit=_("Keep the record"),
    ),
    Verb(
        "classify",
        _("Set the quality class"),
        ticket_forms.ClassifyForm,
        lifecycle.classify,
        _open(permissions.can_write),
        _("Quality class set"),
    ),
    Verb(
        "kind",
        _("Change the kind"),
        ticket_forms.KindForm,
        lifecycle.change_kind,
        _open(permissions.can_write),
        _("Kind changed"),
    ),
    Verb(
        "acknowledge",
        _("Acknowledge the risk"),
        AcknowledgeForm,
        risk.acknowledge,
        _may_acknowledge,
        _("Risk acknowledged"),
        submit=_("Acknowledge"),
    ),
    Verb("join", _("Join into another ticket"), work_forms.JoinForm, joining.join, _can_join, _("Joined")),
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
        _("Decide"),
        proposal_forms.DecisionForm,
        approvals.decide,
        lambda user, approval: may_decide(active_step(approval), approval, user, timezone.now()) == "",
        _("Your decision is recorded."),
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
        _("Change the proposal"),
        proposal_forms.ProposeForm,
        proposals.save_proposal,
        _changes_running,
        _("Proposal changed; the approval is void"),
        submit=_("Change and void the approval"),
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
NEAR = ("receive", "take", "hand-over", "pause", "resume")
MANY = {name: verb for name, verb in TICKETS.items() if verb.many}


def offered(user: User, ticket: Ticket, verbs: dict[str, Verb] = SHEETS) -> dict[str, Verb]:
    """The verbs that this user may do now."""
    return {name: verb for name, verb in verbs.items() if verb.allowed(user, ticket)}
