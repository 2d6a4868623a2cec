"""Reads fulfilments."""

from collections.abc import Iterable

from django.db.models import Prefetch

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..enums import FulfilmentState, InspectionResult
from ..models import Fulfilment, FulfilmentLine, GoodsRecord, Refund, Ticket
from ..permissions import REFUSERS
from ..permissions.duties import Duties
from ..rules.duties import INSPECTOR, PAYER, RECEIVER
from ..rules.fulfilment import PAYS

OVER = (FulfilmentState.DONE, FulfilmentState.CANCELLED)
# The duties of the steps that approval rules may keep apart.
DUTIES = {"receive": RECEIVER, "inspect": INSPECTOR, "refund": PAYER}
# Lines with their returned units, and the users who received and inspected them.
LINES = Prefetch(
    "lines",
    FulfilmentLine.objects.select_related("line__purchase__product", "received_by", "inspected_by").prefetch_related(
        "units"
    ),
)


def fulfilment_of(ticket: Ticket) -> Fulfilment | None:
    """The ticket's current or latest fulfilment, with its lines."""
    rows = Fulfilment.objects.filter(proposal__ticket=ticket).exclude(state=FulfilmentState.CANCELLED)
    rows = rows.select_related("proposal", "department", "paying_department").prefetch_related(LINES)
    return rows.order_by("-started_at", "-pk").first()


def correctable(fulfilment: Fulfilment) -> tuple[list[GoodsRecord], list[Refund]]:
    """The records and refunds that are not corrected yet, the latest first."""
    records = fulfilment.records.filter(reverses=None, reversed_by=None).select_related("line__line__purchase__product")
    refunds = fulfilment.refunds.filter(reverses=None, reversed_by=None)
    return list(records.order_by("-pk")), list(refunds.order_by("-pk"))


def steps_due(fulfilment: Fulfilment | None) -> list[str]:
    """What is to be done next, as names of verbs. Empty if nothing is, or the goods are awaited."""
    if fulfilment is None or fulfilment.state in OVER:
        return []
    counts = [row.count for row in fulfilment.lines.all()]
    pays, settling = fulfilment.proposal.remedy in PAYS, fulfilment.state == FulfilmentState.SETTLING
    due = {
        "receive": any(count.outstanding for count in counts),
        "inspect": any(count.to_inspect for count in counts),
        "refund": settling and pays and fulfilment.left_to_refund > 0,
        "dispatch": not pays and settling and (not counts or any(count.to_send for count in counts)),
        "send-back": any(count.to_send_back for count in counts),
    }
    return [name for name, is_due in due.items() if is_due]


def who_does(step: str, fulfilment: Fulfilment, duties: Duties | None = None) -> list[User]:
    """Who may do this step: the people of the department that it is for, else managers, else service staff."""
    people, duties = User.objects.filter(is_active=True).order_by("pk"), duties or Duties(fulfilment)
    differs = any(row.result not in ("", InspectionResult.ACCEPTED) for row in fulfilment.lines.all())
    if step == "inspect" and differs:
        return _without_conflict(people.filter(role__in=REFUSERS), duties, step)
    paying = fulfilment.paying_department_id if step == "refund" else None
    own = people.filter(role=Role.COLLEAGUE, department=paying or fulfilment.department_id).exclude(department=None)
    for some in (own, people.filter(role=Role.MANAGER), people.filter(role=Role.SERVICE)):
        if found := _without_conflict(some, duties, step):
            return found
    return []


def _without_conflict(people: Iterable[User], duties: Duties, step: str) -> list[User]:
    """Those who have done nothing that is kept apart from this step."""
    known = list(people)
    barred = duties.conflicts(known, DUTIES[step]) if step in DUTIES else {}
    return [person for person in known if person.pk not in barred]
