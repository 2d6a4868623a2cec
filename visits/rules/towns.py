"""The town of an address, as far as it is written there."""

from __future__ import annotations

import re
from functools import cache

from customers.rules.places import big_cities, provinces

TOWNS_ALONE = frozenset({"北京", "上海", "天津", "重庆"})  # provinces that are one town
FAR_ENOUGH = 16  # characters: the town stands at the beginning of an address


def town_of(*texts: str) -> str:
    """The first town that stands in one of the texts: an address, else the name of a company. "" if there is none."""
    for text in texts:
        found = _names().findall(text[:FAR_ENOUGH])
        if town := next((name for name in found if not _is_wide(name)), found[-1] if found else ""):
            return town
    return ""


def _is_wide(name: str) -> bool:
    """Whether the name is that of a province, after which a town follows. Beijing and the like are towns as well."""
    return provinces()[name] == name and name not in big_cities() and name not in TOWNS_ALONE


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, provinces()), key=len, reverse=True)))
