"""Reads of what is carried out."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from aftersales.web.figures import money

from ..enums import FulfilmentState, InspectionResult
from ..models import Fulfilment, FulfilmentLine, ReturnedUnit, Ticket
from ..rules.fulfilment import PAYS

OVER = (FulfilmentState.DONE, FulfilmentState.CANCELLED)


def running_of(ticket: Ticket) -> Fulfilment | None:
    """What is carried out for a ticket now, or was last; asked by several steps for one page, read once a request."""
    if "_running" not in ticket.__dict__:
        rows = Fulfilment.objects.filter(proposal__ticket=ticket).exclude(state=FulfilmentState.CANCELLED)
        ticket.__dict__["_running"] = (
            rows.select_related("proposal", "department", "paying_department").order_by("-started_at", "-pk").first()
        )
    return ticket.__dict__["_running"]


def fulfilment_lines(running: Fulfilment | None) -> list[FulfilmentLine]:
    """The lines of the fulfilment, with their serial numbers and who received and inspected; read once."""
    if running is None:
        return []
    if "_fulfilment_lines" not in running.__dict__:
        rows = running.lines.select_related("line__purchase__product", "received_by", "inspected_by")
        running.__dict__["_fulfilment_lines"] = list(
            rows.prefetch_related(Prefetch("units", ReturnedUnit.objects.all()))
        )
    return running.__dict__["_fulfilment_lines"]


def shown_lines(running: Fulfilment | None) -> list[dict[str, Any]]:
    """Each line as the page shows it: how many of how many, what inspection said, the serial numbers."""
    return [_shown(row) for row in fulfilment_lines(running)]


def _shown(row: FulfilmentLine) -> dict[str, Any]:
    count = row.count
    back = _("%(received)s of %(expected)s received") % {"received": count.received, "expected": count.expected}
    facts = [
        back if count.waived < count.expected else "",
        _("%(count)s waived") % {"count": count.waived} if count.waived else "",
        _("%(count)s outstanding") % {"count": count.outstanding} if count.outstanding else "",
        _("%(count)s sent") % {"count": count.sent} if count.sent else "",
    ]
    inspection = [
        row.get_result_display(),
        row.finding,
        row.get_disposition_display(),
        money(row.cost) if row.cost else "",
    ]
    return {
        "row": row,
        "state": "due" if count.outstanding or count.to_inspect else "done",
        "facts": [fact for fact in facts if fact],
        "inspection": [said for said in inspection if said] if row.finding else [],
        "differs": bool(row.result) and row.result != InspectionResult.ACCEPTED,
        "units": [
            {"from": unit.serial, "to": unit.replacement_serial, "strange": unit.of_purchase is False}
            for unit in row.units.all()
        ],
    }


def money_line(running: Fulfilment | None) -> str:
    """How much of the approved money is paid back."""
    if running is None or running.proposal.remedy not in PAYS:
        return ""
    return _("Refunded %(paid)s of %(whole)s") % {"paid": money(running.refunded), "whole": money(running.payable)}


def goods_due(running: Fulfilment | None, today: date) -> dict[str, Any] | None:
    """Until when goods are to be back whose replacement left first."""
    if running is None or running.goods_due_on is None or running.state in OVER:
        return None
    count = sum(row.outstanding for row in fulfilment_lines(running))
    text = _("Goods still to be returned: %(count)s") % {"count": count}
    return {"on": running.goods_due_on, "details": [text], "state": "late" if running.goods_due_on < today else "due"}
