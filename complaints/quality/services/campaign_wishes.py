"""Whom a notice leaves out, because they do not want it (PIPL), and who waits, because they were contacted enough.
Recalls and safety notices leave out nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aftersales.notifications.enums import NotificationState
from aftersales.notifications.models import Notification
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import lock_all, update_all_with_history
from customers.enums import ContactPurpose, OptOutChannel, TouchState
from customers.models import OptOut
from customers.queries.opting import opt_outs, opted_out
from customers.services.touching import Claim, claim

from ..enums import AttemptResult, CampaignState, NoticeChannel, Reach, UnreachableReason
from ..models import Campaign, CampaignAttempt, CampaignCustomer
from ..rules.campaigns import reaches_everybody

OPEN = (CampaignState.RUNNING, CampaignState.PAUSED)
GIVEN_UP = ("reach", "rank", "unreachable_reason", "given_up_at", "told_at", "notice_due_at", "version")


def leave_out(rows: Iterable[CampaignCustomer], *, actor: Actor, now: datetime) -> set[int]:
    """Those of the locked rows who are not to be mailed. Who wants no notice by any channel is given up with that
    reason; the others may still be told by a channel that they have not declined."""
    mine = {_key(row): row for row in rows if not reaches_everybody(row.campaign.kind, row.campaign.risk)}
    if not mine:
        return set()
    against = opted_out(mine, ContactPurpose.CAMPAIGN, OptOutChannel.EMAIL)
    never = opted_out([(customer, None) for customer, _contact in against], ContactPurpose.CAMPAIGN, "")
    _give_up([mine[key] for key in against if (key[0], None) in never], actor, now)
    return {mine[key].pk for key in against}


def over_limit(rows: Collection[CampaignCustomer], *, now: datetime, otherwise: str = TouchState.WAITING) -> set[int]:
    """Those of the locked rows who were contacted enough this month. Mail and letter about the same campaign are one
    contact; recalls and safety notices are always let through."""
    sources = {f"campaign {row.campaign_id} {row.customer_id}": row for row in rows}
    claims = [
        Claim(
            row.customer_id,
            ContactPurpose.CAMPAIGN,
            source,
            company_date(now),
            excused=TouchState.SAFETY if reaches_everybody(row.campaign.kind, row.campaign.risk) else "",
        )
        for source, row in sources.items()
    ]
    granted = claim(claims=claims, otherwise=otherwise, now=now)
    return {row.pk for source, row in sources.items() if source not in granted}


def _key(row: CampaignCustomer) -> tuple[int, int | None]:
    contact = row.customer.main_contact
    return row.customer_id, contact.pk if contact else None


def _give_up(rows: Collection[CampaignCustomer], actor: Actor, now: datetime) -> None:
    for row in rows:
        row.set_reach(Reach.UNREACHABLE)
        row.unreachable_reason, row.given_up_at = UnreachableReason.OPTED_OUT, now
        row.told_at = row.notice_due_at = None
        row.version += 1
    update_all_with_history(CampaignCustomer, list(rows), list(GIVEN_UP), actor=actor, reason="opted out")


def without_wishes(rows: QuerySet[CampaignCustomer], campaign: Campaign) -> QuerySet[CampaignCustomer]:
    """Those who may be written a letter."""
    if reaches_everybody(campaign.kind, campaign.risk):
        return rows
    against = opt_outs(ContactPurpose.CAMPAIGN, OptOutChannel.LETTER).filter(contact=None)
    return rows.exclude(customer__in=against.values("customer"))


@transaction.atomic
def respect(*, opt_out: OptOut, actor: Actor, now: datetime) -> int:
    """Apply a wish at once to the campaigns that are under way: mails that wait are taken out of the outbox. Returns
    how many customers of campaigns it concerned."""
    if opt_out.purpose not in (ContactPurpose.ANY, ContactPurpose.CAMPAIGN):
        return 0
    waiting = CampaignCustomer.objects.filter(
        customer_id=opt_out.customer_id, campaign__state__in=OPEN, reach=Reach.UNTOLD
    )
    rows = lock_all(waiting.select_related("campaign", "customer").prefetch_related("customer__contacts"))
    out = leave_out(rows, actor=actor, now=now)
    queued = CampaignAttempt.objects.filter(row__in=out, channel=NoticeChannel.MAIL, result=AttemptResult.QUEUED)
    attempts = lock_all(queued)
    mails = Notification.objects.filter(key__in=[one.key for one in attempts], state=NotificationState.WAITING)
    stopped = set(mails.values_list("key", flat=True))
    mails.delete()
    taken = [one for one in attempts if one.key in stopped]
    with override(settings.LANGUAGE_CODE):
        for attempt in taken:
            attempt.result, attempt.note = AttemptResult.RETURNED, str(_("The customer does not want notices."))
    update_all_with_history(CampaignAttempt, taken, ["result", "note"], actor=actor, reason="opted out")
    return len(out)
