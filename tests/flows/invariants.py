"""Invariants of tickets after every action. Each check describes what is broken; none repairs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Max, Model

from aftersales.notifications.models import Notification
from aftersales.staff.queries import people_with_role
from complaints import models as m
from complaints.enums import RecordKind
from complaints.permissions import TICKET_OWNERS
from complaints.queries.proposals import approved_content
from complaints.rules.authority import STEP_ROLES
from complaints.services.fulfilment.progress import due_money
from complaints.services.fulfilment.records import COUNTED
from complaints.services.search import search_text

RECORDED: tuple[type[Model], ...] = (
    m.Ticket,
    m.TicketEntry,
    m.SlaTarget,
    m.TicketPause,
    m.Proposal,
    m.ProposalLine,
    m.Approval,
    m.ApprovalStep,
    m.Fulfilment,
    m.FulfilmentLine,
    m.GoodsRecord,
    m.Refund,
    m.RiskFlag,
    m.Reminder,
)
OVER = frozenset({"closed", "withdrawn"})
PAYS = frozenset({"refund", "compensation"})


def broken(tickets: Iterable[int]) -> list[str]:
    """A description of every fault of these tickets."""
    rows = m.Ticket.objects.filter(pk__in=list(tickets)).select_related("owner", "customer")
    return [f"{row.number} ({row.state}): {fault}" for row in rows for fault in _faults(row)]


def _faults(ticket: m.Ticket) -> Iterator[str]:
    yield from _record(ticket)
    yield from _clock(ticket)
    proposals = list(ticket.proposals.prefetch_related("lines"))
    for proposal in proposals:
        yield from _proposal(proposal)
    approvals = list(m.Approval.objects.filter(proposal__ticket=ticket).select_related("proposal").order_by("pk"))
    for approval in approvals:
        yield from _approval(approval, ticket)
    fulfilment_lines = list(m.Fulfilment.objects.filter(proposal__ticket=ticket).select_related("proposal"))
    for row in fulfilment_lines:
        yield from _fulfilment_lines(row, approvals)
    yield from _stage(ticket, approvals, fulfilment_lines)
    yield from _guests(ticket)


def _guests(ticket: m.Ticket) -> Iterator[str]:
    """Guests of the ticket are those who take part in its investigations or own its actions."""
    teams = ticket.investigations.exclude(team=None).values_list("number", "team")
    if set(ticket.guests.values_list("reason", "user")) != {*teams, *ticket.actions.values_list("number", "owner")}:
        yield "guests are not the teams and owners of quality"


def _record(ticket: m.Ticket) -> Iterator[str]:
    if ticket.owner.role not in TICKET_OWNERS or not ticket.owner.is_active:
        yield f"owned by {ticket.owner}"
    if ticket.search_text != search_text(ticket):
        yield "search text is another one"
    if ticket.region_id != (ticket.customer.region_id if ticket.customer else None):
        yield "region is not the customer's"
    if ticket.merged_into_id and ticket.state != "withdrawn":
        yield "merged, but not withdrawn"
    if (ticket.closed_at is not None) != (ticket.state == "closed"):
        yield f"closed at {ticket.closed_at}"
    if ticket.confirmed_at and ticket.state not in {"confirming", "closed"}:
        yield "confirmed by the customer"
    if ticket.reopened_count != ticket.entries.filter(event="reopened").count():
        yield f"reopened {ticket.reopened_count} times, not by its conversation"


def _clock(ticket: m.Ticket) -> Iterator[str]:
    sla_targets = list(ticket.sla_targets.all())
    running = [row for row in sla_targets if row.is_open]
    codes = [row.code for row in running]
    if len(codes) != len(set(codes)):
        yield f"two open SLA targets: {codes}"
    if ticket.next_due_at != min((row.due_at for row in running if row.due_at), default=None):
        yield f"next due {ticket.next_due_at}, by its SLA targets {[(row.code, row.due_at) for row in running]}"
    if running and ticket.state in OVER:
        yield f"SLA targets go on: {codes}"
    if {"first_reply"} & set(codes) and ticket.first_replied_at:
        yield "answered, but the first reply is still due"
    for row in sla_targets:
        yield from _sla_target(row, ticket)
    pauses = list(ticket.pauses.filter(ended_at=None).values_list("started_at", flat=True))
    if pauses != ([ticket.paused_since] if ticket.paused_since else []):
        yield f"paused since {ticket.paused_since}, by its pauses {pauses}"
    if pauses and ticket.state in OVER:
        yield "its clock is paused"


def _sla_target(row: m.SlaTarget, ticket: m.Ticket) -> Iterator[str]:
    if row.met_at and row.cancelled_at:
        yield f"{row.code} both met and cancelled"
    if row.met_at and row.due_at and row.lateness_seconds != int((row.met_at - row.due_at).total_seconds()):
        yield f"{row.code} late by {row.lateness_seconds} s"
    if row.is_open and row.due_at is None and ticket.paused_since is None:
        yield f"{row.code} has no due moment although the clock runs"
    if (
        row.is_open
        and ticket.paused_since
        and row.code != "callback"
        and row.due_at
        and row.due_at > ticket.paused_since
    ):
        yield f"{row.code} runs out although the clock is paused"
    ahead = (row.warn_at, row.due_at, row.gm_at)[row.alert_level :]
    if row.is_open and row.due_at and row.alert_at != next((at for at in ahead if at), None):
        yield f"{row.code} alarms at {row.alert_at} after level {row.alert_level}: {ahead}"
    if row.is_open and row.rule_id and row.due_at and row.gm_at is None and not ticket.paused_since:
        yield f"{row.code} never reaches the general manager"


def _proposal(row: m.Proposal) -> Iterator[str]:
    amount = sum((line.quantity * line.unit_price for line in row.lines.all()), Decimal(0)) + row.costs
    if amount != row.amount:
        yield f"amount {row.amount}, by its lines {amount}"
    if (row.approved_amount is not None) != (row.state == "approved"):
        yield f"{row.state} proposal with {row.approved_amount} approved"


def authors(proposal: m.Proposal) -> set[int]:
    """Users who proposed or submitted any version of it, read from the conversation."""
    wrote = proposal.ticket.entries.filter(event__in=["proposed", "submitted"], at__gte=proposal.created_at)
    if following := proposal.ticket.proposals.filter(pk__gt=proposal.pk).order_by("pk").first():
        wrote = wrote.filter(at__lt=following.created_at)  # later entries are about the next one
    return {proposal.proposed_by_id, *wrote.values_list("author", flat=True)}


def _approval(row: m.Approval, ticket: m.Ticket) -> Iterator[str]:
    steps = list(row.steps.select_related("decided_by", "on_behalf_of"))
    states = [step.state for step in steps]
    if states.count("active") != (1 if row.state == "pending" else 0) or (
        "waiting" in states and row.state != "pending"
    ):
        yield f"{row.state} approval with steps {states}"
    carried_out = m.Fulfilment.history.filter(proposal=row.proposal_id, state="done").exists()
    if (
        row.state in {"pending", "approved"}
        and not carried_out
        and row.content_hash != approved_content(row.proposal, ticket)
    ):
        yield f"{row.state} approval of another content"
    if row.state == "approved" and not row.approved_amount == row.proposal.approved_amount <= row.amount:
        yield f"{row.approved_amount} approved of {row.amount}, the proposal says {row.proposal.approved_amount}"
    deciders = [step.decided_by_id for step in steps if step.decided_by_id]
    if len(deciders) != len(set(deciders)):
        yield "somebody decided two steps"
    # Authors of an earlier round may have proposed later.
    own = authors(row.proposal) if row.state in {"pending", "approved"} else {row.submitted_by_id}
    for step in steps:
        if step.decided_by is None:
            continue
        decider, behalf = step.decided_by, step.on_behalf_of
        if {decider.pk, behalf and behalf.pk} & own:
            yield f"{decider} for {behalf} decided on what was their own"
        if STEP_ROLES[step.code] != (behalf or decider).role:
            yield f"{decider} for {behalf} decided {step.code}"
        if not step.reason.strip() or step.decided_at is None:
            yield "decided without reason or moment"
        if step.code == "office_meeting" and step.state == "approved" and not step.minutes.strip():
            yield "the office meeting has no minutes"


def _fulfilment_lines(row: m.Fulfilment, approvals: list[m.Approval]) -> Iterator[str]:
    paid = sum((refund.amount for refund in row.refunds.all()), Decimal(0))
    if paid > (row.proposal.approved_amount or 0):
        yield f"{paid} paid back of {row.proposal.approved_amount} approved"
    recorders = set(row.refunds.values_list("recorded_by", flat=True))
    if recorders & authors(row.proposal):
        yield "who proposed the refund recorded it"
    for line in row.lines.select_related("line"):
        count = line.count
        if count.expected != line.line.quantity or count.outstanding < 0:
            yield f"{count} for {line.line.quantity}"
        if row.state in {"settling", "done"} and (not count.reconciles or count.to_inspect):
            yield f"{row.state}, but goods are missing or not inspected"
        if row.state == "done" and row.proposal.remedy not in PAYS and count.to_send:
            yield f"done, but {count.to_send} are not sent"
        if row.state == "done" and count.to_send_back:
            yield f"done, but {count.to_send_back} refused goods are still here"
        if min(count.to_inspect, count.accepted, count.to_send, count.to_send_back, count.forgone) < 0:
            yield f"impossible quantities: {count}"
        if row.proposal.remedy == "repair" and count.sent > count.earned:
            yield f"sent back {count.sent} of {count.earned} that were repaired"
        yield from _records(row, line)
        if line.units.count() > count.received + count.sent:
            yield "more serial numbers than pieces"
    if (row.refunded, row.state == "cancelled" or row.refunded <= row.payable) != (paid, True):
        yield f"counted {row.refunded} of {row.payable}, but {paid} were paid"
    earned = due_money(row, earned=True)
    if paid > earned or row.payable != due_money(row) - row.forgone:
        yield f"{paid} paid for what is worth {earned}; {row.payable} is said to be payable"
    if row.state == "done" and row.proposal.remedy in PAYS and paid + row.forgone != earned:
        yield f"done, but {paid} paid and {row.forgone} given up of {earned}"
    if row.state != "cancelled" and not any(
        a.proposal_id == row.proposal_id and a.state == "approved" for a in approvals
    ):
        yield "fulfilled without an approval"
    starts = row.history.filter(history_change_reason="approved").count()
    told = Notification.objects.filter(
        template__in=["fulfilment_waiting", "refund_waiting"], channel="page", key__regex=f"^[a-z_]+:{row.pk}:"
    )
    if row.department and told.count() < starts * row.department.people.filter(is_active=True).count():
        yield f"started {starts} times, told {told.count()} times"


def _records(row: m.Fulfilment, line: m.FulfilmentLine) -> Iterator[str]:
    """The quantities of a line are the sums of its records, counter-entries included."""
    sums = {"waived": line.expected if row.proposal.no_return_required else 0}
    for entry in line.records.all():
        name = COUNTED[RecordKind(entry.kind)]
        sums[name] = sums.get(name, 0) + entry.quantity
        sums["refused"] = sums.get("refused", 0) + entry.refused
    for name in (*COUNTED.values(), "refused"):
        if getattr(line, name) != sums.get(name, 0):
            yield f"{getattr(line, name)} {name}, by its records {sums.get(name, 0)}"


def _stage(ticket: m.Ticket, approvals: list[m.Approval], fulfilment_lines: list[m.Fulfilment]) -> Iterator[str]:
    """The state of the ticket agrees with its proposals, approvals and fulfilment."""
    pending = [row for row in approvals if row.state == "pending"]
    if len(pending) != (1 if ticket.state == "approval" else 0):
        yield f"{len(pending)} pending approvals"
    running = [row for row in fulfilment_lines if row.state not in {"done", "cancelled"}]
    if len(running) != (1 if ticket.state == "fulfilment" else 0):
        yield f"{len(running)} running fulfilments"
    for row in pending:
        step = row.steps.get(state="active")
        deciders = set(people_with_role(STEP_ROLES[step.code]).values_list("pk", flat=True))
        if (
            deciders - authors(row.proposal)
            and not Notification.objects.filter(key__startswith=f"approval:{row.pk}:{step.position}:").exists()
        ):
            yield f"nobody was told of step {step.position}"
    if ticket.state == "closed" and (ticket.confirmed_at is None or pending or running):
        yield "closed against the rules of closing"
    if ticket.state == "closed" and ticket.investigations.exclude(state="closed").exists():
        yield "closed with an open investigation"


def history_marks() -> dict[type[Model], int]:
    """The last history id of each table."""
    return {model: model.history.aggregate(last=Max("history_id"))["last"] or 0 for model in RECORDED}  # type: ignore[attr-defined]


def unrecorded(actor: Any, since: dict[type[Model], int]) -> list[str]:
    """History rows since then that lack the actor or the reason."""
    found = []
    for model, last in since.items():
        for row in model.history.filter(history_id__gt=last):  # type: ignore[attr-defined]
            # Rows that the system writes by itself have no actor.
            if row.history_user_id not in {actor and actor.pk, None} or not (row.history_change_reason or "").strip():
                found.append(f"{model.__name__} {row.history_change_reason!r} by {row.history_user}, not {actor}")
            if row.history_user_id is None and actor is not None and model not in {m.TicketEntry, m.RiskFlag}:
                found.append(f"{model.__name__} {row.history_change_reason!r} by nobody, not {actor}")
    return found


def without_history() -> list[str]:
    """Rows that differ from their latest history row."""
    found = []
    for model in RECORDED:
        for row in model._default_manager.all():
            last = row.history.first()  # type: ignore[attr-defined]
            fields = [field.attname for field in last.tracked_fields] if last else []
            changed = [name for name in fields if getattr(last, name) != getattr(row, name)]
            if last is None or last.history_type == "-" or changed:
                found.append(f"{model.__name__} {row.pk}: {changed or 'no history'}")
    return found
