"""What production tells of a batch, and the rules of early warnings (Q6)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, NotVisible, ensure
from aftersales.staff.models import User
from aftersales.store.writing import lock, same_version, save_with_history
from customers.models import Product

from .. import permissions
from ..models import BatchRecord, WarningRules
from ..queries.batches import is_known


@transaction.atomic
def record_batch(
    *,
    product_id: int,
    batch: str,
    made_from: date | None,
    made_until: date | None,
    produced: int | None,
    in_stock: int | None,
    blocked: int | None,
    note: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> BatchRecord:
    """Record when a batch was produced, how many units, and how many are in stock."""
    lock(Product, pk=product_id)
    ensure(permissions.can_record_batch(actor))
    if not is_known(product_id, batch):
        raise NotVisible()
    row = BatchRecord.objects.select_for_update(of=("self",)).filter(product=product_id, batch=batch).first()
    is_new = row is None
    row = row or BatchRecord(product_id=product_id, batch=batch, version=0)
    same_version(row, version)
    _check(made_from, made_until, produced, in_stock, blocked)
    row.made_from, row.made_until, row.produced = made_from, made_until, produced
    row.in_stock, row.blocked, row.note = in_stock, blocked, note.strip()
    row.version += 1
    return save_with_history(row, actor=actor, reason="batch recorded" if is_new else "changed")


def _check(
    made_from: date | None, made_until: date | None, produced: int | None, in_stock: int | None, blocked: int | None
) -> None:
    if made_from and made_until and made_until < made_from:
        raise InvalidInput(_("The last day lies before the first one."), code="before", field="made_until")
    if produced is not None and (in_stock or 0) > produced:
        raise InvalidInput(_("No more can be in stock than were produced."), code="too_many", field="in_stock")
    if (blocked or 0) > (in_stock or 0):
        raise InvalidInput(_("No more can be blocked than are in stock."), code="too_many", field="blocked")


@transaction.atomic
def set_warning_rules(
    *,
    beyond: bool,
    fewest: int,
    run: bool,
    run_weeks: int,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> WarningRules:
    """Change the rules of early warnings. They apply from the next sweep on."""
    ensure(permissions.can_set_rules(actor))
    row = WarningRules.objects.select_for_update().order_by("pk").first() or WarningRules(pk=1, version=0)
    same_version(row, version)
    row.beyond, row.fewest, row.run, row.run_weeks = beyond, fewest, run, run_weeks
    row.version += 1
    return save_with_history(row, actor=actor, reason="changed")
