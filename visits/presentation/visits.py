"""Rows of the list, and the page of one visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.personal import masked_phone
from aftersales.web.moments import day, moment, short_when
from complaints.enums import OPEN_STATES
from complaints.permissions import visible_to as visible_tickets
from customers.enums import Channel
from customers.queries.profile import wish_of

from ..enums import VisitKind, VisitState
from ..models import Visit
from ..permissions import can_record
from ..queries.cadence import sla_target_after
from ..queries.signatures import is_intact
from ..rules.cadence import due_state

WRITING = frozenset({Channel.LETTER, Channel.FAX, Channel.EMAIL})


TRAVELLING = frozenset({Channel.VISIT, Channel.WALK_IN})


@dataclass(frozen=True)
class VisitRow:
    """A row of a list of visits."""

    visit: Visit
    state: str
    group: str
    tone: str
    title: str
    details: list[str]
    when: str
    action: str


def visit_rows(user: User, visits: Iterable[Visit], *, tab: str, today: date) -> list[VisitRow]:
    return [_row(user, visit, tab, today) for visit in visits]


def _row(user: User, visit: Visit, tab: str, today: date) -> VisitRow:
    state = due_state(visit.state, visit.due_on, visit.planned_on, today)
    group, tone = _group(visit, state, tab, today)
    action = pgettext("visit", "Record") if visit.is_planned and can_record(user, visit) else ""
    details = _details(visit, today) if visit.is_planned else _outcome(visit)
    return VisitRow(visit, state, group, tone, _title(visit), details, _when(visit, state, today), action)


def _title(visit: Visit) -> str:
    """The title of a row. For a planned visit it starts with what to do: call, write or visit."""
    if not visit.is_planned:
        return visit.customer.name
    customer = {"customer": visit.customer.name}
    if visit.channel in TRAVELLING:
        return pgettext("in person", "Visit %(customer)s") % customer
    if visit.channel in WRITING:
        return _("Write to %(customer)s") % customer
    return _("Call %(customer)s") % customer


def _when(visit: Visit, state: str, today: date) -> str:
    if state == "late":
        days = (today - visit.due_on).days
        return _("%(days)s d late") % {"days": days} if days < 90 else _("%(n)s months late") % {"n": days // 30}
    if not visit.is_planned:
        return short_when(visit.took_place_at or visit.planned_on)
    return _("Today") if visit.planned_on <= today else short_when(visit.planned_on)


def _group(visit: Visit, state: str, tab: str, today: date) -> tuple[str, str]:
    if tab == "done":
        return "", ""
    if tab in ("today", "overdue"):
        return (_("Overdue"), "late") if state == "late" else (_("Today"), "due")
    if visit.planned_on > today:
        return day(visit.planned_on), ""
    return (_("Today"), "due") if visit.planned_on == today else (_("Carried over"), "")


def _details(visit: Visit, today: date) -> list[str]:
    contact = visit.customer.main_contact
    phone = contact.phone if contact and contact.phone else visit.customer.phone
    kind = visit.get_kind_display() if visit.kind != VisitKind.CARE else ""
    return [kind, contact.name if contact else "", masked_phone(phone), _by(visit), visit.customer.get_tier_display()]


def _by(visit: Visit) -> str:
    return _("by %(day)s") % {"day": day(visit.due_on)}


def _outcome(visit: Visit) -> list[str]:
    return [visit.get_outcome_display(), visit.met_whom, visit.ticket.number if visit.ticket else ""]


def page_of_visit(user: User, visit: Visit, today: date) -> dict[str, Any]:
    """The values of the page of a visit, except its forms."""
    state = due_state(visit.state, visit.due_on, visit.planned_on, today)
    planned = visit.is_planned
    recording = planned and can_record(user, visit)
    reach = _reach(visit)
    return {
        "title": _title(visit),
        "state": state,
        "status": [_when(visit, state, today), _by(visit)] if planned else [visit.get_state_display()],
        **reach,
        "wish": wish_of(visit.customer) if planned else "",
        "side_phone": "" if recording else reach["phone"],  # the form shows the number already
        "traits": [visit.customer.get_tier_display(), visit.customer.region],
        "plan": _plan(visit),
        "before": _before(visit),
        "tickets": _tickets(user, visit),
        **({} if planned else _after(visit)),
    }


def _reach(visit: Visit) -> dict[str, Any]:
    """The contact, the masked phone number, and the address that reveals the number."""
    customer, contact = visit.customer, visit.contact or visit.customer.main_contact
    if contact and contact.phone:
        url = reverse("contact_reveal", args=[customer.number, contact.pk])
        return {"contact": contact, "phone": contact.phone, "reveal_url": url}
    url = reverse("customer_reveal", args=[customer.number])
    return {"contact": contact, "phone": customer.phone, "reveal_url": url}


def _plan(visit: Visit) -> list[tuple[str, Any]]:
    return [
        (_("Kind of visit"), visit.get_kind_display() if visit.kind != VisitKind.CARE else ""),
        (_("Purchase"), visit.purchase),
        (_("Due on"), day(visit.due_on)),
        (_("Planned for"), day(visit.planned_on)),
        (_("Agreed time"), f"{visit.planned_time:%H:%M}" if visit.planned_time else ""),
        (_("Counted from"), day(visit.counted_from)),
        (_("Rep"), visit.rep),
        (_("Channel"), visit.get_channel_display()),
        (_("Reason"), visit.reason),
    ]


def _after(visit: Visit) -> dict[str, Any]:
    """The record of a visit that is over, and the next planned visit."""
    following = Visit.objects.filter(
        customer=visit.customer_id, kind=visit.kind, purchase=visit.purchase_id, state=VisitState.PLANNED
    ).first()
    took_place = visit.took_place_at
    sla_target = None
    if took_place and not following and visit.kind == VisitKind.CARE:
        sla_target = sla_target_after(visit.customer, company_date(took_place))
    signature = getattr(visit, "signature", None)
    facts = [
        (_("Follow-up outcome"), visit.get_outcome_display() or visit.get_state_display()),
        (_("Completed at"), moment(took_place)),
        (_("Mood"), visit.get_mood_display()),
        (_("Person met"), visit.met_whom),
        (_("Recorded by"), visit.recorded_by),
        (_("Copy sent to the customer"), moment(visit.copy_sent_at)),
        (_("Reason"), visit.reason),
    ]
    return {
        "facts": facts,
        "following": following,
        "sla_target": sla_target,
        "photos": visit.photos.filter(stored__erased_at=None),
        "signature": signature,
        "is_intact": signature is not None and is_intact(signature),
    }


def _before(visit: Visit, limit: int = 3) -> list[dict[str, Any]]:
    """The customer's last visits that took place."""
    done = Visit.objects.filter(customer=visit.customer_id, state=VisitState.DONE).exclude(pk=visit.pk)
    return [
        {
            "url": earlier.get_absolute_url(),
            "details": [earlier.get_outcome_display(), earlier.met_whom],
            "side": short_when(earlier.took_place_at and company_date(earlier.took_place_at)),
        }
        for earlier in done.order_by("-took_place_at")[:limit]
    ]


def _tickets(user: User, visit: Visit, limit: int = 5) -> list[dict[str, Any]]:
    """The open tickets of the customer that the user may see."""
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
