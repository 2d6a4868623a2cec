"""What happens to the rows of campaigns when customers are merged or erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import delete_with_history, lock_all, save_with_history
from customers.models import Customer

from ..enums import AttemptResult, CampaignState, HolderRole, Reach, UnreachableReason
from ..models import CampaignAttempt, CampaignCustomer

# The further step wins when two rows become one. Who can't be reached is behind whoever may still be told.
FURTHER = (Reach.UNREACHABLE, Reach.UNTOLD, Reach.TOLD, Reach.ANSWERED, Reach.REMEDIED)


@transaction.atomic
def merge(*, kept: Customer, gone: Customer, actor: Actor, now: datetime) -> None:
    """Make one row of the two that a campaign has for both, with all attempts. customers.services moves the rest."""
    reason = f"{gone.number} merged into {kept.number}"
    rows = lock_all(CampaignCustomer.objects.filter(customer__in=(kept, gone)).select_related("campaign"))
    of_kept = {row.campaign_id: row for row in rows if row.customer_id == kept.pk}
    for row in rows:
        if row.customer_id == gone.pk and (first := of_kept.get(row.campaign_id)):
            _join(first, row, actor, reason, now)


def _join(first: CampaignCustomer, second: CampaignCustomer, actor: Actor, reason: str, now: datetime) -> None:
    for attempt in lock_all(second.attempts.all()):
        attempt.row = first
        save_with_history(attempt, actor=actor, reason=reason[:100])
    called = set(first.checks.values_list("draw_id", flat=True))
    for check in lock_all(second.checks.all()):
        if check.draw_id in called:
            delete_with_history(check, actor=actor, reason=reason[:100])
        else:
            check.row = first
            save_with_history(check, actor=actor, reason=reason[:100])
    holds = [row for row in (first, second) if row.role == HolderRole.HOLDER] or [first, second]
    confirmed = [row.units_confirmed for row in holds if row.units_confirmed is not None]
    units, done = sum(row.units for row in holds), sum(row.remedied_units for row in holds)
    ahead = max(first, second, key=lambda row: FURTHER.index(Reach(row.reach)))
    both_done = first.reach == second.reach
    for name in _HEARD:
        setattr(first, name, getattr(ahead, name))
    first.set_reach(ahead.reach)
    if first.reach == Reach.REMEDIED and not both_done:
        first.set_reach(Reach.ANSWERED)
        first.remedied_at = None
    first.role, first.units, first.remedied_units = holds[0].role, units, min(done, units)
    first.units_confirmed = sum(confirmed) if len(confirmed) == len(holds) else None
    first.pieces = "\n".join(sorted(filter(None, {*first.pieces.split("\n"), *second.pieces.split("\n")})))
    if not second.notice_due_at:
        first.notice_due_at = None
    first.version += 1
    delete_with_history(second, actor=actor, reason=reason[:100])
    save_with_history(first, actor=actor, reason=reason[:100])


_HEARD = (
    "told_at",
    "answered_at",
    "stopped",
    "units_confirmed",
    "moved_on_to",
    "answer_note",
    "answered_by_link",
    "remedied_at",
    "remedied_by",
    "remedy_note",
    "ticket",
    "unreachable_reason",
    "unreachable_note",
    "given_up_at",
)


@transaction.atomic
def erase(*, customer: Customer, actor: Actor, now: datetime) -> None:
    """Give up whoever is not remedied, because nothing is left to tell them by. What was remedied counts on."""
    for row in lock_all(CampaignCustomer.objects.filter(customer=customer).select_related("campaign")):
        for attempt in lock_all(CampaignAttempt.objects.filter(row=row, result=AttemptResult.QUEUED)):
            attempt.result = AttemptResult.RETURNED
            save_with_history(attempt, actor=actor, reason="customer erased")
        row.notice_due_at = None
        is_over = row.campaign.state in (CampaignState.CLOSED, CampaignState.CANCELLED)
        if not is_over and row.reach != Reach.REMEDIED:
            row.set_reach(Reach.UNREACHABLE)
            row.unreachable_reason, row.given_up_at, row.told_at = UnreachableReason.ERASED, now, None
        row.version += 1
        save_with_history(row, actor=actor, reason="customer erased")
