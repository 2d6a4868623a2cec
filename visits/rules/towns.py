"""The town of an address, by which visits on the same day are put together (V2)."""

from __future__ import annotations

import re

LONGEST = 40
_HAN = "\u4e00-\u9fff"
# A province, a city and a district or county, each of which may be missing. 城市, 超市 and the like are no cities.
_TOWN = re.compile(
    rf"^\s*(?:[{_HAN}]{{2,8}}?(?:省|自治区|特别行政区))?"
    rf"(?P<town>(?:[{_HAN}]{{1,9}}?(?:(?<![城超都门夜菜股集])市|自治州|地区|盟))?"
    rf"(?:[{_HAN}]{{1,9}}?(?:自治县|县|区|旗|(?<![城超都门夜菜股集])市))?)"
)


def town_of(address: str, outlet_id: int | None = None) -> str:
    """City and district of an address. If it names none, the outlet that serves the customer; "" if neither is
    known."""
    found = _TOWN.match(address)
    if found and found["town"]:
        return found["town"][:LONGEST]
    return f"outlet {outlet_id}" if outlet_id else ""
