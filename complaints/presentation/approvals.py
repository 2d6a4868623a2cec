"""Prepares approvals for pages: the line in the list, and the page on which an approval is decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.figures import money
from aftersales.web.moments import moment, short_when, span, time_to

from ..enums import ApprovalState, StepState
from ..models import Approval, ProposalLine, Ticket
from ..queries.approvals import active_step, is_stuck, may_decide, place_of
from ..queries.precedent import precedents
from ..queries.proposals import refunded_last_year
from ..rules import authority
from ..rules.stake import may_be_cut
from ..texts.rules import authority_title
from .binding import departure
from .conversation import conversation_lines, file_link, folded
from .precedent import precedent_page
from .stake import routed_text, stake_page
from .waiting import wait_for_decision

TONES = {ApprovalState.PENDING: "ok", ApprovalState.APPROVED: "done"}


@dataclass(frozen=True)
class ApprovalLine:
    """An approval in a list (parts/row.html).

    when: how long it has waited; for one that is decided the moment of its submission. tag: empty where all have the
    same state. pick: id and version for the bulk bar, empty if the approval may not be selected.
    """

    approval: Approval
    tone: str
    when: str
    title: str
    details: list[str]
    tag: str
    action: str
    pick: str


@dataclass(frozen=True)
class ProposedLine:
    """A line of the proposal. price_note: why its price is higher than the price paid."""

    details: list[str]
    amount: Decimal
    price_note: str


def approval_lines(
    approvals: Iterable[Approval], *, mine: bool, now: datetime, selectable: frozenset[int] = frozenset()
) -> list[ApprovalLine]:
    """The approvals as lines of a list.

    mine: whether they wait for the reader. selectable: the ids of those that may be approved in bulk.
    """
    return [
        _approval_line(row, mine, now, f"{row.pk}:{row.version}" if row.pk in selectable else "") for row in approvals
    ]


def _approval_line(approval: Approval, mine: bool, now: datetime, pick: str) -> ApprovalLine:
    ticket = approval.proposal.ticket
    tone = TONES.get(ApprovalState(approval.state), "paused")
    is_pending = approval.state == ApprovalState.PENDING
    return ApprovalLine(
        approval=approval,
        tone="due" if mine and is_pending else tone,
        when=_("waited %(time)s") % {"time": span(now - approval.submitted_at)}
        if is_pending
        else short_when(approval.submitted_at, now),
        title=f"{approval.proposal.get_remedy_display()} {money(approval.value, 'short')}",
        details=[part for part in (ticket.short_number, str(ticket.customer or ""), routed_text(approval)) if part]
        + [ticket.subject],
        tag="" if mine and is_pending else approval.get_state_display(),
        action=_("Review") if mine else _("Open"),
        pick=pick,
    )


def decision_page(approval: Approval, user: User, now: datetime) -> dict[str, Any]:
    """What the approver needs: the proposal and its amount, why this user decides, like decisions, the conversation."""
    proposal, ticket = approval.proposal, approval.proposal.ticket
    step = active_step(approval)
    obstacle = may_decide(step, approval, user, now)
    customer = ticket.customer
    files = ticket.files.select_related("stored")
    return {
        "titles": sheet_titles(approval),
        "place": place_of(approval, user, now) if obstacle is None else None,
        "precedent": precedent_page(precedents(approval, user)),
        "entries": folded(conversation_lines(ticket, user, files=True)),
        "costs_label": [_("Other costs")],
        "facts": [
            (_("Problem"), proposal.problem or ticket.problem_found),
            (_("Product grade"), ticket.grade),
            (_("Batch"), ticket.batch),
            (_("Purchase date"), moment(ticket.purchased_on, now)),
            (_("Goods"), _("no return needed") if proposal.no_return_required else ""),
            (_("Reason no return is needed"), proposal.no_return_reason),
        ],
        "decided_text": _("See the approval history above."),
        "approval": approval,
        "proposal": proposal,
        "ticket": ticket,
        "step": step,
        "amount": approval.value,
        "stake": stake_page(approval),
        "lines": [_proposed_line(line) for line in proposal.lines.select_related("purchase__product")],
        "departure": departure(proposal),
        "rule": authority_title(approval.rule),
        "split": approval.routing_amount if approval.parts else None,
        "trail": trail(approval, user),
        "had": _last_year(ticket, now),
        "files": [file_link(ticket, file) for file in files],
        "details": [ticket.short_number, str(customer or ""), customer.get_tier_display() if customer else ""],
        "waits": _waits(approval, now),
        "nobody": obstacle is not None and step is not None and is_stuck(approval, step, now),
        "may_decide": obstacle is None,
        "wait": wait_for_decision(approval, user, now),
        "obstacle": authority.OBSTACLE_LABELS.get(obstacle or "", "") if step else "",
    }


def _waits(approval: Approval, now: datetime) -> str:
    """Who submitted it, and how long it waits."""
    said = {"who": approval.submitted_by, "when": short_when(approval.submitted_at, now)}
    if approval.state != ApprovalState.PENDING:
        return _("Submitted by %(who)s %(when)s") % said
    said["span"] = time_to(approval.submitted_at, now)
    return _("Submitted by %(who)s %(when)s, waiting %(span)s") % said


def decision_text(approval: Approval) -> str:
    """The latest decision, and who decides next."""
    step = active_step(approval)
    amount = money(approval.value)
    if step is not None:
        return _("Approved %(amount)s, next step: %(step)s") % {"amount": amount, "step": step.get_code_display()}
    if approval.state == ApprovalState.APPROVED:
        return _("Approved %(amount)s") % {"amount": amount}
    return approval.get_state_display()


def _proposed_line(line: ProposalLine) -> ProposedLine:
    quantity = f"{line.quantity}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{money(line.unit_price)}"
    return ProposedLine([str(line.purchase or line.description), quantity], line.amount, price_note(line))


def price_note(line: ProposalLine) -> str:
    """The price paid where it differs, and the reason for a higher price."""
    if line.purchase is None or line.unit_price == line.purchase.unit_price:
        return line.price_reason
    paid = money(line.purchase.unit_price)
    if not line.price_reason:
        return _("Paid %(paid)s each") % {"paid": paid}
    return _("Paid %(paid)s; higher because: %(why)s") % {"paid": paid, "why": line.price_reason}


def _last_year(ticket: Ticket, now: datetime) -> list[tuple[Any, str]]:
    had = refunded_last_year(ticket, now)
    critical = ["F"] if ticket.customer and ticket.customer.is_critical else []
    grade = " + ".join([*filter(None, [ticket.customer.grade if ticket.customer else ""]), *critical])
    return [
        (had["tickets"], _("tickets, %(open)s open") % had),
        (money(had["refunded"], "short"), _("refunded")),
        (grade or "–", _("grade")),
    ]


def sheet_titles(approval: Approval) -> dict[str, Any]:
    """The titles of the decision forms by verdict. Only money is approved in part."""
    partly = {"approve_less": _("Approve partially")} if may_be_cut(approval.proposal.remedy) else {}
    return {
        "approve": _("Approve %(amount)s") % {"amount": money(approval.value, "short")},
        **partly,
        "send_back": _("Return for changes"),
        "reject": _("Reject"),
    }


def trail(approval: Approval, user: User) -> list[dict[str, Any]]:
    """The history of an approval: who proposed, who decided what, and who decides next (parts/trail.html)."""
    rows = [
        {
            "state": "done",
            "who": str(approval.submitted_by),
            "did": _("proposed"),
            "at": approval.submitted_at,
            "quote": approval.proposal.reason,
        }
    ]
    if approval.restarted_by:
        rows[0]["at"] = approval.proposal.created_at
        again = _("Started again: %(why)s") % {"why": approval.get_restarted_by_display()}
        rows.append({"state": "due", "who": again, "did": "", "at": approval.submitted_at})
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
            mine = authority.STEP_ROLES[step.code] == user.role
            who = _("You") if mine else step.get_code_display()
            rows.append(
                {"state": "due", "who": who, "did": "", "when": step.get_code_display() if mine else _("deciding now")}
            )
        elif step.state == StepState.WAITING and approval.state == "pending":
            rows.append({"state": "ok", "who": step.get_code_display(), "did": "", "when": _("next")})
    return rows
