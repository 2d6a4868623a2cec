"""The five tiles of a quarter (parts/kpi). before: the name of the quarter before, for example "Q3"."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.web.figures import money

from ..queries import QuarterPage
from ..rules.answer import FIRST_REPLY_TARGET, way_of_count, way_of_share

Tile = dict[str, Any]
NONE = "–"
SAME_COST = Decimal("0.01")  # a smaller change counts as none
NOTABLE_COST = Decimal("0.1")


def tiles(page: QuarterPage) -> list[Tile]:
    before = page.period.previous_quarter[-2:]
    return [_index(page, before), _complaints(page, before), _replies(page), _late(page), _cost(page, before)]


def answers_url(page: QuarterPage, view: str = "") -> str:
    """The address of the page that lists the answers of customers; "" if the user may not open it."""
    query = page.satisfaction.query
    return f"{reverse('responses')}?{query}" + (f"&view={view}" if view else "") if query else ""


def _tile(name: str, url: str, value: str, history: Any) -> Tile:
    return {"name": name, "url": url, "value": value, "values": history}


def _index(page: QuarterPage, before: str) -> Tile:
    history = page.satisfaction.history
    tile = _tile(_("Satisfaction index"), answers_url(page), NONE, history.values)
    figure = history.figure
    if figure is None:
        return {**tile, "compared": _("fewer than five responses")}
    tile |= {"value": f"{figure['value']:.1f}", "unit": f"± {figure['margin']:.1f}"}
    if figure["change"] is None:
        return {**tile, "compared": _("no comparison data for %(quarter)s") % {"quarter": before}}
    words = _("vs %(quarter)s, significant") if figure["significant"] else _("vs %(quarter)s, not significant")
    better = figure["change"] > 0 if figure["significant"] else None
    tile |= _moved(figure["change"], f"{abs(figure['change']):.1f}", better)
    return {**tile, "compared": words % {"quarter": before}}


def _complaints(page: QuarterPage, before: str) -> Tile:
    now, then = page.complaints.rows.count, page.complaints.previous.count
    way = way_of_count(now, then)
    tile = _tile(_("Complaints"), page.complaints.rows.url, f"{now:,}", page.complaints.history)
    if then and now != then:
        better = None if way == "same" else now < then
        tile |= _moved(now - then, f"{abs(now - then) / then:.0%}".replace("%", " %"), better)
    return {**tile, "compared": _("%(count)s in %(quarter)s") % {"count": f"{then:,}", "quarter": before}}


def _replies(page: QuarterPage) -> Tile:
    replies = page.replies
    tile = _tile(_("First reply in time"), replies.late.url, NONE, replies.history)
    if replies.share is None:
        return {**tile, "compared": _("target %(target)s") % {"target": f"{FIRST_REPLY_TARGET:.0f} %"}}
    if replies.previous_share is not None:
        points = 100 * (replies.share - replies.previous_share)
        way = way_of_share(replies.share, replies.n, replies.previous_share, replies.previous_n)
        if abs(points) >= 0.05:
            tile |= _moved(points, _("%(points)s pt") % {"points": f"{abs(points):.1f}"}, _good(way, up=True))
    words = _("%(late)s of %(count)s late, target %(target)s")
    facts = {"late": f"{replies.late.count:,}", "count": f"{replies.n:,}", "target": f"{FIRST_REPLY_TARGET:.0f} %"}
    return {**tile, "value": f"{100 * replies.share:.1f}", "unit": "%", "compared": words % facts}


def _late(page: QuarterPage) -> Tile:
    now, then = page.lateness.rows.count, page.lateness.a_week_ago
    tile = _tile(_("Overdue now"), page.lateness.rows.url, f"{now:,}", page.lateness.history)
    if now != then:
        tile |= _moved(now - then, f"{abs(now - then):,}", now < then)
    return {**tile, "compared": _("%(count)s a week ago") % {"count": f"{then:,}"}}


def _cost(page: QuarterPage, before: str) -> Tile:
    cost = page.cost
    tile = _tile(_("Cost per ticket"), cost.closed.url, NONE, cost.history)
    if cost.per_ticket is None:
        return {**tile, "compared": _("no closed tickets yet")}
    tile["value"] = whole(cost.per_ticket)
    spread = _("%(count)s closed") % {"count": f"{cost.closed.count:,}"}
    if not cost.previous_per_ticket:
        return {**tile, "compared": spread}
    change = (cost.per_ticket - cost.previous_per_ticket) / cost.previous_per_ticket
    if abs(change) >= SAME_COST:
        better = change < 0 if abs(change) >= NOTABLE_COST else None
        tile |= _moved(change, f"{abs(change):.0%}".replace("%", " %"), better)
    earlier = _("%(amount)s in %(quarter)s") % {"amount": whole(cost.previous_per_ticket), "quarter": before}
    return {**tile, "compared": earlier}


def whole(amount: Decimal) -> str:
    """An amount without cents, for example "¥312"."""
    return money(amount.quantize(Decimal(1), ROUND_HALF_UP), "short")


def _good(way: str, *, up: bool) -> bool | None:
    return (way == "up") is up if way in ("up", "down") else None


def _moved(change: Any, text: str, good: bool | None) -> Tile:
    return {"change": text, "direction": "up" if change > 0 else "down" if change < 0 else "", "good": good}
