"""Receivers for the signals of the apps below."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import open_work_asked, work_reassigned
from complaints.enums import IDEAS, QualityClass
from complaints.models import Ticket
from complaints.signals import open_cases_asked, ticket_classified, ticket_kind_changed, ticket_logged
from customers.models import Customer, OptOut
from customers.signals import customer_erased, customer_opted_out, customers_merging

from .queries import offboarding as left
from .queries.investigations import open_numbers
from .queries.objections import unsettled_numbers
from .services import campaign_customers, campaign_wishes, offboarding, recurrence
from .services.suggestion_intake import follow_ticket


@receiver(open_cases_asked, dispatch_uid="quality.open_cases")
def on_open_cases_asked(*, tickets: Any, closing: bool, **_kwargs: Any) -> list[str]:
    return [*open_numbers(tickets, undecided=closing), *unsettled_numbers(tickets)]


@receiver((ticket_logged, ticket_classified), dispatch_uid="quality.recurrence")
def on_ticket_classified(*, ticket: Ticket, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    if ticket.quality_class == QualityClass.INTRINSIC:
        recurrence.watch(ticket_id=ticket.pk, actor=actor, now=now)


@receiver(open_work_asked, dispatch_uid="quality.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return left.work_of(user)


@receiver(work_reassigned, dispatch_uid="quality.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    offboarding.reassign(user=user, to=to, note=note, actor=actor, now=now)


@receiver(ticket_logged, dispatch_uid="quality.suggestion_logged")
def on_ticket_logged(*, ticket: Ticket, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    if ticket.kind in IDEAS:
        follow_ticket(ticket_id=ticket.pk, actor=actor, now=now)


@receiver(ticket_kind_changed, dispatch_uid="quality.suggestion_kind")
def on_ticket_kind_changed(*, ticket: Ticket, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    follow_ticket(ticket_id=ticket.pk, actor=actor, now=now)


@receiver(customers_merging, dispatch_uid="quality.merge")
def on_customers_merging(*, kept: Customer, gone: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    campaign_customers.merge(kept=kept, gone=gone, actor=actor, now=now)


@receiver(customer_erased, dispatch_uid="quality.erased")
def on_customer_erased(*, customer: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    campaign_customers.erase(customer=customer, actor=actor, now=now)


@receiver(customer_opted_out, dispatch_uid="quality.opted_out")
def on_opted_out(*, opt_out: OptOut, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    campaign_wishes.respect(opt_out=opt_out, actor=actor, now=now)
