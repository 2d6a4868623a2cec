"""Prepares a fulfilment for the page of its ticket."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from aftersales.web.figures import money, sentences

from ..enums import InspectionResult
from ..models import Fulfilment, FulfilmentLine
from ..queries.fulfilment import OVER
from ..rules.fulfilment import PAYS


@dataclass(frozen=True)
class ReturnedUnitLine:
    """A returned unit. returned: its serial number. replacement: the serial number of the replacement.

    strange: the purchase names another serial number.
    """

    returned: str
    replacement: str
    strange: bool


@dataclass(frozen=True)
class FulfilmentLineRow:
    """A fulfilment line. facts: the quantities. inspection: its result. differs: the goods are not as stated."""

    row: FulfilmentLine
    state: str
    facts: list[str]
    inspection: list[str]
    differs: bool
    units: list[ReturnedUnitLine]


def fulfilment_rows(fulfilment: Fulfilment | None) -> list[FulfilmentLineRow]:
    return [_line_row(line) for line in fulfilment.lines.all()] if fulfilment else []


def _line_row(row: FulfilmentLine) -> FulfilmentLineRow:
    count = row.count
    back = _("%(received)s of %(expected)s received") % {"received": count.received, "expected": count.expected}
    facts = [
        back if count.waived < count.expected else "",
        _("%(count)s waived") % {"count": count.waived} if count.waived else "",
        _("%(count)s outstanding") % {"count": count.outstanding} if count.outstanding else "",
        _("%(count)s kept by the customer") % {"count": count.kept} if count.kept else "",
        _("%(count)s refused") % {"count": count.refused} if count.refused else "",
        _("%(count)s to send back") % {"count": count.to_send_back} if count.to_send_back else "",
        _("%(count)s sent") % {"count": count.sent} if count.sent else "",
    ]
    inspection = [
        row.get_result_display(),
        row.finding,
        row.get_disposition_display(),
        money(row.cost) if row.cost else "",
    ]
    return FulfilmentLineRow(
        row=row,
        state="due" if count.outstanding or count.to_inspect else "done",
        facts=[fact for fact in facts if fact],
        inspection=[text for text in inspection if text] if row.finding else [],
        differs=bool(row.result) and row.result != InspectionResult.ACCEPTED,
        units=[
            ReturnedUnitLine(unit.serial, unit.replacement_serial, unit.of_purchase is False)
            for unit in row.units.all()
        ],
    )


def money_line(fulfilment: Fulfilment | None) -> str:
    """How much of the approved amount was refunded."""
    if fulfilment is None or fulfilment.proposal.remedy not in PAYS:
        return ""
    amounts = {"paid": money(fulfilment.refunded), "whole": money(fulfilment.payable)}
    said = _("Refunded %(paid)s of %(whole)s") % amounts
    approved = fulfilment.proposal.approved_amount or 0
    if approved == fulfilment.payable:
        return said
    return sentences(f"{said}.", _("Approved: %(amount)s.") % {"amount": money(approved)})


def goods_due(fulfilment: Fulfilment | None, today: date) -> dict[str, Any] | None:
    """The date by which goods must be returned if their replacement was sent first."""
    if fulfilment is None or fulfilment.goods_due_on is None or fulfilment.state in OVER:
        return None
    count = sum(row.outstanding for row in fulfilment.lines.all())
    text = _("Goods still to be returned: %(count)s") % {"count": count}
    return {
        "on": fulfilment.goods_due_on,
        "details": [text],
        "state": "late" if fulfilment.goods_due_on < today else "due",
    }


def refunds(fulfilment: Fulfilment | None) -> list[dict[str, Any]]:
    """The refunds and their corrections, and who recorded them."""
    if fulfilment is None:
        return []
    rows = fulfilment.refunds.select_related("recorded_by")
    return [
        {"details": [money(r.amount), str(r.recorded_by), r.reference, r.reason], "paid_on": r.paid_on} for r in rows
    ]
