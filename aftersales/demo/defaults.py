"""The settings that the administrator of the demo company has changed."""

from __future__ import annotations

from aftersales.office.services.number_formats import change_numbering
from aftersales.office.services.retention import set_retention
from aftersales.staff.models import Outlet
from aftersales.staff.services.places import update_place

from .world import World


def arrange(world: World) -> None:
    """Data requests are rare, so their numbers have four digits. Calls are kept for 120 days.

    One outlet is inactive, but customers still refer to it.
    """
    admin = world.cast["admin"]
    change_numbering(kind="PD", actor=admin, now=world.ago(days=40), digits=4, reason="全年不过几十件，四位足够")
    set_retention(
        subject="complaints.call", actor=admin, now=world.ago(days=40), days=120, reason="四个月后不再有人查来电"
    )
    closed = Outlet.objects.get(name="样例湾服务点")
    update_place(place_id=closed.pk, kind="outlet", actor=admin, now=world.ago(days=20), is_active=False)
