"""Everything that the page of one ticket shows, in a constant number of queries."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.figures import listed, money
from aftersales.web.moments import moment, short_when, span
from customers.permissions import can_reveal
from customers.queries.profile import wish_of

from ..enums import OPEN_STATES, Kind, State, StepState
from ..models import Approval, ApprovalStep, Fulfilment, Proposal, SlaTarget, Ticket, TicketFile, TicketPause
from ..permissions import visible_to
from ..rules import sla_targets as sla_policies
from ..rules.authority import STEP_ROLES
from .conversation import conversation
from .fulfilment import fulfilment_lines, goods_due, money_line, running_of, shown_lines
from .proposals import missing
from .risk import risk_of, same_matter, same_problem_days
from .sections import sections_of
from .side_panel import SidePanel, side_panel_of

STAGES = (State.NEW, State.VERIFYING, State.APPROVAL, State.FULFILMENT, State.CONFIRMING, State.CLOSED)
DOTS = {"met": "done", "met_late": "late", "paused": "paused", "running": "ok", "warning": "due", "late": "late"}
# What is settled by an answer: the record for an approval is asked for when somebody proposes something.
TALK = frozenset({Kind.INQUIRY, Kind.OPINION, Kind.SUGGESTION})
SOON = timedelta(hours=12)


def tickets_for_page(user: User) -> QuerySet[Ticket]:
    """The tickets that the user may see, with what a page needs."""
    open_too = Ticket.objects.filter(customer=OuterRef("customer"), state__in=OPEN_STATES).exclude(pk=OuterRef("pk"))
    rows = visible_to(user).annotate(has_sibling=Exists(open_too))
    return rows.select_related(
        "customer__region", "customer__rep", "contact", "purchase__product", "owner", "region", "department"
    )


def page_of_ticket(ticket: Ticket, proposal: Proposal | None, user: User, now: datetime) -> dict[str, Any]:
    """The page's content. proposal: the one that the ticket is about now."""
    side_panel = side_panel_of(ticket, user, now)
    approvals = approvals_of(ticket) if side_panel.approvals else []
    running = running_of(ticket) if side_panel.approvals else None
    lacking = missing(ticket, proposal) if ticket.state in {State.NEW, State.VERIFYING} else []
    pauses = list(ticket.pauses.all()) if side_panel.pauses else []
    return {
        "stages": stages(ticket, approvals, running, now),
        "entries": [shown_entry(ticket, row) for row in conversation(ticket, files=side_panel.files)],
        "sla_targets": sla_target_lines(ticket, pauses, now),
        "pause_reason": pauses[-1].reason if ticket.is_paused and pauses else "",
        "proposal": proposal,
        "proposal_lines": list(proposal.lines.select_related("purchase__product")) if proposal else [],
        "missing": lacking,
        "missing_labels": [m.label for m in lacking],
        "missing_text": "" if ticket.kind in TALK else listed(m.label for m in lacking),
        "approvals": [{"approval": a, "trail": trail(a, user)} for a in approvals],
        "fulfilment": running,
        "fulfilment_lines": shown_lines(running),
        "has_receipt": any(line.received for line in fulfilment_lines(running)),
        "money_line": money_line(running),
        "goods_due": goods_due(running, timezone.localdate(now)),
        "refunds": refunds(running),
        "customer": customer_card(ticket, user, side_panel),
        "product_facts": [(_("Grade"), ticket.grade)],
        "risk": risk_of(ticket, user, now),
        **batch_alert(ticket, side_panel.batch),
        "sections": sections_of(ticket, user),
        "has_reminders": side_panel.reminders,
        "has_drafts": side_panel.drafts,
    }


def approvals_of(ticket: Ticket) -> list[Approval]:
    """Every approval of its proposals, with those who decided."""
    steps = Prefetch("steps", ApprovalStep.objects.select_related("decided_by", "on_behalf_of"))
    rows = Approval.objects.filter(proposal__ticket=ticket).select_related("rule", "submitted_by", "proposal")
    return list(rows.prefetch_related(steps))


def shown_entry(ticket: Ticket, row: dict[str, Any]) -> dict[str, Any]:
    """An entry for parts/say.html: what it came by, and its files as links."""
    via = [row["channel"], span(row["duration_seconds"])] if row["duration_seconds"] else [row["channel"]]
    files = [file_link(ticket, file) for file in row["files"]]
    return {**row, "via": [v for v in via if v], "files": files, "name": row["who"] or _("Customer")}


def file_link(ticket: Ticket, file: TicketFile) -> dict[str, str]:
    """A file for parts/files.html; pictures show themselves."""
    url = reverse("ticket_file", args=[ticket.number, file.pk])
    picture = file.stored.media_type.startswith("image/")
    return {"url": url, "name": file.stored.name, "thumb_url": url if picture else ""}


def stages(
    ticket: Ticket, approvals: list[Approval], running: Fulfilment | None, now: datetime
) -> list[dict[str, Any]]:
    """Where the ticket stands; who decides next stands under the step."""
    if ticket.state == State.WITHDRAWN:
        return [{"label": State.WITHDRAWN.label, "note": "", "state": "now"}]
    at = STAGES.index(State(ticket.state))
    notes = {
        State.NEW: moment(ticket.reported_at, now),
        State.APPROVAL: approval_note(approvals),
        State.FULFILMENT: running.get_state_display() if running else "",
        State.CLOSED: moment(ticket.closed_at, now) if ticket.closed_at else "",
    }
    rows = []
    for index, stage in enumerate(STAGES):
        place = "done" if index < at or ticket.state == State.CLOSED else "now" if index == at else "next"
        rows.append({"label": stage.label, "state": place, "note": notes.get(stage, "")})
    return rows


def approval_note(approvals: list[Approval]) -> str:
    """Whose turn it is: the active step of the pending approval."""
    for approval in approvals:
        for step in approval.steps.all():
            if approval.state == "pending" and step.state == StepState.ACTIVE:
                return step.get_code_display()
    return ""


def sla_target_lines(ticket: Ticket, pauses: list[TicketPause], now: datetime) -> list[dict[str, Any]]:
    """The promises that count, each with what stopped it (parts/promise.html)."""
    rows = []
    for sla_target in ticket.sla_targets.all():
        if sla_target.cancelled_at:
            continue
        sla_status = sla_policies.sla_status(
            due_at=sla_target.due_at, warn_at=sla_target.warn_at, met_at=sla_target.met_at, now=now
        )
        dot = DOTS[sla_status]
        if dot == "ok" and sla_target.due_at and sla_target.due_at - now <= SOON:
            dot = "due"
        running = sla_target.met_at is None
        rows.append(
            {
                "name": sla_target.get_code_display(),
                "state": dot,
                "due": sla_target.due_at,
                "started": sla_target.starts_at if running else None,
                "text": "" if running else met_text(sla_target),
                "pauses": [(p.started_at, p.ended_at) for p in pauses],
                "events": clock(sla_target, pauses, now) if running else [],
            }
        )
    return rows


def clock(sla_target: SlaTarget, pauses: list[TicketPause], now: datetime) -> list[dict[str, Any]]:
    """What started and stopped a running promise, and for how long."""
    started = {"kind": "run", "text": _("Clock started"), "at": sla_target.starts_at}
    stops = [
        {
            "kind": "stop",
            "text": _("Paused: %(reason)s") % {"reason": pause.reason},
            "when": span((pause.ended_at or now) - max(pause.started_at, sla_target.starts_at)),
        }
        for pause in pauses
        if pause.ended_at is None or pause.ended_at > sla_target.starts_at
    ]
    return [started, *stops, *_gm_line(sla_target, now)]


def _gm_line(sla_target: SlaTarget, now: datetime) -> list[dict[str, Any]]:
    """When the general manager hears of it, once that is near: the deadline is over."""
    if sla_target.gm_at is None or sla_target.due_at is None or sla_target.due_at > now:
        return []
    told = sla_target.gm_at <= now
    text = _("General manager notified") if told else _("General manager will be notified")
    return [{"kind": "stop" if told else "", "text": text, "at": sla_target.gm_at}]


def met_text(sla_target: SlaTarget) -> str:
    """How long it took; by how much it was late."""
    took = span(sla_target.met_at - sla_target.starts_at) if sla_target.met_at else ""
    if (sla_target.lateness_seconds or 0) > 0:
        return _("%(took)s, late") % {"took": took}
    return took


def trail(approval: Approval, user: User) -> list[dict[str, Any]]:
    """Who proposed, who decided what, whose turn it is (parts/trail.html)."""
    rows = [
        {
            "state": "done",
            "who": str(approval.submitted_by),
            "did": _("proposed"),
            "at": approval.submitted_at,
            "quote": approval.proposal.reason,
        }
    ]
    did = {
        StepState.APPROVED: ("done", _("approved")),
        StepState.REJECTED: ("late", _("rejected")),
        StepState.SENT_BACK: ("paused", _("returned for changes")),
    }
    for step in approval.steps.all():
        if step.state in did:
            state, verb = did[StepState(step.state)]
            who = str(step.decided_by)
            if step.on_behalf_of:
                who = _("%(deputy)s for %(absent)s") % {"deputy": who, "absent": step.on_behalf_of}
            rows.append({"state": state, "who": who, "did": verb, "at": step.decided_at, "quote": step.reason})
        elif step.state == StepState.RAISED:
            why = _("escalated: no one with this role can decide it")
            rows.append({"state": "paused", "who": step.get_code_display(), "did": why})
        elif step.state == StepState.ACTIVE and approval.state == "pending":
            mine = STEP_ROLES[step.code] == user.role
            who = _("You") if mine else step.get_code_display()
            rows.append(
                {"state": "due", "who": who, "did": "", "when": step.get_code_display() if mine else _("deciding now")}
            )
        elif step.state == StepState.WAITING and approval.state == "pending":
            rows.append({"state": "ok", "who": step.get_code_display(), "did": "", "when": _("next")})
    return rows


def refunds(running: Fulfilment | None) -> list[dict[str, Any]]:
    """What was paid back, and who recorded it."""
    if running is None:
        return []
    rows = running.refunds.select_related("recorded_by")
    return [{"details": [money(r.amount), str(r.recorded_by), r.reference], "paid_on": r.paid_on} for r in rows]


def customer_card(ticket: Ticket, user: User, side_panel: SidePanel) -> dict[str, Any] | None:
    """At most six facts about the customer, for those who may see the archive."""
    customer = ticket.customer
    if customer is None:
        return None
    contact = ticket.contact or customer.main_contact
    since = _("since %(year)s") % {"year": customer.since.year} if customer.since else ""
    year = _("%(tickets)s tickets, %(open)s open") % {"tickets": side_panel.year, "open": side_panel.open}
    reveal = ""
    if can_reveal(user, customer):
        args = [customer.number, contact.pk] if contact and contact.phone else [customer.number]
        reveal = reverse("contact_reveal" if len(args) == 2 else "customer_reveal", args=args)
    return {
        "row": customer,
        "contact": contact,
        "reveal_url": reveal,
        "phone": (contact.phone if contact else "") or customer.phone,
        "wish": wish_of(customer),
        "traits": [t for t in (customer.get_tier_display(), since, str(customer.region or "")) if t],
        "facts": [(_("Account rep"), customer.rep), (_("Last 12 months"), year)],
    }


def batch_alert(ticket: Ticket, others: int) -> dict[str, str]:
    """The same batch's other tickets, in sight (Q6)."""
    if not others:
        return {}
    return {
        "batch_alert": _("Other tickets on the same batch: %(count)s.") % {"count": others},
        "batch_url": f"{reverse('tickets')}?{urlencode({'batch': ticket.batch})}",
    }


def similar(user: User, customer_id: int, purchase_id: int | None, now: datetime, limit: int = 4) -> list[Ticket]:
    """Tickets that may be the same matter: the customer's of the last quarter, the same purchase first."""
    rows = visible_to(user).filter(customer_id=customer_id, reported_at__gte=now - timedelta(days=92))
    if purchase_id:
        rows = rows.filter(Q(purchase_id=purchase_id) | Q(closed_at=None))
    return list(rows.select_related("purchase__product", "owner")[:limit])


def repeats(customer_id: int, purchase_id: int | None, now: datetime) -> dict[str, int]:
    """How often the same purchase was complained about within the days that the rule about it looks back (T10)."""
    days = same_problem_days(timezone.localdate(now))
    if purchase_id is None or days is None:
        return {}
    asked = Ticket(customer_id=customer_id, purchase_id=purchase_id, reported_at=now)
    count = same_matter(asked, days).count()
    return {"count": count, "days": days} if count else {}


def words_for_customer(ticket: Ticket, now: datetime) -> str:
    """What to tell the customer after logging: the number, what happens next, until when, if that is to come (T4)."""
    due = ticket.next_due_at
    if ticket.state != State.NEW or (due and due < now):
        return ""
    if due is None:
        return _("Your case number is %(number)s. We’ll let you know as soon as there’s news.") % {
            "number": ticket.short_number
        }
    steps = {
        Kind.INQUIRY: _("We’ll look into it and get back to you with an answer"),
        Kind.OPINION: _("We’ll pass it on and let you know the outcome"),
        Kind.SUGGESTION: _("We’ll pass it on and let you know the outcome"),
    }
    return _("Your case number is %(number)s. %(step)s by %(due)s. We’ll call you on this number with updates.") % {
        "number": ticket.short_number,
        "step": steps.get(Kind(ticket.kind), _("We’ll look into it and get back to you with a solution")),
        "due": short_when(due, now) if (due - now).days < 6 else moment(due, now),
    }
