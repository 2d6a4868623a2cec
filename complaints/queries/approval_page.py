"""What the one who decides must see: what, how much, why this person, what the customer had before, evidence."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import moment

from ..defaults import SMALL_CASE
from ..enums import ApprovalState, StepState
from ..models import Approval, ApprovalStep, ProposalLine
from ..permissions import authors, can_see_approvals, visible_to
from ..permissions.approvals import Deciders, can_be_decided, who_decides
from ..rules import authority, small_cases
from ..texts.rules import authority_title
from .proposals import inbox, refunded_last_year
from .ticket_page import file_link, trail

RELATED = (
    "proposal__ticket__customer",
    "proposal__ticket__purchase__product",
    "proposal__ticket__contact",
    "submitted_by",
    "rule",
    "proposal__proposed_by",
)


def visible_approvals(user: User) -> QuerySet[Approval]:
    """Approvals of the tickets that the user may see."""
    if not can_see_approvals(user):
        return Approval.objects.none()
    rows = Approval.objects.filter(proposal__ticket__in=visible_to(user))
    return rows.select_related(*RELATED).prefetch_related("steps__decided_by", "steps__on_behalf_of")


def approvals_of(user: User, tab: str, now: datetime) -> tuple[QuerySet[Approval], str, dict[str, int]]:
    """The list of a tab, the tab in front, and how many wait."""
    mine = inbox(user, now)
    waiting = mine.count()
    tab = tab if tab in {"mine", "proposed", "pending", "decided"} else ("mine" if waiting else "pending")
    rows = visible_approvals(user)
    pending = rows.filter(state=ApprovalState.PENDING).order_by("submitted_at", "pk")
    lists: dict[str, QuerySet[Approval]] = {
        "mine": mine,
        "proposed": rows.filter(Q(submitted_by=user) | Q(proposal__proposed_by=user)),
        "pending": pending,
        "decided": rows.exclude(state=ApprovalState.PENDING).order_by("-decided_at", "-pk"),
    }
    return lists[tab], tab, {"mine": waiting}


def may_decide(step: ApprovalStep | None, approval: Approval, user: User, now: datetime) -> str | None:
    """Why the user may not decide this step, or None if they may."""
    if step is None:
        return "decided"
    return Deciders(user, company_date(now)).decider(approval, step).obstacle


def is_stuck(approval: Approval, step: ApprovalStep, now: datetime) -> bool:
    """Whether nobody at all may decide this step today."""
    people = who_decides(company_date(now))
    return not can_be_decided(approval, step.code, people, authors(approval.proposal))


def active_step(approval: Approval) -> ApprovalStep | None:
    """The step that waits for its decision."""
    if approval.state != ApprovalState.PENDING:
        return None
    return next((step for step in approval.steps.all() if step.state == StepState.ACTIVE), None)


def may_approve_at_once(rows: Iterable[Approval], user: User, now: datetime) -> set[int]:
    """Which of these the user may approve together with others: small, and theirs to decide."""
    deciders, found, rows = Deciders(user, company_date(now)), set(), list(rows)
    deciders.read(rows)
    for row in rows:
        step = active_step(row)
        if step and small_case_obstacle(row, step) is None and deciders.decider(row, step).obstacle is None:
            found.add(row.pk)
    return found


def small_case_obstacle(approval: Approval, step: ApprovalStep) -> str | None:
    """Why this one is decided by itself, or None."""
    amount = max(approval.approved_amount or approval.amount, approval.routing_amount)
    return small_cases.obstacle(step_code=step.code, amount=amount, limit=SMALL_CASE)


def summed(rows: Iterable[Approval]) -> Decimal:
    """What they come to together."""
    return sum((row.approved_amount or row.amount for row in rows), Decimal(0))


def shown_in_list(approval: Approval, *, mine: bool) -> dict[str, Any]:
    """One line of the inbox (parts/row.html)."""
    ticket = approval.proposal.ticket
    marks = {ApprovalState.PENDING: "due" if mine else "ok", ApprovalState.APPROVED: "done"}
    amount = money(approval.approved_amount or approval.amount, "short")
    return {
        "mark": marks.get(ApprovalState(approval.state), "paused"),
        "title": f"{approval.proposal.get_remedy_display()} {amount}",
        "details": [ticket.short_number, str(ticket.customer or ""), ticket.subject],
        "tag": approval.get_state_display(),
        "action": _("Review") if mine else _("Open"),
    }


def decision_page(approval: Approval, user: User, now: datetime) -> dict[str, Any]:
    """The page's content."""
    proposal, ticket = approval.proposal, approval.proposal.ticket
    step = active_step(approval)
    obstacle = may_decide(step, approval, user, now)
    had = refunded_last_year(ticket, now)
    customer = ticket.customer
    files = ticket.files.select_related("stored")
    amount = approval.approved_amount or approval.amount
    lines = list(proposal.lines.select_related("purchase__product"))
    for line in lines:
        line.__dict__["shown"] = [
            str(line.purchase or line.description),
            f"{line.quantity}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{money(line.unit_price)}",
        ]
        line.__dict__["dear"] = dear(line)
    return {
        "approve_label": _("Approve %(amount)s") % {"amount": money(amount, "short")},
        "others": [
            {"label": _("Approve partially"), "url": "?verdict=approve_less", "opens": "approve_less"},
            {"label": _("Return for changes"), "url": "?verdict=send_back", "opens": "send_back"},
            {"label": _("Reject"), "url": "?verdict=reject", "opens": "reject", "stop": True},
        ],
        "costs_label": [_("Other costs")],
        "facts": [
            (_("Problem"), ticket.problem_found),
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
        "amount": amount,
        "lines": lines,
        "rule": authority_title(approval.rule),
        "split": approval.routing_amount if approval.routing_amount != approval.amount else None,
        "trail": trail(approval, user),
        "had": [
            (had["tickets"], _("tickets, %(open)s open") % had),
            (money(had["refunded"], "short"), _("refunded")),
            (customer.grade or "–" if customer else "–", _("grade")),
        ],
        "files": [file_link(ticket, file) for file in files],
        "details": [str(customer or ""), customer.get_tier_display() if customer else "", ticket.number],
        "nobody": obstacle is not None and step is not None and is_stuck(approval, step, now),
        "may_decide": obstacle is None,
        "obstacle": authority.OBSTACLE_LABELS.get(obstacle or "", "") if step else "",
    }


def dear(line: ProposalLine) -> str:
    """Why a line costs more than was paid, with what was paid."""
    if not line.price_reason or line.purchase is None:
        return line.price_reason
    paid = money(line.purchase.unit_price)
    return _("Paid %(paid)s; higher because: %(why)s") % {"paid": paid, "why": line.price_reason}


def _words(title: Callable[[Decimal], str], *, stop: bool = False) -> Callable[[Decimal], dict[str, Any]]:
    return lambda amount: {"title": title(amount), "stop": stop}


# The sheets of an approval: each asks for its reason first.
SHEETS: dict[str, Callable[[Decimal], dict[str, Any]]] = {
    "approve": _words(lambda amount: _("Approve %(amount)s") % {"amount": money(amount, "short")}),
    "approve_less": _words(lambda amount: _("Approve partially")),
    "send_back": _words(lambda amount: _("Return for changes")),
    "reject": _words(lambda amount: _("Reject"), stop=True),
}
