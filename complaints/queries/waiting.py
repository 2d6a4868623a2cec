"""Who can do the next step of a ticket (T6, T7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.dates import company_date, start_of

from ..enums import EntryKind, State
from ..models import Approval, Ticket, TicketEntry
from ..permissions import WRITERS, authors
from ..permissions.approvals import may_decide_own, who_decides
from ..rules import authority
from .approvals import active_step
from .fulfilment import steps_due, who_does
from .ticket_work import TicketWork

REMINDED = "nudged"


@dataclass
class Waiting:
    """step: what is to be done next, the name of a verb or of an approval step. find: reads who can do it."""

    step: str
    find: Callable[[], list[User]]
    approval: Approval | None = None

    @cached_property
    def people(self) -> list[User]:
        """Who can do it, first those whom it concerns most."""
        return self.find()


def waits_on(work: TicketWork, now: datetime) -> Waiting | None:
    """Whom the ticket waits for; None if nobody in the company has to do anything. Read once for the request."""
    if work.waiting is None:
        found = WAITS.get(State(work.ticket.state))
        work.waiting = [found(work, now) if found and not work.ticket.is_paused else None]
    return work.waiting[0]


def _writers(step: str) -> Callable[[TicketWork, datetime], Waiting]:
    """The owner of the ticket. If nobody can write for the owner, service staff."""

    def found(work: TicketWork, now: datetime) -> Waiting:
        owner = work.ticket.owner
        mine = [owner] if owner and owner.is_active and _can_write(owner) else []
        return Waiting(step, lambda: mine or active(WRITERS))

    return found


def _can_write(owner: User) -> bool:
    return owner.role in WRITERS | {Role.REP, Role.COLLEAGUE}


def active(roles: frozenset[str]) -> list[User]:
    return list(User.objects.filter(is_active=True, role__in=roles).order_by("pk"))


def _deciders(work: TicketWork, now: datetime) -> Waiting | None:
    approval = work.pending
    step = active_step(approval) if approval else None
    if approval is None or step is None:
        return None
    return Waiting(step.code, lambda: who_may_decide(approval, now), approval)


def who_may_decide(approval: Approval, now: datetime) -> list[User]:
    """The users who may decide the active step, those in their own role before their stand-ins."""
    step = active_step(approval)
    if step is None:
        return []
    role, own = authority.STEP_ROLES[step.code], authors(approval.proposal)
    free = [
        one.user_id
        for one in who_decides(company_date(now))
        if authority.may_anybody_decide(
            [one],
            step_role=role,
            proposer_id=approval.proposal.proposed_by_id,
            enterer_id=approval.submitted_by_id,
            earlier_decider_ids={row.decided_by_id for row in approval.steps.all() if row.decided_by_id},
            author_ids=own,
            may_decide_own=may_decide_own(approval),
        )
    ]
    return sorted(User.objects.filter(pk__in=free), key=lambda user: (user.role != role, user.pk))


def _fulfillers(work: TicketWork, now: datetime) -> Waiting | None:
    fulfilment = work.fulfilment
    steps = steps_due(fulfilment)
    if not steps or fulfilment is None:
        return None
    return Waiting(steps[0], lambda: who_does(steps[0], fulfilment, work.duties))


WAITS: dict[State, Callable[[TicketWork, datetime], Waiting | None]] = {
    State.NEW: _writers("propose"),
    State.VERIFYING: _writers("propose"),
    State.APPROVAL: _deciders,
    State.FULFILMENT: _fulfillers,
    State.CONFIRMING: _writers("confirm"),
}


def reminder_of(work: TicketWork, now: datetime) -> TicketEntry | None:
    """Today's reminder, read once for the request."""
    if work.reminder is None:
        work.reminder = [reminded_today(work.ticket, now)]
    return work.reminder[0]


def reminded_today(ticket: Ticket, now: datetime) -> TicketEntry | None:
    """Today's reminder of whom the ticket waits for: there is one a day."""
    rows = ticket.entries.filter(kind=EntryKind.EVENT, event=REMINDED, at__gte=start_of(company_date(now)))
    return rows.select_related("author").first()
