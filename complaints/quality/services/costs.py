"""Records costs that no fulfilment has: hours of labour, and freight."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.kernel.money import check_amount
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, save_with_history
from complaints.models import Ticket

from .. import permissions
from ..enums import CostKind
from ..models import CostEntry
from ..queries.rules import labour_rate_on

MOST_HOURS = Decimal("9999")
ENTERED = (CostKind.LABOUR, CostKind.FREIGHT)


@transaction.atomic
def record_cost(
    *,
    ticket_id: int,
    kind: str,
    happened_on: date,
    actor: User,
    now: datetime,
    hours: Decimal | None = None,
    amount: Decimal | None = None,
    note: str = "",
) -> CostEntry:
    """Record hours of labour, which cost the rate of that day, or what freight cost."""
    ticket = lock(Ticket, pk=ticket_id)
    ensure(permissions.can_record_cost(actor, ticket))
    if kind not in ENTERED:
        raise InvalidInput(
            _("Goods and compensation come from the fulfilment. Enter labour or freight."),
            code="not_entered",
            field="kind",
        )
    if happened_on > company_date(now):
        raise InvalidInput(_("The date is in the future."), code="future", field="happened_on")
    row = CostEntry(
        ticket=ticket, kind=kind, happened_on=happened_on, note=note.strip()[:200], recorded_by=actor, recorded_at=now
    )
    if kind == CostKind.LABOUR:
        row.hours, row.rate, row.amount = _labour(hours, happened_on)
    else:
        if amount is None or amount <= 0:
            raise InvalidInput(_("Enter what it cost."), code="empty", field="amount")
        row.amount = check_amount(amount, field="amount")
    return save_with_history(row, actor=actor, reason="cost recorded")


def _labour(hours: Decimal | None, day: date) -> tuple[Decimal, Decimal, Decimal]:
    """The hours, the rate of the day, and their product, rounded to the fen."""
    if hours is None or not hours.is_finite() or not 0 < hours <= MOST_HOURS:
        raise InvalidInput(_("Enter the hours worked."), code="empty", field="hours")
    exact = hours.quantize(Decimal("0.01"))
    if exact != hours:
        raise InvalidInput(_("Hours have at most two decimals."), code="too_precise", field="hours")
    rate = labour_rate_on(day)
    amount = (exact * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if amount <= 0:
        raise InvalidInput(_("At the rate of that day this costs nothing."), code="no_cost", field="hours")
    return exact, rate, amount


@transaction.atomic
def take_back_cost(*, entry_id: int, reason: str, actor: User, now: datetime) -> CostEntry:
    """Take back a wrong entry by a counter-entry; both stay."""
    wrong = lock(CostEntry.objects.select_related("ticket"), pk=entry_id)
    ensure(permissions.can_record_cost(actor, wrong.ticket))
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="empty", field="reason")
    if wrong.reverses_id is not None or CostEntry.objects.filter(reverses=wrong).exists():
        raise RuleViolation(_("This entry has been taken back already."), code="taken_back")
    counter = CostEntry(
        ticket=wrong.ticket,
        kind=wrong.kind,
        happened_on=wrong.happened_on,
        hours=-wrong.hours if wrong.hours is not None else None,
        rate=wrong.rate,
        amount=-wrong.amount,
        note=reason.strip()[:200],
        reverses=wrong,
        recorded_by=actor,
        recorded_at=now,
    )
    return save_with_history(counter, actor=actor, reason="cost taken back")
