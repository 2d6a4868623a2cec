"""The demo company, put together."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F

from aftersales.kernel.errors import RuleViolation, gettext_noop
from aftersales.office.enums import Channel, NoticeState
from aftersales.office.models import Company, Notice
from aftersales.office.queries import calendar
from aftersales.staff.models import Outlet, Region, User
from complaints.models import Ticket
from complaints.services import escalation
from customers.models import Customer
from visits.services.planning import plan_due
from visits.services.reminders import sweep_reminders

from ..setup import set_up
from . import archive
from .cast import COMPANY, hire
from .stories import STORIES
from .world import World

READ_AFTER = timedelta(hours=30)


@transaction.atomic
def load(*, now: datetime, customers: int, tickets: int, seed: int) -> dict[str, int]:
    """Make the demo company in an empty database; returns how many of what there are. Refuses any other database."""
    _refuse_other_data()
    rules_since = now.replace(year=now.year - 4, month=1, day=1)
    set_up(actor=None, now=now, company=COMPANY, is_demo=True, since=rules_since)
    world = _world(now, seed)
    archive.furnish(world, customers=customers)
    _tell_stories(world)
    _bring_up_to_date(now)
    return {"customers": Customer.objects.count(), "tickets": Ticket.objects.count()}


def _bring_up_to_date(now: datetime) -> None:
    """Visits planned, what is late announced; what was told before yesterday evening is read.

    No mail of what has been leaves the house: its addresses are invented.
    """
    plan_due(now=now)
    sweep_reminders(now=now)
    escalation.sweep(now=now, limit=100_000)
    Notice.objects.filter(state=NoticeState.WAITING).update(state=NoticeState.SENT, sent_at=F("created_at"))
    Notice.objects.filter(channel=Channel.PAGE, created_at__lt=now - READ_AFTER).update(read_at=F("created_at"))


def _refuse_other_data() -> None:
    if Company.objects.filter(is_demo=True).exists():
        raise RuleViolation(gettext_noop("The demo company is loaded already."), code="loaded_already")
    for model in (User, Customer, Ticket, Company):
        if model._default_manager.exists():
            raise RuleViolation(
                gettext_noop("This database holds other data. The demo company needs an empty one."), code="not_empty"
            )


def _world(now: datetime, seed: int) -> World:
    outlets: dict[int, list[Outlet]] = {}
    cast = hire(now=now)
    for outlet in Outlet.objects.all():
        outlets.setdefault(outlet.region_id, []).append(outlet)
    return World(
        now=now, rng=Random(seed), cast=cast, calendar=calendar(),
        regions={region.code: region for region in Region.objects.all()}, outlets=outlets,
    )  # fmt: skip


def _tell_stories(world: World) -> None:
    programme = sorted((story.logged_at(world), number) for number, story in enumerate(STORIES))
    for at, number in programme:
        STORIES[number].tell(world, at)
