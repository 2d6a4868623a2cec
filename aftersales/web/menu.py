"""The pages of the menu: `MENU` of the manifests, shown by aftersales/desk/navigation.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aftersales.store.contributions import contributions


@dataclass(frozen=True)
class MenuItem:
    """route: the page; its own policy decides who may open it. group: "work", "quality" or "records"; without one it is
    only in the search. Items are sorted by place.

    due: its count is work that has to be done now. also: the starts of other addresses that belong to it. needs:
    another page that the user must be allowed to open. only: the roles that have it in the menu, because they need it
    daily; the others find it in the search. Empty means all.
    """

    route: str
    label: Any
    icon: str
    place: int
    group: str = ""
    due: bool = False
    also: tuple[str, ...] = ()
    needs: str = ""
    only: frozenset[str] = frozenset()


def menu_items() -> list[MenuItem]:
    """Every page of the menu, and those that are only in the search."""
    return sorted(contributions("MENU"), key=lambda item: item.place)
