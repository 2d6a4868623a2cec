"""From the proposal to the refund: for each ticket as far as it has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from aftersales.staff.models import Department, User
from complaints.enums import ApprovalState, FulfilmentState, ProposalState, RecordKind, Remedy, State, StepState
from complaints.models import (
    Approval,
    ApprovalStep,
    AuthorityRule,
    Fulfilment,
    FulfilmentLine,
    GoodsRecord,
    Proposal,
    ProposalLine,
    Refund,
    Ticket,
)
from complaints.queries.stake import stake_line
from complaints.rules.authority import OFFICE_MEETING, STEP_ROLES, RuleRow, route
from complaints.rules.stake import at_stake
from complaints.services.fulfilment import FULFILMENT_DEPARTMENT, PAYING_DEPARTMENT, PAYS

from ..world import World
from . import texts
from .conversation import Thread
from .lifecycle import Lifecycle
from .rows import Rows

WITH_GOODS = frozenset({Remedy.REFUND, Remedy.EXCHANGE, Remedy.REPAIR})


@dataclass
class Matter:
    """One proposal with its approval and fulfilment."""

    rows: Rows
    ticket: Ticket
    lifecycle: Lifecycle
    conversation: Thread
    proposal: Proposal
    lines: list[ProposalLine]


class Remedies:
    """Proposals, approvals and fulfilments, by the approval rules in effect."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.rules = {row.pk: row for row in AuthorityRule.objects.filter(is_active=True)}
        self.matrix = [
            RuleRow(
                id=row.pk,
                steps=tuple(row.steps),
                remedy=row.remedy or None,
                tier=row.tier or None,
                kind=row.kind or None,
                above=row.above,
                up_to=row.up_to,
                priority=row.priority,
            )
            for row in self.rules.values()
        ]
        self.department = Department.objects.get(code=FULFILMENT_DEPARTMENT)
        self.payers = Department.objects.get(code=PAYING_DEPARTMENT)
        cast = world.cast
        self.deciders = {"manager": cast["manager"], "gm": cast["gm"]}
        self.clerks, self.warehouse = cast.with_role("service"), cast["colleague"]

    def make(self, rows: Rows, ticket: Ticket, lifecycle: Lifecycle, conversation: Thread) -> None:
        if not lifecycle.remedy or lifecycle.replied is None or lifecycle.state in (State.NEW, State.VERIFYING):
            return
        decided = lifecycle.approved
        until = decided or self.world.now
        submitted = lifecycle.replied + (until - lifecycle.replied) * 0.4
        matter = self._propose(rows, ticket, lifecycle, conversation, submitted)
        approval = self._submit(matter, submitted)
        self._decide(matter, approval, submitted, until)
        if decided:
            self._fulfil(matter, decided)

    def _propose(
        self, rows: Rows, ticket: Ticket, lifecycle: Lifecycle, conversation: Thread, submitted: datetime
    ) -> Matter:
        remedy, sold = lifecycle.remedy, lifecycle.sold
        proposer = lifecycle.owner if lifecycle.owner.role == "service" else self.rng.choice(self.clerks)
        price = Decimal(0) if remedy == Remedy.REPAIR or sold is None else sold.unit_price
        costs = Decimal(0) if remedy == Remedy.REFUND else Decimal(self.rng.randint(3, 40) * 10)
        goods = remedy in WITH_GOODS
        proposal = Proposal(
            ticket=ticket,
            remedy=remedy,
            costs=costs,
            amount=costs + (price if goods else 0),
            reason=self.rng.choice(texts.WHY_PROPOSED),
            proposed_by=proposer,
            created_at=submitted,
            state=ProposalState.APPROVED if lifecycle.approved else ProposalState.SUBMITTED,
        )
        proposal.approved_amount = proposal.amount if lifecycle.approved else None
        rows.add(proposal)
        lines = [ProposalLine(proposal=proposal, purchase=sold, quantity=1, unit_price=price)] if goods else []
        rows[ProposalLine] += lines
        conversation.event("proposed", submitted, by=proposer, remedy=remedy, amount=proposal.amount)
        return Matter(rows, ticket, lifecycle, conversation, proposal, lines)

    def _submit(self, matter: Matter, at: datetime) -> Approval:
        proposal, ticket = matter.proposal, matter.ticket
        tier = ticket.customer.tier if ticket.customer else ""
        goods = [stake_line(line.purchase, line.quantity, line.unit_price) for line in matter.lines]
        stake = at_stake(proposal.remedy, goods, proposal.costs)
        row = route(self.matrix, remedy=proposal.remedy, amount=stake, tier=tier, kind=ticket.kind)
        matter.conversation.event(
            "submitted", at, by=proposal.proposed_by, amount=proposal.amount, remedy=proposal.remedy
        )
        approval = Approval(
            proposal=proposal,
            rule=self.rules[int(row.id)],
            amount=proposal.amount,
            paid=sum((line.paid_in_all for line in goods), Decimal(0)),
            stake=stake,
            routing_amount=stake,
            state=ApprovalState.APPROVED if matter.lifecycle.approved else ApprovalState.PENDING,
            submitted_by=proposal.proposed_by,
            submitted_at=at,
            decided_at=matter.lifecycle.approved,
            approved_amount=proposal.approved_amount,
        )
        return matter.rows.add(approval)

    def _decide(self, matter: Matter, approval: Approval, submitted: datetime, until: datetime) -> None:
        codes = approval.rule.steps
        decided = len(codes) if matter.lifecycle.approved else self.rng.randint(0, len(codes) - 1)
        moments = [submitted + (until - submitted) * (number + 1) / max(decided, 1) for number in range(decided)]
        if not matter.lifecycle.approved:
            moments = [submitted + (at - submitted) * 0.8 for at in moments]
        for position, code in enumerate(codes, start=1):
            step = ApprovalStep(approval=approval, position=position, code=code)
            if position <= decided:
                self._approve(matter, step, approval, moments[position - 1])
            elif position == decided + 1:
                step.state = StepState.ACTIVE
            matter.rows.add(step)
        if decided and not matter.lifecycle.approved:
            approval.approved_amount = approval.amount

    def _approve(self, matter: Matter, step: ApprovalStep, approval: Approval, at: datetime) -> None:
        who = self.deciders[STEP_ROLES[step.code]]
        step.state, step.decided_by, step.decided_at = StepState.APPROVED, who, at
        step.amount, step.reason = approval.amount, self.rng.choice(texts.AGREED)
        if step.code == OFFICE_MEETING:
            step.minutes, step.attendees = texts.MINUTES, "、".join(user.name for user in self.deciders.values())
        matter.conversation.event(
            "step_approved", at, by=who, step=step.code, amount=step.amount, reason=step.reason, behalf=""
        )

    def _fulfil(self, matter: Matter, approved: datetime) -> None:
        end = matter.lifecycle.settled
        states = [FulfilmentState.AWAITING_GOODS, FulfilmentState.INSPECTING, FulfilmentState.SETTLING]
        state = FulfilmentState.DONE if end else self.rng.choice(states if matter.lines else states[2:])
        pays = matter.proposal.remedy in PAYS
        payable = matter.proposal.amount if pays else Decimal(0)
        row = Fulfilment(
            proposal=matter.proposal,
            state=state,
            department=self.department,
            started_at=approved,
            finished_at=end,
            paying_department=self.payers if pays else None,
            payable=payable,
            refunded=payable if end else Decimal(0),
        )
        matter.rows.add(row)
        received, inspected, settled = self._moments(approved, end or self.world.now)
        sent = []
        for line in matter.lines:
            goods = FulfilmentLine(fulfilment=row, line=line, expected=line.quantity)
            matter.rows.add(goods)
            if state != FulfilmentState.AWAITING_GOODS:
                self._receive(matter, goods, received)
            if state in (FulfilmentState.SETTLING, FulfilmentState.DONE):
                self._inspect(matter, goods, inspected)
            if end and not pays:
                goods.sent = goods.expected
                sent.append(goods)
        if end:
            self._finish(matter, row, settled, sent)

    def _moments(self, start: datetime, end: datetime) -> Iterator[datetime]:
        return (start + (end - start) * share for share in (0.4, 0.6, 1))

    def _receive(self, matter: Matter, goods: FulfilmentLine, at: datetime) -> None:
        goods.received, goods.received_at, goods.received_by = goods.expected, at, self.warehouse
        goods.condition = self.rng.choice(texts.CONDITIONS)
        self._record(matter, goods, RecordKind.RECEIPT, at, quantity=goods.received, note=goods.condition)
        matter.conversation.event(
            "goods_received", at, by=self.warehouse, count=goods.expected, condition=goods.condition
        )

    def _inspect(self, matter: Matter, goods: FulfilmentLine, at: datetime) -> None:
        goods.inspected_at, goods.inspected_by = at, self.warehouse
        goods.finding, goods.disposition = (
            self.rng.choice(texts.FINDINGS),
            self.rng.choice(("rework", "scrap", "restock")),
        )
        goods.inspected, goods.result = goods.received, "accepted"
        found = {"note": goods.finding, "result": goods.result, "disposition": goods.disposition}
        self._record(matter, goods, RecordKind.INSPECTION, at, quantity=goods.inspected, **found)
        matter.conversation.event("inspected", at, by=self.warehouse)

    def _record(
        self, matter: Matter, goods: FulfilmentLine | None, kind: RecordKind, at: datetime, **facts: Any
    ) -> None:
        of = {"fulfilment": goods.fulfilment, "line": goods} if goods else {}
        on = self.world.calendar.date_of(at)
        matter.rows.add(
            GoodsRecord(kind=kind, happened_on=on, recorded_by=self.warehouse, recorded_at=at, **of | facts)
        )

    def _finish(self, matter: Matter, row: Fulfilment, at: datetime, sent: list[FulfilmentLine]) -> None:
        if row.proposal.remedy not in PAYS:
            row.shipped_with = f"示例快递 EX{self.rng.randint(100000, 999999)}"
            for goods in sent or (None,):
                of = {} if goods else {"fulfilment": row}
                quantity = goods.sent if goods else 1
                self._record(matter, goods, RecordKind.DISPATCH, at, quantity=quantity, note=row.shipped_with, **of)
            matter.conversation.event("dispatched", at, by=self.warehouse, shipped_with=row.shipped_with)
            return
        amount, payer = matter.proposal.amount, self._other_than(matter.proposal.proposed_by)
        matter.conversation.event("refunded", at, by=payer, amount=amount)
        refund: dict[str, Any] = {"paid_on": self.world.calendar.date_of(at), "recorded_by": payer, "recorded_at": at}
        reference = f"PAY-{at:%m%d}-{self.rng.randint(1000, 9999)}"
        matter.rows.add(Refund(fulfilment=row, amount=amount, reference=reference, **refund))

    def _other_than(self, proposer: User) -> User:
        return next(clerk for clerk in self.clerks if clerk.pk != proposer.pk)
