"""Keeps the SLA targets of a ticket: what each event does to them is in rules/promises.py (T2, T3)."""

from collections.abc import Iterable
from datetime import datetime

from aftersales.kernel import worktime
from aftersales.office.queries import calendar
from aftersales.staff.models import Actor
from aftersales.store.dated import on
from aftersales.store.dates import company_date
from aftersales.store.writing import save_with_history

from ..enums import SlaCode
from ..models import SlaPolicy, SlaTarget, Ticket
from ..queries.settings import POLICIES, sla_target_value
from ..rules import sla_targets as rules
from ..rules.promises import Effect, Event, effects_of, stands_still

Rows = dict[rules.SlaPolicy, SlaPolicy]


def rules_in_effect(now: datetime) -> Rows:
    """The SLA policies in effect on the company's date. Keys: the values that rules take."""
    return {sla_target_value(row): row for row in on(POLICIES(), company_date(now))}


def targets_for(ticket: Ticket, *, now: datetime) -> list[SlaTarget]:
    """The unsaved targets of an unsaved ticket under the policies in effect, from its arrival."""
    known, working = rules_in_effect(now), calendar()
    made = rules.targets_of(
        known,
        kind=ticket.kind,
        channel=ticket.channel,
        quality_class=ticket.quality_class,
        received_at=ticket.received_at,
        calendar=working,
    )
    return [target_row(ticket, target, known, working) for target in made]


def target_row(ticket: Ticket, target: rules.Target, known: Rows, working: worktime.Calendar) -> SlaTarget:
    """The unsaved row of a target."""
    return SlaTarget(
        ticket=ticket,
        rule=known[target.rule],
        code=target.code,
        amount=target.rule.amount,
        unit=target.rule.unit,
        starts_at=target.starts_at,
        calendar=working.fingerprint,
        due_at=target.due_at,
        warn_at=target.warn_at,
        gm_at=target.gm_at,
        alert_at=rules.next_alert(0, due_at=target.due_at, warn_at=target.warn_at, gm_at=target.gm_at),
    )


def apply(ticket: Ticket, event: Event, *, actor: Actor, now: datetime, reason: str = "") -> bool:
    """Do to the ticket's targets what the table says for the event; returns whether a due time was counted anew. Sets
    next_due_at; does not save the ticket."""
    effects = effects_of(event, quality_class=ticket.quality_class)
    change = _Change(ticket, actor, now, reason or event.value)
    for code, effect in effects.items():
        change.do(code, effect)
    set_next_due(ticket)
    return change.moved


class _Change:
    """The effects of one event on the targets of one ticket. The calendar and the policies are read when needed."""

    def __init__(self, ticket: Ticket, actor: Actor, now: datetime, reason: str) -> None:
        self.ticket, self.actor, self.now, self.reason = ticket, actor, now, reason
        self.open = {row.code: row for row in open_targets(ticket)}
        self.moved = False
        self._known: Rows | None = None
        self._calendar: worktime.Calendar | None = None
        self._pauses: list[worktime.Pause] | None = None

    def do(self, code: str, effect: Effect) -> None:
        row = self.open.get(code)
        if effect is Effect.RENEW:
            self._renew(code, row)
        elif effect is Effect.SWAP:
            self._swap(code, row)
        elif row is None:
            return
        elif effect is Effect.MEET:
            mark_met(row, self.now)
            save_with_history(row, actor=self.actor, reason="met")
        elif effect is Effect.END:
            self._end(row)
        elif effect in (Effect.STOP, Effect.RUN, Effect.RECKON):
            self._reckon(row)

    def _end(self, row: SlaTarget) -> None:
        row.cancelled_at, row.alert_at = self.now, None
        save_with_history(row, actor=self.actor, reason="cancelled")

    def _renew(self, code: str, row: SlaTarget | None) -> None:
        if row:
            self._end(row)
        if code != SlaCode.FIRST_REPLY or self.ticket.first_replied_at is None:
            self._start(code, self.now)

    def _swap(self, code: str, row: SlaTarget | None) -> None:
        """The policy for the ticket's present facts takes over. A promise that was kept or ended stays as it is."""
        policy = self._applicable(code)
        if row is None:
            if policy and self._never_had(code):
                self._start(code, self.ticket.received_at)
        elif policy is None or self.known[policy].pk != row.rule_id:
            self._end(row)
            self._start(code, row.starts_at)

    def _never_had(self, code: str) -> bool:
        """Whether no policy promised this so far. What was imported keeps its promises, or has none."""
        return self.ticket.import_key is None and not self.ticket.sla_targets.filter(code=code).exists()

    def _start(self, code: str, start: datetime) -> None:
        policy = self._applicable(code)
        if policy is None:
            return
        target = rules.target_under(policy, start=start, calendar=self.calendar, pauses=self._stops(code, start))
        save_with_history(
            target_row(self.ticket, target, self.known, self.calendar), actor=self.actor, reason="target set"
        )

    def _applicable(self, code: str) -> rules.SlaPolicy | None:
        ticket = self.ticket
        found = rules.applicable(
            self.known, kind=ticket.kind, channel=ticket.channel, quality_class=ticket.quality_class
        )
        return next((policy for policy in found if policy.code == code), None)

    def _reckon(self, row: SlaTarget) -> None:
        """Count the due times again from the same start. A first reply has no pauses."""
        if row.rule is None:
            return
        value, stops = sla_target_value(row.rule), self._stops(row.code, row.starts_at)
        before = row.due_at, row.warn_at, row.gm_at
        row.due_at = worktime.due_with_pauses(row.starts_at, row.amount, row.unit, self.calendar, stops)
        row.warn_at = row.gm_at = None
        if row.due_at:
            known: rules.Moments = {
                "start": row.starts_at,
                "due": row.due_at,
                "calendar": self.calendar,
                "pauses": stops,
            }
            row.warn_at, row.gm_at = rules.warn_at(value, **known), rules.gm_at(value, **known)
        if (row.due_at, row.warn_at, row.gm_at) == before:
            return
        self.moved |= row.due_at != before[0]
        row.calendar = self.calendar.fingerprint
        row.alert_at = rules.next_alert(row.alert_level, due_at=row.due_at, warn_at=row.warn_at, gm_at=row.gm_at)
        save_with_history(row, actor=self.actor, reason=self.reason)

    def _stops(self, code: str, start: datetime) -> list[worktime.Pause]:
        if not stands_still(code):
            return []
        if self._pauses is None:
            self._pauses = [worktime.Pause(p.started_at, p.ended_at) for p in self.ticket.pauses.all()]
        return [pause for pause in self._pauses if pause.end is None or pause.end > start]

    @property
    def known(self) -> Rows:
        if self._known is None:
            self._known = rules_in_effect(self.now)
        return self._known

    @property
    def calendar(self) -> worktime.Calendar:
        if self._calendar is None:
            self._calendar = calendar()
        return self._calendar


def agree_callback(ticket: Ticket, *, due_at: datetime, actor: Actor, now: datetime) -> SlaTarget:
    """The target of a callback at an agreed time. It replaces the previous one."""
    for row in open_targets(ticket):
        if row.code == SlaCode.CALLBACK:
            row.cancelled_at, row.alert_at = now, None
            save_with_history(row, actor=actor, reason="cancelled")
    row = SlaTarget(
        ticket=ticket,
        code=SlaCode.CALLBACK,
        amount=0,
        unit=worktime.Unit.ELAPSED_MINUTES,
        starts_at=now,
        due_at=due_at,
        warn_at=None,
        alert_at=due_at,
    )
    save_with_history(row, actor=actor, reason="call back agreed")
    set_next_due(ticket)
    return row


def open_targets(ticket: Ticket) -> list[SlaTarget]:
    return list(ticket.sla_targets.filter(met_at=None, cancelled_at=None).select_related("rule"))


def mark_met(row: SlaTarget, now: datetime) -> None:
    """Mark a target as met now, in time or late. Does not save."""
    row.met_at = now
    row.lateness_seconds = int((now - row.due_at).total_seconds()) if row.due_at else None
    row.alert_at = None


def set_next_due(ticket: Ticket) -> None:
    """Set next_due_at to the earliest open target; None if none runs. Does not save."""
    ticket.next_due_at = earliest(open_targets(ticket))


def earliest(rows: Iterable[SlaTarget]) -> datetime | None:
    """The earliest due time of the targets that are not met."""
    return min((row.due_at for row in rows if row.due_at and row.met_at is None), default=None)
