"""The rows behind the figures of a batch: complaints, units, holders, returned goods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from aftersales.web.moments import moment
from complaints.enums import Remedy
from complaints.rules.problems import OTHER, name_of

from ..queries.batch_problems import problems_of
from ..queries.batch_weeks import monday_of, week_moments
from ..queries.batches import complaints_of, goods_of, holdings, sold_by_customer, units_of
from .chart_words import week_name


@dataclass(frozen=True)
class Cell:
    """A cell of a table. kind: subject, num, cust or fit. A phone shows the subject and what is cust, due or stage."""

    text: Any
    url: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """heads: (label, kind). rows: a query. shown: makes the cells of a page of rows. none: what is said without rows.
    filter: what it is limited to."""

    title: str
    heads: Sequence[tuple[str, str]]
    rows: Any
    shown: Callable[[Iterable[Any]], list[list[Cell]]]
    none: str
    filter: str = ""


def table_of(what: str, product_id: int, batch: str, params: Mapping[str, str]) -> Table | None:
    """The table behind a figure; None if the address asks for something that does not exist."""
    if what == "complaints":
        return _complaints(product_id, batch, params)
    makers = {"units": _units, "holders": _holders, "returns": _returns}
    return makers[what](product_id, batch)


def _complaints(product_id: int, batch: str, params: Mapping[str, str]) -> Table | None:
    rows, said = complaints_of(product_id, batch), []
    if text := params.get("week", ""):
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None or not 1970 <= day.year <= 9000:
            return None
        monday = monday_of(day)
        start, end = week_moments(monday)
        rows = rows.filter(reported_at__gte=start, reported_at__lt=end)
        said.append(f"{week_name(monday)} {monday.year}")
    if text := params.get("problem", ""):
        if not text.isdecimal() or not 0 <= int(text) <= OTHER:
            return None
        found = problems_of(product_id, batch, 0)
        rows = rows.filter(pk__in=[pk for pk, kind in found.kinds.items() if kind == int(text)])
        said.append(name_of(int(text)))
    if number := params.get("customer", "")[:40]:
        rows = rows.filter(customer__number=number)
        said.append(number)
    rows = rows.select_related("customer", "owner").order_by("-reported_at", "-pk")
    heads = [
        (_("Number"), "fit"),
        (_("Subject"), "subject"),
        (_("Customer"), "cust"),
        (_("Type"), "fit"),
        (_("Status"), "fit"),
        (_("Logged"), "fit"),
    ]
    return Table(_("Complaints"), heads, rows, _complaint_cells, _("No complaints"), " · ".join(said))


def _complaint_cells(rows: Iterable[Any]) -> list[list[Cell]]:
    return [
        [
            Cell(row.number, "", "fit"),
            Cell(row.subject, row.get_absolute_url(), "subject"),
            Cell(row.customer or _("To be identified"), "", "cust"),
            Cell(row.get_kind_display(), "", "fit"),
            Cell(row.get_state_display(), "", "fit stage"),
            Cell(moment(row.reported_at), "", "fit due"),
        ]
        for row in rows
    ]


def _units(product_id: int, batch: str) -> Table:
    rows = units_of(product_id, batch).select_related("customer").order_by("-purchased_on", "-pk")
    heads = [
        (_("Customer"), "subject"),
        (_("Quantity"), "num"),
        (_("Serial number"), "cust"),
        (_("Purchase date"), "fit"),
        (_("Contract"), "fit"),
    ]
    return Table(_("Units sold"), heads, rows, _unit_cells, _("Nothing of this batch was sold."))


def _unit_cells(rows: Iterable[Any]) -> list[list[Cell]]:
    return [
        [
            Cell(row.customer, reverse("purchase", args=[row.pk]), "subject"),
            Cell(f"{row.quantity:,}", "", "num due"),
            Cell(row.serial, "", "cust"),
            Cell(row.purchased_on.isoformat() if row.purchased_on else _("unknown"), "", "fit stage"),
            Cell(row.contract_number, "", "fit"),
        ]
        for row in rows
    ]


def _holders(product_id: int, batch: str) -> Table:
    heads = [
        (_("Customer"), "subject"),
        (_("Sold"), "num"),
        (_("Taken back"), "num"),
        (_("Complaints"), "num"),
        (_("Account rep"), "fit"),
    ]

    def cells(rows: Iterable[Any]) -> list[list[Cell]]:
        return [
            [
                Cell(row.customer, row.customer.get_absolute_url(), "subject"),
                Cell(f"{row.sold:,}", "", "num due"),
                Cell(f"{row.back:,}" if row.back else "", "", "num"),
                Cell(row.complaints or "", "", "num"),
                Cell(row.customer.rep or "", "", "fit stage"),
            ]
            for row in holdings(product_id, batch, rows)
        ]

    return Table(
        _("Who has it"), heads, sold_by_customer(product_id, batch), cells, _("Nothing of this batch was sold.")
    )


def _returns(product_id: int, batch: str) -> Table:
    rows = goods_of(product_id, batch).filter(received__gt=0)
    rows = rows.select_related("fulfilment__proposal__ticket__customer").order_by("-pk")
    rows = rows.annotate(accepted=F("inspected") - F("refused"))
    heads = [
        (_("Ticket"), "fit"),
        (_("Customer"), "subject"),
        (_("Remedy"), "fit"),
        (_("Received"), "num"),
        (_("Accepted"), "num"),
        (_("Refused"), "num"),
    ]
    return Table(_("What came back"), heads, rows, _return_cells, _("Nothing of this batch was returned."))


def _return_cells(rows: Iterable[Any]) -> list[list[Cell]]:
    cells = []
    for row in rows:
        proposal = row.fulfilment.proposal
        ticket = proposal.ticket
        cells.append(
            [
                Cell(ticket.number, ticket.get_absolute_url(), "fit"),
                Cell(ticket.customer or _("To be identified"), ticket.get_absolute_url(), "subject"),
                Cell(Remedy(proposal.remedy).label, "", "fit stage"),
                Cell(row.received, "", "num due"),
                Cell(row.accepted, "", "num"),
                Cell(row.refused or "", "", "num"),
            ]
        )
    return cells
