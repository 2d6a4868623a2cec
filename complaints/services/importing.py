"""Imports feedback that was collected elsewhere as tickets, a few hundred at a time.

An imported ticket is the same as a ticket that is logged on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle

from django.db import transaction
from django.db.models import Q

from aftersales.kernel.errors import DomainError, InvalidInput, ensure, gettext_noop
from aftersales.kernel.words import code_key
from aftersales.office.queries import calendar
from aftersales.office.services.numbering import next_numbers
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history
from customers.enums import Channel, Direction
from customers.models import Customer, Interaction

from .. import permissions
from ..enums import EntryKind, QualityClass, SlaCode, State
from ..models import SlaTarget, Tag, Ticket, TicketEntry, TicketTag
from ..queries.risk import rules_on
from ..rules import risk as risk_rules
from ..rules import sla_targets as rules
from ..rules.tags import tag_key
from ..signals import ticket_logged
from . import risk, sla_targets, triage
from .assignment import Chooser
from .search import index, subject_of
from .tags import tags_named
from .tickets import ANSWERED_AT_ONCE

REASON = "import"


@dataclass(frozen=True)
class Feedback:
    """One row to be logged. customer: the customer's number or full name, "" if unknown.

    What was received on an earlier day, or is closed, is history: see Ticket.is_history.
    """

    key: str
    kind: str
    text: str
    category: str = ""
    channel: str = Channel.WEB
    subject: str = ""
    customer: str = ""
    contact: str = ""
    received_at: datetime | None = None
    is_closed: bool = False
    quality_class: str = ""
    class_reason: str = ""
    safety: str = ""
    remedy_sought: str = ""
    alternatives_told: str = ""
    tags: tuple[str, ...] = ()

    def is_history(self, now: datetime) -> bool:
        return self.is_closed or company_date(self.received_at or now) < company_date(now)


@transaction.atomic
def log_feedback(
    *, actor: Actor, now: datetime, rows: Sequence[Feedback], reason: str = REASON
) -> list[bool | DomainError]:
    """Log the rows that are not logged yet. Returns for each row whether it is new, or the error that refused it.

    actor: the user who imports; history and conversation name this user. The function repeats
    services.tickets.log_ticket for many rows at once; test_imported_ticket_equals_a_logged_one keeps the two equal.
    """
    ensure(actor is None or permissions.can_import(actor))
    return _Run(actor, now, reason).log(rows)


class _Run:
    """The import of one batch: actor, rules in effect, and the owner of the next ticket."""

    def __init__(self, actor: Actor, now: datetime, reason: str) -> None:
        self.actor, self.now, self.reason, self.owners = actor, now, reason, cycle(_owners())
        self.chooser = Chooser(now)
        self.known_rules, self.calendar = sla_targets.rules_in_effect(now), calendar()
        self.heard = [row.parameters for row in rules_on(company_date(now))]
        self.tags: dict[tuple[str, ...], list[Tag]] = {}
        self.targets: dict[tuple[str, str, str, bool, datetime], tuple[rules.Target, ...]] = {}

    def log(self, rows: Sequence[Feedback]) -> list[bool | DomainError]:
        next_numbers("TK", 0, now=self.now)  # locks: no other import reads the known keys meanwhile
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
            elif _unsettled(row, self.now):
                outcomes.append(_to_investigate())
            elif isinstance(given := self._tags(row), DomainError):
                outcomes.append(given)
            else:
                known.add(row.key)
                outcomes.append(True)
                good.append((row, customer, given))
        self._write(good)
        return outcomes

    def _tags(self, row: Feedback) -> list[Tag] | DomainError:
        """The tags of the row, new ones made, or why they are refused."""
        names = tuple(map(tag_key, row.tags))
        try:
            if names not in self.tags:
                self.tags[names] = tags_named(row.tags, actor=self.actor, field="tags")
        except DomainError as error:
            return error
        return self.tags[names]

    def _write(self, rows: list[tuple[Feedback, Customer | None, list[Tag]]]) -> None:
        numbers = next_numbers("TK", len(rows), now=self.now)
        tickets = [
            self._ticket(row, customer, number) for (row, customer, _), number in zip(rows, numbers, strict=True)
        ]
        create_all_with_history(Ticket, tickets, actor=self.actor, reason=self.reason)
        given = [TicketTag(ticket=ticket, tag=tag) for ticket, row in zip(tickets, rows, strict=True) for tag in row[2]]
        create_all_with_history(TicketTag, given, actor=self.actor, reason=self.reason)
        interactions = [self._interaction(ticket, row) for ticket, (row, *_) in zip(tickets, rows, strict=True)]
        create_all_with_history(Interaction, interactions, actor=self.actor, reason=self.reason)
        entries = [
            entry for ticket, one in zip(tickets, interactions, strict=True) for entry in self._entries(ticket, one)
        ]
        create_all_with_history(TicketEntry, entries, actor=self.actor, reason=self.reason)
        create_all_with_history(
            SlaTarget,
            [row for ticket in tickets for row in self._sla_targets(ticket)],
            actor=self.actor,
            reason=self.reason,
        )
        for ticket in tickets:
            if not ticket.is_history:
                self._watch(ticket)
            triage.tell(ticket, now=self.now)
            ticket_logged.send(sender=None, ticket=ticket, actor=self.actor, now=self.now)

    def _watch(self, ticket: Ticket) -> None:
        """Flag risks, as when a ticket is logged on the page.

        Without a customer only the words matter, and most texts contain none of them.
        """
        if ticket.customer_id or any(risk_rules.find_phrase(ticket.description, each) for each in self.heard):
            risk.watch(ticket, actor=self.actor, now=self.now, words=f"{ticket.subject} {ticket.description}")

    def _ticket(self, row: Feedback, customer: Customer | None, number: str) -> Ticket:
        received_at = row.received_at or self.now
        is_history = row.is_history(self.now)
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
            received_at=received_at,
            reported_at=received_at if is_history else self.now,
            is_history=is_history,
            state=State.CLOSED if row.is_closed else State.NEW,
            closed_at=received_at if row.is_closed else None,
            waiting_since=received_at if row.is_closed else None,
            updated_at=self.now,
            opened_by=self.actor,
            owner=given.owner if given else next(self.owners),
            department=given.department if given else None,
            region=customer.region if customer else None,
            quality_class=row.quality_class,
            class_reason=row.class_reason,
            safety=row.safety,
            remedy_sought=row.remedy_sought,
            alternatives_told=row.alternatives_told,
        )
        triage.settle_reopened(ticket)
        if row.channel in ANSWERED_AT_ONCE:
            ticket.first_replied_at = received_at
        ticket.next_due_at = sla_targets.earliest(self._sla_targets(ticket))
        index(ticket)
        return ticket

    def _interaction(self, ticket: Ticket, row: Feedback) -> Interaction:
        return Interaction(
            customer=ticket.customer,
            contact_name=row.contact,
            direction=Direction.IN,
            channel=row.channel,
            at=ticket.received_at,
            user=self.actor,
            body=row.text,
        )

    def _entries(self, ticket: Ticket, interaction: Interaction) -> list[TicketEntry]:
        return [
            TicketEntry(
                ticket=ticket,
                kind=EntryKind.CUSTOMER,
                at=ticket.received_at,
                author=self.actor,
                interaction=interaction,
            ),
            self._event(ticket, "logged", {}),
            *self._classified(ticket),
        ]

    def _classified(self, ticket: Ticket) -> list[TicketEntry]:
        code, reason = f"classified_{ticket.quality_class}", {"reason": ticket.class_reason}
        return [self._event(ticket, code, reason)] if ticket.quality_class else []

    def _event(self, ticket: Ticket, code: str, params: dict[str, str]) -> TicketEntry:
        return TicketEntry(
            ticket=ticket, kind=EntryKind.EVENT, at=self.now, author=self.actor, event=code, params=params
        )

    def _sla_targets(self, ticket: Ticket) -> list[SlaTarget]:
        made = [sla_targets.target_row(ticket, one, self.known_rules, self.calendar) for one in self._targets(ticket)]
        for row in made:
            if ticket.first_replied_at and row.code == SlaCode.FIRST_REPLY:
                sla_targets.mark_met(row, ticket.first_replied_at)
        return made

    def _targets(self, ticket: Ticket) -> tuple[rules.Target, ...]:
        """The SLA targets, counted from the arrival; none for history.

        A ticket without a customer has no first reply target, because a reply needs an identified customer.
        """
        if ticket.is_history:
            return ()
        has_customer = ticket.customer_id is not None
        key = (ticket.kind, ticket.channel, ticket.quality_class, has_customer, ticket.received_at)
        if key not in self.targets:
            made = rules.targets_of(
                self.known_rules,
                kind=ticket.kind,
                channel=ticket.channel,
                quality_class=ticket.quality_class,
                received_at=ticket.received_at,
                calendar=self.calendar,
            )
            self.targets[key] = made if ticket.customer_id else tuple(p for p in made if p.code != SlaCode.FIRST_REPLY)
        return self.targets[key]


def _unsettled(row: Feedback, now: datetime) -> bool:
    """Whether the row is an intrinsic problem of today that nobody has investigated, but closed."""
    today = company_date(row.received_at or now) >= company_date(now)
    return row.is_closed and today and row.quality_class == QualityClass.INTRINSIC


def _to_investigate() -> InvalidInput:
    return InvalidInput(
        gettext_noop("An intrinsic quality problem of today must be investigated and can’t be imported as closed."),
        code="investigate_needed",
        field="state",
    )


def _owners() -> list[User]:
    """The service staff, who become owners in turn. Every ticket needs an owner (T5)."""
    for role in (Role.SERVICE, Role.MANAGER):
        if people := list(people_with_role(role).order_by("pk")):
            return people
    raise InvalidInput(
        gettext_noop("Nobody can own these tickets. Create a user with the service role first."), code="no_owner"
    )


def _customers(rows: Iterable[Feedback]) -> dict[str, Customer]:
    """The customers by reference. A reference is a number, or a name that only one customer has."""
    asked = {row.customer for row in rows if row.customer}
    forms: dict[str, set[str]] = {}
    for reference in asked:
        forms.setdefault(code_key(reference), set()).add(reference)
    found: dict[str, list[Customer]] = {}
    named = Q(number__in=asked) | Q(external_number__in=asked) | Q(name__in=asked) | Q(aliases__number__in=asked)
    known = Customer.objects.filter(named).distinct()
    for customer in known.select_related("region").prefetch_related("aliases"):
        codes = {customer.number, customer.external_number, *(alias.number for alias in customer.aliases.all())}
        coded = {reference for code in codes - {""} for reference in forms.get(code_key(code), ())}
        for reference in coded | ({customer.name} & asked):
            found.setdefault(reference, []).append(customer)
    return {reference: customers[0] for reference, customers in found.items() if len(customers) == 1}


def _not_found(row: Feedback) -> InvalidInput:
    return InvalidInput(
        gettext_noop("“%(value)s” doesn’t match exactly one customer. Enter the customer number or leave it empty."),
        code="no_customer",
        field="customer",
        params={"value": row.customer},
    )
