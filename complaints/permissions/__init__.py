"""Permissions for tickets: functions of (user, object) that do not depend on a request."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..enums import FulfilmentState, RecordKind, State
from ..models import Fulfilment, Proposal, Ticket

SEE_ALL = frozenset(
    {Role.SERVICE, Role.MANAGER, Role.GM, Role.QUALITY, Role.QUALITY_MANAGER, Role.EXECUTIVE, Role.AUDITOR}
)
WRITERS = frozenset({Role.SERVICE, Role.MANAGER})
APPROVAL_READERS = WRITERS | {Role.GM, Role.EXECUTIVE, Role.AUDITOR}
IMPORTERS = frozenset({Role.ADMIN, Role.MANAGER})
TICKET_OWNERS = frozenset(
    {Role.SERVICE, Role.REP, Role.MANAGER, Role.QUALITY, Role.QUALITY_MANAGER, Role.COLLEAGUE, Role.GM}
)
# The reasons of those rows of the history whose actor is an author of the proposal.
WRITTEN = ("proposed", "submitted")
FULFILLERS = frozenset({Role.SERVICE, Role.MANAGER, Role.COLLEAGUE})
REFUSERS = frozenset({Role.MANAGER, Role.QUALITY, Role.QUALITY_MANAGER})
# Records that decide what the customer gets; only their author or a manager corrects them.
DECISIONS = frozenset({RecordKind.WAIVER, RecordKind.KEPT, RecordKind.END})


def visible_to(user: User) -> QuerySet[Ticket]:
    """The tickets that a user may see."""
    if user.role in SEE_ALL:
        return Ticket.objects.all()
    if user.role == Role.REP:
        return Ticket.objects.filter(Q(region_id=user.region_id) & ~Q(region=None) | Q(owner=user))
    if user.role == Role.COLLEAGUE:
        return Ticket.objects.filter(_assigned_to(user)).distinct()
    return Ticket.objects.none()


def of_visible_tickets(user: User) -> Q:
    """The rows whose ticket the user may see. For users who see every ticket, the database need not look at them."""
    return Q(ticket__isnull=False) if user.role in SEE_ALL else Q(ticket__in=visible_to(user))


def _assigned_to(user: User) -> Q:
    assigned = Q(owner=user) | Q(guests__user=user)
    if user.department_id is None:
        return assigned
    fulfilment = Q(proposals__fulfilment__department_id=user.department_id) & ~Q(
        proposals__fulfilment__state=FulfilmentState.CANCELLED
    )
    paying = Q(proposals__fulfilment__paying_department_id=user.department_id) & Q(
        proposals__fulfilment__state__in=[FulfilmentState.SETTLING, FulfilmentState.DONE]
    )
    return assigned | Q(department_id=user.department_id) | fulfilment | paying


def can_log(user: User) -> bool:
    return user.role in WRITERS | {Role.REP}


def can_import(user: User) -> bool:
    """May log the rows of a file as tickets. Administrators may import, but not log single tickets."""
    return user.role in IMPORTERS


def can_write(user: User, ticket: Ticket) -> bool:
    """May reply, pause, and edit the details."""
    return user.role in WRITERS or (user.role in {Role.REP, Role.COLLEAGUE} and ticket.owner_id == user.pk)


def can_classify(user: User, ticket: Ticket) -> bool:
    """May set the quality class: who works on the ticket, and the quality department."""
    return can_write(user, ticket) or user.role in {Role.QUALITY, Role.QUALITY_MANAGER}


def can_tag(user: User, ticket: Ticket) -> bool:
    """May give it tags, also after it was closed: who works on it, and the quality department."""
    return can_classify(user, ticket)


def can_waive_investigating(user: User, today: date) -> bool:
    """May say that an intrinsic problem need not be investigated: the quality deputy manager, or their stand-in."""
    return user.role == Role.QUALITY_MANAGER or acting_for(user, Role.QUALITY_MANAGER, today) is not None


def can_note(user: User, ticket: Ticket) -> bool:
    """May add internal notes: all users except those who only read."""
    return user.role not in {Role.AUDITOR, Role.ADMIN, Role.EXECUTIVE}


def can_assign(user: User, ticket: Ticket) -> bool:
    return user.role == Role.MANAGER or (user.role in WRITERS | {Role.REP} and ticket.owner_id == user.pk)


def can_take(user: User, ticket: Ticket) -> bool:
    return user.role in WRITERS and ticket.owner_id != user.pk


def can_propose(user: User, ticket: Ticket) -> bool:
    return user.role in WRITERS


def can_recall(user: User, proposal: Proposal) -> bool:
    return user.pk == proposal.proposed_by_id or user.role == Role.MANAGER


def can_fulfil(user: User, fulfilment: Fulfilment) -> bool:
    """May receive, inspect and dispatch: service staff, managers, quality staff, and the assigned department."""
    if user.role == Role.COLLEAGUE:
        return user.department_id is not None and user.department_id == fulfilment.department_id
    return user.role in FULFILLERS | {Role.QUALITY, Role.QUALITY_MANAGER}


def authors(proposal: Proposal) -> set[int]:
    """The ids of all users who proposed or submitted any version of the proposal. Later edits remove no author."""
    return authors_of([proposal])[proposal.pk]


def authors_of(proposals: Iterable[Proposal]) -> dict[int, set[int]]:
    """The ids of the authors of many proposals, in one read."""
    found = {proposal.pk: {proposal.proposed_by_id} for proposal in proposals}
    wrote = Proposal.history.filter(id__in=found, history_change_reason__in=WRITTEN).exclude(history_user=None)
    for pk, user in wrote.values_list("id", "history_user"):
        found[pk].add(user)
    return found


def written_by(user: User) -> Any:
    """A condition for rows with a proposal: the user is one of its authors."""
    return Exists(
        Proposal.history.filter(id=OuterRef("proposal_id"), history_user=user, history_change_reason__in=WRITTEN)
    )


def can_record_refund(user: User, fulfilment: Fulfilment) -> bool:
    """Whether the role may record refunds (T7). permissions/duties says who of them may not."""
    if user.role == Role.COLLEAGUE:
        payer = fulfilment.paying_department_id or fulfilment.department_id
        return user.department_id is not None and user.department_id == payer
    return user.role in FULFILLERS


def can_waive(user: User, fulfilment: Fulfilment) -> bool:
    """Managers may waive goods, except authors of the proposal."""
    return user.role == Role.MANAGER and user.pk not in authors(fulfilment.proposal)


def can_end(user: User, fulfilment: Fulfilment) -> bool:
    """May end it without goods that won't come, or without what the customer gives up."""
    return user.role in {Role.MANAGER, Role.GM}


def can_refuse(user: User, fulfilment: Fulfilment) -> bool:
    """May refuse returned goods, or accept those that are not as stated."""
    return user.role in REFUSERS


def refusers() -> QuerySet[User]:
    return User.objects.filter(role__in=REFUSERS, is_active=True)


def can_correct_goods(user: User, fulfilment: Fulfilment) -> bool:
    return can_fulfil(user, fulfilment) or can_end(user, fulfilment)


def can_close(user: User, ticket: Ticket) -> bool:
    return can_write(user, ticket)


def may_reopen(user: User) -> bool:
    return user.role in WRITERS


def can_reopen(user: User, ticket: Ticket) -> bool:
    return may_reopen(user) and ticket.state in {State.CLOSED, State.WITHDRAWN}


def can_see_approvals(user: User) -> bool:
    return user.role in APPROVAL_READERS


def acting_for(user: User, role: str, today: date) -> Any:
    """The arrangement by which the user is today's stand-in for a user with this role, or None."""
    from aftersales.staff.queries import stands_in_for

    return stands_in_for(user, today).filter(absent__role=role).first()
