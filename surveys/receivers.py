"""Receivers for the signals of the apps below."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.offboarding import OpenWork
from aftersales.staff.signals import open_work_asked, work_reassigned
from complaints.models import Ticket
from complaints.signals import ticket_closed, ticket_logged, ticket_reopened
from customers.enums import ContactPurpose, OptOutChannel
from customers.models import Customer, OptOut
from customers.services.grading import mark_due
from customers.signals import customer_erased, customer_opted_out, customers_merging

from .enums import Channel
from .models import Invitation, Response, Round
from .queries import offboarding as left
from .services import ballots, call_backs, invitations, inviting, merging, news, offboarding, verbatims
from .signals import response_recorded, round_closed


@receiver(ticket_closed, dispatch_uid="surveys.invite")
def on_ticket_closed(*, ticket: Ticket, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    invitations.invite_after_ticket(ticket=ticket, actor=actor, now=now)


@receiver(ticket_reopened, dispatch_uid="surveys.void")
def on_ticket_reopened(*, ticket: Ticket, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    invitations.void_unanswered(ticket=ticket, actor=actor, now=now)


@receiver(customer_erased, dispatch_uid="surveys.erased")
def on_customer_erased(*, customer: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    invitations.void_all(customer=customer, actor=actor, now=now)
    verbatims.forget(customer=customer, now=now)


@receiver([ticket_logged, ticket_closed, ticket_reopened], dispatch_uid="surveys.grade")
def on_ticket(*, ticket: Ticket, now: datetime, **_kwargs: Any) -> None:
    mark_due(customer_id=ticket.customer_id, now=now)


@receiver(round_closed, dispatch_uid="surveys.mix")
def on_round_closed(*, round: Round, now: datetime, **_kwargs: Any) -> None:
    ballots.mix_ballots(round_id=round.pk, now=now)


@receiver(customer_opted_out, dispatch_uid="surveys.opted_out")
def on_opted_out(*, opt_out: OptOut, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    news.withhold(opt_out=opt_out, actor=actor, now=now)
    if opt_out.purpose not in (ContactPurpose.ANY, ContactPurpose.SURVEY):
        return
    channels = Channel.values if opt_out.channel == OptOutChannel.ANY else [opt_out.channel]
    inviting.stop_asking(
        customer_id=opt_out.customer_id, contact_id=opt_out.contact_id, channels=channels, actor=actor, now=now
    )


@receiver(customers_merging, dispatch_uid="surveys.merging")
def on_customers_merging(*, kept: Customer, gone: Customer, actor: Actor, **_kwargs: Any) -> None:
    merging.merge(kept=kept, gone=gone, actor=actor)


@receiver(response_recorded, dispatch_uid="surveys.call_back")
def on_response_recorded(*, response: Response, invitation: Invitation | None, now: datetime, **_kwargs: Any) -> None:
    if invitation is not None:
        call_backs.open_after(response=response, invitation=invitation, now=now)


@receiver(open_work_asked, dispatch_uid="surveys.open_work")
def on_open_work_asked(*, user: User, **_kwargs: Any) -> list[OpenWork]:
    return left.work_of(user)


@receiver(work_reassigned, dispatch_uid="surveys.reassigned")
def on_work_reassigned(
    *, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime, **_kwargs: Any
) -> None:
    offboarding.reassign(user=user, to=to, note=note, actor=actor, now=now)
