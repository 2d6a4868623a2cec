"""The default data of a new installation."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import save_with_history
from customers.enums import Channel, Tier
from customers.models import Customer

from ..defaults import CARE_TEMPLATES
from ..enums import RunPurpose
from ..models import Cadence, CareTemplate
from ..rules.cadence import TIER_MONTHS
from .load import install_load
from .schedules import start_run
from .service_rules import install_service_rule

ALWAYS = date(2000, 1, 1)
CHANNELS = {Tier.IMPORTANT: Channel.VISIT}


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> None:
    """Create the cadence of file 001 clause 3.4(6), the rules about load, and templates of care plans. What is there
    already stays. Customers who are there already get their schedules by the next sweep."""
    install_load(actor=actor)
    install_service_rule(actor=actor, now=now)
    for tier, months in TIER_MONTHS.items():
        if not Cadence.objects.filter(tier=tier).exists():
            channel = CHANNELS.get(Tier(tier), Channel.PHONE)
            row = Cadence(tier=tier, months=months, channel=channel, effective_from=ALWAYS)
            save_with_history(row, actor=actor, reason="defaults")
    if Customer.objects.filter(visit_schedule=None).exists():
        start_run(purpose=RunPurpose.CADENCE, now=now)
    _install_templates(CARE_TEMPLATES, actor)


def _install_templates(templates: tuple[dict[str, Any], ...], actor: Actor) -> None:
    """Templates of care plans. One that is there already stays as it is."""
    known = set(CareTemplate.objects.values_list("code", flat=True))
    for place, values in enumerate(templates):
        if values["code"] not in known:
            save_with_history(CareTemplate(place=place, **values), actor=actor, reason="defaults")
