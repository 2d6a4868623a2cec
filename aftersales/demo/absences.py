"""Who is out of office in the demo company today and soon, and the stand-ins."""

from __future__ import annotations

from datetime import timedelta

from aftersales.staff.services.stand_ins import enter

from .world import World

AWAY = (
    ("service3", "service", 0, 2, "年假"),
    ("rep_east", "rep", 0, 4, "外地培训"),
    ("gm", "executive", 7, 11, "出国考察"),
)  # user, stand-in, first and last day, in days from today


def go_away(world: World) -> None:
    for absent, deputy, first, last, reason in AWAY:
        enter(
            actor=world.cast[absent],
            now=world.now,
            absent=world.cast[absent],
            deputy=world.cast[deputy],
            starts_on=world.today + timedelta(days=first),
            ends_on=world.today + timedelta(days=last),
            reason=reason,
        )
