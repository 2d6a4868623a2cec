"""Off-boarding: reassigns tickets, rules, reminders and fulfilments of a user who leaves or gets another role (T5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, save_with_history, update_all_with_history

from ..enums import OPEN_STATES
from ..models import AssignmentRule, Fulfilment, Reminder
from ..queries import offboarding as queries
from . import approval_escalation
from .common import locked_ticket
from .lifecycle import give_to


@transaction.atomic
def reassign(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Give each kind of work to its successor. to: successors by the code of the work.

    The note is kept in the conversation of each ticket; for other work it is kept in the history.
    """
    for kind, give in GIVE.items():
        if (successor := to.get(kind)) is not None:
            give(user, successor, note=note, actor=actor, now=now)
    if "approvals_up" in to:
        approval_escalation.sweep(now=now)


def _tickets(user: User, successor: User, *, note: str, actor: Actor, now: datetime) -> None:
    """Reassign the tickets without notifications, because off-boarding sends one notification for everything."""
    for pk in list(queries.tickets_of(user).values_list("pk", flat=True)):
        ticket = locked_ticket(pk)
        if ticket.owner_id == user.pk and ticket.state in OPEN_STATES:
            give_to(ticket, successor, actor=actor, now=now, code="reassigned", note=note, notify_owners=False)


def _rules(user: User, successor: User, *, note: str, actor: Actor, now: datetime) -> None:
    rows = list(queries.rules_of(user, company_date(now)).select_for_update())
    for row in rows:
        row.owner, row.version = successor, row.version + 1
    update_all_with_history(AssignmentRule, rows, ["owner", "version"], actor=actor, reason=f"reassigned: {note}")


def _reminders(user: User, successor: User, *, note: str, actor: Actor, now: datetime) -> None:
    rows = list(queries.reminders_of(user).select_for_update(of=("self",)))
    for row in rows:
        row.user = successor
    update_all_with_history(Reminder, rows, ["user"], actor=actor, reason=f"reassigned: {note}")


def _fulfilment(user: User, successor: User, *, note: str, actor: Actor, now: datetime) -> None:
    if successor.department_id is None:
        raise InvalidInput(
            _("%(who)s has no department."), code="no_department", field="heir_fulfilment", params={"who": successor}
        )
    for pk, ticket_id in list(queries.fulfilled_by(user).values_list("pk", "proposal__ticket_id")):
        locked_ticket(ticket_id)
        row = lock(Fulfilment, pk=pk)
        for name in ("department_id", "paying_department_id"):
            if getattr(row, name) == user.department_id:
                setattr(row, name, successor.department_id)
        row.version += 1
        save_with_history(row, actor=actor, reason=f"reassigned: {note}")


GIVE: dict[str, Callable[..., Any]] = {
    "tickets": _tickets,
    "assignment_rules": _rules,
    "reminders": _reminders,
    "fulfilment_work": _fulfilment,
}
