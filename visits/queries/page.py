"""What the page of one visit shows beside the outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.moments import short_when
from complaints.enums import OPEN_STATES
from complaints.permissions import visible_to as visible_tickets
from customers.queries.profile import wish_of

from ..enums import VisitState
from ..models import Visit
from ..permissions import can_plan, can_reassign, can_record, visible_to
from ..rules.due_state import due_state
from .cadence import sla_target_after
from .lists import by, title, when, with_customer


def one_visit(user: User) -> QuerySet[Visit]:
    return with_customer(visible_to(user)).select_related("recorded_by", "customer__rep", "contact")


def draft_key(visit: Visit) -> str:
    """Under which what was typed of an outcome is kept until it is saved."""
    return f"visit-{visit.pk}"


def about(user: User, visit: Visit, today: date) -> dict[str, Any]:
    """Everything but the forms."""
    state = due_state(visit.state, visit.due_on, visit.planned_on, today)
    planned = visit.is_planned
    recording = planned and can_record(user, visit)
    reach = _reach(visit)
    return {
        "title": title(visit),
        "state": state,
        "status": [when(visit, state, today), by(visit, today)] if planned else [visit.get_state_display()],
        **reach,
        "wish": wish_of(visit.customer) if planned else "",
        "side_phone": "" if recording else reach["phone"],  # the form shows it already
        "traits": [visit.customer.get_tier_display(), visit.customer.region],
        "plan": _plan(visit),
        "before": _before(visit),
        "tickets": _tickets(user, visit),
        "can_record": recording,
        "can_plan": planned and can_plan(user, visit),
        "can_reassign": planned and can_reassign(user, visit),
        **({} if planned else _after(visit)),
    }


def _reach(visit: Visit) -> dict[str, Any]:
    """Whom to call, and where the whole number is asked for."""
    customer, contact = visit.customer, visit.contact or visit.customer.main_contact
    if contact and contact.phone:
        url = reverse("contact_reveal", args=[customer.number, contact.pk])
        return {"contact": contact, "phone": contact.phone, "reveal_url": url}
    url = reverse("customer_reveal", args=[customer.number])
    return {"contact": contact, "phone": customer.phone, "reveal_url": url}


def _plan(visit: Visit) -> list[tuple[str, Any]]:
    return [
        (_("Due on"), visit.due_on.isoformat()),
        (_("Planned for"), visit.planned_on.isoformat()),
        (_("Counted from"), visit.counted_from and visit.counted_from.isoformat()),
        (_("Rep"), visit.rep),
        (_("Channel"), visit.get_channel_display()),
        (_("Reason"), visit.reason),
    ]


def _after(visit: Visit) -> dict[str, Any]:
    """The record of a visit that is over, and what follows it."""
    following = Visit.objects.filter(customer=visit.customer_id, state=VisitState.PLANNED).first()
    took_place = visit.took_place_at
    sla_target = (
        sla_target_after(visit.customer, timezone.localdate(took_place)) if took_place and not following else None
    )
    facts = [
        (_("Follow-up outcome"), visit.get_outcome_display() or visit.get_state_display()),
        (_("Completed at"), took_place and timezone.localtime(took_place).strftime("%Y-%m-%d %H:%M")),
        (_("Person met"), visit.met_whom),
        (_("Recorded by"), visit.recorded_by),
        (_("Reason"), visit.reason),
    ]
    return {"facts": facts, "following": following, "sla_target": sla_target}


def _before(visit: Visit, limit: int = 3) -> list[dict[str, Any]]:
    """The customer's last visits that took place."""
    done = Visit.objects.filter(customer=visit.customer_id, state=VisitState.DONE).exclude(pk=visit.pk)
    return [
        {
            "url": earlier.get_absolute_url(),
            "details": [earlier.get_outcome_display(), earlier.met_whom],
            "side": short_when(timezone.localdate(earlier.took_place_at)),
        }
        for earlier in done.order_by("-took_place_at")[:limit]
    ]


def _tickets(user: User, visit: Visit, limit: int = 5) -> list[dict[str, Any]]:
    """What the customer is waiting for."""
    tickets = visible_tickets(user).filter(customer=visit.customer_id, state__in=OPEN_STATES)
    now = timezone.now()
    return [
        {
            "url": ticket.get_absolute_url(),
            "state": "ok" if not ticket.next_due_at else "late" if ticket.next_due_at < now else "due",
            "details": [ticket.get_kind_display(), ticket.subject],
            "side": short_when(ticket.next_due_at, now),
        }
        for ticket in tickets.order_by("next_due_at", "pk")[:limit]
    ]
