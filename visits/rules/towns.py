"""The town of an address, by which visits on the same day are put together (V2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

LONGEST = 40
OUTLET = "outlet "  # before the id of an outlet that stands for a town
_HAN = "\u4e00-\u9fff"
# A province, a city and a district or county, each of which may be missing. 城市, 超市 and the like are no cities.
_TOWN = re.compile(
    rf"^\s*(?:[{_HAN}]{{2,8}}?(?:省|自治区|特别行政区))?"
    rf"(?P<town>(?:[{_HAN}]{{1,9}}?(?:(?<![城超都门夜菜股集])市|自治州|地区|盟))?"
    rf"(?:[{_HAN}]{{1,9}}?(?:自治县|县|区|旗|(?<![城超都门夜菜股集])市))?)"
)


def route(stops: Iterable[tuple[time | None, str]]) -> list[int]:
    """The order in which to make the stops of a day, as their positions. stops: the agreed time and the town of each,
    the most urgent first. Those with a time come first, by it. Each of the others follows the last stop in the same
    town; those of other towns come after them, town by town."""
    known = list(stops)
    timed = sorted((at, place) for place, (at, _town) in enumerate(known) if at is not None)
    order = [place for _at, place in timed]
    for place, (at, town) in enumerate(known):
        if at is None:
            there = [spot for spot, other in enumerate(order) if town and known[other][1] == town]
            order.insert(there[-1] + 1 if there else len(order), place)
    return order


def town_of(address: str, outlet_id: int | None = None) -> str:
    """City and district of an address. If it names none, the outlet that serves the customer; "" if neither is
    known."""
    found = _TOWN.match(address)
    if found and found["town"]:
        return found["town"][:LONGEST]
    return f"{OUTLET}{outlet_id}" if outlet_id else ""
