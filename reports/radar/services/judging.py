"""What people make of a signal: look at it, investigate it, or dismiss it (B9)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import User
from aftersales.store.writing import lock, same_version, save_with_history
from complaints.models import Ticket
from complaints.quality.enums import InvestigationState
from complaints.quality.services import open_investigation

from .. import permissions
from ..models import RadarSignal
from ..queries.signals import tickets_behind
from ..rules.workflow import SIGNAL


@transaction.atomic
def acknowledge(*, signal_id: int, actor: User, now: datetime, version: int | None = None) -> RadarSignal:
    """Say that one looks at it."""
    return _move(_locked(signal_id, actor, version), "acknowledge", actor, now)


@transaction.atomic
def dismiss(*, signal_id: int, reason: str, actor: User, now: datetime, version: int | None = None) -> RadarSignal:
    """Say why a signal needs no investigation. Once the series is back in its usual range, it may signal again."""
    signal = _locked(signal_id, actor, version)
    if not reason.strip():
        raise InvalidInput(_("Enter why no investigation is needed."), code="empty", field="reason")
    signal.reason = reason.strip()
    return _move(signal, "dismiss", actor, now)


@transaction.atomic
def investigate(
    *,
    signal_id: int,
    ticket: Ticket,
    title: str,
    lead: User,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> RadarSignal:
    """Open an investigation of one of the tickets behind a signal. If one is running about that ticket, the signal
    joins it."""
    signal = _locked(signal_id, actor, version)
    if not tickets_behind(signal, actor).filter(pk=ticket.pk).exists():
        raise InvalidInput(_("This ticket is not behind the signal."), code="other_ticket", field="ticket")
    SIGNAL.next(signal.state, "investigate")
    running = ticket.investigations.exclude(state=InvestigationState.CLOSED).first()
    signal.investigation = running or open_investigation(
        ticket_id=ticket.pk, title=title, lead=lead, team=(), actor=actor, now=now
    )
    return _move(signal, "investigate", actor, now)


def _locked(pk: int, actor: User, version: int | None) -> RadarSignal:
    signal = lock(RadarSignal, pk=pk)
    ensure(permissions.can_judge(actor))
    same_version(signal, version)
    return signal


def _move(signal: RadarSignal, action: str, actor: User, now: datetime) -> RadarSignal:
    signal.state = SIGNAL.next(signal.state, action)
    signal.judged_by, signal.judged_at = actor, now
    signal.version += 1
    return save_with_history(signal, actor=actor, reason=f"signal {action}")
