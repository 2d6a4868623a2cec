"""The SLA targets of a ticket: met, breached or running, with the notifications that they would have caused."""

from __future__ import annotations

from datetime import datetime

from complaints.enums import EntryKind
from complaints.models import SlaTarget, Ticket
from complaints.rules.sla_targets import (
    FIRST_REPLY,
    GM_TOLD,
    LATE,
    SOLUTION,
    Moments,
    escalation_due,
    gm_at,
    next_alert,
    warn_at,
)
from customers.enums import Direction

from ..world import World
from . import texts
from .conversation import Thread
from .lifecycle import Dues, Lifecycle
from .rows import Rows


class SlaTargets:
    def __init__(self, world: World) -> None:
        self.world = world

    def make(
        self, rows: Rows, ticket: Ticket, lifecycle: Lifecycle, dues: dict[str, Dues], conversation: Thread
    ) -> None:
        extrinsic = lifecycle.quality_class == "extrinsic"
        # An extrinsic problem is answered when the customer is told what was approved (T3).
        solved = (lifecycle.approved if extrinsic else None) or lifecycle.settled
        if extrinsic and lifecycle.approved:
            told = texts.TOLD_EN if lifecycle.said.isascii() else texts.TOLD
            conversation.contact(EntryKind.REPLY, Direction.OUT, "phone", told, lifecycle.approved)
        met = {FIRST_REPLY: lifecycle.replied, SOLUTION: solved}
        made = [rows.add(self._row(ticket, code, target, met[code])) for code, target in dues.items()]
        still = [row for row in made if row.met_at is None]
        for row in still:
            self._run(row, dues[row.code], ticket, conversation)
        ticket.next_due_at = min((row.due_at for row in still if row.due_at), default=None)

    def _row(self, ticket: Ticket, code: str, target: Dues, met: datetime | None) -> SlaTarget:
        return SlaTarget(
            ticket=ticket,
            rule=target.row,
            code=code,
            amount=target.value.amount,
            unit=target.value.unit,
            starts_at=target.start,
            calendar=self.world.calendar.fingerprint,
            due_at=target.due,
            met_at=met,
            lateness_seconds=int((met - target.due).total_seconds()) if met else None,
        )

    def _run(self, row: SlaTarget, target: Dues, ticket: Ticket, conversation: Thread) -> None:
        if ticket.paused_since:
            row.due_at = None
            return
        known: Moments = {
            "start": target.start,
            "due": target.due,
            "calendar": self.world.calendar,
            "pauses": (),
        }
        row.warn_at, row.gm_at = warn_at(target.value, **known), gm_at(target.value, **known)
        moments = {"due_at": row.due_at, "warn_at": row.warn_at, "gm_at": row.gm_at}
        row.alert_level = escalation_due(**moments, now=self.world.now, level=0)
        row.alert_at = next_alert(row.alert_level, **moments)
        if row.alert_level >= LATE:
            conversation.event("escalated", target.due, by=None, sla_target=row.code, due=target.due)
        if row.gm_at and row.alert_level >= GM_TOLD:
            conversation.event("escalated_gm", row.gm_at, by=None, sla_target=row.code, due=target.due)
