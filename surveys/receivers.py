"""Receivers for the signals of the apps below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.staff.models import Actor
from complaints.models import Ticket
from complaints.signals import ticket_closed, ticket_logged, ticket_reopened
from customers.models import Customer
from customers.services.grading import mark_due
from customers.signals import customer_erased

from .services import invitations


@receiver(ticket_closed, dispatch_uid="surveys.invite")
def on_ticket_closed(*, ticket: Ticket, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    invitations.invite_after_ticket(ticket=ticket, actor=actor, now=now)


@receiver(ticket_reopened, dispatch_uid="surveys.void")
def on_ticket_reopened(*, ticket: Ticket, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    invitations.void_unanswered(ticket=ticket, actor=actor, now=now)


@receiver(customer_erased, dispatch_uid="surveys.erased")
def on_customer_erased(*, customer: Customer, actor: Actor, now: datetime, **_kwargs: Any) -> None:
    invitations.void_all(customer=customer, actor=actor, now=now)


@receiver([ticket_logged, ticket_closed, ticket_reopened], dispatch_uid="surveys.grade")
def on_ticket(*, ticket: Ticket, now: datetime, **_kwargs: Any) -> None:
    mark_due(customer_id=ticket.customer_id, now=now)
