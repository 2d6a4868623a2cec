"""Tickets in bulk, some thousand at a time, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Model, prefetch_related_objects

from complaints.enums import InvestigateNeed, QualityClass
from complaints.models import (
    Approval,
    ApprovalStep,
    Fulfilment,
    FulfilmentLine,
    GoodsRecord,
    Proposal,
    ProposalLine,
    Refund,
    SlaTarget,
    Ticket,
    TicketEntry,
    TicketPause,
)
from complaints.queries.proposals import approved_content
from complaints.services.search import index
from customers.models import Interaction
from surveys.models import Invitation, Response

from ..batches import BatchStory
from ..bulk import write
from ..world import World
from .answers import Answers
from .conversation import Thread
from .lifecycle import Lifecycle, Lifecycles
from .remedies import Remedies
from .rows import Rows
from .sla_targets import SlaTargets

CHUNK = 2000
# In the order of their foreign keys, with the column that holds the moment of each history row.
MODELS: tuple[tuple[type[Model], str], ...] = (
    (Ticket, "reported_at"),
    (Interaction, "at"),
    (TicketEntry, "at"),
    (SlaTarget, "starts_at"),
    (TicketPause, "started_at"),
    (Proposal, "created_at"),
    (ProposalLine, ""),
    (Approval, "submitted_at"),
    (ApprovalStep, ""),
    (Fulfilment, "started_at"),
    (FulfilmentLine, ""),
    (GoodsRecord, "recorded_at"),
    (Refund, "recorded_at"),
    (Invitation, "created_at"),
    (Response, ""),
)


def tell(world: World, logged: Sequence[tuple[datetime, str, str]], hot: Mapping[str, BatchStory]) -> None:
    """Write the tickets. logged: moment, channel and number of each. hot: which of them complain about a batch of a
    story."""
    lifecycles, writers = Lifecycles(world), (SlaTargets(world), Remedies(world), Answers(world))
    for start in range(0, len(logged), CHUNK):
        part = logged[start : start + CHUNK]
        drawn = [lifecycles.draw(number, at, channel, hot=hot.get(number)) for at, channel, number in part]
        _write(world, drawn, lifecycles, *writers)


def _write(
    world: World,
    drawn: list[Lifecycle],
    lifecycles: Lifecycles,
    sla_targets: SlaTargets,
    remedies: Remedies,
    answers: Answers,
) -> None:
    rows = Rows()
    for lifecycle in drawn:
        ticket = rows.add(_ticket(world, lifecycle))
        conversation = Thread(world, rows, ticket, lifecycle)
        sla_targets.make(rows, ticket, lifecycle, lifecycles.dues(lifecycle), conversation)
        remedies.make(rows, ticket, lifecycle, conversation)
        answers.make(rows, ticket, lifecycle, conversation)
    _save(world, rows)


def _save(world: World, rows: Rows) -> None:
    for model, column in MODELS:
        if model is Approval:
            _sign(rows[Proposal], rows[Approval])
        if model is Invitation:
            Answers.seal(rows[Invitation])
        write(model, rows[model], at=column or world.now)


def _sign(proposals: list[Proposal], approvals: list[Approval]) -> None:
    """Set what each approval is about, after ticket and lines have their ids."""
    prefetch_related_objects(proposals, "lines")
    for approval in approvals:
        approval.content_hash = approved_content(approval.proposal, approval.proposal.ticket)


JUST_ARRIVED = timedelta(days=2)


def _triage(world: World, lifecycle: Lifecycle) -> dict[str, str]:
    """Why a ticket has its quality class. Single faults are not investigated; those of these days wait for a word."""
    if lifecycle.quality_class != QualityClass.INTRINSIC:
        reason = "外箱受压，运输途中损坏。" if lifecycle.quality_class else ""
        return {"class_reason": reason}
    found = {"class_reason": "通电复测，故障在产品本身。"}
    if not lifecycle.closed and world.now - lifecycle.reported < JUST_ARRIVED:
        return {**found, "investigate": InvestigateNeed.NEEDED}
    return {**found, "investigate": InvestigateNeed.WAIVED, "investigate_reason": "单件偶发，同批无同类投诉。"}


def _ticket(world: World, lifecycle: Lifecycle) -> Ticket:
    sold, customer = lifecycle.sold, lifecycle.customer
    ticket = Ticket(
        number=lifecycle.number,
        kind=lifecycle.kind,
        state=lifecycle.state,
        severity=lifecycle.severity,
        quality_class=lifecycle.quality_class,
        **_triage(world, lifecycle),
        customer=customer,
        contact=world.contacts[customer.pk] if customer else None,
        purchase=sold,
        category=sold.product.category if sold else "",
        subject=lifecycle.subject,
        description=lifecycle.said,
        problem_found=lifecycle.problem if lifecycle.settled or lifecycle.remedy else "",
        grade=sold.grade if sold else "",
        batch=sold.batch if sold else "",
        purchased_on=sold.purchased_on if sold else None,
        channel=lifecycle.channel,
        remedy_sought=lifecycle.remedy,
        received_at=lifecycle.received,
        reported_at=lifecycle.reported,
        owner=lifecycle.owner,
        opened_by=lifecycle.owner,
        region=customer.region if customer else None,
        paused_since=lifecycle.paused,
        first_replied_at=lifecycle.replied,
        confirmed_at=lifecycle.confirmed,
        closed_at=lifecycle.closed,
        updated_at=lifecycle.closed
        or lifecycle.settled
        or lifecycle.approved
        or lifecycle.replied
        or lifecycle.reported,
    )
    index(ticket)
    return ticket
