"""The default data of a new installation."""

from datetime import date, datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import save_with_history
from customers.enums import Channel, Tier
from customers.models import Customer

from ..enums import RunPurpose
from ..models import Cadence
from ..rules.cadence import TIER_MONTHS
from .schedules import start_run

ALWAYS = date(2000, 1, 1)

CHANNELS = {Tier.IMPORTANT: Channel.VISIT}


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> None:
    """Create the cadence of file 001 clause 3.4(6). A tier that has a cadence keeps it. Customers who are there already
    get their schedules by the next sweep."""
    for tier, months in TIER_MONTHS.items():
        if not Cadence.objects.filter(tier=tier).exists():
            channel = CHANNELS.get(Tier(tier), Channel.PHONE)
            row = Cadence(tier=tier, months=months, channel=channel, effective_from=ALWAYS)
            save_with_history(row, actor=actor, reason="defaults")
    if Customer.objects.filter(visit_schedule=None).exists():
        start_run(purpose=RunPurpose.CADENCE, now=now)
