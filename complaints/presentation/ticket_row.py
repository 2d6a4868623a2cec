"""Prepares a ticket as a row of a list: its tone, its SLA targets on hover, its state in the workflow."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

from django.db.models import QuerySet, TextChoices
from django.urls import reverse

from aftersales.staff.models import User, in_language
from aftersales.store.dates import company_date
from aftersales.web.figures import listed
from aftersales.web.moments import short_when, span, time_left
from customers.enums import Channel

from ..enums import Kind, Severity, SlaCode, State
from ..models import SlaTarget, Ticket
from ..models.ticket import short_number
from ..queries.tags import tags_of_many
from ..rules import sla_targets as rules
from .ticket_page import DOTS, STAGES

# The columns that a row shows and that the orders of the list need. They are read as plain values: making five objects
# for each row took a tenth of the page's time.
READ = (
    "pk",
    "number",
    "subject",
    "kind",
    "state",
    "category",
    "reported_at",
    "next_due_at",
    "paused_since",
    "updated_at",
    "customer__name",
    "owner",
    "owner__username",
    "owner__name",
    "owner__name_en",
    "purchase__product__code",
    "severity",
    "channel",
)
READ_OF_SLA_TARGET = ("ticket", "code", "due_at", "warn_at", "met_at", "starts_at")
STAGE_NUMBERS = {str(state): number for number, state in enumerate(STAGES)}
PLACE = "NUMBER"  # of the number in the address of a ticket


class SlaTargetLine(NamedTuple):
    """An SLA target in the row's popover."""

    state: str
    label: str
    when: str
    tone: str


class TicketRow(NamedTuple):
    """A ticket in a list, as text in the reader's language. Equal rows look the same."""

    number: str
    short_number: str
    url: str
    subject: str
    customer: str
    kind: str
    product: str
    state: str
    when: str
    stages: tuple[SlaTargetLine, ...]
    stage: int
    stage_name: str
    owner: str
    mine: bool
    updated: str
    pick: bool
    severity: str = ""
    channel: str = ""
    logged: str = ""
    tags: str = ""


def state_of(ticket: Any, now: datetime) -> str:
    """The tone of a ticket, or of its values: late, due (today or within two hours), paused, done or ok."""
    if ticket.state in {State.CLOSED, State.WITHDRAWN}:
        return "done"
    if ticket.next_due_at is None:
        return "paused" if ticket.paused_since else "ok"
    if ticket.next_due_at < now:
        return "late"
    today = company_date(ticket.next_due_at) == company_date(now)
    return "due" if today or ticket.next_due_at - now < timedelta(hours=2) else "ok"


def for_rows(tickets: QuerySet[Ticket]) -> QuerySet[Any]:
    """The values of the tickets that rows_of reads."""
    return tickets.values_list(*READ, named=True)


def rows_of(
    tickets: Iterable[Any], reader: User, now: datetime, *, pick: bool, with_tags: bool = False
) -> list[TicketRow]:
    """The rows of tickets that were read by for_rows, with the SLA targets for the popover.

    pick: whether the reader may select them. with_tags: tags are read only if somebody sees them.

    What several rows say is worded once, and the labels come from the enums, because get_…_display builds all choices
    again for each of a hundred rows.
    """
    tickets = list(tickets)
    address = reverse("ticket", args=[PLACE])
    kind, stage_name, code = _labels(Kind), _labels(State), _labels(SlaCode)
    severity, channel = _labels(Severity), _labels(Channel)
    owner, when = cache(_name), cache(lambda moment: short_when(moment, now))
    tags = tags_of_many([ticket.pk for ticket in tickets]) if with_tags else {}
    stages: dict[int, list[SlaTargetLine]] = defaultdict(list)
    for sla_target in _sla_targets(tickets):
        stages[sla_target.ticket].append(_sla_target_line(sla_target, now, code, when))
    return [
        TicketRow(
            number=ticket.number,
            short_number=short_number(ticket.number),
            url=address.replace(PLACE, quote(ticket.number)),
            subject=ticket.subject,
            customer=ticket.customer__name or "",
            kind=kind(ticket.kind),
            product=ticket.purchase__product__code or ticket.category,
            state=(state := state_of(ticket, now)),
            when=time_left(ticket.next_due_at, now) if state == "late" else when(ticket.next_due_at),
            stages=tuple(stages.get(ticket.pk, ())),
            stage=STAGE_NUMBERS.get(ticket.state, len(STAGES)),
            stage_name=stage_name(ticket.state),
            owner=owner(ticket.owner__name, ticket.owner__name_en, ticket.owner__username),
            mine=ticket.owner == reader.pk,
            updated=when(ticket.updated_at),
            pick=pick,
            severity=severity(ticket.severity),
            channel=channel(ticket.channel),
            logged=when(ticket.reported_at),
            tags=listed(tag.name for tag in tags.get(ticket.pk, ())),
        )
        for ticket in tickets
    ]


def _sla_targets(tickets: list[Any]) -> QuerySet[Any]:
    """In the order in which they are due."""
    rows = SlaTarget.objects.filter(ticket__in=[ticket.pk for ticket in tickets], cancelled_at=None)
    return rows.values_list(*READ_OF_SLA_TARGET, named=True)


def _sla_target_line(
    sla_target: Any, now: datetime, code: Callable[[str], str], when: Callable[[datetime | None], str]
) -> SlaTargetLine:
    due, met = sla_target.due_at, sla_target.met_at
    state = DOTS[rules.sla_status(due_at=due, warn_at=sla_target.warn_at, met_at=met, now=now)]
    return SlaTargetLine(
        state=state,
        label=code(sla_target.code),
        when=span(met - sla_target.starts_at) if met else when(due),
        tone=state if state in {"late", "due"} else "",
    )


def _labels(choices: type[TextChoices]) -> Callable[[str], str]:
    """The label of a value, translated at the first use."""
    return cache(lambda value: str(choices(value).label))


def _name(name: str, name_en: str, username: str) -> str:
    """As User.get_full_name."""
    return in_language(name, name_en) or username
