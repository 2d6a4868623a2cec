"""What the administrator of the demo company has set up otherwise than the house began."""

from __future__ import annotations

from aftersales.office.services.number_formats import change_numbering

from .world import World


def arrange(world: World) -> None:
    """Requests about personal data are few: four digits do."""
    change_numbering(
        kind="PD", actor=world.cast["admin"], now=world.ago(days=40), digits=4, reason="全年不过几十件，四位足够"
    )
