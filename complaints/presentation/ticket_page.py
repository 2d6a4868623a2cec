"""Prepares the page of one ticket, in a constant number of queries."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import listed
from aftersales.web.moments import moment, span
from customers.permissions import can_reveal
from customers.queries.profile import wish_of
from customers.queries.warranties import reason_words

from ..enums import InvestigateNeed, Kind, State, StepState
from ..models import Approval, Fulfilment, SlaTarget, Ticket, TicketPause
from ..queries.proposals import missing
from ..queries.reminders import reminders_on
from ..queries.risk import risk_of
from ..queries.side_panel import SidePanel, side_panel_of
from ..queries.ticket_work import TicketWork
from ..queries.tickets import merged_with
from ..rules import sla_targets as sla_policies
from ..rules.promises import stands_still
from .approvals import trail
from .binding import binding_section
from .conversation import conversation_lines, folded
from .fulfilment import fulfilment_rows, goods_due, money_line, refunds
from .sections import sections_of
from .waiting import review_of, wait_of

STAGES = (State.NEW, State.VERIFYING, State.APPROVAL, State.FULFILMENT, State.CONFIRMING, State.CLOSED)
DOTS = {"met": "done", "met_late": "late", "paused": "paused", "running": "ok", "warning": "due", "late": "late"}
# Types that are mostly solved by a reply: the page does not ask for the facts that an approval needs.
WITHOUT_PROPOSAL = frozenset({Kind.INQUIRY, Kind.OPINION, Kind.SUGGESTION})
SOON = timedelta(hours=12)


def page_of_ticket(work: TicketWork, user: User, now: datetime) -> dict[str, Any]:
    ticket, proposal = work.ticket, work.proposal
    side_panel = side_panel_of(ticket, user, now)
    approvals = work.approvals if side_panel.approvals else []
    fulfilment = work.fulfilment if side_panel.approvals else None
    fields = missing(ticket, proposal) if ticket.state in {State.NEW, State.VERIFYING} else []
    pauses = list(ticket.pauses.all()) if side_panel.pauses else []
    lines = conversation_lines(ticket, user, files=side_panel.files)
    return {
        "stages": stages(ticket, approvals, fulfilment, now),
        "stage_number": STAGES.index(State(ticket.state)) + 1 if ticket.state in STAGES else 0,
        "review": review_of(work, user, now),
        "wait": wait_of(work, user, lines, now),
        "entries": folded(lines),
        "last_entry": max((line.pk for line in lines), default=0),
        "sla_targets": sla_target_lines(ticket, pauses, now),
        "pause_reason": pauses[-1].reason if ticket.is_paused and pauses else "",
        "decided": binding_section(ticket),
        "proposal": proposal,
        "proposal_lines": list(proposal.lines.select_related("purchase__product")) if proposal else [],
        "missing": fields,
        "missing_labels": [] if ticket.kind in WITHOUT_PROPOSAL and not proposal else [f.text for f in fields],
        "approvals": [{"approval": row, "trail": trail(row, user)} for row in approvals],
        "fulfilment": fulfilment,
        "fulfilment_lines": fulfilment_rows(fulfilment),
        "has_receipt": fulfilment is not None and any(line.received for line in fulfilment.lines.all()),
        "money_line": money_line(fulfilment),
        "goods_due": goods_due(fulfilment, company_date(now)),
        "refunds": refunds(fulfilment),
        "customer": customer_card(ticket, user, side_panel),
        "ticket_facts": [
            ("owner", _("Owner"), ticket.owner),
            ("kind", _("Type"), ticket.get_kind_display()),
            ("severity", _("Severity"), ticket.get_severity_display()),
            ("quality_class", _("Quality class"), ticket.quality_class_words),
            ("", _("Reason for the quality class"), ticket.class_reason),
            ("", _("Investigate"), investigate_words(ticket)),
            ("tags", _("Tags"), listed(tag.name for tag in work.tags)),
            ("safety", _("Safety implication"), ticket.get_safety_display() if ticket.safety else ""),
            ("remedy_sought", _("Customer request"), ticket.get_remedy_sought_display()),
            ("", _("Alternatives told"), ticket.alternatives_told),
            ("", _("Person complained of"), ticket.complained_of),
        ],
        "product_facts": [(_("Grade"), ticket.grade), (_("Warranty calculated"), reason_words(ticket.purchase))],
        "risk": risk_of(ticket, work.risk_flags, user, now),
        **batch_alert(ticket, side_panel.batch),
        "sections": sections_of(ticket, user),
        "reminders": reminder_lines(ticket, user, now) if side_panel.reminders else [],
        "merged": merged_lines(ticket, user, {line.event for line in lines}),
        "has_drafts": side_panel.drafts,
        "has_held": side_panel.held,
    }


def investigate_words(ticket: Ticket) -> str:
    """Whether an intrinsic problem is investigated, and why not."""
    if ticket.investigate == InvestigateNeed.NONE:
        return ""
    words = str(ticket.get_investigate_display())
    return f"{words}: {ticket.investigate_reason}" if ticket.investigate_reason else words


def reminder_lines(ticket: Ticket, user: User, now: datetime) -> list[dict[str, Any]]:
    rows = reminders_on(ticket, user)
    return [{"row": row, "state": "due" if row.due_at <= now else "ok"} for row in rows]


def merged_lines(ticket: Ticket, user: User, events: set[str]) -> list[dict[str, Any]]:
    """The tickets merged with this one. into: whether this ticket was merged into that one."""
    return [
        {"row": row, "line": [row.number, row.subject], "into": row.pk == ticket.merged_into_id}
        for row in merged_with(ticket, user, events)
    ]


def stages(
    ticket: Ticket, approvals: list[Approval], fulfilment: Fulfilment | None, now: datetime
) -> list[dict[str, Any]]:
    """The stages of the workflow. Some have a note: who decides, or the progress of the fulfilment."""
    if ticket.state == State.WITHDRAWN:
        return [{"label": State.WITHDRAWN.label, "note": "", "state": "now"}]
    at = STAGES.index(State(ticket.state))
    notes = {
        State.NEW: moment(ticket.reported_at, now),
        State.APPROVAL: approval_note(approvals),
        State.FULFILMENT: fulfilment.get_state_display() if fulfilment else "",
        State.CLOSED: moment(ticket.closed_at, now) if ticket.closed_at else "",
    }
    rows = []
    for index, stage in enumerate(STAGES):
        place = "done" if index < at or ticket.state == State.CLOSED else "now" if index == at else "next"
        rows.append({"label": stage.label, "state": place, "note": notes.get(stage, "")})
    return rows


def approval_note(approvals: list[Approval]) -> str:
    """Who decides the active step of the pending approval."""
    for approval in approvals:
        for step in approval.steps.all():
            if approval.state == "pending" and step.state == StepState.ACTIVE:
                return step.get_code_display()
    return ""


def sla_target_lines(ticket: Ticket, pauses: list[TicketPause], now: datetime) -> list[dict[str, Any]]:
    """The SLA targets that are not cancelled, with their pauses (parts/sla_target.html)."""
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
        stops = pauses if stands_still(sla_target.code) else []
        rows.append(
            {
                "name": sla_target.get_code_display(),
                "state": dot,
                "due": sla_target.due_at,
                "started": sla_target.starts_at if running else None,
                "text": "" if running else met_text(sla_target),
                "pauses": [(p.started_at, p.ended_at) for p in stops],
                "events": clock(sla_target, stops, now) if running else [],
            }
        )
    return rows


def clock(sla_target: SlaTarget, pauses: list[TicketPause], now: datetime) -> list[dict[str, Any]]:
    """The start and the pauses of a running SLA target, with their lengths."""
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
    """The time at which the general manager is notified, shown after the due time."""
    if sla_target.gm_at is None or sla_target.due_at is None or sla_target.due_at > now:
        return []
    notified = sla_target.gm_at <= now
    text = _("General manager notified") if notified else _("General manager will be notified")
    return [{"kind": "stop" if notified else "", "text": text, "at": sla_target.gm_at}]


def met_text(sla_target: SlaTarget) -> str:
    """How long it took to meet the target, and by how much it was late."""
    took = span(sla_target.met_at - sla_target.starts_at) if sla_target.met_at else ""
    if (sla_target.lateness_seconds or 0) > 0:
        return _("%(took)s, late") % {"took": took}
    return took


def customer_card(ticket: Ticket, user: User, side_panel: SidePanel) -> dict[str, Any] | None:
    """At most six facts about the customer."""
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
    """A hint about other tickets of the same batch (Q6). others: how many of them the reader may see."""
    if not others:
        return {}
    return {
        "batch_alert": _("Other tickets on the same batch: %(count)s.") % {"count": others},
        "batch_url": f"{reverse('tickets')}?{urlencode({'batch': ticket.batch})}",
    }
