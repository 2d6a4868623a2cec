"""The clock of a ticket: what was promised, when it stands still, when it is met (T2, T3)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from aftersales.kernel import worktime
from aftersales.office.queries import calendar
from aftersales.staff.models import User
from aftersales.store.writing import create_all_with_history, save_with_history

from ..enums import PromiseCode
from ..models import PromiseRule, Ticket, TicketPromise
from ..queries.setup import promise_value
from ..rules import promises as rules

Rows = dict[rules.PromiseRule, PromiseRule]


def rules_in_effect(now: datetime) -> Rows:
    """The promise rules in effect on the company's date."""
    today = timezone.localdate(now)
    rows = PromiseRule.objects.filter(
        Q(effective_until=None) | Q(effective_until__gte=today), effective_from__lte=today
    )
    return {promise_value(row): row for row in rows}


def _pauses(ticket: Ticket) -> list[worktime.Pause]:
    return [worktime.Pause(p.started_at, p.ended_at) for p in ticket.pauses.all()]


def make_promises(
    ticket: Ticket,
    *,
    actor: User | None,
    now: datetime,
    only: frozenset[str] | None = None,
    since: datetime | None = None,
) -> None:
    """Promise what the rules in effect say. only: these codes; since: from this moment instead of the report."""
    made = [row for row in promised(ticket, now=now, since=since) if only is None or row.code in only]
    create_all_with_history(TicketPromise, made, actor=actor, reason="promised")


def promised(ticket: Ticket, *, now: datetime, since: datetime | None = None) -> list[TicketPromise]:
    """What is to be promised for a ticket, that may not be saved itself yet. Not saved here."""
    known = rules_in_effect(now)
    reported = since or ticket.reported_at
    made = rules.promises(
        known,
        kind=ticket.kind,
        channel=ticket.channel,
        quality_class=ticket.quality_class,
        reported_at=reported,
        rung_at=None if since else ticket.received_at,
        calendar=calendar(),
        pauses=_pauses(ticket) if since is None and ticket.pk else (),
    )
    return [promise_row(ticket, promise, known) for promise in made]


def promise_row(ticket: Ticket, promise: rules.Promise, known: Rows) -> TicketPromise:
    """A promise as it is kept. Not saved here."""
    return TicketPromise(
        ticket=ticket,
        rule=known[promise.rule],
        code=promise.code,
        amount=promise.rule.amount,
        unit=promise.rule.unit,
        starts_at=promise.starts_at,
        due_at=promise.due_at,
        warn_at=promise.warn_at,
        gm_at=promise.gm_at,
        alert_at=rules.next_alert(0, due_at=promise.due_at, warn_at=promise.warn_at, gm_at=promise.gm_at),
    )


def promise_call_back(ticket: Ticket, *, due_at: datetime, actor: User | None, now: datetime) -> TicketPromise:
    """A call back at an agreed time; replaces the one agreed before."""
    cancel(ticket, PromiseCode.CALL_BACK, actor=actor, now=now)
    row = TicketPromise(
        ticket=ticket,
        code=PromiseCode.CALL_BACK,
        amount=0,
        unit=worktime.Unit.ELAPSED_MINUTES,
        starts_at=now,
        due_at=due_at,
        warn_at=None,
        alert_at=due_at,
    )
    return save_with_history(row, actor=actor, reason="call back agreed")


def open_promises(ticket: Ticket) -> list[TicketPromise]:
    return list(ticket.promises.filter(met_at=None, cancelled_at=None))


def meet(ticket: Ticket, *codes: str, actor: User | None, now: datetime) -> list[TicketPromise]:
    """These promises are kept now, in time or late."""
    met = [row for row in open_promises(ticket) if row.code in codes]
    for row in met:
        keep(row, now)
        save_with_history(row, actor=actor, reason="met")
    return met


def keep(row: TicketPromise, now: datetime) -> None:
    """Kept now, in time or late. Not saved here."""
    row.met_at = now
    row.lateness_seconds = int((now - row.due_at).total_seconds()) if row.due_at else None
    row.alert_at = None


def cancel(ticket: Ticket, *codes: str, actor: User | None, now: datetime) -> None:
    """These promises no longer apply."""
    for row in open_promises(ticket):
        if row.code in codes:
            row.cancelled_at = now
            row.alert_at = None
            save_with_history(row, actor=actor, reason="cancelled")


def cancel_all(ticket: Ticket, *, actor: User | None, now: datetime) -> None:
    cancel(ticket, *PromiseCode.values, actor=actor, now=now)


def recompute(ticket: Ticket, *, actor: User | None) -> None:
    """Move the open promises by what the pauses add; an agreed call back does not move."""
    working, pauses = calendar(), _pauses(ticket)
    for row in open_promises(ticket):
        if row.code == PromiseCode.CALL_BACK or row.rule is None:
            continue
        value = promise_value(row.rule)
        stops = [p for p in pauses if p.end is None or p.end > row.starts_at]
        row.due_at = worktime.due_with_pauses(row.starts_at, row.amount, row.unit, working, stops)
        row.warn_at = row.gm_at = None
        if row.due_at:
            known: rules.Moments = {"start": row.starts_at, "due": row.due_at, "calendar": working, "pauses": stops}
            row.warn_at, row.gm_at = rules.warn_at(value, **known), rules.gm_at(value, **known)
        row.alert_at = rules.next_alert(row.alert_level, due_at=row.due_at, warn_at=row.warn_at, gm_at=row.gm_at)
        save_with_history(row, actor=actor, reason="pause")


def set_next_due(ticket: Ticket) -> None:
    """The earliest open promise, for lists; none while paused. Not saved here."""
    ticket.next_due_at = earliest(open_promises(ticket))


def earliest(rows: Iterable[TicketPromise]) -> datetime | None:
    """When the first of them that is not kept yet falls due."""
    return min((row.due_at for row in rows if row.due_at and row.met_at is None), default=None)
