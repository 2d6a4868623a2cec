"""The default data of a new installation."""

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import save_with_history
from customers.enums import Channel, Tier

from ..models import Cadence
from ..rules.cadence import TIER_MONTHS
from .load import install_load

CHANNELS = {Tier.IMPORTANT: Channel.VISIT}


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> None:
    """Create the cadence of file 001 clause 3.4(6), and the rules about load. A tier that has a cadence keeps it."""
    install_load(actor=actor)
    for tier, months in TIER_MONTHS.items():
        if not Cadence.objects.filter(tier=tier).exists():
            row = Cadence(tier=tier, months=months, channel=CHANNELS.get(Tier(tier), Channel.PHONE))
            save_with_history(row, actor=actor, reason="defaults")
