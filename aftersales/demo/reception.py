"""The visitors at the front desk now."""

from __future__ import annotations

from typing import NamedTuple

from complaints.enums import VisitPurpose
from complaints.services import reception

from .world import World


class Guest(NamedTuple):
    """In minutes ago: arrived, greeted (None: not yet)."""

    purpose: str
    arrived: int
    greeted: int | None
    name: str = ""
    customer: str = ""


GUESTS = (
    Guest(VisitPurpose.INQUIRY, 48, 47),
    Guest(VisitPurpose.RETURN, 31, 27, "蓝先生", "蓝鲸示例乳业"),
    Guest(VisitPurpose.REPAIR, 22, 21, "", "虚构山谷中学"),
    Guest(VisitPurpose.COLLECT, 9, 8, "刘女士"),
    Guest(VisitPurpose.COMPLAINT, 2, None),
)


def receive(world: World) -> None:
    """One was served, two are at the counters, one is greeted, one has just arrived. No visitors shortly after
    midnight."""
    if world.calendar.date_of(world.ago(minutes=GUESTS[0].arrived)) != world.today:
        return
    service, service2 = world.cast["service"], world.cast["service2"]
    for guest in GUESTS:
        visitor = reception.take_number(
            purpose=guest.purpose,
            name=guest.name,
            actor=service,
            now=world.ago(minutes=guest.arrived),
            customer=world.customer(guest.customer) if guest.customer else None,
        )
        if guest.greeted is not None:
            reception.greet(visitor_id=visitor.pk, actor=service, now=world.ago(minutes=guest.greeted))
    first = reception.call_next(actor=service, now=world.ago(minutes=46), counter="1")
    if first:
        reception.finish(visitor_id=first.pk, actor=service, now=world.ago(minutes=33), note="问保修条款，已答复")
    reception.call_next(actor=service2, now=world.ago(minutes=25), counter="2")
    reception.call_next(actor=service, now=world.ago(minutes=12), counter="1")
