"""The promised times of a ticket, kept, broken or running, announced as far as they would be."""

from __future__ import annotations

from datetime import datetime

from complaints.models import Ticket, TicketPromise
from complaints.rules.promises import (
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

from ..world import World
from .course import Course, Dues
from .rows import Rows
from .thread import Thread


class Promises:
    def __init__(self, world: World) -> None:
        self.world = world

    def make(self, rows: Rows, ticket: Ticket, course: Course, dues: dict[str, Dues], thread: Thread) -> None:
        extrinsic = course.quality_class == "extrinsic"
        # What is approved for an extrinsic problem is its solution (T3).
        solved = (course.approved if extrinsic else None) or course.settled
        met = {FIRST_REPLY: course.replied, SOLUTION: solved}
        made = [rows.add(self._row(ticket, code, promised, met[code])) for code, promised in dues.items()]
        still = [row for row in made if row.met_at is None]
        for row in still:
            self._run(row, dues[row.code], ticket, thread)
        ticket.next_due_at = min((row.due_at for row in still if row.due_at), default=None)

    def _row(self, ticket: Ticket, code: str, promised: Dues, met: datetime | None) -> TicketPromise:
        return TicketPromise(
            ticket=ticket,
            rule=promised.row,
            code=code,
            amount=promised.value.amount,
            unit=promised.value.unit,
            starts_at=promised.start,
            due_at=promised.due,
            met_at=met,
            lateness_seconds=int((met - promised.due).total_seconds()) if met else None,
        )

    def _run(self, row: TicketPromise, promised: Dues, ticket: Ticket, thread: Thread) -> None:
        if ticket.paused_since:
            row.due_at = None
            return
        known: Moments = {"start": promised.start, "due": promised.due, "calendar": self.world.calendar, "pauses": ()}
        row.warn_at, row.gm_at = warn_at(promised.value, **known), gm_at(promised.value, **known)
        moments = {"due_at": row.due_at, "warn_at": row.warn_at, "gm_at": row.gm_at}
        row.alert_level = escalation_due(**moments, now=self.world.now, level=0)
        row.alert_at = next_alert(row.alert_level, **moments)
        if row.alert_level >= LATE:
            thread.event("escalated", promised.due, by=None, promise=row.code, due=promised.due)
        if row.gm_at and row.alert_level >= GM_TOLD:
            thread.event("escalated_gm", row.gm_at, by=None, promise=row.code, due=promised.due)
