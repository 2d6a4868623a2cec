"""Tickets in bulk, some thousand at a time so that a hundred thousand need no more memory than that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model, prefetch_related_objects

from complaints.models import (
    Approval,
    ApprovalStep,
    Fulfilment,
    FulfilmentLine,
    Proposal,
    ProposalLine,
    Refund,
    Ticket,
    TicketEntry,
    TicketPause,
    TicketPromise,
)
from complaints.queries.proposals import approved_content
from complaints.services.search import search_text
from customers.models import Interaction
from surveys.models import Invitation, Response

from ..bulk import write
from ..world import World
from .answers import Answers
from .course import Course, Courses
from .promises import Promises
from .remedies import Remedies
from .rows import Rows
from .thread import Thread

CHUNK = 2000
HOT_COMPLAINTS = 11
HOT_WEEKS = 5
# In the order of their foreign keys, with the column of the moment that each row's history bears.
MODELS: tuple[tuple[type[Model], str], ...] = (
    (Ticket, "reported_at"),
    (Interaction, "at"),
    (TicketEntry, "at"),
    (TicketPromise, "starts_at"),
    (TicketPause, "started_at"),
    (Proposal, "created_at"),
    (ProposalLine, ""),
    (Approval, "submitted_at"),
    (ApprovalStep, ""),
    (Fulfilment, "started_at"),
    (FulfilmentLine, ""),
    (Refund, "recorded_at"),
    (Invitation, "created_at"),
    (Response, ""),
)


def tell(world: World, logged: Sequence[tuple[datetime, str, str]]) -> None:
    """Tickets by the moment they are logged, the channel and the number."""
    courses, writers = Courses(world), (Promises(world), Remedies(world), Answers(world))
    hot = _hot(world, logged)
    for start in range(0, len(logged), CHUNK):
        part = logged[start : start + CHUNK]
        drawn = [courses.draw(number, at, channel, hot=number in hot) for at, channel, number in part]
        _write(world, drawn, courses, *writers)


def _hot(world: World, logged: Sequence[tuple[datetime, str, str]]) -> set[str]:
    """The numbers that complain about the batch of the story, all within some weeks."""
    since = world.ago(weeks=HOT_WEEKS)
    recent = [number for at, channel, number in logged if at > since and channel not in ("walk_in", "visit")]
    return set(world.rng.sample(recent, min(HOT_COMPLAINTS, len(recent) // 2)))


def _write(
    world: World, drawn: list[Course], courses: Courses, promises: Promises, remedies: Remedies, answers: Answers
) -> None:
    rows = Rows()
    for course in drawn:
        ticket = rows.add(_ticket(world, course))
        thread = Thread(world, rows, ticket, course)
        promises.make(rows, ticket, course, courses.dues(course), thread)
        remedies.make(rows, ticket, course, thread)
        answers.make(rows, ticket, course, thread)
    _save(world, rows)


def _save(world: World, rows: Rows) -> None:
    for model, column in MODELS:
        if model is Approval:
            _sign(rows[Proposal], rows[Approval])
        if model is Invitation:
            Answers.seal(rows[Invitation])
        write(model, rows[model], at=column or world.now)


def _sign(proposals: list[Proposal], approvals: list[Approval]) -> None:
    """What each approval is about, now that ticket and lines have their keys."""
    prefetch_related_objects(proposals, "lines")
    for approval in approvals:
        approval.content_hash = approved_content(approval.proposal, approval.proposal.ticket)


def _ticket(world: World, course: Course) -> Ticket:
    sold, customer = course.sold, course.customer
    ticket = Ticket(
        number=course.number,
        kind=course.kind,
        state=course.state,
        severity=course.severity,
        quality_class=course.quality_class,
        customer=customer,
        contact=world.contacts[customer.pk] if customer else None,
        product_sold=sold,
        category=sold.product.category if sold else "",
        subject=course.subject,
        description=course.said,
        problem_found=course.problem if course.settled or course.remedy else "",
        grade=sold.grade if sold else "",
        batch=sold.batch if sold else "",
        purchased_on=sold.purchased_on if sold else None,
        channel=course.channel,
        remedy_sought=course.remedy,
        received_at=course.received,
        reported_at=course.reported,
        owner=course.owner,
        opened_by=course.owner,
        region=customer.region if customer else None,
        paused_since=course.paused,
        first_replied_at=course.replied,
        confirmed_at=course.confirmed,
        closed_at=course.closed,
        updated_at=course.closed or course.settled or course.approved or course.replied or course.reported,
    )
    ticket.search_text = search_text(ticket)
    return ticket
