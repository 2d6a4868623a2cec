"""Campaigns: prepared, signed off by the general manager, started, paused, cancelled and closed (Q6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history
from aftersales.web.figures import listed
from customers.rules.serials import serial_key

from .. import permissions
from ..enums import CampaignState, PhaseKind, Reach, SerialState
from ..models import Campaign, CampaignPhase, CampaignSerial
from ..queries.campaigns import checked, reached
from ..rules import campaigns as rules
from ..rules.workflow import CAMPAIGN
from .campaign_rows import GATHER_EVERY, gather
from .news import tell_campaign_signed, tell_campaign_to_sign

Lines = Sequence[tuple[int, str, bool]]


@transaction.atomic
def draft_campaign(
    *,
    facts: Mapping[str, Any],
    phases: Mapping[str, date],
    actor: Actor,
    now: datetime,
    serials: Lines = (),
    investigation_id: int | None = None,
) -> Campaign:
    """Prepare a campaign: what it is about, why, and by when; its customers are looked for at once."""
    ensure(permissions.can_run(actor))
    campaign = Campaign(**facts, investigation_id=investigation_id, drafted_by=actor, created_at=now)
    _check(campaign, facts, phases, serials)
    campaign.number = next_number("RC", now=now)
    campaign.by_serials = bool(serials)
    save_with_history(campaign, actor=actor, reason="drafted")
    rows = [CampaignPhase(campaign=campaign, kind=kind, due_on=phases[kind]) for kind in rules.PHASES]
    rows[0].began_at = now
    create_all_with_history(CampaignPhase, rows, actor=actor, reason="drafted")
    _keep_serials(campaign, serials)
    gather(campaign, actor=actor, now=now)
    _require_customers(campaign)
    tell_campaign_to_sign(campaign, actor=actor, now=now)
    return campaign


@transaction.atomic
def change_campaign(
    *,
    campaign_id: int,
    facts: Mapping[str, Any],
    phases: Mapping[str, date],
    actor: Actor,
    now: datetime,
    serials: Lines | None = None,
    version: int | None = None,
) -> Campaign:
    """Change a campaign that is not signed off yet. serials: None leaves the list as it is."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    same_version(campaign, version)
    if campaign.state != CampaignState.DRAFT:
        raise RuleViolation(_("A campaign that is signed off can’t be changed. Take it back first."), code="signed")
    require_in_use(facts, campaign)
    for name, value in facts.items():
        setattr(campaign, name, value)
    kept = campaign.by_serials and serials is None
    _check(campaign, {}, phases, [(1, "kept", False)] if kept else serials or ())
    if serials is not None:
        campaign.serials.all().delete()
        _keep_serials(campaign, serials)
        campaign.by_serials = bool(serials)
    _save(campaign, actor=actor, reason="changed")
    for phase in campaign.phases.all():
        if phase.due_on != phases[phase.kind]:
            phase.due_on = phases[phase.kind]
            save_with_history(phase, actor=actor, reason="changed")
    gather(campaign, actor=actor, now=now)
    _require_customers(campaign)
    return campaign


def _check(campaign: Campaign, facts: Mapping[str, Any], phases: Mapping[str, date], serials: Lines) -> None:
    require_in_use(facts)
    if not serials and not any((campaign.batch, campaign.sold_from, campaign.sold_until)):
        raise InvalidInput(
            _("Enter the batch, a period of sale, or serial numbers."), code="scope_missing", field="batch"
        )
    if campaign.sold_from and campaign.sold_until and campaign.sold_from > campaign.sold_until:
        raise InvalidInput(_("The period ends before it starts."), code="period", field="sold_until")
    if missing := [str(PhaseKind(kind).label) for kind in rules.PHASES if not phases.get(kind)]:
        raise InvalidInput(
            _("Dates missing: %(phases)s."), code="phases", params={"phases": listed(missing)}, field="notify_until"
        )
    if not rules.phases_in_order([phases[kind] for kind in rules.PHASES]):
        raise InvalidInput(_("The phases must end one after the other."), code="phase_order", field="close_until")


def _require_customers(campaign: Campaign) -> None:
    if not campaign.customers.exists() and not campaign.by_serials:
        raise InvalidInput(
            _("Nobody has such a product according to the records. Check product, batch and period."),
            code="nobody_affected",
            field="batch",
        )


def _keep_serials(campaign: Campaign, lines: Lines) -> None:
    """Keep every line as it was given: also those that can't be read, and those that are there twice."""
    seen: set[str] = set()
    rows = []
    for line, given, is_faulty in lines:
        key = serial_key(given)[:60]
        state = SerialState.UNKNOWN
        if is_faulty or not any(map(str.isalnum, key)):
            state = SerialState.UNREADABLE
        elif key in seen:
            state = SerialState.DUPLICATE
        seen.add(key)
        rows.append(CampaignSerial(campaign=campaign, line=line, given=given[:100], serial=key, state=state))
    CampaignSerial.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def sign_campaign(*, campaign_id: int, actor: User, now: datetime, version: int | None = None) -> Campaign:
    """Sign a campaign off, as general manager or stand-in. Who drafted it may not. From now on it can be started."""
    campaign = lock(Campaign, pk=campaign_id)
    chief = permissions.signs_for(actor, campaign, company_date(now))
    ensure(chief, _("Only the general manager can sign this off, and not who drafted it."))
    same_version(campaign, version)
    campaign.state = CAMPAIGN.next(campaign.state, "sign")
    if not campaign.customers.exists():
        raise RuleViolation(_("There is no customer on the list."), code="nobody_affected")
    campaign.signed_by, campaign.signed_at = actor, now
    campaign.signed_for = chief if chief.pk != actor.pk else None
    _save(campaign, actor=actor, reason="signed")
    tell_campaign_signed(campaign, actor=actor, now=now)
    return campaign


@transaction.atomic
def rework_campaign(
    *, campaign_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Campaign:
    """Take back a campaign that is signed off and not started, to change it. It must be signed off again."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    same_version(campaign, version)
    campaign.state = CAMPAIGN.next(campaign.state, "rework")
    campaign.signed_by = campaign.signed_for = campaign.signed_at = None
    return _save(campaign, actor=actor, reason=f"rework: {reason}"[:100])


@transaction.atomic
def start_campaign(*, campaign_id: int, actor: Actor, now: datetime, version: int | None = None) -> Campaign:
    """Start the campaign: the notices to all its customers are due now and go out one after the other."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    same_version(campaign, version)
    campaign.state = CAMPAIGN.next(campaign.state, "start")
    gather(campaign, actor=actor, now=now)
    campaign.started_at, campaign.gather_at = now, now + GATHER_EVERY
    campaign.customers.filter(reach=Reach.UNTOLD).update(notice_due_at=now)
    _end_phase(campaign, PhaseKind.PREPARE, actor, now)
    begin_phase(campaign=campaign, kind=PhaseKind.NOTIFY, actor=actor, now=now)
    return _save(campaign, actor=actor, reason="started")


@transaction.atomic
def pause_campaign(
    *, campaign_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Campaign:
    """Pause the campaign: no further notice goes out. What is in the outbox already is sent."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    same_version(campaign, version)
    campaign.state = CAMPAIGN.next(campaign.state, "pause")
    return _save(campaign, actor=actor, reason=f"paused: {reason}"[:100])


@transaction.atomic
def resume_campaign(*, campaign_id: int, actor: Actor, now: datetime, version: int | None = None) -> Campaign:
    """Continue a paused campaign: the notices that are due go out."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    same_version(campaign, version)
    campaign.state = CAMPAIGN.next(campaign.state, "resume")
    campaign.gather_at = now
    return _save(campaign, actor=actor, reason="resumed")


@transaction.atomic
def cancel_campaign(
    *, campaign_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Campaign:
    """Cancel the campaign. Nobody else is told; what was done stays on record."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    same_version(campaign, version)
    campaign.state = CAMPAIGN.next(campaign.state, "cancel")
    campaign.closed_at, campaign.closing_note, campaign.gather_at = now, reason.strip(), None
    campaign.customers.filter(notice_due_at__isnull=False).update(notice_due_at=None)
    return _save(campaign, actor=actor, reason="cancelled")


@transaction.atomic
def close_campaign(
    *, campaign_id: int, closing_note: str, actor: Actor, now: datetime, version: int | None = None
) -> Campaign:
    """Close the campaign: every customer is remedied or unreachable with a reason, and all check calls are recorded."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    same_version(campaign, version)
    following = CAMPAIGN.next(campaign.state, "close")
    found = checked(campaign)
    for code, count in rules.closing_obstacles(reached(campaign).counts, drawn=found.drawn, called=found.called):
        raise RuleViolation(rules.OBSTACLES[code], code=code, params={"count": count})
    campaign.state, campaign.closed_at, campaign.gather_at = following, now, None
    campaign.closing_note = closing_note.strip()
    for kind in rules.PHASES[1:]:
        begin_phase(campaign=campaign, kind=kind, actor=actor, now=now)
        _end_phase(campaign, kind, actor, now)
    return _save(campaign, actor=actor, reason="closed")


def begin_phase(*, campaign: Campaign, kind: str, actor: Actor, now: datetime) -> None:
    for phase in campaign.phases.filter(kind=kind, began_at=None):
        phase.began_at = now
        save_with_history(phase, actor=actor, reason="phase began")


def _end_phase(campaign: Campaign, kind: str, actor: Actor, now: datetime) -> None:
    for phase in campaign.phases.filter(kind=kind, ended_at=None):
        phase.ended_at = now
        save_with_history(phase, actor=actor, reason="phase ended")


def _save(campaign: Campaign, *, actor: Actor, reason: str) -> Campaign:
    campaign.version += 1
    return save_with_history(campaign, actor=actor, reason=reason)
