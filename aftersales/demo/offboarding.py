"""Somebody has left the demo company, and their open work was given to colleagues."""

from __future__ import annotations

from datetime import timedelta

from aftersales.staff.enums import Role
from aftersales.staff.models import Department
from aftersales.staff.services.people import create_user, disable_user
from complaints.enums import OPEN_STATES
from complaints.models import Ticket
from complaints.services import lifecycle, reminders

from .world import World

HANDED = 3
NOTE = "客户都已电话说明换人，第一张单等承运方回复。"


def leave(world: World) -> None:
    """A clerk had three tickets and a reminder, and left two days ago."""
    came, left = world.ago(days=5), world.ago(days=2)
    clerk, _password = create_user(
        actor=world.cast["admin"],
        now=came,
        username="service4",
        name="陆平",
        name_en="Lu Ping",
        role=Role.SERVICE,
        department=Department.objects.get(code="service"),
    )
    rows = Ticket.objects.filter(state__in=OPEN_STATES, updated_at__lt=came, owner=world.cast["service3"])
    for ticket in rows.order_by("-pk")[:HANDED]:
        lifecycle.reassign(
            ticket_id=ticket.pk, to=clerk, note="请接着跟。", actor=world.cast["manager"], now=came + timedelta(hours=1)
        )
        reminders.remind(ticket_id=ticket.pk, actor=clerk, now=came + timedelta(hours=2), due_at=world.now, note="")
    disable_user(user_id=clerk.pk, actor=world.cast["admin"], now=left, heir=world.cast["service2"], note=NOTE)
