"""How shares, places and people of the page of coverage are written."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from aftersales.staff.models import Outlet, Region, User

from ..queries.coverage import NOWHERE, Cut
from ..rules.coverage import Late, Share, percent_down
from ..rules.tiles import NAMES

LATE_WORDS = {
    Late.LATER: gettext_lazy("Due in more than 30 days"),
    Late.SOON: gettext_lazy("Due within 30 days"),
    Late.WEEK: gettext_lazy("Up to 7 days"),
    Late.MONTH: gettext_lazy("8–30 days"),
    Late.TWO_MONTHS: gettext_lazy("31–60 days"),
    Late.LONGER: gettext_lazy("More than 60 days"),
}
STANDINGS = {
    "missing": pgettext_lazy("visits", "Missing"),
    "in_time": pgettext_lazy("visits", "Visited in time"),
    "soon": gettext_lazy("Due within 30 days"),
}
PLACES: dict[str, Any] = {"region": Region, "outlet": Outlet, "rep": User}


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def address(name: str, cut: Cut, **more: str) -> str:
    """The address of a page with the filters of a cut, and others in their place."""
    query = {key: value for key, value in {**asdict(cut), **more}.items() if value}
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def said(share: Share, places: int = 0) -> str:
    """93%, or 7/8 of few customers; – of none."""
    if not share.due:
        return "–"
    if share.is_few:
        return f"{share.in_time}/{share.due}"
    return f"{percent_down(share, places)}%"


def names_of(kind: str, ids: set[Any]) -> dict[Any, str]:
    """The names of regions, outlets or reps in one query; None is said in words."""
    without = {"region": _("No region"), "outlet": _("No outlet"), "rep": _("No rep")}
    found = {row.pk: str(row) for row in PLACES[kind].objects.filter(pk__in=[pk for pk in ids if pk])}
    return {**found, None: without[kind]}


def chip_value(name: str, value: str, field: Any) -> str:
    """The value of a filter in words."""
    if name in PLACES:
        return names_of(name, {int(value)} if value != NOWHERE else set()).get(
            None if value == NOWHERE else int(value), value
        )
    if name == "province" and not is_chinese() and value != NOWHERE:
        return province_name(value)
    return str(dict(field.choices).get(value, value))


def province_name(code: str) -> str:
    """The name of a province: in English its pinyin as English texts write it."""
    found = {letters: name for name, letters in NAMES.values()}
    return found[code] if is_chinese() else str(ENGLISH[code])


ENGLISH = {
    "BJ": "Beijing",
    "TJ": "Tianjin",
    "HE": "Hebei",
    "SX": "Shanxi",
    "NM": "Inner Mongolia",
    "LN": "Liaoning",
    "JL": "Jilin",
    "HL": "Heilongjiang",
    "SH": "Shanghai",
    "JS": "Jiangsu",
    "ZJ": "Zhejiang",
    "AH": "Anhui",
    "FJ": "Fujian",
    "JX": "Jiangxi",
    "SD": "Shandong",
    "HA": "Henan",
    "HB": "Hubei",
    "HN": "Hunan",
    "GD": "Guangdong",
    "GX": "Guangxi",
    "HI": "Hainan",
    "CQ": "Chongqing",
    "SC": "Sichuan",
    "GZ": "Guizhou",
    "YN": "Yunnan",
    "XZ": "Tibet",
    "SN": "Shaanxi",
    "GS": "Gansu",
    "QH": "Qinghai",
    "NX": "Ningxia",
    "XJ": "Xinjiang",
    "HK": "Hong Kong",
    "MO": "Macao",
    "TW": "Taiwan",
}
