"""What the customer's page shows about the customer itself: facts, courses, warranties, the panel (A1, A8, A9)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import Actor
from aftersales.store.personal import shown
from aftersales.web.figures import listed, money
from aftersales.web.moments import moment
from customers.models import AnnualDemand, Customer
from customers.permissions import can_edit, can_reveal
from customers.queries.duplicates import former_names
from customers.queries.opting import opt_outs_of
from customers.queries.profile import tier_history
from customers.rules.profile import ENDED, ENDS, qualification_state

OPT_OUTS = 8


def record_of(customer: Customer, user: Actor, found: dict[str, Any]) -> dict[str, Any]:
    """The content of the side column, in at most five queries. found: see customer_value.lists_of."""
    editable, args = can_edit(user, customer), [customer.number]
    opt_outs = opt_outs_of(customer)[:OPT_OUTS] if found["has_opt_outs"] else []
    members = customer.panel_members.select_related("contact") if found["has_panel"] else []
    return {
        "profile_facts": _facts(customer, can_reveal(user, customer)),
        "tiers": [_tier(row) for row in tier_history(customer)],
        "demands": [(str(row.year), money(row.amount, "short")) for row in _demands(customer)],
        "demand_url": reverse("customer_demand", args=args) if editable else "",
        "opt_outs": [_opt_out(row, editable) for row in opt_outs],
        "opt_out_url": reverse("opt_out_new", args=args) if editable else "",
        "panel": [_member(row, editable) for row in members],
        "panel_url": reverse("panel_join", args=args) if editable else "",
    }


def _facts(customer: Customer, full: bool) -> list[tuple[str, Any]]:
    demand = money(customer.annual_demand, "short") if customer.annual_demand is not None else ""
    not_before = customer.not_before.strftime("%H:%M") if customer.not_before else ""
    return [
        (_("Number"), customer.number),
        (_("Former numbers"), listed(alias.number for alias in former_names(customer))),
        (_("Number in the old system"), customer.external_number),
        (_("Type"), customer.get_kind_display()),
        (_("Address"), shown(customer, "address", whole=full)),
        (_("Qualification status"), customer.get_qualification_display()),
        (_("Qualification valid until"), moment(customer.qualification_until)),
        (_("Annual demand"), demand),
        (_("Customer since"), moment(customer.since)),
        (_("Last visit before this system"), moment(customer.last_visit_on)),
        (_("Do not call before"), not_before),
        (_("Remarks"), customer.remarks),
    ]


def _demands(customer: Customer) -> list[AnnualDemand]:
    return list(customer.demands.all()[:6]) if customer.annual_demand is not None else []


def qualification_note(customer: Customer, today: date) -> str:
    """A sentence about a qualification that ends soon or has ended."""
    state = qualification_state(customer.qualification, customer.qualification_until, today)
    until = moment(customer.qualification_until)
    words = {ENDS: _("Qualification expires on %(day)s."), ENDED: _("Qualification expired on %(day)s.")}
    if state == ENDED and not until:
        return _("Qualification has expired.")
    return words[state] % {"day": until} if state else ""


def _tier(row: Any) -> dict[str, Any]:
    until = moment(row.until) or _("today")
    span = _("%(since)s to %(until)s") % {"since": moment(row.since), "until": until}
    return {"details": [row.get_tier_display(), row.reason], "side": span, "who": row.by, "now": row.until is None}


def covers(counts: dict[str, int]) -> list[tuple[str, int, str]]:
    """The warranties in short: tone, number, label."""
    rows = [
        ("done", counts["covered"], _("Under warranty: %(count)s")),
        ("due", counts["ending"], _("Expiring within 60 days: %(count)s")),
        ("", counts["ended"], _("Expired: %(count)s")),
    ]
    return [(tone, count, text % {"count": count}) for tone, count, text in rows if count]


def _opt_out(row: Any, editable: bool) -> dict[str, Any]:
    """A wish with who recorded it and how the customer said so; one taken back says how and by whom."""
    what = [row.get_purpose_display(), row.get_channel_display(), row.contact]
    said = row.note or ("" if row.recorded_by else _("by the link in a mail"))
    span, who = _("since %(day)s") % {"day": moment(row.since)}, row.recorded_by
    if row.ended_at is not None:
        said, who = _("taken back: %(how)s") % {"how": row.end_note}, row.ended_by
        span = _("%(since)s to %(until)s") % {"since": moment(row.since), "until": moment(row.ended_at)}
    end = reverse("opt_out_end", args=[row.pk]) if editable and row.ended_at is None else ""
    tone = "muted" if row.ended_at else ""
    return {"details": [*filter(None, what), said], "side": span, "who": who, "end_url": end, "tone": tone}


def _member(row: Any, editable: bool) -> dict[str, Any]:
    until = _("until %(day)s") % {"day": moment(row.until)} if row.until else ""
    leave = reverse("panel_leave", args=[row.pk]) if editable and row.until is None else ""
    return {"details": [str(row), row.topics, row.get_ask_by_display()], "side": until, "leave_url": leave}
