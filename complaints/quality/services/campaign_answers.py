"""What is heard from the customers of a campaign: attempts, answers, remedies, and who can't be reached (Q6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, RuleViolation, ensure
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, same_version, save_with_history
from complaints.models import Ticket

from .. import permissions
from ..enums import CampaignRemedy, CampaignState, HolderRole, PhaseKind, Reach
from ..models import CampaignAttempt, CampaignCustomer
from ..queries.links import hash_of
from ..rules import campaigns as rules
from .campaign_notices import follow_attempts
from .campaigns import begin_phase

WORKED_ON = (CampaignState.RUNNING, CampaignState.PAUSED)


def lock_row(row_id: int, *, actor: Actor, version: int | None = None) -> CampaignCustomer:
    row = lock(CampaignCustomer.objects.select_related("campaign", "customer"), pk=row_id)
    ensure(permissions.can_record_in(actor, row))
    same_version(row, version)
    if row.campaign.state not in WORKED_ON:
        raise RuleViolation(_("The campaign isn’t running."), code="not_running")
    return row


@transaction.atomic
def record_attempt(
    *,
    row_id: int,
    channel: str,
    result: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    version: int | None = None,
) -> CampaignCustomer:
    """Record an attempt to tell the customer: by which channel, and with what result."""
    row = lock_row(row_id, actor=actor, version=version)
    attempt = CampaignAttempt(row=row, at=now, by=actor, channel=channel, result=result, note=note.strip()[:200])
    save_with_history(attempt, actor=actor, reason="attempt")
    row.last_by = actor
    _save(row, actor=actor, reason="attempt")
    follow_attempts([row], actor=actor, now=now)
    return row


@transaction.atomic
def record_answer(
    *,
    row_id: int,
    stopped: bool,
    actor: Actor,
    now: datetime,
    units_confirmed: int | None = None,
    moved_on_to: str = "",
    answer_note: str = "",
    version: int | None = None,
) -> CampaignCustomer:
    """Record what the customer answered: whether they stopped using it, how many they have, and to whom others went."""
    row = lock_row(row_id, actor=actor, version=version)
    row.last_by = actor
    _answer(row, stopped, units_confirmed, moved_on_to, answer_note, now)
    return _save(row, actor=actor, reason="answered")


@transaction.atomic
def answer_by_link(
    *,
    token: str,
    stopped: bool,
    now: datetime,
    units_confirmed: int | None = None,
    moved_on_to: str = "",
    answer_note: str = "",
) -> CampaignCustomer:
    """Take the answer of a customer who used the link of the notice. It works once, and not after another answer; the
    same answer sent again changes nothing."""
    row = lock(CampaignCustomer.objects.select_related("campaign", "customer"), token_hash=hash_of(token))
    if row.customer.erased_at:
        raise NotVisible()
    if row.answered_at is not None:
        answer = (stopped, units_confirmed, moved_on_to.strip(), answer_note.strip())
        if row.answered_by_link and answer == (row.stopped, row.units_confirmed, row.moved_on_to, row.answer_note):
            return row
        raise Conflict(_("We already have your answer. Call us if it has changed."), code="answered_already")
    if row.campaign.state not in WORKED_ON:
        raise NotVisible()
    row.answered_by_link = True
    _answer(row, stopped, units_confirmed, moved_on_to, answer_note, now)
    return _save(row, actor=None, reason="answered by link")


def _answer(
    row: CampaignCustomer, stopped: bool, units_confirmed: int | None, moved_on_to: str, note: str, now: datetime
) -> None:
    if units_confirmed is not None and units_confirmed > row.units:
        raise InvalidInput(
            _("Units according to our records: %(units)s. Enter the others in the note."),
            code="too_many_units",
            field="units_confirmed",
            params={"units": row.units},
        )
    if units_confirmed is not None and units_confirmed < row.remedied_units:
        raise InvalidInput(
            _("%(units)s are remedied already."),
            code="remedied_already",
            field="units_confirmed",
            params={"units": row.remedied_units},
        )
    row.stopped, row.units_confirmed = stopped, units_confirmed
    row.moved_on_to, row.answer_note = moved_on_to.strip(), note.strip()
    _hear(row, now)
    if row.campaign.remedy == CampaignRemedy.INSTRUCTIONS and stopped:
        row.remedied_units = row.units if units_confirmed is None else units_confirmed
        row.remedied_at = row.remedied_at or now
        row.set_reach(Reach.REMEDIED)
    else:
        _step(row, now)


def _hear(row: CampaignCustomer, now: datetime) -> None:
    """Whoever answers was told, and is not unreachable any more."""
    row.told_at, row.answered_at = row.told_at or now, row.answered_at or now
    row.unreachable_reason, row.unreachable_note, row.given_up_at = "", "", None
    row.notice_due_at = None


def _step(row: CampaignCustomer, now: datetime) -> None:
    """Whether all units are remedied that the customer still has."""
    needed = row.units if row.units_confirmed is None else row.units_confirmed
    done = row.remedied_at is not None and row.remedied_units >= needed
    if not done:
        row.remedied_at = None
    row.set_reach(Reach.REMEDIED if done else Reach.ANSWERED)


@transaction.atomic
def record_remedy(
    *,
    row_id: int,
    units: int,
    actor: Actor,
    now: datetime,
    remedy_note: str = "",
    ticket: Ticket | None = None,
    version: int | None = None,
) -> CampaignCustomer:
    """Record how many units of the customer are remedied by now in all, and by which ticket. Zero is for customers who
    have none left."""
    row = lock_row(row_id, actor=actor, version=version)
    has_none = row.units_confirmed == 0 or row.role == HolderRole.SELLER
    if units > row.units or (units == 0 and not has_none):
        raise InvalidInput(
            _("Enter 1 to %(units)s units, all that are remedied by now."),
            code="units",
            field="units",
            params={"units": row.units},
        )
    if units == 0 and not remedy_note.strip():
        raise InvalidInput(_("Enter where the units are now."), code="empty", field="remedy_note")
    if ticket is not None and ticket.customer_id != row.customer_id:
        raise InvalidInput(_("This ticket is of another customer."), code="other_customer", field="ticket")
    row.remedied_units, row.remedied_by, row.remedied_at = units, actor, now
    row.remedy_note, row.ticket, row.last_by = remedy_note.strip()[:200], ticket or row.ticket, actor
    _hear(row, now)
    if has_none and units == 0:
        row.set_reach(Reach.REMEDIED)
    else:
        _step(row, now)
    begin_phase(campaign=row.campaign, kind=PhaseKind.REMEDY, actor=actor, now=now)
    return _save(row, actor=actor, reason="remedied")


@transaction.atomic
def give_up(
    *,
    row_id: int,
    unreachable_reason: str,
    actor: Actor,
    now: datetime,
    unreachable_note: str = "",
    version: int | None = None,
) -> CampaignCustomer:
    """Record that a customer can't be reached, with the reason. Only after enough attempts by enough channels."""
    row = lock_row(row_id, actor=actor, version=version)
    if row.reach in rules.ANSWERED:
        raise RuleViolation(_("This customer has answered."), code="answered")
    tried = list(row.attempts.values_list("channel", "result"))
    campaign = row.campaign
    needed = {"attempts_needed": campaign.attempts_needed, "channels_needed": campaign.channels_needed}
    if rules.unreachable_obstacles(tried, **needed):
        raise RuleViolation(
            _("First %(attempts)s attempts by %(channels)s channels. So far: %(tried)s attempts by %(used)s channels."),
            code="too_few_attempts",
            field="unreachable_reason",
            params={
                "attempts": campaign.attempts_needed,
                "channels": campaign.channels_needed,
                "tried": len([1 for _channel, result in tried if result != "queued"]),
                "used": len({channel for channel, result in tried if result != "queued"}),
            },
        )
    row.unreachable_reason, row.unreachable_note = unreachable_reason, unreachable_note.strip()[:200]
    row.given_up_at, row.told_at, row.last_by, row.notice_due_at = now, None, actor, None
    row.set_reach(Reach.UNREACHABLE)
    return _save(row, actor=actor, reason="unreachable")


def _save(row: CampaignCustomer, *, actor: Actor, reason: str) -> CampaignCustomer:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)
