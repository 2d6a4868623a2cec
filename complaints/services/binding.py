"""Writes to a ticket what a meeting decided about it, and lifts it again (Q3).

A decision approves no money: every proposal still passes the approval rules.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.kernel.money import check_amount
from aftersales.staff.models import User
from aftersales.store.writing import save_with_history

from ..enums import Remedy
from ..models import BindingDecision
from .common import event, locked_ticket


@transaction.atomic
def bind(
    *,
    ticket_id: int,
    meeting: str,
    about: str,
    remedy: str,
    amount_limit: Decimal | None,
    words: str,
    actor: User,
    now: datetime,
) -> BindingDecision:
    """Make a decision bind the ticket, in place of an earlier one."""
    ticket = locked_ticket(ticket_id)
    if remedy not in Remedy.values:
        raise InvalidInput(_("Choose a remedy."), code="unknown", field="remedy")
    if amount_limit is not None:
        check_amount(amount_limit, field="amount_limit")
    row = BindingDecision.objects.filter(ticket=ticket).first() or BindingDecision(ticket=ticket)
    row.meeting, row.about, row.remedy, row.amount_limit = meeting, about, remedy, amount_limit
    row.words, row.decided_by, row.decided_at, row.lifted_at = words.strip(), actor, now, None
    save_with_history(row, actor=actor, reason="bound")
    code = f"meeting_decided_{remedy}" if amount_limit is None else f"meeting_limited_{remedy}"
    event(ticket, code, actor=actor, now=now, meeting=meeting, number=about, amount=amount_limit or "", words=row.words)
    return row


@transaction.atomic
def lift(*, ticket_id: int, about: str, actor: User, now: datetime) -> None:
    """End the decision on this document, which is open again. Another decision stays."""
    locked_ticket(ticket_id)
    row = BindingDecision.objects.filter(ticket=ticket_id, about=about, lifted_at=None).first()
    if row is None:
        return
    row.lifted_at = now
    save_with_history(row, actor=actor, reason="lifted")
