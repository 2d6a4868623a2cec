"""Receivers for the signals of the apps below."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import access_ended, open_work_asked, work_reassigned
from customers.enums import ContactPurpose, OptOutChannel
from customers.models import Customer, OptOut
from customers.signals import (
    customer_erased,
    customer_opted_in,
    customer_opted_out,
    customers_merging,
    customers_written,
)

from .queries.care_offboarding import care_work_of
from .queries.facts import FIELDS
from .queries.offboarding import work_of
from .services import care_customers, care_offboarding, customers, feeds, offboarding, schedules


@receiver(customers_merging, dispatch_uid="visits.merge")
def on_customers_merging(*, kept: Customer, gone: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    customers.merge(kept=kept, gone=gone, actor=actor, now=now)
    care_customers.merge(kept=kept, gone=gone, actor=actor, now=now)


@receiver(customer_erased, dispatch_uid="visits.erased")
def on_customer_erased(*, customer: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    customers.erase(customer=customer, actor=actor, now=now)
    care_customers.erase(customer=customer, actor=actor, now=now)


@receiver(customer_opted_out, dispatch_uid="visits.opted_out")
def on_opted_out(*, opt_out: OptOut, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    about_visits = opt_out.purpose in (ContactPurpose.ANY, ContactPurpose.VISIT)
    if about_visits and opt_out.channel == OptOutChannel.ANY and opt_out.contact_id is None:
        customers.respect_opt_out(customer_id=opt_out.customer_id, actor=actor, now=now)


@receiver(customer_opted_in, dispatch_uid="visits.opted_in")
def on_opted_in(*, opt_out: OptOut, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    schedules.refresh(customer_ids=[opt_out.customer_id], actor=actor, now=now)


@receiver(customers_written, dispatch_uid="visits.customers_written")
def on_customers_written(
    *, customer_ids: Collection[int], facts: Collection[str] | None, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    if facts is None or not set(FIELDS).isdisjoint(facts):
        schedules.refresh(customer_ids=customer_ids, actor=actor, now=now)


@receiver(access_ended, dispatch_uid="visits.access_ended")
def on_access_ended(*, user: User, now: datetime, **_kwargs: Any) -> None:
    feeds.revoke_address(actor=user, now=now)


@receiver(open_work_asked, dispatch_uid="visits.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return [*work_of(user), *care_work_of(user)]


@receiver(work_reassigned, dispatch_uid="visits.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    offboarding.reassign(user=user, to=to, note=note, actor=actor, now=now)
    care_offboarding.reassign(user=user, to=to, note=note, actor=actor, now=now)
