"""Prepares the conversation of a ticket for pages, emails and the API."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.render.markup import plain_of
from aftersales.staff.models import Actor, User
from aftersales.store.contributions import contributions
from aftersales.store.personal import text_for
from aftersales.web.figures import listed, money
from aftersales.web.moments import span
from customers.permissions import reads_whole

from ..enums import EntryKind
from ..models import Ticket, TicketEntry, TicketFile

# The tones of events; an event that is not listed here is shown as done.
EVENT_STATES = {
    "nudged": "due",
    "paused": "paused",
    "rejected": "late",
    "sent_back": "paused",
    "recalled": "paused",
    "voided": "late",
    "approval_restarted": "due",
    "disputed": "late",
    "merged": "paused",
    "merge_undone": "ok",
    "escalated": "late",
    "escalated_gm": "late",
    "risk_acknowledged": "done",
    "risk_dismissed": "done",
    "strange_serials": "due",
    "inspected_differs": "due",
    "goods_late": "late",
    "goods_waived": "paused",
    "goods_kept": "paused",
    "goods_refused": "late",
    "fulfilment_ended": "paused",
    "record_corrected": "due",
    "refund_corrected": "due",
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
    mentions: list[str]
    at: datetime


@dataclass(frozen=True)
class ConversationLine:
    """An entry on the ticket's page. name: the customer's contact. via: channel and duration. mentions: the names of
    those who were mentioned in a note."""

    pk: int
    kind: str
    author: User | None
    name: str
    via: list[str]
    body: str
    event: str
    state: str
    files: list[dict[str, str]]
    mentions: list[str]
    at: datetime

    @property
    def anchor(self) -> str:
        """The id of the entry on the page."""
        return f"entry-{self.pk}"


@dataclass(frozen=True)
class EventRun:
    """Events in a row, which the page folds to one line. people: who did them. text: the acts with their persons."""

    events: list[ConversationLine]

    @property
    def people(self) -> list[User]:
        return list({line.author.pk: line.author for line in self.events if line.author}.values())

    @property
    def text(self) -> str:
        acts, person = [], None
        for line in self.events:
            known = line.author is None or line.author == person
            acts.append(line.body if known else f"{line.author} {line.body}")
            person = line.author
        return listed(acts)

    @property
    def at(self) -> datetime:
        return self.events[0].at

    @property
    def until(self) -> datetime:
        return self.events[-1].at


def conversation(
    ticket: Ticket, reader: Actor = None, *, files: bool = True, after: int = 0
) -> list[ConversationEntry]:
    """The entries in order, in a constant number of queries. files: False if the ticket is known to have none. after:
    only the entries that were written after the one with this id.

    Phone numbers in them are masked for readers who may not reveal them.
    """
    whole = reads_whole(reader, ticket.customer)
    rows: QuerySet[TicketEntry] = ticket.entries.select_related("author", "interaction__contact")
    if after:
        rows = rows.filter(pk__gt=after)
    if files:
        rows = rows.prefetch_related(Prefetch("files", TicketFile.objects.select_related("stored")))
    return [_entry(row, list(row.files.all()) if files else [], whole) for row in rows]


def _entry(row: TicketEntry, files: list[TicketFile], whole: bool) -> ConversationEntry:
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
        body=text_for(event_text(row) if row.kind == EntryKind.EVENT else text, whole=whole),
        event=row.event,
        state=EVENT_STATES.get(row.event, "late" if row.event.startswith("risk_") else "done"),
        files=files,
        mentions=row.params.get("mentions", []),
        at=row.at,
    )


def conversation_lines(ticket: Ticket, reader: User, *, files: bool, after: int = 0) -> list[ConversationLine]:
    return [
        ConversationLine(
            pk=entry.pk,
            kind=entry.kind,
            author=entry.author,
            name=entry.who or _("Customer"),
            via=[text for text in (entry.channel, span(entry.duration_seconds or None)) if text],
            body=act_of(entry.author, entry.body) if entry.kind == EntryKind.EVENT else entry.body,
            event=entry.event,
            state=entry.state,
            files=[file_link(ticket, file) for file in entry.files],
            mentions=entry.mentions,
            at=entry.at,
        )
        for entry in conversation(ticket, reader, files=files, after=after)
    ]


def act_of(author: User | None, text: str) -> str:
    """The text of an event as it follows the name of its author: Gu Bei approved ¥12,860."""
    is_word = text[:1].isupper() and not text[1:2].isupper()
    return text[:1].lower() + text[1:] if author and is_word else text


def folded(lines: list[ConversationLine]) -> list[ConversationLine | EventRun]:
    """The conversation with two or more events in a row as one run. The newest entry always stands alone."""
    return [*_with_runs(lines[:-1]), *lines[-1:]]


def _with_runs(lines: list[ConversationLine]) -> Iterator[ConversationLine | EventRun]:
    for is_event, group in groupby(lines, lambda line: line.kind == EntryKind.EVENT):
        found = list(group)
        if is_event and len(found) > 1:
            yield EventRun(found)
        else:
            yield from found


def file_link(ticket: Ticket, file: TicketFile) -> dict[str, str]:
    """A file for parts/files.html; pictures have a preview, videos and sound are played."""
    url = reverse("ticket_file", args=[ticket.number, file.pk])
    return {"url": url, "name": file.stored.name, "kind": file.stored.kind}


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
    entry = TicketEntry.objects.select_related("interaction", "ticket").get(pk=params["entry"])
    endings = (ending(entry.ticket) for ending in contributions("REPLY_ENDINGS"))
    body = plain_of(entry.interaction.body) if entry.interaction else ""
    return {**params, "body": "\n\n".join(filter(None, [body, *endings]))}
