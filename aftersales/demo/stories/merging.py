"""Two calls about the same problem: the second ticket is merged into the first one."""

from datetime import datetime

from complaints.models import Ticket
from complaints.services import merging

from ..world import World
from .case import Case, story


@story(lambda world: world.at(1, "14:20"))
def second_call_about_the_same_leak(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "云杉虚构酒店",
        "又打来催：制冰机还在漏，问什么时候能换新的。前台不知道同事已经发过邮件。",
        kind="complaint",
        channel="phone",
        product="ZB-80",
        subject="制冰机还在漏水，催换货",
        by="service2",
    )
    first = Ticket.objects.filter(subject="制冰机进水阀漏水，要求换货").latest("pk")
    merging.merge(
        ticket_id=case.pk, into=first.pk, actor=case.clerk, now=world.at(1, "14:24"), reason="同一台制冰机，同一件事"
    )
