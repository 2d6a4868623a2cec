"""Prepares the conversation of a ticket for pages, emails and the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.contributions import contributions
from aftersales.web.figures import money
from aftersales.web.moments import span

from ..enums import EntryKind
from ..models import Ticket, TicketEntry, TicketFile

# The tones of events; an event that is not listed here is shown as done.
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


@dataclass(frozen=True)
class ConversationEntry:
    """An entry of the conversation.

    who: the person at the customer. channel: empty for notes and events. state: the tone of an event.
    body: the text; for an event, one line in the reader's language.
    """

    pk: int
    kind: str
    author: User | None
    who: str
    channel: str
    duration_seconds: int | None
    body: str
    event: str
    state: str
    files: list[TicketFile]
    at: datetime


@dataclass(frozen=True)
class ConversationLine:
    """An entry on the ticket's page. name: the customer's contact. via: channel and duration."""

    kind: str
    author: User | None
    name: str
    via: list[str]
    body: str
    event: str
    state: str
    files: list[dict[str, str]]
    at: datetime


def conversation(ticket: Ticket, *, files: bool = True) -> list[ConversationEntry]:
    """The entries in order, in a constant number of queries. files: False if the ticket is known to have none."""
    rows: QuerySet[TicketEntry] = ticket.entries.select_related("author", "interaction__contact")
    if files:
        rows = rows.prefetch_related(Prefetch("files", TicketFile.objects.select_related("stored")))
    return [_entry(row, list(row.files.all()) if files else []) for row in rows]


def _entry(row: TicketEntry, files: list[TicketFile]) -> ConversationEntry:
    interaction = row.interaction
    from_customer = row.kind == EntryKind.CUSTOMER
    who, channel = str(row.author or ""), ""
    if from_customer and interaction:
        who = (interaction.contact.name if interaction.contact else interaction.contact_name) or ""
    elif from_customer:
        # The entry was copied from a ticket that was merged into this one.
        who, channel = row.params.get("who", ""), row.params.get("from", "")
    if interaction:
        channel = interaction.get_channel_display()
    text = interaction.body if interaction else row.body
    return ConversationEntry(
        pk=row.pk,
        kind=row.kind,
        author=row.author,
        who=who,
        channel=channel,
        duration_seconds=interaction.duration_seconds if interaction else None,
        body=event_text(row) if row.kind == EntryKind.EVENT else text,
        event=row.event,
        state=EVENT_STATES.get(row.event, "late" if row.event.startswith("risk_") else "done"),
        files=files,
        at=row.at,
    )


def conversation_lines(ticket: Ticket, *, files: bool) -> list[ConversationLine]:
    return [
        ConversationLine(
            kind=entry.kind,
            author=entry.author,
            name=entry.who or _("Customer"),
            via=[text for text in (entry.channel, span(entry.duration_seconds or None)) if text],
            body=entry.body,
            event=entry.event,
            state=entry.state,
            files=[file_link(ticket, file) for file in entry.files],
            at=entry.at,
        )
        for entry in conversation(ticket, files=files)
    ]


def file_link(ticket: Ticket, file: TicketFile) -> dict[str, str]:
    """A file for parts/files.html; pictures have a preview."""
    url = reverse("ticket_file", args=[ticket.number, file.pk])
    picture = file.stored.media_type.startswith("image/")
    return {"url": url, "name": file.stored.name, "thumb_url": url if picture else ""}


class _Params(dict):
    def __missing__(self, key: str) -> str:
        return ""


def event_text(row: TicketEntry) -> str:
    """The text of an event, in the reader's language."""
    text = str(dict(contributions("TICKET_EVENTS")).get(row.event, row.event))
    params = _Params(row.params)
    if params["amount"]:
        params["amount"] = money(str(params["amount"]).replace(",", ""), "short").removeprefix("¥")
    return (text % params).rstrip("：: ")


def reply_text(params: dict[str, Any]) -> dict[str, Any]:
    """The text of a reply for its email. It is read when the email is sent, so that the outbox stores no copy."""
    entry = TicketEntry.objects.select_related("interaction").get(pk=params["entry"])
    return {**params, "body": entry.interaction.body if entry.interaction else ""}
