"""The check calls of a campaign: drawn at random from all who were told, and recorded one by one (Q6)."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history

from .. import permissions
from ..enums import PhaseKind
from ..models import Campaign, CampaignCheck, CampaignDraw
from ..rules import campaigns as rules
from .campaign_answers import WORKED_ON
from .campaigns import begin_phase


@transaction.atomic
def draw_checks(*, campaign_id: int, actor: Actor, now: datetime, version: int | None = None) -> Campaign:
    """Draw the customers of the check calls, once. Seed and population are kept, so that anybody can draw again and get
    the same."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    same_version(campaign, version)
    if campaign.state not in WORKED_ON:
        raise RuleViolation(_("The campaign isn’t running."), code="not_running")
    if CampaignDraw.objects.filter(campaign=campaign).exists():
        raise RuleViolation(_("The check calls are drawn already. They are drawn only once."), code="drawn_already")
    told = campaign.customers.filter(reach__in=rules.TOLD)
    population = sorted(told.values_list("pk", flat=True))
    if not population:
        raise RuleViolation(_("Nobody has been told yet."), code="nobody_told")
    draw = CampaignDraw(
        campaign=campaign,
        seed=secrets.randbelow(2**31),
        share=campaign.check_share,
        least=campaign.check_least,
        population=population,
        at=now,
        by=actor,
    )
    save_with_history(draw, actor=actor, reason="drawn")
    keys = rules.draw(population, seed=draw.seed, share=draw.share, least=draw.least)
    checks = [CampaignCheck(draw=draw, row_id=pk, position=place) for place, pk in enumerate(keys, 1)]
    create_all_with_history(CampaignCheck, checks, actor=actor, reason="drawn")
    begin_phase(campaign=campaign, kind=PhaseKind.CHECK, actor=actor, now=now)
    campaign.version += 1
    return save_with_history(campaign, actor=actor, reason="checks drawn")


@transaction.atomic
def record_check(
    *,
    check_id: int,
    reached: bool,
    actor: Actor,
    now: datetime,
    knew: bool | None = None,
    stopped: bool | None = None,
    remedied: bool | None = None,
    note: str = "",
    version: int | None = None,
) -> CampaignCheck:
    """Record a check call. Who did the remedy at this customer may not make it."""
    check = lock(CampaignCheck.objects.select_related("row__customer", "draw__campaign"), pk=check_id)
    ensure(permissions.can_check(actor, check.row), _("Somebody who didn’t do the remedy makes the check call."))
    same_version(check, version)
    if check.draw.campaign.state not in WORKED_ON:
        raise RuleViolation(_("The campaign isn’t running."), code="not_running")
    said = {"knew": knew, "stopped": stopped, "remedied": remedied}
    for name, value in said.items():
        if reached and value is None:
            raise InvalidInput(_("Answer this question."), code="required", field=name)
    check.reached, check.note = reached, note.strip()[:200]
    check.knew, check.stopped, check.remedied = said.values() if reached else (None, None, None)
    check.is_proof = rules.is_proof(reached=reached, **said)
    check.called_at, check.called_by = now, actor
    check.version += 1
    return save_with_history(check, actor=actor, reason="called")
