"""What a customer is worth to the company, and what is at risk: figures of the page of the customer, read together with
its other counts in one query (A1, A8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    DecimalField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.counting import counted
from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import day
from complaints.enums import OPEN_STATES
from complaints.models import Fulfilment, RiskFlag, Ticket, TicketEntry
from complaints.permissions import visible_to as visible_tickets
from complaints.quality.models import CampaignCustomer
from customers.models import Customer, OptOut
from surveys.models import Invitation
from visits.models import CarePlan, VisitException
from visits.permissions import visible_to as visible_visits

from .talking import Dated

YEAR = timedelta(days=365)
UNHAPPY = Q(params__csat=1) | Q(params__csat=2)
MONEY = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True)
class Figures:
    """strip: (figure, label, address or ""). risks: (tone, text, address). unhappy: the last answer after a ticket, if
    it was 1 or 2 of 5."""

    strip: list[tuple[str, str, str]]
    risks: list[tuple[str, str, str]]
    unhappy: Dated | None


def subqueries(customer: Customer, user: User, now: datetime) -> dict[str, Any]:
    """Parts of the query of the page, by name."""
    mine = visible_tickets(user).filter(customer=customer).order_by()
    ids = mine.values("pk")
    open_ones = mine.filter(state__in=OPEN_STATES)
    asked = TicketEntry.objects.filter(ticket__in=ids, event="feedback", at__gte=now - YEAR)
    last = TicketEntry.objects.filter(ticket__in=ids, event="feedback").order_by("-at", "-pk")
    paid = Fulfilment.objects.filter(proposal__ticket__in=ids).order_by()
    flags = RiskFlag.objects.filter(ticket__in=ids, acknowledged_at=None)
    visits = visible_visits(user).filter(customer=customer, took_place_at__isnull=False)
    bought = customer.purchases.order_by()
    return {
        "open": counted(open_ones),
        "late": counted(open_ones.filter(next_due_at__lt=now)),
        "at_risk": Subquery(
            flags.order_by().values(all=Value(1)).annotate(n=Count("ticket", distinct=True)).values("n"),
            output_field=IntegerField(),
        ),
        "unhappy": counted(asked.filter(UNHAPPY)),
        "last_params": Subquery(last.values("params")[:1]),
        "last_at": Subquery(last.values("at")[:1], output_field=DateTimeField()),
        "last_number": Subquery(last.values("ticket__number")[:1]),
        "last_subject": Subquery(last.values("ticket__subject")[:1]),
        "bought": _only(bought, Sum(F("quantity") * F("unit_price"), output_field=MONEY), MONEY),
        "bought_since": _only(bought, Min("purchased_on"), DateField()),
        "paid": _only(paid, Sum("refunded", output_field=MONEY), MONEY),
        "visited": _only(visits, Max("took_place_at"), DateTimeField()),
    }


def lists_of(customer: Customer) -> dict[str, Any]:
    """Whether there is anything in lists that few customers have: parts of the same query. Those that are empty are not
    read."""
    rows: dict[str, QuerySet[Any]] = {
        "panel": customer.panel_members.all(),
        "opt_outs": OptOut.objects.filter(customer=customer),
        "gradings": customer.gradings.all(),
        "campaigns": CampaignCustomer.objects.filter(customer=customer),
        "plans": CarePlan.objects.filter(customer=customer),
        "exceptions": VisitException.objects.filter(customer=customer),
        "invitations": Invitation.objects.filter(customer=customer),
    }
    return {f"has_{name}": Exists(found) for name, found in rows.items()}


def _only(rows: QuerySet[Any], figure: Any, field: Any) -> Subquery:
    """One figure of all rows, as a part of a larger query."""
    return Subquery(rows.order_by().values(all=Value(1)).annotate(figure=figure).values("figure"), output_field=field)


def figures_of(customer: Customer, found: dict[str, Any], user: User, now: datetime) -> Figures:
    """The figures in words. found: what the query of the page answered."""

    def tickets(**asked: str) -> str:
        return f"{reverse('tickets')}?{urlencode({'customer': customer.number, **asked})}"

    since = company_date(now - YEAR).isoformat()
    year = found["bought_since"].year if found["bought_since"] else 0
    bought = _("bought since %(year)s") % {"year": year} if year else _("bought")
    strip = [
        (str(found["open"] or 0), _("open tickets"), tickets(state="open")),
        (str(found["tickets"]), _("tickets in 12 months"), tickets(reported_from=since)),
        (money(found["bought"] or Decimal(0), "short"), bought, "#purchases"),
        (money(found["paid"] or Decimal(0), "short"), _("paid back"), tickets(has_cost="1")),
        (day(found["visited"]) if found["visited"] else "–", _("last follow-up"), "?channel=visits#said"),
    ]
    return Figures(strip, _risks(found, tickets), _unhappy(found))


def _risks(found: dict[str, Any], tickets: Any) -> list[tuple[str, str, str]]:
    """What may cost us the customer."""
    risk, late, unhappy = (found[name] or 0 for name in ("at_risk", "late", "unhappy"))
    rows = [
        (risk, "late", _("Tickets at risk: %(n)s"), tickets(risk="1")),
        (late, "late", _("Tickets late: %(n)s"), tickets(state="open", late="1")),
        (
            unhappy,
            "due",
            _("Unhappy answers in 12 months: %(n)s"),
            "?channel=tickets#said",
        ),
    ]
    return [(tone, text % {"n": n}, url) for n, tone, text, url in rows if n]


def _unhappy(found: dict[str, Any]) -> Dated | None:
    params = found["last_params"] or {}
    if params.get("csat") not in (1, 2):
        return None
    ticket = Ticket(number=found["last_number"])
    return Dated(found["last_subject"], ticket.get_absolute_url(), company_date(found["last_at"]))
