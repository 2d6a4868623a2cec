"""The rows behind a figure, as a list that opens each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.web.figures import money
from complaints.models import Proposal, Refund, SlaTarget, Ticket
from complaints.quality.models import Action, Claim, Investigation
from complaints.quality.queries.costs import dressed
from customers.models import Customer, Purchase
from surveys.models import CallBack, Invitation, Response
from visits.models import Visit


@dataclass(frozen=True)
class MetricRow:
    """A row of the list. url: "" where it has no page of its own, or must not lead to a person."""

    title: str
    url: str
    facts: str
    day: Any
    amount: str = ""


def _ticket(row: Ticket, day: Any, more: str = "", amount: str = "") -> MetricRow:
    facts = " · ".join(filter(None, (str(row.get_kind_display()), str(row.get_state_display()), more)))
    return MetricRow(f"{row.number} {row.subject}", row.get_absolute_url(), facts, company_date(day), amount)


def _customer(row: Customer) -> MetricRow:
    due = getattr(row, "due_day", None)
    grade = "F" if row.is_critical else row.grade
    facts = str(row.get_tier_display()) if due else " · ".join(filter(None, (str(row.get_tier_display()), grade)))
    return MetricRow(f"{row.number} {row.name}", row.get_absolute_url(), facts, due)


def _answer(row: Response) -> MetricRow:
    """An answer without anything that tells whose it is: the month, and the points."""
    points = [_("%(points)s of 5") % {"points": row.csat}] if row.csat is not None else []
    points += [_("%(points)s of 10") % {"points": row.nps}] if row.nps is not None else []
    month = f"{row.answered_on:%Y-%m}" if row.answered_on else ""
    return MetricRow(_("Answer"), "", " · ".join(points), month)


def _claim(row: Claim) -> MetricRow:
    action = row.action
    return MetricRow(str(action), action.get_absolute_url(), str(row.supplier), row.received_on, money(row.received))


def _purchase(row: Purchase) -> MetricRow:
    units = _("units: %(count)s") % {"count": f"{row.quantity:,}"}
    title = f"{row.product.code} {row.batch}"
    return MetricRow(title, row.customer.get_absolute_url(), f"{row.customer} · {units}", row.purchased_on)


def _invitation(row: Invitation) -> MetricRow:
    """Without its customer: who was asked and who answered is for nobody to see."""
    state = _("answered") if row.answered_at else _("not answered")
    return MetricRow(_("Invitation"), "", state, f"{company_date(row.created_at):%Y-%m}")


def _call_back(row: CallBack) -> MetricRow:
    """What somebody left in an anonymous round to be reached by is only on the page of the call."""
    title = str(row.customer) if row.customer else _("Anonymous round")
    return MetricRow(title, row.get_absolute_url(), str(row.get_why_display()), company_date(row.opened_at))


def _promise(row: SlaTarget) -> MetricRow:
    late = row.lateness_seconds is not None and row.lateness_seconds > 0
    verdict = _("late") if late or row.met_at is None else _("in time")
    return _ticket(row.ticket, row.ticket.reported_at, f"{row.get_code_display()}{_(': ')}{verdict}")


MADE: dict[Any, tuple[tuple[str, ...], Callable[[Any], MetricRow]]] = {
    Ticket: ((), lambda row: _ticket(row, row.closed_at or row.reported_at)),
    SlaTarget: (("ticket",), _promise),
    Proposal: (("ticket",), lambda row: _ticket(row.ticket, row.ticket.closed_at, "", money(row.approved_amount))),
    Refund: (
        ("fulfilment__proposal__ticket",),
        lambda row: MetricRow(
            str(row.fulfilment.proposal.ticket),
            row.fulfilment.proposal.ticket.get_absolute_url(),
            row.reference,
            row.paid_on,
            money(row.amount),
        ),
    ),
    Claim: (("action", "supplier"), _claim),
    Investigation: (
        (),
        lambda row: MetricRow(str(row), row.get_absolute_url(), str(row.get_state_display()), company_date(row.due_at)),
    ),
    Action: ((), lambda row: MetricRow(str(row), row.get_absolute_url(), str(row.get_state_display()), row.due_on)),
    Purchase: (("product", "customer"), _purchase),
    Visit: (
        ("customer",),
        lambda row: MetricRow(str(row.customer), row.get_absolute_url(), str(row.get_state_display()), row.due_on),
    ),
    Customer: ((), _customer),
    Invitation: ((), _invitation),
    Response: ((), _answer),
    CallBack: (("customer",), _call_back),
}


def related(rows: Any) -> Any:
    """The rows of a list with what it shows of them. Tuples are costs (complaints.quality.queries.costs)."""
    if _is_costs(rows):
        return rows
    return rows.select_related(*MADE[rows.model][0]) if MADE[rows.model][0] else rows


def _is_costs(rows: Any) -> bool:
    return bool(rows.query.combinator)


def made(rows: Any, page: Iterable[Any]) -> list[MetricRow]:
    """What the list shows of the rows of a page."""
    if not _is_costs(rows):
        return [MADE[rows.model][1](row) for row in page]
    return [
        MetricRow(
            str(cost.ticket),
            cost.ticket.get_absolute_url(),
            f"{cost.kind_label} · {cost.source_label}",
            cost.day,
            money(cost.amount),
        )
        for cost in dressed(page)
    ]
