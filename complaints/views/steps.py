"""The steps that can be taken on a ticket: each a sheet on its page, a form, and one service.

The table is the only place that joins them; page, keyboard and sheet all come from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User

from .. import permissions
from ..enums import FulfilmentState, ProposalState, State
from ..forms import carrying as carrying_forms
from ..forms import proposal as proposal_forms
from ..forms import ticket as ticket_forms
from ..forms import work as work_forms
from ..forms.risk import AcknowledgeForm
from ..models import Approval, Fulfilment, Proposal, Ticket
from ..permissions.risk import can_acknowledge
from ..queries.carrying import carried, running_of
from ..queries.proposals import current_proposal
from ..queries.risk import flags_of
from ..rules.workflow import FULFILMENT, TICKET
from ..services import approvals, fulfilment, joining, lifecycle, proposals, reminders, risk, thread

Form = ticket_forms.StepForm
Act = Callable[[Ticket, Form, User, datetime], Any]
Test = Callable[[User, Ticket], bool]


@dataclass(frozen=True)
class Step:
    """label: the button (a verb). done: what is said afterwards. offered: whether this person may do it now.
    draft: the form's text is kept while it is typed. stop: it refuses or ends something."""

    label: Any
    form: type[Form]
    act: Act
    offered: Test
    done: Any
    submit: Any = ""
    stop: bool = False


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


def _recall(ticket: Ticket, form: Form, actor: User, now: datetime) -> Any:
    # The last one, also where it was rejected meanwhile: who comes second is told so.
    approval = Approval.objects.filter(proposal__ticket=ticket).order_by("-pk").first()
    return approvals.recall(
        approval_id=approval.pk if approval else 0, actor=actor, now=now, reason=form.cleaned_data["reason"]
    )


def _simple(service: Callable[..., Any]) -> Act:
    """The cleaned data are the service's arguments."""

    def act(ticket: Ticket, form: Form, actor: User, now: datetime) -> Any:
        return service(ticket_id=ticket.pk, actor=actor, now=now, **form.cleaned_data)

    return act


def _files_as_uploads(service: Callable[..., Any]) -> Act:
    def act(ticket: Ticket, form: Form, actor: User, now: datetime) -> Any:
        data = dict(form.cleaned_data)
        return service(ticket_id=ticket.pk, actor=actor, now=now, uploads=data.pop("files"), **data)

    return act


def _identify(ticket: Ticket, form: Form, actor: User, now: datetime) -> Any:
    customer = form.cleaned_data["customer"]
    return lifecycle.identify_customer(
        ticket_id=ticket.pk, customer=customer, contact=customer.main_contact, actor=actor, now=now
    )


def _propose(ticket: Ticket, form: Any, actor: User, now: datetime) -> Any:
    data = form.cleaned_data
    return proposals.save_proposal(
        ticket_id=ticket.pk,
        actor=actor,
        now=now,
        remedy=data["remedy"],
        lines=form.lines(),
        reason=data["reason"],
        costs=data["costs"] or 0,
        no_return_required=data["no_return_required"],
        no_return_reason=data["no_return_reason"],
        version=data["version"],
    )


def _carry(service: Callable[..., Any]) -> Act:
    """A step of the fulfilment: the form says which and gives the service's arguments."""

    def act(ticket: Ticket, form: Any, actor: User, now: datetime) -> Any:
        return service(fulfilment_id=form.pk, actor=actor, now=now, **form.arguments())

    return act


def _may_acknowledge(user: User, ticket: Ticket) -> bool:
    return any(can_acknowledge(user, flag, timezone.localdate()) for flag in flags_of(ticket))


def _can_submit(user: User, ticket: Ticket) -> bool:
    proposal = proposal_of(ticket)
    drafted = proposal is not None and proposal.state == ProposalState.DRAFT
    return drafted and _moves("submit", permissions.can_propose)(user, ticket)


def _can_propose(user: User, ticket: Ticket) -> bool:
    return ticket.state in {State.NEW, State.VERIFYING} and permissions.can_propose(user, ticket)


def _can_join(user: User, ticket: Ticket) -> bool:
    """Where the customer has another open ticket (queries/ticket_page.py says)."""
    return getattr(ticket, "has_sibling", True) and _moves("withdraw")(user, ticket)


def _changes_running(user: User, ticket: Ticket) -> bool:
    """Changing what is in approval or approved voids it: offered apart, in plain words."""
    return ticket.state in {State.APPROVAL, State.FULFILMENT} and permissions.can_propose(user, ticket)


T, P, C, W = ticket_forms, proposal_forms, carrying_forms, work_forms
STEPS: dict[str, Step] = {
    "submit": Step(
        _("Submit for approval"), T.EmptyForm, _simple(proposals.submit), _can_submit, _("Submitted for approval")
    ),
    "receive": Step(
        _("Record goods received"),
        C.ReceiveForm,
        _carry(fulfilment.receive_goods),
        _awaits(permissions.can_carry_out),
        _("Goods received"),
    ),
    "inspect": Step(
        _("Record inspection"),
        C.InspectForm,
        _carry(fulfilment.inspect_goods),
        _carries("inspect", permissions.can_carry_out),
        _("Inspection recorded"),
    ),
    "refund": Step(_("Record refund"), C.RefundForm, _carry(fulfilment.record_refund), _pays, _("Refund recorded")),
    "dispatch": Step(
        _("Record dispatch"), C.DispatchForm, _carry(fulfilment.record_dispatch), _sends, _("Dispatch recorded")
    ),
    "waive": Step(
        _("Waive the rest"),
        C.WaiveForm,
        _carry(fulfilment.waive_goods),
        _awaits(permissions.can_waive),
        _("The goods need not come back"),
        stop=True,
    ),
    "confirm": Step(
        _("Ask the customer to confirm"),
        T.ConfirmForm,
        _simple(lifecycle.confirm),
        _moves("dispute"),
        _("Customer’s word recorded"),
        submit=_("Record the customer’s word"),
    ),
    "close": Step(
        _("Close the ticket"),
        T.EmptyForm,
        _simple(lifecycle.close),
        lambda user, ticket: ticket.confirmed_at is not None and _moves("close")(user, ticket),
        _("Closed"),
    ),
    "propose": Step(
        _("Propose a remedy"), P.ProposeForm, _propose, _can_propose, _("Proposal kept"), _("Keep proposal")
    ),
    "answer": Step(
        _("Settle without a remedy"), T.AnswerForm, _simple(lifecycle.answer), _moves("answer"), _("Answer recorded")
    ),
    "identify": Step(
        _("Identify the customer"),
        T.IdentifyForm,
        _identify,
        lambda user, ticket: ticket.customer_id is None and permissions.can_write(user, ticket),
        _("Customer identified"),
    ),
    "take": Step(_("Take it"), T.EmptyForm, _simple(lifecycle.take), _open(permissions.can_take), _("It is yours now")),
    "hand-over": Step(
        _("Hand over"), T.HandOverForm, _simple(lifecycle.hand_over), _open(permissions.can_assign), _("Handed over")
    ),
    "pause": Step(
        _("Wait for the customer"),
        T.PauseForm,
        _simple(thread.pause),
        lambda user, ticket: not ticket.is_paused and _open(permissions.can_write)(user, ticket),
        _("Clock paused"),
    ),
    "resume": Step(
        _("Let the clock run"),
        T.EmptyForm,
        _simple(thread.resume),
        lambda user, ticket: ticket.is_paused and permissions.can_write(user, ticket),
        _("The clock runs again"),
    ),
    "call-back": Step(
        _("Agree a call back"),
        T.CallBackForm,
        _simple(thread.agree_call_back),
        _open(permissions.can_write),
        _("Call back agreed"),
    ),
    "remind": Step(_("Remind me"), W.RemindForm, _simple(reminders.remind), permissions.can_note, _("Reminder set")),
    "record": Step(
        _("Correct the record"),
        T.RecordForm,
        _simple(lifecycle.update_record),
        _open(permissions.can_write),
        _("Record kept"),
        _("Keep the record"),
    ),
    "classify": Step(
        _("Set the quality class"),
        T.ClassifyForm,
        _simple(lifecycle.classify),
        _open(permissions.can_write),
        _("Quality class set"),
    ),
    "kind": Step(
        _("Change the kind"),
        T.KindForm,
        _simple(lifecycle.change_kind),
        _open(permissions.can_write),
        _("Kind changed"),
    ),
    "acknowledge": Step(
        _("Acknowledge the risk"),
        AcknowledgeForm,
        _simple(risk.acknowledge),
        _may_acknowledge,
        _("Risk acknowledged"),
        _("Acknowledge"),
    ),
    "change": Step(
        _("Change the proposal"),
        P.ProposeForm,
        _propose,
        _changes_running,
        _("Proposal changed; the approval is void"),
        _("Change and void the approval"),
        stop=True,
    ),
    "recall": Step(_("Recall from approval"), T.ReasonForm, _recall, _pending, _("Recalled"), stop=True),
    "join": Step(_("Join into another ticket"), W.JoinForm, _simple(joining.join), _can_join, _("Joined")),
    "withdraw": Step(
        _("Withdraw"), T.ReasonForm, _simple(lifecycle.withdraw), _moves("withdraw"), _("Withdrawn"), stop=True
    ),
    "reopen": Step(
        _("Reopen"), T.ReasonForm, _simple(lifecycle.reopen), _moves("reopen", permissions.can_reopen), _("Reopened")
    ),
}
WRITING: dict[str, Step] = {
    "reply": Step(
        _("Reply to the customer"),
        T.ReplyForm,
        _files_as_uploads(thread.reply),
        _open(permissions.can_write),
        _("Reply kept"),
        _("Send reply"),
    ),
    "said": Step(
        _("Note what the customer said"),
        T.SaidForm,
        _files_as_uploads(thread.customer_said),
        _open(permissions.can_write),
        _("Noted"),
        _("Keep"),
    ),
    "note": Step(
        _("Internal note"),
        T.NoteForm,
        _files_as_uploads(thread.add_note),
        permissions.can_note,
        _("Note kept"),
        _("Keep note"),
    ),
}
# Which step is the next one, first that is offered: one filled button a page.
PRIMARY = ("submit", "inspect", "receive", "refund", "dispatch", "confirm", "identify", "propose", "reopen")

# Quiet buttons beside it; the rest stands under "more".
NEAR = ("receive", "take", "hand-over", "pause", "resume")


def offered(user: User, ticket: Ticket) -> dict[str, Step]:
    """The steps that this person may take now."""
    return {name: step for name, step in STEPS.items() if step.offered(user, ticket)}
