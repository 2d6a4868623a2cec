"""The goods receipt 收货单: what was returned, when, in which condition, and what is outstanding.

Phone numbers in its free texts are masked, because paper is passed from hand to hand (A4).
"""

from typing import Any

from django.utils.translation import gettext as _

from aftersales.render.blocks import Column, Field, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.store.personal import masked
from aftersales.web.moments import on_paper

from ..enums import RecordKind
from ..models import Fulfilment, FulfilmentLine, GoodsRecord
from . import common

COUNTS = ("expected", "received", "waived")


def pdf(fulfilment: Fulfilment, language: str) -> bytes:
    """The PDF, made from the current data."""
    return render_pdf(html(fulfilment, language), timeout=30, max_pages=20)


def html(fulfilment: Fulfilment, language: str) -> str:
    return common.page("pdf/goods_receipt.html", language, lambda: context(fulfilment))


def context(fulfilment: Fulfilment) -> dict[str, Any]:
    """The values of the template, in the active language."""
    ticket = fulfilment.proposal.ticket
    lines = list(fulfilment.lines.all())
    receipts = receipts_of(lines)
    last = receipts[-1] if receipts else None
    return {
        "letterhead": common.letterhead(),
        "title": _("Goods receipt"),
        "subtitle": masked(ticket, "subject"),
        "number": ticket.number,
        "meta": [fulfilment.proposal.get_remedy_display(), fulfilment.get_state_display()],
        "customer": common.customer_fields(ticket),
        "goods": _goods(lines),
        "receipts": _receipts(receipts),
        "inspected": _inspections(lines),
        "rest": [Field(_("Outstanding"), _rest(lines), wide=True)],
        "signatures": [
            Signature(_("Delivered by")),
            Signature(_("Received by"), str(last["by"]) if last else "", last["at"] if last else None),
            Signature(_("Inspected by"), _inspector(lines)),
        ],
    }


def receipts_of(lines: list[FulfilmentLine]) -> list[dict[str, Any]]:
    """Every receipt that is not corrected, the oldest first."""
    by_id = {line.pk: line for line in lines}
    rows = GoodsRecord.objects.filter(line__in=by_id, kind=RecordKind.RECEIPT, reverses=None, reversed_by=None)
    return [
        {
            "line": by_id[row.line_id or 0],
            "count": row.quantity,
            "at": row.recorded_at,
            "by": row.recorded_by,
            "condition": masked(row, "note"),
        }
        for row in rows.select_related("recorded_by").order_by("recorded_at", "pk")
    ]


def _goods(lines: list[FulfilmentLine]) -> Table:
    columns = [
        Column(_("Product"), 9),
        Column(_("Batch"), 4),
        Column(_("Serial number"), 5),
        Column(_("Expected"), 3, number=True),
        Column(_("Received"), 3, number=True),
        Column(_("Waived"), 4, number=True),
    ]
    return Table(
        columns,
        [[common.goods(row), *_marks(row), row.expected, row.received, row.waived] for row in lines],
        totals=[_("Total quantity"), "", "", *(sum(getattr(row, name) for row in lines) for name in COUNTS)],
    )


def _marks(row: FulfilmentLine) -> list[str]:
    """The batch and the returned serial numbers. Before any are returned, the serial numbers of the purchase."""
    sold = row.line.purchase
    came = "\n".join(unit.serial for unit in row.units.all() if unit.serial)
    return [sold.batch if sold else "", came or (sold.serial if sold else "")]


def _receipts(receipts: list[dict[str, Any]]) -> Table:
    columns = [
        Column(_("Time"), 3),
        Column(_("Product"), 5),
        Column(_("Quantity"), 1, number=True),
        Column(_("Condition on arrival"), 4),
        Column(_("Received by"), 2),
    ]
    rows = [
        [on_paper(row["at"]), common.goods(row["line"]), row["count"], row["condition"], row["by"]] for row in receipts
    ]
    return Table(columns, rows)


def _inspections(lines: list[FulfilmentLine]) -> Table | None:
    """The results of the inspections, with the disposition of the goods."""
    columns = [
        Column(_("Product"), 4),
        Column(_("Inspection result"), 2),
        Column(_("Inspection finding"), 5),
        Column(_("Disposition"), 2),
        Column(_("Inspected by"), 2),
    ]
    rows = [
        [
            common.goods(row),
            row.get_result_display(),
            masked(row, "finding"),
            row.get_disposition_display(),
            row.inspected_by,
        ]
        for row in lines
        if row.inspected
    ]
    return Table(columns, rows) if rows else None


def _rest(lines: list[FulfilmentLine]) -> str:
    missing = [(common.goods(row), row.outstanding) for row in lines if row.outstanding]
    return "\n".join(f"{name} × {count}" for name, count in missing) or _("None, the goods are complete")


def _inspector(lines: list[FulfilmentLine]) -> str:
    names = {str(row.inspected_by) for row in lines if row.inspected_by_id}
    return names.pop() if len(names) == 1 else ""
