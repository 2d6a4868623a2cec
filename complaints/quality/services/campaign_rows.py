"""The customers of a campaign: frozen when it is prepared, and added to while it runs (Q6)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from aftersales.kernel.lists import chunks
from aftersales.staff.models import Actor
from aftersales.store.sweeping import each_due
from aftersales.store.writing import (
    create_all_with_history,
    delete_with_history,
    lock,
    lock_all,
    update_all_with_history,
)
from customers.models import Customer

from ..enums import CampaignState, Reach, UnreachableReason
from ..models import Campaign, CampaignCustomer, CampaignSerial
from ..queries.affected import Held, affected, judge_serials
from ..queries.links import hash_of

GATHER_EVERY = timedelta(minutes=15)
SENT = (CampaignState.RUNNING, CampaignState.PAUSED)


def token_of(row: CampaignCustomer) -> str:
    """The secret of the link by which the customer answers. It is derived from the installation's key, so that reading
    the database is not enough to answer for somebody else."""
    digest = salted_hmac("quality.campaign", f"campaign:{row.link_key}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def gather(campaign: Campaign, *, actor: Actor, now: datetime) -> int:
    """Put everybody who has the pieces on the list of the campaign, which the caller has locked. Returns how many are
    new.

    While it is prepared, the list follows the records. Later rows stay as they are, except that units are added to
    them.
    """
    if campaign.by_serials:
        lines = list(campaign.serials.all())
        judge_serials(campaign, lines)
        CampaignSerial.objects.bulk_update(lines, ["state", "purchase"], batch_size=500)
    found = affected(campaign)
    rows = {row.customer_id: row for row in lock_all(campaign.customers.all())}
    if campaign.state == CampaignState.DRAFT:
        for gone in rows.keys() - found.keys():
            delete_with_history(rows.pop(gone), actor=actor, reason="no longer affected")
    _follow(campaign, rows, found, actor)
    return _add(campaign, {pk: held for pk, held in found.items() if pk not in rows}, actor, now)


def _follow(campaign: Campaign, rows: Mapping[int, CampaignCustomer], found: Mapping[int, Held], actor: Actor) -> None:
    """Update the units: as they are while the campaign is prepared, afterwards only upwards."""
    changed = []
    for pk, row in rows.items():
        held = found.get(pk)
        if held is None or (row.units, row.role) == (held.units, held.role):
            continue
        if campaign.state != CampaignState.DRAFT and held.units <= row.units:
            continue
        row.units, row.role, row.pieces = held.units, held.role, "\n".join(sorted(held.pieces))
        if row.reach == Reach.REMEDIED and row.remedied_units < row.units:
            row.set_reach(Reach.ANSWERED)
            row.remedied_at = None
        row.version += 1
        changed.append(row)
    names = ["units", "role", "pieces", "reach", "rank", "remedied_at", "version"]
    update_all_with_history(CampaignCustomer, changed, names, actor=actor, reason="units")


def _add(campaign: Campaign, found: Mapping[int, Held], actor: Actor, now: datetime) -> int:
    later = campaign.started_at is not None
    erased: set[int] = set()
    for part in chunks(sorted(found)):
        erased |= set(Customer.objects.filter(pk__in=part, erased_at__isnull=False).values_list("pk", flat=True))
    rows = []
    for pk, held in sorted(found.items()):
        row = CampaignCustomer(
            campaign=campaign,
            customer_id=pk,
            role=held.role,
            units=held.units,
            pieces="\n".join(sorted(held.pieces)),
            came_later=later,
            added_at=now,
            notice_due_at=now if campaign.state in SENT else None,
            link_key=secrets.token_hex(16),
        )
        row.token_hash = hash_of(token_of(row))
        if pk in erased:
            row.set_reach(Reach.UNREACHABLE)
            row.unreachable_reason, row.given_up_at, row.notice_due_at = UnreachableReason.ERASED, now, None
        rows.append(row)
    create_all_with_history(CampaignCustomer, rows, actor=actor, reason="came later" if later else "affected")
    return len(rows)


def gather_due(*, now: datetime, limit: int = 20) -> int:
    """Look again who has the pieces of running campaigns: later sales and transfers are added. It may run twice at
    once, because a conditional UPDATE claims each campaign."""
    due = Campaign.objects.filter(gather_at__lte=now)
    return each_due(due.order_by("gather_at"), lambda pk: _gather_again(pk, now), limit=limit)


@transaction.atomic
def _gather_again(pk: int, now: datetime) -> int:
    if not Campaign.objects.filter(pk=pk, gather_at__lte=now).update(gather_at=now + GATHER_EVERY):
        return 0
    campaign = lock(Campaign, pk=pk)
    if campaign.state not in SENT:
        Campaign.objects.filter(pk=pk).update(gather_at=None)
        return 1
    gather(campaign, actor=None, now=now)
    return 1
