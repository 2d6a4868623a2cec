"""Reminders of goods that are missing although their replacement was sent."""

from datetime import datetime

from django.db import transaction

from aftersales.notifications.services.notifications import notify
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.writing import save_with_history

from ...enums import FulfilmentState
from ...models import Fulfilment
from ..common import event
from .progress import locked

OVER = (FulfilmentState.DONE, FulfilmentState.CANCELLED)


def sweep_late_goods(*, now: datetime, limit: int = 200) -> int:
    """Notify owner and department of each overdue return, once for each due date. Safe to run twice at once.

    Mark, event and notification are written in one transaction under the ticket's lock, so that a sweep that fails
    neither repeats nor loses a notification.
    """
    due = Fulfilment.objects.filter(goods_due_on__lt=company_date(now), goods_late_told_at=None)
    rows = due.exclude(state__in=OVER).order_by("goods_due_on")
    return each_due(rows, lambda pk: _notify_late(pk, now), limit=limit)


@transaction.atomic
def _notify_late(pk: int, now: datetime) -> int:
    row, ticket = locked(pk)
    late = row.goods_due_on is not None and row.goods_due_on < company_date(now)
    if not late or row.goods_late_told_at is not None or row.state in OVER:
        return 0
    row.goods_late_told_at = now
    save_with_history(row, actor=None, reason="goods late")
    event(ticket, "goods_late", actor=None, now=now, due=row.goods_due_on)
    people = list(row.department.people.filter(is_active=True)) if row.department else []
    notify(
        users={ticket.owner, *people},
        template="goods_late",
        params={"number": ticket.number, "subject": ticket.subject, "due": str(row.goods_due_on)},
        url=ticket.get_absolute_url(),
        key=f"goods-late:{pk}:{row.goods_due_on}",
        now=now,
    )
    return 1
