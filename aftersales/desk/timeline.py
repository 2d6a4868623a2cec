"""Everything about a customer in one order: interactions, ticket events that reached the customer, visits, opinions of
the panel, surveys, notices of recalls, care, and changes of the grade (A3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.staff.models import User
from aftersales.store.personal import text_for
from aftersales.web.figures import listed
from aftersales.web.moments import moment, span
from complaints.enums import EntryKind
from complaints.models import Ticket, TicketEntry
from complaints.permissions import visible_to as visible_tickets
from complaints.presentation.conversation import act_of, event_text
from complaints.quality.queries.campaigns import attempts_at
from customers.enums import Channel, Direction
from customers.models import Customer, Interaction, PanelAnswer
from customers.permissions import reads_whole
from customers.queries.profile import grade_words
from surveys.models import Invitation
from surveys.permissions import READERS as SURVEY_READERS
from visits.models import CareAction
from visits.permissions import visible_plans
from visits.permissions import visible_to as visible_visits

ENTRIES = 10
TICKETS, VISITS, PANEL, SURVEYS, CAMPAIGNS = "tickets", "visits", "panel", "surveys", "campaigns"
CARE, CHANGES = "care", "changes"
RANKS = ("0", "1", "2", "3", "4", "5", "6", "7")
# Filters that stand for several sources.
MESSAGES, ANSWERS = "messages", "answers"
GROUPS = {MESSAGES: ("",), ANSWERS: (PANEL, SURVEYS)}
# What the customer learns, does or receives; all other events of a ticket are internal.
REACHED = (
    "callback_scheduled",
    "confirmed",
    "disputed",
    "closed",
    "reopened",
    "goods_received",
    "refunded",
    "dispatched",
    "feedback",
)


@dataclass(frozen=True)
class Cursor:
    """The last entry of a page; the next page starts after it. rank: the kind of the entry, the place in SOURCES."""

    at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.rank}~{self.pk}"


def cursor_of(text: str) -> Cursor | None:
    """None for an invalid text: the page then starts with the newest entry."""
    at, _sep, rest = text.partition("~")
    rank, _sep, pk = rest.partition("~")
    try:
        when = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        return None
    known = when.tzinfo is not None and rank in RANKS and pk.isascii() and pk.isdecimal() and len(pk) < 19
    return Cursor(when, int(rank), int(pk)) if known else None


_MORE = [
    (TICKETS, gettext_lazy("Ticket progress")),
    (VISITS, gettext_lazy("Follow-ups")),
    (PANEL, gettext_lazy("Customer panel")),
    (SURVEYS, gettext_lazy("Surveys")),
    (CAMPAIGNS, gettext_lazy("Recalls and notices")),
    (CARE, gettext_lazy("Care")),
    (CHANGES, gettext_lazy("Changes")),
    (MESSAGES, gettext_lazy("Messages and calls")),
    (ANSWERS, gettext_lazy("Answers")),
]


def channels() -> list[tuple[str, Any]]:
    """The filters of the timeline."""
    return [("", _("All")), *Channel.choices, *_MORE]


def kinds() -> list[tuple[str, Any]]:
    """The filters that the page offers as one row."""
    names = (TICKETS, MESSAGES, VISITS, CARE, ANSWERS, CAMPAIGNS, CHANGES)
    words = dict(_MORE)
    return [("", _("All")), *((name, words[name]) for name in names)]


def kind_of(channel: str) -> str:
    """The kind of the row under which a filter falls."""
    for group, names in GROUPS.items():
        if channel in names and channel:
            return group
    return channel if channel in dict(kinds()) else MESSAGES


def absent_of(found: Mapping[str, Any]) -> set[str]:
    """The sources of the timeline that have nothing. found: see customer_value.lists_of."""
    lists = {PANEL: "panel", SURVEYS: "invitations", CAMPAIGNS: "campaigns", CARE: "plans", CHANGES: "gradings"}
    return {source for source, name in lists.items() if not found[f"has_{name}"]}


def page_of_timeline(
    customer: Customer,
    user: User,
    *,
    channel: str = "",
    before: Cursor | None = None,
    size: int = ENTRIES,
    absent: Collection[str] = (),
) -> tuple[list[dict[str, Any]], str]:
    """One page, newest first, and the cursor of the next one or "". A constant number of queries. absent: sources that
    are known to have nothing."""
    sources = [
        ("", _interactions_of(customer, "" if channel in GROUPS else channel)),
        (TICKETS, _events_of(customer, user)),
        (VISITS, _visits_of(customer, user)),
        (PANEL, _opinions_of(customer)),
        (SURVEYS, _surveys_of(customer, user)),
        (CAMPAIGNS, attempts_at(customer, user)),
        (CARE, _care_of(customer, user)),
        (CHANGES, _gradings_of(customer)),
    ]
    wanted = GROUPS.get(channel, (channel,))
    merged: list[tuple[Any, ...]] = []
    for rank, (name, rows) in enumerate(sources):
        is_asked = channel == "" or name in wanted or (not name and channel not in dict(_MORE))
        if is_asked and name not in absent:
            behind = _behind(rows, before, rank).order_by("-moment", "-pk")[: size + 1]
            merged += [(row.moment, rank, row.pk, row) for row in behind]
    merged.sort(key=lambda entry: entry[:3], reverse=True)
    shown = merged[:size]
    tickets = _tickets_of([row for _at, rank, _pk, row in shown if rank == 0], user)
    whole = reads_whole(user, customer)
    shape: list[Callable[[Any], dict[str, Any]]] = [
        lambda row: _interaction_entry(row, tickets, whole),
        _event,
        _visit,
        lambda row: _opinion(row, whole),
        _survey,
        _notice,
        _care,
        _grading,
    ]
    entries = [shape[rank](row) for _at, rank, _pk, row in shown]
    last = Cursor(*shown[-1][:3]) if len(merged) > size else None
    return entries, str(last or "")


def _interactions_of(customer: Customer, channel: str) -> QuerySet[Any]:
    rows = customer.interactions.select_related("user", "contact", "ticket_entry", "answers__user").annotate(
        moment=F("at")
    )
    return rows.filter(channel=channel) if channel else rows


def _events_of(customer: Customer, user: User) -> QuerySet[Any]:
    mine = visible_tickets(user).filter(customer=customer).order_by().values("pk")
    rows = TicketEntry.objects.filter(ticket__in=mine, kind=EntryKind.EVENT, event__in=REACHED)
    return rows.select_related("ticket", "author").annotate(moment=F("at"))


def _visits_of(customer: Customer, user: User) -> QuerySet[Any]:
    """Visits that took place and of which no interaction was recorded, which would be shown itself."""
    rows = visible_visits(user).filter(customer=customer, took_place_at__isnull=False, interaction=None)
    return rows.select_related("rep").annotate(moment=F("took_place_at"))


def _opinions_of(customer: Customer) -> QuerySet[Any]:
    rows = PanelAnswer.objects.filter(member__customer=customer).select_related("question", "member__contact")
    return rows.annotate(moment=F("at"))


def _surveys_of(customer: Customer, user: User) -> QuerySet[Any]:
    """Invitations to surveys; what somebody answered is shown to nobody."""
    rows = Invitation.objects.filter(customer=customer, voided_at=None)
    return (rows if user.role in SURVEY_READERS else rows.none()).annotate(moment=F("created_at"))


def _care_of(customer: Customer, user: User) -> QuerySet[Any]:
    """The actions of care plans, when they were planned."""
    plans = visible_plans(user).filter(customer=customer).order_by().values("pk")
    rows = CareAction.objects.filter(plan__in=plans)
    return rows.select_related("plan", "owner").annotate(moment=F("created_at"))


def _gradings_of(customer: Customer) -> QuerySet[Any]:
    return customer.gradings.select_related("by").annotate(moment=F("at"))


def _behind(rows: QuerySet[Any], before: Cursor | None, rank: int) -> QuerySet[Any]:
    if before is None:
        return rows
    at, same = before.at, None
    if rank <= before.rank:
        same = Q(moment=at, pk__lt=before.pk) if rank == before.rank else Q(moment=at)
    return rows.filter(Q(moment__lt=at) | same if same else Q(moment__lt=at))


def _tickets_of(rows: list[Interaction], user: User) -> dict[int, Ticket]:
    """The tickets of these entries that the reader may open."""
    ids = {row.ticket_entry.ticket_id for row in rows if hasattr(row, "ticket_entry")}
    return {ticket.pk: ticket for ticket in visible_tickets(user).filter(pk__in=ids)} if ids else {}


def _link(ticket: Ticket | None) -> str:
    return format_html('<a href="{}">{}</a>', ticket.get_absolute_url(), ticket.number) if ticket else ""


def _answer_link(row: Interaction) -> str:
    answered = _answered(row)
    if answered is None:
        return ""
    words = _("answers %(channel)s of %(when)s") % {"channel": answered["text"], "when": moment(answered["at"])}
    return format_html('<a href="{}">{}</a>', answered["url"], words)


def _interaction_entry(row: Interaction, tickets: dict[int, Ticket], whole: bool) -> dict[str, Any]:
    known = getattr(row, "ticket_entry", None)
    ticket = tickets.get(known.ticket_id) if known else None
    outward = row.direction == Direction.OUT
    name = (row.contact.name if row.contact else row.contact_name) or _("Customer")
    against = _("against the customer’s wishes: %(why)s") % {"why": row.despite} if row.despite else ""
    return {
        "kind": "us" if outward else "them",
        "who": row.user if outward else None,
        "name": name,
        "via": [row.get_channel_display(), span(row.duration_seconds), _link(ticket), against, _answer_link(row)],
        "at": row.at,
        "text": text_for(row.body, whole=whole),
        "id": f"contact-{row.pk}",
        "channel": row.channel,
        "ticket": ticket,
        "answers": _answered(row),
    }


def _answered(row: Interaction) -> dict[str, Any] | None:
    """What the interaction answers: its place on the page, its time and its channel."""
    first = row.answers
    if first is None:
        return None
    return {"id": first.pk, "url": f"#contact-{first.pk}", "at": first.at, "text": first.get_channel_display()}


def _visit(row: Any) -> dict[str, Any]:
    text = _("Follow-up: %(how)s") % {"how": row.get_channel_display()}
    link = format_html('<a href="{}">{}</a>', row.get_absolute_url(), act_of(row.rep, text))
    return _line(row, VISITS, text, link, row.rep)


def _opinion(row: Any, whole: bool) -> dict[str, Any]:
    title = _("Panel question: %(title)s") % {"title": row.question.title}
    return {
        "kind": "them",
        "who": None,
        "name": str(row.member),
        "via": [title],
        "at": row.at,
        "text": text_for(row.body, whole=whole),
        "id": f"opinion-{row.pk}",
        "channel": PANEL,
        "ticket": None,
    }


def _survey(row: Any) -> dict[str, Any]:
    text = _("Survey sent")
    return _line(row, SURVEYS, text, text, None)


def _notice(row: Any) -> dict[str, Any]:
    """An attempt to tell the customer of a recall, whether it arrived or not."""
    campaign = row.row.campaign
    said = {"number": campaign.number, "how": row.get_channel_display(), "result": row.get_result_display()}
    text = _("%(number)s by %(how)s: %(result)s") % said
    link = format_html('<a href="{}">{}</a>', row.row.get_absolute_url(), act_of(row.by, text))
    return _line(row, CAMPAIGNS, text, link, row.by)


def _care(row: Any) -> dict[str, Any]:
    """An action of a care plan, with what came of it."""
    until = moment(row.done_on or row.due_on)
    said = {"title": row.title, "state": row.get_state_display(), "day": until}
    text = _("Care: %(title)s (%(state)s, %(day)s)") % said
    link = format_html('<a href="{}">{}</a>', row.get_absolute_url(), text)
    return _line(row, CARE, text, link, row.owner)


def _grading(row: Any) -> dict[str, Any]:
    """A change of the satisfaction grade, and why."""
    letters = " + ".join([row.grade or "–", *(["F"] if row.is_critical else [])])
    why = [row.reason] if row.reason else grade_words(row.reasons)[:2]
    text = _("Satisfaction grade %(grade)s: %(why)s") % {"grade": letters, "why": listed(why) or "–"}
    return _line(row, CHANGES, text, text, row.by)


def _line(row: Any, channel: str, text: str, body: str, who: Any) -> dict[str, Any]:
    return {
        "kind": "event",
        "at": row.moment,
        "text": text,
        "channel": channel,
        "who": who,
        "ticket": None,
        "body": body,
    }


def _event(row: TicketEntry) -> dict[str, Any]:
    text = event_text(row)
    if csat := row.params.get("csat"):
        text = _("%(text)s: %(csat)s of 5") % {"text": text, "csat": csat}
    return {
        "kind": "event",
        "who": row.author,
        "at": row.at,
        "text": text,
        "channel": TICKETS,
        "ticket": row.ticket,
        "body": format_html("{} {}", act_of(row.author, text), _link(row.ticket)),
    }
