"""Which pages the menu has: `MENU` of the manifests, shown by aftersales/desk/navigation.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aftersales.store.contributions import contributions


@dataclass(frozen=True)
class MenuItem:
    """route: the page; its own policy decides who finds it. group: "work" or "records"; without one it is found by
    typing only. The lowest place stands first.

    due: its number counts what has to be done now. also: where pages begin that belong to it but stand elsewhere.
    needs: another page that must be open to the user.
    """

    route: str
    label: Any
    icon: str
    place: int
    group: str = ""
    due: bool = False
    also: tuple[str, ...] = ()
    needs: str = ""


def menu_items() -> list[MenuItem]:
    """Every page of the menu, and those that are found by typing only."""
    return sorted(contributions("MENU"), key=lambda item: item.place)
