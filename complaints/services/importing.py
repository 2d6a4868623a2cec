"""Feedback collected elsewhere becomes tickets, some hundred at a time, each as if it had been logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from aftersales.kernel.errors import DomainError, InvalidInput, gettext_noop
from aftersales.office.queries import calendar
from aftersales.office.services.numbering import next_numbers
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.writing import create_all_with_history
from customers.enums import Channel, Direction
from customers.models import Customer, Interaction

from .. import permissions
from ..enums import EntryKind, SlaCode
from ..models import SlaTarget, Ticket, TicketEntry
from ..queries.risk import rules_on
from ..rules import risk as risk_rules
from ..rules import sla_targets as rules
from ..signals import ticket_logged
from . import risk, sla_targets
from .assignment import Chooser
from .common import ensure
from .search import search_text, subject_of

REASON = "imported"


@dataclass(frozen=True)
class Feedback:
    """One row, ready to be logged. customer: a number or a whole name, "" where it is not known."""

    key: str
    kind: str
    text: str
    category: str = ""
    channel: str = Channel.WEB
    subject: str = ""
    customer: str = ""
    contact: str = ""
    received_at: datetime | None = None


@transaction.atomic
def log_feedback(*, actor: Actor, now: datetime, rows: Sequence[Feedback]) -> list[bool | DomainError]:
    """Log the rows that are not logged yet: for each whether it is new, or why it cannot be."""
    ensure(actor is None or permissions.can_log(actor))
    return _Run(actor, now).log(rows)


class _Run:
    """One import: who logs, by which rules, and whose turn it is to own."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now, self.owners = actor, now, cycle(_owners())
        self.chooser = Chooser(now)
        self.known_rules, self.calendar = sla_targets.rules_in_effect(now), calendar()
        self.words = [word for row in rules_on(timezone.localdate(now)) for word in row.parameters.get("words", ())]
        self.made: dict[tuple[str, str, bool], tuple[rules.Target, ...]] = {}

    def log(self, rows: Sequence[Feedback]) -> list[bool | DomainError]:
        next_numbers("TK", 0, now=self.now)  # from here on no other import looks at what is known
        keys = Ticket.objects.filter(import_key__in=[row.key for row in rows]).values_list("import_key", flat=True)
        known, customers = set(keys), _customers(rows)
        outcomes: list[bool | DomainError] = []
        good = []
        for row in rows:
            customer = customers.get(row.customer)
            if row.key in known:
                outcomes.append(False)
            elif row.customer and customer is None:
                outcomes.append(_not_found(row))
            else:
                known.add(row.key)
                outcomes.append(True)
                good.append((row, customer))
        self._write(good)
        return outcomes

    def _write(self, rows: list[tuple[Feedback, Customer | None]]) -> None:
        numbers = next_numbers("TK", len(rows), now=self.now)
        tickets = [self._ticket(row, customer, number) for (row, customer), number in zip(rows, numbers, strict=True)]
        create_all_with_history(Ticket, tickets, actor=self.actor, reason=REASON)
        said = [self._said(ticket, row) for ticket, (row, _customer) in zip(tickets, rows, strict=True)]
        create_all_with_history(Interaction, said, actor=self.actor, reason=REASON)
        entries = [entry for ticket, one in zip(tickets, said, strict=True) for entry in self._entries(ticket, one)]
        create_all_with_history(TicketEntry, entries, actor=self.actor, reason=REASON)
        create_all_with_history(
            SlaTarget,
            [row for ticket in tickets for row in self._sla_targets(ticket)],
            actor=self.actor,
            reason=REASON,
        )
        for ticket in tickets:
            self._watch(ticket)
            ticket_logged.send(sender=None, ticket=ticket, actor=self.actor, now=self.now)

    def _watch(self, ticket: Ticket) -> None:
        """Risk, as when it is logged on the page. Of a stranger only the words can tell: most say nothing."""
        if ticket.customer_id or risk_rules.find_word(ticket.description, self.words):
            risk.watch(ticket, actor=self.actor, now=self.now, words=f"{ticket.subject} {ticket.description}")

    def _ticket(self, row: Feedback, customer: Customer | None, number: str) -> Ticket:
        given = self.chooser.by_rule(customer=customer, category=row.category, kind=row.kind)
        ticket = Ticket(
            number=number,
            kind=row.kind,
            channel=row.channel,
            description=row.text,
            customer=customer,
            subject=row.subject or subject_of(row.text),
            category=row.category,
            import_key=row.key,
            received_at=row.received_at or self.now,
            reported_at=self.now,
            updated_at=self.now,
            opened_by=self.actor,
            owner=given.owner if given else next(self.owners),
            department=given.department if given else None,
            region=customer.region if customer else None,
        )
        ticket.next_due_at = min((made.due_at for made in self._made(ticket) if made.due_at), default=None)
        ticket.search_text = search_text(ticket)
        return ticket

    def _said(self, ticket: Ticket, row: Feedback) -> Interaction:
        return Interaction(
            customer=ticket.customer,
            contact_name=row.contact,
            direction=Direction.IN,
            channel=row.channel,
            at=ticket.received_at,
            user=self.actor,
            body=row.text,
        )

    def _entries(self, ticket: Ticket, said: Interaction) -> list[TicketEntry]:
        return [
            TicketEntry(
                ticket=ticket, kind=EntryKind.CUSTOMER, at=ticket.received_at, author=self.actor, interaction=said
            ),
            TicketEntry(ticket=ticket, kind=EntryKind.EVENT, at=self.now, author=self.actor, event="logged"),
        ]

    def _sla_targets(self, ticket: Ticket) -> list[SlaTarget]:
        return [sla_targets.target_row(ticket, made, self.known_rules) for made in self._made(ticket)]

    def _made(self, ticket: Ticket) -> tuple[rules.Target, ...]:
        """Counted from the import, the same for all of a kind. Whom nobody knows is promised no first reply: there is
        nobody to reply to until the customer is identified."""
        key = (ticket.kind, ticket.channel, ticket.customer_id is not None)
        if key not in self.made:
            made = rules.targets_of(
                self.known_rules, kind=ticket.kind, channel=ticket.channel, reported_at=self.now, calendar=self.calendar
            )
            self.made[key] = made if ticket.customer_id else tuple(p for p in made if p.code != SlaCode.FIRST_REPLY)
        return self.made[key]


def _owners() -> list[User]:
    """The service staff in turn: nothing is ever without an owner (T5)."""
    for role in (Role.SERVICE, Role.MANAGER):
        if people := list(people_with_role(role).order_by("pk")):
            return people
    raise InvalidInput(
        gettext_noop("Nobody can own these tickets. Create a user with the service role first."), code="no_owner"
    )


def _customers(rows: Iterable[Feedback]) -> dict[str, Customer]:
    """The customer of each reference: its number, or its name where only one has it."""
    asked = {row.customer for row in rows if row.customer}
    found: dict[str, list[Customer]] = {}
    known = Customer.objects.filter(Q(number__in=asked) | Q(name__in=asked) | Q(aliases__number__in=asked)).distinct()
    for customer in known.select_related("region").prefetch_related("aliases"):
        former = {alias.number for alias in customer.aliases.all()}
        for reference in {customer.number, customer.name, *former} & asked:
            found.setdefault(reference, []).append(customer)
    return {reference: customers[0] for reference, customers in found.items() if len(customers) == 1}


def _not_found(row: Feedback) -> InvalidInput:
    return InvalidInput(
        gettext_noop("“%(value)s” doesn’t match exactly one customer. Enter the customer number or leave it empty."),
        code="no_customer",
        field="customer",
        params={"value": row.customer},
    )
