"""Sets, pauses, meets and cancels the SLA targets of a ticket (T2, T3)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from aftersales.kernel import worktime
from aftersales.office.queries import calendar
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, save_with_history

from ..enums import SlaCode
from ..models import SlaPolicy, SlaTarget, Ticket
from ..queries.settings import sla_target_value
from ..rules import sla_targets as rules

Rows = dict[rules.SlaPolicy, SlaPolicy]


def rules_in_effect(now: datetime) -> Rows:
    """The SLA policies in effect on the company's date. Keys: the values that rules take."""
    today = company_date(now)
    rows = SlaPolicy.objects.filter(Q(effective_until=None) | Q(effective_until__gte=today), effective_from__lte=today)
    return {sla_target_value(row): row for row in rows}


def _pauses(ticket: Ticket) -> list[worktime.Pause]:
    return [worktime.Pause(p.started_at, p.ended_at) for p in ticket.pauses.all()]


def create_targets(
    ticket: Ticket,
    *,
    actor: Actor,
    now: datetime,
    only: frozenset[str] | None = None,
    since: datetime | None = None,
) -> None:
    """Set the targets of the policies in effect.

    only: the codes to set, None for all. since: when the clock starts, None for the time of the report.
    """
    made = [row for row in targets_for(ticket, now=now, since=since) if only is None or row.code in only]
    create_all_with_history(SlaTarget, made, actor=actor, reason="target set")


def targets_for(ticket: Ticket, *, now: datetime, since: datetime | None = None) -> list[SlaTarget]:
    """The unsaved targets of a ticket under the policies in effect. The ticket need not be saved either."""
    known = rules_in_effect(now)
    reported = since or ticket.reported_at
    made = rules.targets_of(
        known,
        kind=ticket.kind,
        channel=ticket.channel,
        quality_class=ticket.quality_class,
        reported_at=reported,
        rung_at=None if since else ticket.received_at,
        calendar=calendar(),
        pauses=_pauses(ticket) if since is None and ticket.pk else (),
    )
    return [target_row(ticket, target, known) for target in made]


def target_row(ticket: Ticket, target: rules.Target, known: Rows) -> SlaTarget:
    """The unsaved row of a target."""
    return SlaTarget(
        ticket=ticket,
        rule=known[target.rule],
        code=target.code,
        amount=target.rule.amount,
        unit=target.rule.unit,
        starts_at=target.starts_at,
        due_at=target.due_at,
        warn_at=target.warn_at,
        gm_at=target.gm_at,
        alert_at=rules.next_alert(0, due_at=target.due_at, warn_at=target.warn_at, gm_at=target.gm_at),
    )


def add_callback_target(ticket: Ticket, *, due_at: datetime, actor: Actor, now: datetime) -> SlaTarget:
    """Add the target of a callback at an agreed time. Replaces the previous callback target."""
    cancel(ticket, SlaCode.CALLBACK, actor=actor, now=now)
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
    return save_with_history(row, actor=actor, reason="call back agreed")


def open_targets(ticket: Ticket) -> list[SlaTarget]:
    return list(ticket.sla_targets.filter(met_at=None, cancelled_at=None))


def meet(ticket: Ticket, *codes: str, actor: Actor, now: datetime) -> list[SlaTarget]:
    """Mark the open targets with these codes as met now, in time or late. Returns them."""
    met = [row for row in open_targets(ticket) if row.code in codes]
    for row in met:
        mark_met(row, now)
        save_with_history(row, actor=actor, reason="met")
    return met


def mark_met(row: SlaTarget, now: datetime) -> None:
    """Mark a target as met now, in time or late. Does not save."""
    row.met_at = now
    row.lateness_seconds = int((now - row.due_at).total_seconds()) if row.due_at else None
    row.alert_at = None


def cancel(ticket: Ticket, *codes: str, actor: Actor, now: datetime) -> None:
    """Cancel the open targets with these codes."""
    for row in open_targets(ticket):
        if row.code in codes:
            row.cancelled_at = now
            row.alert_at = None
            save_with_history(row, actor=actor, reason="cancelled")


def cancel_all(ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    cancel(ticket, *SlaCode.values, actor=actor, now=now)


def recompute(ticket: Ticket, *, actor: Actor) -> None:
    """Move the due times of the open targets by the length of the pauses. An agreed callback does not move."""
    working, pauses = calendar(), _pauses(ticket)
    for row in open_targets(ticket):
        if row.code == SlaCode.CALLBACK or row.rule is None:
            continue
        value = sla_target_value(row.rule)
        stops = [p for p in pauses if p.end is None or p.end > row.starts_at]
        row.due_at = worktime.due_with_pauses(row.starts_at, row.amount, row.unit, working, stops)
        row.warn_at = row.gm_at = None
        if row.due_at:
            known: rules.Moments = {"start": row.starts_at, "due": row.due_at, "calendar": working, "pauses": stops}
            row.warn_at, row.gm_at = rules.warn_at(value, **known), rules.gm_at(value, **known)
        row.alert_at = rules.next_alert(row.alert_level, due_at=row.due_at, warn_at=row.warn_at, gm_at=row.gm_at)
        save_with_history(row, actor=actor, reason="pause")


def set_next_due(ticket: Ticket) -> None:
    """Set next_due_at to the earliest open target, or None while the clock is paused. Does not save."""
    ticket.next_due_at = earliest(open_targets(ticket))


def earliest(rows: Iterable[SlaTarget]) -> datetime | None:
    """The earliest due time of the targets that are not met."""
    return min((row.due_at for row in rows if row.due_at and row.met_at is None), default=None)
