"""The verbs of fulfilments: each with its form, its service, and when it is offered. See verbs.py."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from . import permissions
from .enums import FulfilmentState, State
from .forms import fulfilment as fulfilment_forms
from .forms import settling as settling_forms
from .models import Fulfilment
from .queries.ticket_work import TicketWork
from .rules.duties import INSPECTOR, PAYER, RECEIVER
from .rules.fulfilment import PAYS
from .rules.workflow import FULFILMENT
from .services import fulfilment

Allowed = Callable[[User, TicketWork], bool]


def running(work: TicketWork) -> Fulfilment | None:
    return work.fulfilment if work.ticket.state == State.FULFILMENT else None


def _can_inspect(user: User, work: TicketWork) -> bool:
    fulfilment = running(work)
    return (
        fulfilment is not None
        and FULFILMENT.allows(fulfilment.state, "inspect")
        and permissions.can_fulfil(user, fulfilment)
        and _is_free(user, INSPECTOR, work)
    )


def _is_free(user: User, duty: str, work: TicketWork) -> bool:
    """Whether the user has done nothing that is kept apart from this duty."""
    return work.duties is None or work.duties.conflict(user, duty) is None


def _can_receive(user: User, work: TicketWork) -> bool:
    return _awaits_goods(permissions.can_fulfil)(user, work) and _is_free(user, RECEIVER, work)


def _awaits_goods(allowed: Callable[[User, Fulfilment], bool]) -> Allowed:
    def test(user: User, work: TicketWork) -> bool:
        fulfilment = running(work)
        if fulfilment is None or not any(line.outstanding for line in fulfilment.lines.all()):
            return False
        return allowed(user, fulfilment)

    return test


def _can_refund(user: User, work: TicketWork) -> bool:
    fulfilment = running(work)
    if fulfilment is None or fulfilment.state != FulfilmentState.SETTLING or not fulfilment.left_to_refund:
        return False
    if fulfilment.proposal.remedy not in PAYS or not permissions.can_record_refund(user, fulfilment):
        return False
    return _is_free(user, PAYER, work)


def _can_dispatch(user: User, work: TicketWork) -> bool:
    fulfilment = running(work)
    if fulfilment is None or fulfilment.proposal.remedy in PAYS or not permissions.can_fulfil(user, fulfilment):
        return False
    lines = fulfilment.lines.all()
    return not lines or any(line.count.sendable(fulfilment.proposal.remedy) for line in lines)


def _can_send_back(user: User, work: TicketWork) -> bool:
    fulfilment = running(work)
    if fulfilment is None or not permissions.can_fulfil(user, fulfilment):
        return False
    return any(line.count.to_send_back for line in fulfilment.lines.all())


def _can_end(user: User, work: TicketWork) -> bool:
    fulfilment = running(work)
    if fulfilment is None or fulfilment.state != FulfilmentState.SETTLING:
        return False
    if not permissions.can_end(user, fulfilment):
        return False
    if fulfilment.proposal.remedy in PAYS:
        return fulfilment.left_to_refund > 0
    lines = fulfilment.lines.all()
    return not lines or any(line.count.to_send for line in lines)


def _can_correct(user: User, work: TicketWork) -> bool:
    fulfilment = work.fulfilment
    if fulfilment is None or not fulfilment.has_records:
        return False
    running = {State.FULFILMENT} if fulfilment.state != FulfilmentState.DONE else {State.CONFIRMING, State.VERIFYING}
    if work.ticket.state not in running:
        return False
    return permissions.can_correct_goods(user, fulfilment) or permissions.can_record_refund(user, fulfilment)


# In the API these are verbs of the fulfilment.
FULFILMENTS = table(
    Verb(
        "receive",
        _("Record goods received"),
        fulfilment_forms.ReceiveForm,
        fulfilment.receive_goods,
        _can_receive,
        _("Goods received"),
    ),
    Verb(
        "inspect",
        _("Record inspection"),
        fulfilment_forms.InspectForm,
        fulfilment.inspect_goods,
        _can_inspect,
        _("Inspection recorded"),
    ),
    Verb(
        "refund",
        _("Record refund"),
        settling_forms.RefundForm,
        fulfilment.record_refund,
        _can_refund,
        _("Refund recorded"),
    ),
    Verb(
        "dispatch",
        _("Record dispatch"),
        settling_forms.DispatchForm,
        fulfilment.record_dispatch,
        _can_dispatch,
        _("Dispatch recorded"),
    ),
    Verb(
        "waive",
        _("Waive remaining returns"),
        fulfilment_forms.WaiveForm,
        fulfilment.waive_goods,
        _awaits_goods(permissions.can_waive),
        _("Return waived"),
        stop=True,
    ),
    Verb(
        "send-back",
        _("Send refused goods back"),
        settling_forms.SendBackForm,
        fulfilment.send_back,
        _can_send_back,
        _("Goods sent back"),
    ),
    Verb(
        "keep",
        _("Goods won’t come back"),
        fulfilment_forms.KeepForm,
        fulfilment.keep_goods,
        _awaits_goods(permissions.can_end),
        _("Recorded; the customer keeps them"),
        stop=True,
    ),
    Verb(
        "end",
        _("End without the rest"),
        settling_forms.EndForm,
        fulfilment.end,
        _can_end,
        _("Fulfilment ended"),
        stop=True,
    ),
    Verb(
        "correct",
        _("Correct a record"),
        settling_forms.CorrectForm,
        fulfilment.correct_record,
        _can_correct,
        _("Record corrected"),
    ),
)
