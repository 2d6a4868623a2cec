"""Return labels: one for each product that must be returned, with its number as text and as barcode."""

from typing import Any

from django.utils.translation import gettext as _

from aftersales.office.queries import company
from aftersales.render.code39 import barcode
from aftersales.render.pdf import render_pdf

from ..models import Fulfilment, FulfilmentLine
from . import common

MOST = 100


def pdf(fulfilment: Fulfilment, language: str) -> bytes:
    """A page of 100 × 70 mm for each outstanding product, or for every product if none is outstanding."""
    return render_pdf(html(fulfilment, language), timeout=30, max_pages=MOST)


def html(fulfilment: Fulfilment, language: str) -> str:
    return common.page("pdf/return_label.html", language, lambda: context(fulfilment))


def context(fulfilment: Fulfilment) -> dict[str, Any]:
    """The values of the template, in the active language. No phone number, because strangers can read a label."""
    ticket = fulfilment.proposal.ticket
    return {
        "title": _("Return label"),
        "number": ticket.number,
        "barcode": barcode(ticket.number),
        "company": company().letterhead,
        "department": str(fulfilment.department or ""),
        "sender": str(ticket.customer or ""),
        "labels": _labels(list(fulfilment.lines.select_related("line__purchase__product"))),
    }


def _labels(lines: list[FulfilmentLine]) -> list[dict[str, Any]]:
    whole = sum(row.expected for row in lines)
    waiting = any(row.outstanding for row in lines)
    labels, place = [], 0
    for row in lines:
        sold = row.line.purchase
        for piece in range(row.expected):
            place += 1
            if waiting and piece < row.received + row.waived:
                continue
            facts = [sold.batch, sold.serial] if sold else []
            labels.append(
                {"what": common.goods(row), "facts": [fact for fact in facts if fact], "place": f"{place} / {whole}"}
            )
    return labels[:MOST]
