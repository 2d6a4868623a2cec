"""The service record of one product sold: its warranty and its life, from every app."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from aftersales.staff.models import User
from aftersales.web.figures import money
from aftersales.web.moments import moment
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404
from complaints.enums import Remedy
from complaints.models import Proposal, ReturnedUnit, Ticket
from complaints.permissions import can_log
from complaints.permissions import visible_to as visible_tickets
from customers.models import Purchase
from customers.permissions import READERS, can_edit
from customers.queries import purchases_seen_by
from customers.queries.profile import warranty_words
from customers.queries.warranties import reason_words
from customers.rules.profile import warranty_state
from visits.permissions import can_maintain

SHOWN = 200
DONE, PLAIN, LATE = "done", "ok", "late"


@policy("purchase.view", roles=READERS)
@require_GET
def purchase(request: HttpRequest, pk: int) -> HttpResponse:
    sold = visible_or_404(purchases_seen_by(request.user), pk=pk)
    today = timezone.localdate()
    warranty_status = warranty_state(sold.warranty_until, today)
    edit = (
        reverse("purchase_edit", args=[sold.customer.number, sold.pk]) if can_edit(request.user, sold.customer) else ""
    )
    maintain = reverse("maintenance_plan", args=[sold.pk]) if can_maintain(request.user, sold.customer) else ""
    context = {
        "sold": sold,
        "facts": facts(sold),
        "life": life_of(sold, request.user, today),
        "warranty_status": warranty_status,
        "warranty": warranty_words(sold.warranty_until, today),
        "edit_url": edit,
        "maintain_url": maintain,
        "log_url": f"{reverse('ticket_new')}?customer={sold.customer.number}" if can_log(request.user) else "",
    }
    return render(request, "desk/purchase.html", context)


def facts(sold: Purchase) -> list[tuple[str, Any]]:
    """The facts of the purchase."""
    return [
        (_("Product grade"), sold.grade),
        (_("Batch"), sold.batch),
        (_("Serial number"), sold.serial),
        (_("Quantity"), sold.quantity),
        (_("Unit price"), money(sold.unit_price)),
        (_("Contract number"), sold.contract_number),
        (_("Inspection body"), sold.inspection_body),
        (_("Purchase date"), moment(sold.purchased_on)),
        (_("Installation date"), moment(sold.installed_on)),
        (_("Warranty until"), moment(sold.warranty_until)),
        (_("Warranty calculated"), reason_words(sold)),
    ]


def life_of(sold: Purchase, user: User, today: date) -> list[dict[str, Any]]:
    """Its events, newest first: kind, day, title, details, address. A constant number of queries."""
    tickets = visible_tickets(user).order_by().values("pk")
    rows = [*_sale(sold, today), *_tickets(sold, tickets), *_repairs(sold, tickets), *_replacements(sold, tickets)]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def _row(kind: str, at: date, title: str, details: list[Any], *, url: str = "", state: str = PLAIN) -> dict[str, Any]:
    if not isinstance(at, datetime):
        at = timezone.make_aware(datetime.combine(at, time.min))
    return {"kind": kind, "at": at, "title": title, "details": details, "url": url, "state": state}


def _sale(sold: Purchase, today: date) -> list[dict[str, Any]]:
    found = []
    if sold.purchased_on:
        bought = pgettext("an event", "Purchased")
        found.append(_row("purchase", sold.purchased_on, bought, [sold.contract_number, money(sold.unit_price)]))
    if sold.warranty_until and sold.warranty_until < today:
        found.append(_row("warranty", sold.warranty_until, _("Warranty expired"), [], state="paused"))
    return found


def _tickets(sold: Purchase, seen: Any) -> list[dict[str, Any]]:
    """Tickets about it, and tickets whose proposal names it."""
    named = Proposal.objects.filter(lines__purchase=sold).order_by().values("ticket")
    rows = Ticket.objects.filter(Q(purchase=sold) | Q(pk__in=named), pk__in=seen).order_by("-reported_at")[:SHOWN]
    return [
        _row(
            "ticket",
            row.reported_at,
            row.subject,
            [row.number, row.get_kind_display(), row.get_state_display()],
            url=row.get_absolute_url(),
            state=DONE if row.closed_at else PLAIN,
        )
        for row in rows
    ]


def _repairs(sold: Purchase, seen: Any) -> list[dict[str, Any]]:
    """Its approved repairs and refunds."""
    about = Q(lines__purchase=sold) | Q(lines=None, ticket__purchase=sold)
    wanted = Proposal.objects.filter(about, remedy__in=[Remedy.REPAIR, Remedy.REFUND], fulfilment__isnull=False)
    rows = wanted.filter(ticket__in=seen).select_related("ticket", "fulfilment").distinct()[:SHOWN]
    return [
        _row(
            row.remedy,
            row.fulfilment.started_at,
            row.get_remedy_display(),
            [row.ticket.number, row.fulfilment.get_state_display()],
            url=row.ticket.get_absolute_url(),
            state=DONE if row.fulfilment.finished_at else PLAIN,
        )
        for row in rows
    ]


def _replacements(sold: Purchase, seen: Any) -> list[dict[str, Any]]:
    """Pieces of it that were returned, what was sent for them, and what it was sent for itself."""
    about = Q(line__line__purchase=sold) | Q(replacement=sold)
    rows = ReturnedUnit.objects.filter(about, line__fulfilment__proposal__ticket__in=seen).select_related(
        "line__line", "line__fulfilment__proposal__ticket"
    )
    found = []
    for unit in rows.order_by("pk")[:SHOWN]:
        ticket, fulfilment = unit.line.fulfilment.proposal.ticket, unit.line.fulfilment
        is_new = unit.replacement_id == sold.pk
        if not is_new and unit.received_at:
            said = [ticket.number, unit.serial]
            found.append(_row("returned", unit.received_at, _("Goods returned"), said, url=ticket.get_absolute_url()))
        if unit.replacement_id:
            other = unit.line.line.purchase_id if is_new else unit.replacement_id
            title = _("Sent as a replacement") if is_new else _("Exchanged")
            url = reverse("purchase", args=[other]) if other else ticket.get_absolute_url()
            said = [ticket.number, unit.serial if is_new else unit.replacement_serial]
            at = unit.sent_at or fulfilment.started_at
            found.append(_row("replacement", at, title, said, url=url, state=DONE))
    return found
