"""A seeded random walk of users through the services of tickets.

Each action is tried by one user on one ticket that they may see. Its arguments are valid or
invalid at random. Every declared verb takes part; those that need a sensible value to get far have a function below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from aftersales.kernel.errors import DomainError, InvalidInput, NotVisible
from aftersales.staff.enums import Role
from aftersales.staff.models import StandIn, User
from aftersales.web.verbs import Verb
from complaints.enums import ApprovalState, FulfilmentState, InvestigateNeed, Kind, QualityClass, State
from complaints.models import Approval, ApprovalStep, Fulfilment, FulfilmentLine, Reminder, Ticket
from complaints.permissions import visible_to
from complaints.queries.proposals import current_proposal
from complaints.services import (
    approvals,
    bulk,
    conversation,
    escalation,
    feedback,
    fulfilment,
    lifecycle,
    merging,
    proposals,
    reminders,
    risk,
    tickets,
)
from complaints.verbs import CONVERSATION, MANY, SHEETS
from customers.enums import Channel
from customers.models import Purchase
from tests.factories import NOW, Cast, customer_of, person, sale

WORDS = ("同意，属实", "Leaks again after a week", "我要曝光", "x" * 200, "", "  ")
MONEY = ("-1", "0", "0.01", "500", "4999.99", "9000", "25000", "99999999.99")
SYSTEM = None
Act = Callable[["Walk", Any, Ticket], Any]
ACTIONS: dict[str, Act] = {}


def act(name: str) -> Callable[[Act], Act]:
    def keep(function: Act) -> Act:
        ACTIONS[name] = function
        return function

    return keep


# Actions that move a ticket on in a state; chosen more often than the rest, or walks would not get far.
BEFORE = ("propose", "propose", "edit", "submit", "submit", "submit")
ONWARD = {
    State.NEW: ("reply", "answer", *BEFORE),
    State.VERIFYING: ("pause", "resume", *BEFORE),
    State.APPROVAL: ("decide", "decide", "decide", "decide", "decide", "recall", "change"),
    State.FULFILMENT: (
        *("receive", "receive", "receive", "waive", "keep", "inspect", "inspect", "inspect"),
        *("refund", "refund", "dispatch", "dispatch", "send-back", "send-back", "end", "correct"),
    ),
    State.CONFIRMING: ("confirm", "close", "close", "close", "correct"),
    State.CLOSED: ("feedback", "reopen", "callback"),
    State.WITHDRAWN: ("reopen",),
}


class Walk:
    """The cast, its clock, and what was tried so far."""

    def __init__(self, people: Cast, seed: int, size: int = 6) -> None:
        self.random, self.people, self.size, self.now = Random(seed), people, size, NOW
        self.tried: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.log: list[str] = []
        self._company()

    def _company(self) -> None:
        people = self.people
        people.manager2 = person("manager2", Role.MANAGER)
        self.everybody = [value for value in vars(people).values() if isinstance(value, User)]
        self.service = [people.clerk, people.clerk2, people.manager, people.manager2]
        other = customer_of(
            people.west, name="白熊示例药业", number="CU-2026-00002", tier="important", rep=people.stranger
        )
        self.customers = [people.customer, other]
        for customer in self.customers:
            sale(customer, price="480.00", quantity=5, code="PX-10")
        sale(other, price="9000.00", quantity=3)
        Purchase.objects.update(quantity=99)  # returned pieces cannot be returned again
        today, day = timezone.localdate(NOW), timedelta(days=1)
        for absent, deputy, first, last in (
            (people.gm, people.manager, 2, 9),
            (people.manager, people.clerk2, 1, 4),
            (people.manager2, people.gm, 5, 12),
            (people.gm, people.executive, 15, 60),
        ):
            StandIn.objects.create(
                absent=absent, deputy=deputy, starts_on=today + first * day, ends_on=today + last * day
            )

    # chance

    def pick(self, values: Any) -> Any:
        return self.random.choice(list(values))

    def likely(self, value: Any, *others: Any, odds: float = 0.93) -> Any:
        """Mostly the sensible one."""
        return value if not others or self.random.random() < odds else self.pick(others)

    def words(self) -> str:
        return self.likely("属实，已核实", *WORDS)

    def serials(self) -> list[str]:
        """Often none, or one of a few, so that the same ones occur again."""
        return [f"SN-{self.random.randrange(40)}"] if self.random.random() < 0.4 else []

    def money(self) -> Decimal:
        return Decimal(self.pick(MONEY))

    # steps

    def step(self) -> tuple[str, Any, set[int], bool]:
        """One action: its name, its actor, the tickets it changed, whether it was allowed."""
        self.now += timedelta(seconds=self.pick([0, 20, 300, 7200, 86_400 if self.random.random() < 0.3 else 60]))
        ticket = self._ticket()
        name = "log" if ticket is None else self._name(ticket)
        actor = self._actor(name, ticket)
        self.tried[name] += 1
        self.log.append(f"{name} by {actor} on {ticket} {ticket and ticket.state}")
        try:
            with transaction.atomic():
                touched = self._try(name, actor, ticket)
        except DomainError as error:
            self.refused[error.code] += 1
            self.log[-1] += f": {error.code}"
            return name, actor, set(), False
        self.done[name] += 1
        return name, None if name in SYSTEM_ACTS else actor, touched, True

    def _ticket(self) -> Ticket | None:
        rows = list(Ticket.objects.order_by("pk"))
        active = [row for row in rows if row.state not in {State.CLOSED, State.WITHDRAWN}]
        if len(active) < self.size or self.random.random() < 0.01:
            return None
        return self.pick(active if self.random.random() < 0.8 else rows)

    def _name(self, ticket: Ticket) -> str:
        if self.random.random() > 0.7:
            untried = [name for name in ACTIONS if not self.tried[name]] or [n for n in ACTIONS if not self.done[n]]
            return self.pick(untried if untried and self.random.random() < 0.5 else ACTIONS)
        if ticket.customer_id is None:
            return "identify"
        if ticket.investigate == InvestigateNeed.NEEDED and ticket.state in {State.NEW, State.VERIFYING}:
            return self.pick(["waive-investigating", *ONWARD[State(ticket.state)][:3]])
        return self.pick(ONWARD[State(ticket.state)])

    def _deciders(self, ticket: Ticket | None) -> list[User]:
        """Users with the role of the step, and two who are sometimes stand-ins."""
        people = self.people
        first = not ApprovalStep.objects.filter(approval__proposal__ticket=ticket, state="active", position=2).exists()
        return [*([people.manager, people.manager2] if first else [people.gm] * 2), people.clerk2, people.executive]

    def _actor(self, name: str, ticket: Ticket | None) -> User:
        people = self.people
        fitting = {
            "decide": self._deciders(ticket),
            "acknowledge": [people.manager, people.gm],
            **dict.fromkeys(("waive-investigating", "require-investigating"), [people.quality_manager]),
            **dict.fromkeys(("propose", "change", "submit"), [people.clerk, people.clerk2] * 2 + [people.manager2]),
            "receive": [people.warehouse],
            "inspect": [people.warehouse, people.quality, people.manager],
            "keep": [people.manager, people.gm],
            "end": [people.manager, people.gm],
            "send-back": [people.warehouse],
            "correct": [people.warehouse, people.manager],
            "refund": [people.warehouse],
            "dispatch": [people.warehouse],
        }.get(name, self.service)
        return self.pick(fitting if self.random.random() < 0.85 else self.everybody)

    def _try(self, name: str, actor: User, ticket: Ticket | None) -> set[int]:
        if name == "log":
            return {ACTIONS[name](self, actor, ticket).pk}  # type: ignore[arg-type]
        assert ticket is not None
        if name not in SYSTEM_ACTS and not visible_to(actor).filter(pk=ticket.pk).exists():
            raise NotVisible(code="not_found")
        more = ACTIONS[name](self, actor, ticket)
        return {ticket.pk} | (more if isinstance(more, set) else set())


def filled_by_chance(walk: Walk, verb: Verb, actor: User, ticket: Ticket | None) -> Any:
    """Data for the verb's form, mostly sensible."""
    blank = verb.form(target=ticket, user=actor)
    data = {name: value_by_chance(walk, field) for name, field in blank.fields.items()}
    return verb.form({name: value for name, value in data.items() if value is not None}, target=ticket, user=actor)


def value_by_chance(walk: Walk, field: Any) -> Any:
    if isinstance(field, forms.BooleanField):
        return walk.pick(["true", None])
    if isinstance(field, forms.ChoiceField):
        values = [getattr(value, "value", value) for value, _label in field.choices if str(value)]
        return walk.likely(walk.pick(values) if values else "", "gift", odds=0.98)
    if isinstance(field, forms.DateTimeField):
        return (walk.now + timedelta(minutes=walk.pick([90, 3000, 0, -5]))).isoformat()
    if isinstance(field, forms.DateField):
        return (walk.now + timedelta(days=walk.likely(0, -3, 400))).date().isoformat()
    if isinstance(field, forms.IntegerField):
        return None if not field.required else walk.pick([1, 2])
    return None if isinstance(field, forms.FileField) else walk.words()


def declared(verb: Verb) -> Act:
    """The action of a verb without a function below: its form, filled at random, and its service."""

    def do(walk: Walk, actor: User, ticket: Ticket) -> None:
        form = filled_by_chance(walk, verb, actor, ticket)
        if not form.is_valid():
            raise InvalidInput(code="form_refuses")
        verb.perform(form, actor=actor, now=walk.now)

    return do


ACTIONS.update({name: declared(verb) for name, verb in {**CONVERSATION, **SHEETS}.items()})
SYSTEM_ACTS = frozenset({"sweep", "feedback"})


@act("log")
def log(walk: Walk, actor: User, ticket: Ticket) -> Ticket:
    customer = walk.likely(walk.pick(walk.customers), None, odds=0.85)
    sold = walk.likely(walk.pick(customer.purchases.all()), None) if customer else None
    return tickets.log_ticket(
        actor=actor,
        now=walk.now,
        kind=walk.likely(walk.pick(Kind.values), "gift", odds=0.98),
        channel=walk.pick(Channel.values),
        description=walk.likely("设定 37 ℃，实测来回跳", *WORDS),
        customer=customer,
        purchase=sold,
        contact=walk.likely(customer and customer.main_contact, walk.people.contact),
        severity=walk.pick(["minor", "critical"]),
        received_at=walk.now - timedelta(minutes=walk.pick([0, 2, 10, -5])),
        quality_class=walk.pick(QualityClass.values),
        assign=walk.pick([True, False]),
    )


@act("reply")
def reply(walk: Walk, actor: User, ticket: Ticket) -> None:
    conversation.reply(
        ticket_id=ticket.pk,
        actor=actor,
        now=walk.now,
        channel=walk.pick(["phone", "email"]),
        body=walk.words(),
        version=walk.likely(None, ticket.version, ticket.version - 1),
    )


@act("customer-message")
def customer_message(walk: Walk, actor: User, ticket: Ticket) -> None:
    conversation.record_customer_message(
        ticket_id=ticket.pk, actor=actor, now=walk.now, channel="phone", body=walk.words()
    )


@act("callback")
def callback(walk: Walk, actor: User, ticket: Ticket) -> None:
    due = walk.now + timedelta(minutes=walk.pick([90, 3000, 0, -5]))
    conversation.schedule_callback(ticket_id=ticket.pk, actor=actor, now=walk.now, due_at=due)


@act("remind")
def remind(walk: Walk, actor: User, ticket: Ticket) -> None:
    due = walk.now + timedelta(days=walk.pick([1, 7, 0, 900]))
    reminders.remind(ticket_id=ticket.pk, actor=actor, now=walk.now, due_at=due, note=walk.words())
    row = Reminder.objects.filter(user=actor, done_at=None).first()
    if row and walk.random.random() < 0.3:
        reminders.mark_done(reminder_id=row.pk, actor=actor, now=walk.now)


@act("bulk")
def many(walk: Walk, actor: User, ticket: Ticket) -> set[int]:
    rows = list(Ticket.objects.order_by("-pk")[:4])
    verb = walk.pick(MANY.values())
    form = filled_by_chance(walk, verb, actor, None)
    if not form.is_valid() and verb.name == "tag":
        raise InvalidInput(code="form_refuses")
    words = form.arguments() if form.is_valid() else {"to": walk.pick(walk.everybody), "note": "", "reason": ""}
    done = bulk.act_on_many(
        service=verb.service, numbers=[row.number for row in rows], actor=actor, now=walk.now, **words
    )
    return {outcome.ticket.pk for outcome in done if outcome.ticket}


@act("edit")
def edit(walk: Walk, actor: User, ticket: Ticket) -> None:
    sold = walk.likely(ticket.purchase, *walk.customers[0].purchases.all(), odds=0.95)
    if sold is None and ticket.customer:
        sold = ticket.customer.purchases.first()
    changes: dict[str, Any] = {
        "problem_found": walk.likely("温度漂移", *WORDS),
        "batch": walk.pick(["B1", "B1", "B1", "B2", ""]),
    }
    if walk.random.random() < 0.7:
        changes |= {"purchase": sold, "severity": walk.pick(["minor", "critical"])}
    if walk.random.random() < 0.3:
        changes |= {"purchased_on": walk.now.date() + timedelta(days=walk.pick([-30, -400, 5])), "grade": "一级品"}
    lifecycle.update_details(
        ticket_id=ticket.pk, actor=actor, now=walk.now, version=walk.likely(None, ticket.version, 1), **changes
    )


@act("identify")
def identify(walk: Walk, actor: User, ticket: Ticket) -> None:
    customer = walk.pick(walk.customers)
    lifecycle.identify_customer(
        ticket_id=ticket.pk, customer=customer, contact=customer.main_contact, actor=actor, now=walk.now
    )


@act("acknowledge")
def acknowledge(walk: Walk, actor: User, ticket: Ticket) -> None:
    flag = walk.likely(ticket.risk_flags.values_list("pk", flat=True).last(), None, 10**9)
    risk.acknowledge(ticket_id=ticket.pk, actor=actor, now=walk.now, reason=walk.words(), flag=flag)


@act("propose")
def propose(walk: Walk, actor: User, ticket: Ticket) -> None:
    bought = list(ticket.customer.purchases.all()) if ticket.customer else list(walk.customers[0].purchases.all())
    lines = [
        {
            "purchase": walk.likely(sold, None),
            "quantity": walk.likely(walk.pick([1, 3]), 0, 99),
            "unit_price": walk.likely(sold.unit_price, *map(Decimal, MONEY)),
            "description": "",
        }
        for sold in walk.random.sample(bought, walk.likely(1, 0, len(bought)))
    ]
    current = current_proposal(ticket)
    proposals.save_proposal(
        ticket_id=ticket.pk,
        actor=actor,
        now=walk.now,
        remedy=walk.likely(
            walk.pick(["refund", "refund", "exchange", "exchange", "repair", "compensation", "none"]), "gift"
        ),
        lines=lines,
        costs=walk.likely(Decimal(0), *map(Decimal, MONEY)),
        reason=walk.words(),
        no_return_required=walk.random.random() < 0.2,
        no_return_reason=walk.words(),
        version=walk.likely(None, current.version if current else 1, 1),
    )


ACTIONS["change"] = propose


@act("submit")
def submit(walk: Walk, actor: User, ticket: Ticket) -> None:
    proposals.submit(ticket_id=ticket.pk, actor=actor, now=walk.now, version=walk.likely(None, 1, 2))


def _approval(walk: Walk, ticket: Ticket) -> int:
    rows = Approval.objects.filter(proposal__ticket=ticket)
    last = rows.filter(state=ApprovalState.PENDING).first() or rows.first()
    return walk.likely(last.pk if last else 0, 0, odds=0.97)


@act("decide")
def decide(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk = _approval(walk, ticket)
    row = Approval.objects.filter(pk=pk).first()
    step = row.steps.filter(state="active").first() if row else None
    amount = walk.likely((row.approved_amount or row.amount) / 2, *map(Decimal, MONEY)) if row else Decimal(1)
    approvals.decide(
        approval_id=pk,
        actor=actor,
        now=walk.now,
        reason=walk.words(),
        minutes=walk.words(),
        attendees="沈毅",
        verdict=walk.likely("approve", *approvals.VERDICTS, "maybe", odds=0.75),
        amount=amount.quantize(Decimal("0.01")),
        step_id=walk.likely(step.pk if step else None, None, 1),
    )


@act("recall")
def recall(walk: Walk, actor: User, ticket: Ticket) -> None:
    approvals.recall(approval_id=_approval(walk, ticket), actor=actor, now=walk.now, reason=walk.words())


def _fulfilment(walk: Walk, ticket: Ticket) -> tuple[int, list[FulfilmentLine]]:
    row = Fulfilment.objects.filter(proposal__ticket=ticket).exclude(state=FulfilmentState.CANCELLED).first()
    lines = list(row.lines.all()) if row else []
    if walk.random.random() < 0.05:
        lines = list(FulfilmentLine.objects.all()[:2])
    return (row.pk if row else 0), lines


@act("receive")
def receive(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, lines = _fulfilment(walk, ticket)
    counts = {line.pk: walk.likely(line.expected - line.received, 0, 1, 2, -1, 99, odds=0.5) for line in lines}
    fulfilment.receive_goods(
        fulfilment_id=pk,
        quantities=counts,
        condition=walk.words(),
        actor=actor,
        now=walk.now,
        serials={pk: walk.serials() for pk, count in counts.items() if count},
        serial_reasons=walk.likely(None, dict.fromkeys(counts, "铭牌磨损"), odds=0.7),
    )


@act("waive")
def waive(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, lines = _fulfilment(walk, ticket)
    counts = {line.pk: walk.likely(line.outstanding, 0, 1, -1, 99, odds=0.5) for line in lines}
    fulfilment.waive_goods(fulfilment_id=pk, quantities=counts, reason=walk.words(), actor=actor, now=walk.now)


@act("keep")
def keep(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, lines = _fulfilment(walk, ticket)
    counts = {line.pk: walk.likely(line.outstanding, 0, 1, -1, 99, odds=0.5) for line in lines}
    fulfilment.keep_goods(fulfilment_id=pk, quantities=counts, reason=walk.words(), actor=actor, now=walk.now)


@act("end")
def end(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, _lines = _fulfilment(walk, ticket)
    fulfilment.end(fulfilment_id=pk, reason=walk.words(), actor=actor, now=walk.now)


@act("correct")
def correct(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, _lines = _fulfilment(walk, ticket)
    row = Fulfilment.objects.filter(pk=pk).first()
    entries = [one.entry for one in (*row.records.all(), *row.refunds.all())] if row else []
    entry = walk.likely(walk.pick(entries) if entries else "", "goods-0", "refund-1", "x", "goods-٣")
    fulfilment.correct_record(fulfilment_id=pk, entry=entry, reason=walk.words(), actor=actor, now=walk.now)


@act("send-back")
def send_back(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, lines = _fulfilment(walk, ticket)
    fulfilment.send_back(
        fulfilment_id=pk,
        shipped_with=walk.words(),
        counts=walk.likely(None, {line.pk: 1 for line in lines}),
        serial_reasons={line.pk: walk.words() for line in lines},
        actor=actor,
        now=walk.now,
    )


@act("inspect")
def inspect(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, lines = _fulfilment(walk, ticket)
    findings = {
        line.pk: fulfilment.Finding(
            walk.words(),
            walk.likely("restock", "scrap", "lost"),
            result := walk.likely("accepted", "misuse", "accepted", "gone", odds=0.7),
            refused=walk.likely(None, 0, 1, 2, -1, 99, odds=0.5) if result != "accepted" else walk.likely(None, 1),
        )
        for line in lines
        if walk.random.random() < 0.9
    }
    fulfilment.inspect_goods(fulfilment_id=pk, findings=findings, actor=actor, now=walk.now)


@act("refund")
def refund(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, _lines = _fulfilment(walk, ticket)
    row = Fulfilment.objects.filter(pk=pk).first()
    left = row.left_to_refund if row else Decimal(1)
    amount = walk.likely(
        left, Decimal("0.01"), (left / 2).quantize(Decimal("0.01")), left + Decimal("0.01"), walk.money(), odds=0.5
    )
    fulfilment.record_refund(
        fulfilment_id=pk,
        amount=amount,
        paid_on=timezone.localdate(walk.now) + timedelta(days=walk.likely(0, -3, 1)),
        reference="R",
        actor=actor,
        now=walk.now,
        request_key=walk.likely(None, f"key-{walk.random.randrange(20)}"),
    )


@act("dispatch")
def dispatch(walk: Walk, actor: User, ticket: Ticket) -> None:
    pk, lines = _fulfilment(walk, ticket)
    fulfilment.record_dispatch(
        fulfilment_id=pk,
        shipped_with=walk.words(),
        serials={line.pk: walk.serials() for line in lines},
        counts=walk.likely(None, {line.pk: line.expected for line in lines}, {line.pk: 1 for line in lines}),
        goods_due_on=walk.likely(None, timezone.localdate(walk.now) + timedelta(days=walk.likely(5, -1, 999))),
        actor=actor,
        now=walk.now,
    )


@act("merge")
def merge(walk: Walk, actor: User, ticket: Ticket) -> set[int]:
    others = Ticket.objects.filter(customer=ticket.customer).exclude(pk=ticket.pk)
    into = walk.pick(others) if others and walk.random.random() < 0.7 else walk.pick(Ticket.objects.all())
    if not visible_to(actor).filter(pk=into.pk).exists():
        raise NotVisible(code="not_found")
    merging.merge(ticket_id=ticket.pk, into=into.pk, actor=actor, now=walk.now, reason=walk.words())
    return {into.pk}


@act("feedback")
def answered(walk: Walk, actor: User, ticket: Ticket) -> None:
    feedback.record_feedback(
        ticket_id=ticket.pk,
        solved=walk.pick([True, False, None]),
        csat=walk.pick([1, 5, None]),
        comment=walk.words(),
        now=walk.now,
    )


@act("sweep")
def sweep(walk: Walk, actor: User, ticket: Ticket) -> set[int]:
    walk.now += timedelta(hours=walk.pick([0, 1, 30]))
    escalation.sweep(now=walk.now)
    reminders.sweep(now=walk.now)
    risk.sweep(now=walk.now)
    return set(Ticket.objects.values_list("pk", flat=True))
