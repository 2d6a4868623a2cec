"""Asks for, confirms, refuses and undoes merges of customers (A5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure, gettext_noop
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, same_version, save_with_history

from ..enums import MergeState, Tier
from ..models import Customer, Merge
from ..permissions import can_decide_merge, can_merge, visible_to
from ..signals import customer_changing, customers_written
from .merging import check_merge, lock_both, merge_rows
from .search import index_customer
from .snapshots import difference, restore, snapshot

UNDO_DAYS = timedelta(days=30)


@transaction.atomic
def merge_customers(
    *,
    actor: Actor,
    now: datetime,
    kept_id: int,
    gone_id: int,
    choices: Mapping[str, str] | None = None,
    reason: str,
    version: int | None = None,
    gone_version: int | None = None,
) -> Merge:
    """Merge `gone` into `kept`, or ask for it: if one of them is an important customer, a second person must agree.

    choices: {field: "kept", "gone" or, for remarks and annual demand, "both"}; other fields get the suggested value.
    Contacts, purchases, interactions and all other rows that refer to `gone` are moved. Equal contacts are joined; a
    phone number that was not chosen becomes a contact. The number of `gone` finds `kept` afterwards. Raises Conflict if
    one of them was changed since it was read, InvalidInput for an unknown choice.
    """
    customer_changing.send(sender=None, customer_ids=[kept_id, gone_id], actor=actor, now=now)
    kept, gone = lock_both(actor, kept_id, gone_id)
    ensure(can_merge(actor))
    same_version(kept, version)
    same_version(gone, gone_version)
    check_merge(kept, gone, choices or {})
    if not reason.strip():
        raise InvalidInput(
            gettext_noop("Explain why these are the same customer."), code="reason_missing", field="reason"
        )
    merge = Merge(
        kept=kept,
        gone_number=gone.number,
        gone_name=gone.name,
        state=MergeState.ASKED,
        reason=reason.strip()[:200],
        choices=dict(choices or {}),
        asked_by=actor,
        asked_at=now,
    )
    if actor is not None and Tier.IMPORTANT in (kept.tier, gone.tier):
        if Merge.objects.filter(gone_number=gone.number, state=MergeState.ASKED).exists():
            raise RuleViolation(gettext_noop("This merge waits for a second person already."), code="asked_already")
        return save_with_history(merge, actor=actor, reason="merge asked")
    return _merge(merge, kept, gone, actor, now)


@transaction.atomic
def confirm_merge(*, actor: Actor, now: datetime, merge_id: int) -> Merge:
    """Agree to a merge that somebody else has asked for."""
    merge = _waiting(actor, merge_id)
    gone = lock(visible_to(actor), number=merge.gone_number)
    customer_changing.send(sender=None, customer_ids=[merge.kept_id, gone.pk], actor=actor, now=now)
    kept, gone = lock_both(actor, merge.kept_id, gone.pk)
    check_merge(kept, gone, merge.choices)
    return _merge(merge, kept, gone, actor, now)


@transaction.atomic
def refuse_merge(*, actor: Actor, now: datetime, merge_id: int, note: str) -> Merge:
    """Refuse a merge that somebody has asked for; who asked may take it back in the same way."""
    merge = lock(Merge.objects.filter(state=MergeState.ASKED), pk=merge_id)
    ensure(can_merge(actor))
    if not note.strip():
        raise InvalidInput(gettext_noop("Explain why."), code="reason_missing", field="note")
    merge.state, merge.decided_by, merge.decided_at, merge.note = MergeState.REFUSED, actor, now, note.strip()[:200]
    return save_with_history(merge, actor=actor, reason="merge refused")


@transaction.atomic
def undo_merge(*, actor: Actor, now: datetime, merge_id: int, note: str) -> Merge:
    """Make two customers of a merged one again, within 30 days. What was changed or added since stays with the customer
    that was kept."""
    merge = lock(Merge.objects.filter(state=MergeState.DONE), pk=merge_id)
    kept = lock(visible_to(actor), pk=merge.kept_id)
    ensure(can_merge(actor))
    if not note.strip():
        raise InvalidInput(gettext_noop("Explain why."), code="reason_missing", field="note")
    if not merge.record or merge.decided_at is None or now > merge.decided_at + UNDO_DAYS:
        raise RuleViolation(gettext_noop("A merge can be undone within 30 days."), code="too_late")
    if kept.erased_at or merge.record["kept"] != kept.pk:
        raise RuleViolation(
            gettext_noop("The customer has been merged or erased since. Undo the later merge first."), code="merged_on"
        )
    reason = f"merge undone: {note.strip()}"[:100]
    restore(merge.record, actor=actor, reason=reason)
    merge.state, merge.note, merge.record = MergeState.UNDONE, note.strip()[:200], {}
    save_with_history(merge, actor=actor, reason=reason)
    both = list(Customer.objects.filter(number__in=[kept.number, merge.gone_number]))
    for customer in both:
        customer.version += 1
        customer.grade_due_at = now
        save_with_history(customer, actor=actor, reason=reason)
        index_customer(customer)
    ids = [customer.pk for customer in both]
    customers_written.send(sender=None, customer_ids=ids, facts=None, actor=actor, now=now)
    return merge


def _waiting(actor: Actor, merge_id: int) -> Merge:
    merge = lock(Merge.objects.filter(state=MergeState.ASKED), pk=merge_id)
    ensure(can_decide_merge(actor, merge), gettext_noop("Somebody else than who asked for it must confirm a merge."))
    return merge


def _merge(merge: Merge, kept: Customer, gone: Customer, actor: Actor, now: datetime) -> Merge:
    before = snapshot([kept.pk, gone.pk])
    merge_rows(kept, gone, actor=actor, now=now, choices=merge.choices, reason=merge.reason)
    changes: dict[str, Any] = difference(before, snapshot([kept.pk]))
    merge.kept, merge.record = kept, {"kept": kept.pk, **changes}
    merge.state, merge.decided_by, merge.decided_at = MergeState.DONE, actor, now
    return save_with_history(merge, actor=actor, reason="merged")


@transaction.atomic
def forget_merge_records(*, now: datetime, actor: Actor = None, limit: int = 500) -> int:
    """Erase what is kept for an undo when the time for it is over."""
    over = Merge.objects.filter(decided_at__lt=now - UNDO_DAYS).exclude(record={})
    return Merge.objects.filter(pk__in=list(over.order_by().values_list("pk", flat=True)[:limit])).update(record={})
