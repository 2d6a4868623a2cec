"""The thread of a ticket, ready to show."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from aftersales.store.contributions import contributions
from aftersales.web.figures import money

from ..enums import EntryKind
from ..models import Ticket, TicketEntry, TicketFile

# What went wrong, or stands still, is not ticked off.
EVENT_STATES = {
    "paused": "paused",
    "rejected": "late",
    "sent_back": "paused",
    "recalled": "paused",
    "voided": "late",
    "disputed": "late",
    "merged": "paused",
    "merge_undone": "ok",
    "escalated": "late",
    "escalated_gm": "late",
    "risk_acknowledged": "done",
    "strange_serials": "due",
    "inspected_differs": "due",
    "goods_late": "late",
    "goods_waived": "paused",
    "withdrawn": "paused",
    "submitted": "ok",
    "proposed": "ok",
    "approval_escalated": "paused",
    "nobody_decides": "late",
}


def conversation(ticket: Ticket, *, files: bool = True) -> list[dict[str, Any]]:
    """The entries in order: kind, who, channel, text, files, moment. A constant number of queries.

    files: whether the ticket may have any.
    """
    rows: QuerySet[TicketEntry] = ticket.entries.select_related("author", "interaction__contact")
    if files:
        rows = rows.prefetch_related(Prefetch("files", TicketFile.objects.select_related("stored")))
    return [_shown(row, list(row.files.all()) if files else []) for row in rows]


def _shown(row: TicketEntry, files: list[TicketFile]) -> dict[str, Any]:
    said = row.interaction
    from_customer = row.kind == EntryKind.CUSTOMER
    who = str(row.author) if row.author else ""
    if from_customer and said:
        who = (said.contact.name if said.contact else said.contact_name) or ""
    elif from_customer:
        who = row.params.get("who", "")  # taken over from a ticket that was joined into this one
    return {
        "pk": row.pk,
        "kind": row.kind,
        "author": row.author,
        "who": who,
        "channel": said.get_channel_display() if said else row.params.get("from", "") if from_customer else "",
        "duration_seconds": said.duration_seconds if said else None,
        "body": event_text(row) if row.kind == EntryKind.EVENT else (said.body if said else row.body),
        "event": row.event,
        "state": EVENT_STATES.get(row.event, "late" if row.event.startswith("risk_") else "done"),
        "files": files,
        "at": row.at,
    }


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return ""


def event_text(row: TicketEntry) -> str:
    """One line that says what happened, in the reader's language."""
    text = str(dict(contributions("TICKET_EVENTS")).get(row.event, row.event))
    said = _Params(row.params)
    if said["amount"]:
        said["amount"] = money(str(said["amount"]).replace(",", ""), "short").removeprefix("¥")
    return (text % said).rstrip("：: ")


def reply_text(params: dict[str, Any]) -> dict[str, Any]:
    """A reply's words for the mail: read when it leaves, so that the outbox holds no copy of them."""
    entry = TicketEntry.objects.select_related("interaction").get(pk=params["entry"])
    return {**params, "body": entry.interaction.body if entry.interaction else ""}
