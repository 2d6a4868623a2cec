"""Entries about goods, and the quantities of a line, which are their sums."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import DomainError
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import save_with_history

from ...enums import RecordKind
from ...models import Fulfilment, FulfilmentLine, GoodsRecord
from ...rules.fulfilment import check_day

# The quantity of a line that a kind of entry adds to.
COUNTED = {
    RecordKind.RECEIPT: "received",
    RecordKind.WAIVER: "waived",
    RecordKind.KEPT: "kept",
    RecordKind.INSPECTION: "inspected",
    RecordKind.DISPATCH: "sent",
    RecordKind.RETURN: "sent_back",
    RecordKind.END: "forgone",
}


def record(
    row: Fulfilment,
    line: FulfilmentLine | None,
    kind: RecordKind,
    *,
    quantity: int,
    on: date,
    actor: User,
    now: datetime,
    **facts: Any,
) -> GoodsRecord:
    """Add an entry. The caller counts it on the line."""
    entry = GoodsRecord(
        fulfilment=row,
        line=line,
        kind=kind,
        quantity=quantity,
        happened_on=on,
        recorded_by=actor,
        recorded_at=now,
        **facts,
    )
    return save_with_history(entry, actor=actor, reason=str(kind))


def day_of(row: Fulfilment, day: date | None, *, now: datetime, field: str, since: date | None = None) -> date:
    """The day on which something was done for this fulfilment: not before its approval, and not in the future."""
    start = company_date(row.started_at)
    return check_day(day or company_date(now), since=max(start, since or start), today=company_date(now), field=field)


def last_day(row: Fulfilment, *kinds: RecordKind, line: FulfilmentLine | None = None) -> date | None:
    """The last day of the entries of these kinds that still count."""
    found = standing(row).filter(kind__in=kinds)
    found = found.filter(line=line) if line else found
    last: date | None = found.order_by("happened_on").values_list("happened_on", flat=True).last()
    return last


def standing(row: Fulfilment) -> Any:
    """The entries that are not corrected."""
    return row.records.filter(reverses=None, reversed_by=None)


@contextmanager
def naming(line: FulfilmentLine, lines: Collection[Any]) -> Iterator[None]:
    """An error about one of several goods names it."""
    try:
        yield
    except DomainError as error:
        if len(lines) > 1:
            name = line.product_name.replace("%", "%%") if error.params else line.product_name
            error.message = format_lazy(_("{goods}: {error}"), goods=name, error=_(str(error.message)))
        raise
