"""Flags doubtful responses of a closed round. Flagged responses are kept (S4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Value

from complaints.enums import OPEN_STATES
from complaints.enums import Kind as TicketKind
from complaints.models import Ticket

from ..enums import QuestionKind
from ..models import Response, ResponseFlag, Round
from ..queries.rollup import Item, items_of, rated
from ..rules.flags import Answered, flags_of


@transaction.atomic
def flag_round(*, round_id: int) -> int:
    """Set the flags of all responses of a round anew; returns how many responses are flagged. Safe to repeat."""
    found = Round.objects.get(pk=round_id)
    flags = flags_of(_answered(found))
    ResponseFlag.objects.filter(response__round=found).delete()
    rows = [ResponseFlag(response_id=pk, code=code) for pk, codes in flags.items() for code in sorted(codes)]
    ResponseFlag.objects.bulk_create(rows, batch_size=1000)
    return len(flags)


def _answered(found: Round) -> Iterator[Answered]:
    items = items_of(found.questionnaire_id)
    scale = rated(items)
    overall = next((i for i in scale if i.latent == "SAT" and i.kind == QuestionKind.SCALE), None)
    recommend = next((i for i in items if i.kind == QuestionKind.RECOMMEND), None)
    asked = next((i for i in items if i.kind == QuestionKind.INTEGRITY), None)
    columns = [item.column for item in items]
    rows: Any = Response.objects.filter(round=found).order_by("pk").annotate(open_complaint=_open_complaint(found))
    for row in rows.values("pk", "channel", "seconds", "device", "interviewer_id", "open_complaint", *columns):
        yield Answered(
            pk=row["pk"],
            channel=row["channel"],
            seconds=row["seconds"],
            scale=[_percent(row, item) for item in scale],
            overall=_percent(row, overall),
            recommend=_percent(row, recommend),
            device=row["device"],
            interviewer=row["interviewer_id"],
            complaint_open=bool(row["open_complaint"]),
            steered=row[asked.column] if asked else None,
        )


def _percent(row: dict[str, Any], item: Item | None) -> float | None:
    value = row[item.column] if item else None
    return None if item is None or value is None else 100 * (value - item.low) / (item.high - item.low)


def _open_complaint(found: Round) -> Any:
    """Whether the customer has an open complaint; nobody knows it of an anonymous response."""
    if found.is_anonymous:
        return Value(False)
    rows = Ticket.objects.filter(
        customer=OuterRef("invitation__customer"), kind=TicketKind.COMPLAINT, state__in=OPEN_STATES
    )
    return Exists(rows)
