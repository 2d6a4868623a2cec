"""The JSON of a list of tickets, made from values: the objects and fields of TicketOut take as long as all the rest.
tests/complaints/test_ticket_rows.py compares it with TicketOut."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ...models import Tag, Ticket
from ...presentation.ticket_row import state_of
from ...queries.tags import tags_of_many
from .tickets import TicketOut

RELATED = {
    "customer": "customer__number",
    "customer_name": "customer__name",
    "product": "purchase__product__code",
    "owner": "owner__username",
    "region": "region__code",
    "department": "department__code",
}
# Fields that are no column.
MADE = {"sla_status", "tags"}
# The column behind each of the others.
COLUMNS = {name: RELATED.get(name, name) for name in TicketOut.Meta.fields if name not in MADE}
MOMENTS = [name for name in COLUMNS if name.endswith(("_at", "_since"))]


def for_list(tickets: QuerySet[Ticket]) -> QuerySet[Any]:
    """The values of the tickets that list_out reads."""
    return tickets.values_list("pk", *COLUMNS.values(), named=True)


def list_out(tickets: Iterable[Any], now: datetime) -> list[dict[str, Any]]:
    """The same as TicketOut makes of each ticket."""
    zone, rows = timezone.get_current_timezone(), list(tickets)
    tags = tags_of_many([row.pk for row in rows])
    return [_ticket_out(row, tags.get(row.pk, ()), now, zone) for row in rows]


def _ticket_out(ticket: Any, tags: Iterable[Tag], now: datetime, zone: tzinfo) -> dict[str, Any]:
    found = dict(zip(COLUMNS, ticket[1:], strict=True)) | {"sla_status": state_of(ticket, now)}
    found["tags"] = [{"id": tag.pk, "name": tag.name} for tag in tags]
    for name in MOMENTS:
        if moment := found[name]:
            found[name] = moment.astimezone(zone).isoformat().replace("+00:00", "Z")
    return {name: found[name] for name in TicketOut.Meta.fields}
