"""Which users may see campaigns, and what they may do with them.

Everybody who works with customers or decides about quality sees every campaign. Quality prepares and runs it; service
staff and managers also record what they hear from customers they may see.
"""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from customers.permissions import is_seen

from ..models import Campaign, CampaignCustomer
from .investigations import INVESTIGATORS, SEE_EVERY_INVESTIGATION, decides_for

CAMPAIGN_READERS = SEE_EVERY_INVESTIGATION | {Role.SERVICE}
CAMPAIGN_RUNNERS = INVESTIGATORS
# The reasons in the history of a campaign by which somebody becomes one of its authors.
WRITING = ("drafted", "changed")
CAMPAIGN_RECORDERS = INVESTIGATORS | {Role.SERVICE, Role.MANAGER}


def visible_campaigns(user: User) -> QuerySet[Campaign]:
    return Campaign.objects.all() if user.role in CAMPAIGN_READERS else Campaign.objects.none()


def visible_campaign_customers(user: User) -> QuerySet[CampaignCustomer]:
    return CampaignCustomer.objects.all() if user.role in CAMPAIGN_READERS else CampaignCustomer.objects.none()


def can_run(user: Actor) -> bool:
    """Whether the user may prepare, start, pause and close campaigns. The actor None is the system."""
    return user is None or user.role in CAMPAIGN_RUNNERS


def can_record_in(user: Actor, row: CampaignCustomer) -> bool:
    """Whether the user may record attempts, answers and remedies of this customer."""
    return user is None or (user.role in CAMPAIGN_RECORDERS and is_seen(user, row.customer))


def signs_for(user: User, campaign: Campaign, today: date) -> Any:
    """The general manager in whose name the user may sign the campaign off, or None. Who drafted it or changed it may
    not (Q6)."""
    chief = decides_for(user, today)
    if chief is None:
        return None
    wrote = campaign.history.filter(history_change_reason__in=WRITING, history_user__in=[user.pk, chief.pk])
    return None if wrote.exists() else chief


def can_check(user: Actor, row: CampaignCustomer) -> bool:
    """Whether the user may make the check call: not who did the remedy."""
    return can_record_in(user, row) and (user is None or row.remedied_by_id != user.pk)
