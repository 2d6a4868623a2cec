"""The page of coverage: the share in a sentence, where, who, since when, how late, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from customers.enums import Tier
from customers.permissions import visible_to as visible_customers

from ..queries import coverage as queries
from ..queries.coverage import NOWHERE, Cell, Cut, share_of, shares_by
from ..rules.coverage import (
    MISSING,
    TARGET,
    TIERS,
    Late,
    Share,
    days_late,
    quarter_ends,
    quarter_name,
    total,
)
from .coverage_charts import bar_width, change_row, plot
from .coverage_figures import is_kept, own_regions
from .coverage_rows import customer_rows
from .coverage_tiles import tile_map
from .coverage_words import LATE_WORDS, address, chip_value, names_of, said

PAGE, LIST = "visit_coverage", "visit_coverage_customers"
SHOWN_MISSING, SHOWN_PEOPLE = 6, 12


@dataclass(frozen=True)
class Line:
    """A row of a chart: name, where it leads, share."""

    name: str
    url: str
    share: Share
    width: str
    value: str
    missing_url: str = ""


def page_of_coverage(user: User, today: date, cut: Cut, by: str) -> dict[str, Any]:
    """All values of the page. by: rep or outlet."""
    found = queries.cells(visible_customers(user), today, cut)
    whole, tiers = share_of(found), shares_by(found, lambda cell: cell.tier)
    regions = shares_by(found, lambda cell: cell.region)
    names = names_of("region", set(regions))
    ends = quarter_ends(today)
    kept = queries.kept_shares(own_regions(user, cut), ends) if is_kept(cut) else {}
    before = kept.get(ends[-1], {})
    missing = _missing(user, today, cut, SHOWN_MISSING) if whole.missing else []
    return {
        "whole": whole,
        "whole_said": said(whole, 1),
        "sentence": _sentence(found, whole, regions, names, cut),
        "answers": [
            *(_answer_of(tier, tiers.get(tier, Share(0, 0)), before, cut) for tier in TIERS),
            *_answers(user, found, today, cut),
        ],
        "map": tile_map(found, cut),
        "regions": _region_rows(regions, names, before, cut),
        "region_note": _region_note(regions, names, before),
        "target": TARGET,
        "before_name": quarter_name(ends[-1]),
        "by": by,
        "people": _people(found, by, cut),
        "plot": plot(kept, tiers, ends, today) if is_kept(cut) else None,
        "recounted": max(map(quarter_name, queries.counted_later(kept)), default=""),
        "late": _late(found, whole, cut),
        "missing": missing,
        "missing_url": address(LIST, cut, standing="missing"),
        "unwilling": queries.unwilling(visible_customers(user)).filter(*cut.places()).count(),
        "filters": cut,
    }


def chips(fields: Mapping[str, Any], cut: Cut, route: str) -> list[dict[str, Any]]:
    """The filters in effect, each with the address without it. fields: of the form of the filters."""
    return [
        {
            "label": field.label,
            "value": chip_value(name, value, field),
            "remove_url": address(route, cut, **{name: ""}),
        }
        for name, field in fields.items()
        if (value := getattr(cut, name))
    ]


def _sentence(found: Sequence[Cell], whole: Share, regions: dict[Any, Share], names: dict[Any, str], cut: Cut) -> str:
    """Who is missing, in one sentence; each figure leads to its customers."""
    if not whole.missing:
        return str(_("Nobody is missing."))
    worst, share = max(regions.items(), key=lambda item: (item[1].missing, str(item[0])))
    place = {"region": str(worst or NOWHERE)} if len(regions) > 1 else {}
    here = [cell for cell in found if cell.region == worst] if place else found
    important = 0 if cut.tier else share_of(cell for cell in here if cell.tier == Tier.IMPORTANT).missing

    def figure(count: int, **more: str) -> SafeString:
        url = address(LIST, cut, standing="missing", **more)
        return format_html('<a class="v-fig" href="{}">{}</a>', url, f"{count:,}")

    facts = {"missing": figure(whole.missing), "here": figure(share.missing, **place), "region": escape(names[worst])}
    facts["important"] = figure(important, tier=str(Tier.IMPORTANT.value), **place)
    if place and important:
        text = _("%(missing)s are missing, %(here)s of them in %(region)s (important: %(important)s).")
    elif place:
        text = _("%(missing)s are missing, %(here)s of them in %(region)s.")
    elif important:
        text = _("%(missing)s are missing (important: %(important)s).")
    else:
        text = _("%(missing)s are missing.")
    return mark_safe(text % facts)  # the text is ours, the facts are escaped


def _answer_of(tier: str, share: Share, before: dict[tuple[str, int | None], Share], cut: Cut) -> dict[str, Any]:
    last = total(was for (of, _region), was in before.items() if of == tier)
    notes = [_counts(share)]
    if last.due:
        notes.append(_("last quarter %(share)s") % {"share": said(last, 1)})
    value = said(share, 1)
    return {
        "name": _("Important customers") if tier == Tier.IMPORTANT else _("Long-term customers"),
        "value": value.removesuffix("%"),
        "unit": "%" if value.endswith("%") else "",
        "note": _("; ").join(notes),
        "url": address(LIST, cut, tier=tier, standing="missing" if share.missing else ""),
        "is_low": share.is_low,
    }


def _counts(share: Share) -> str:
    facts = {"in_time": f"{share.in_time:,}", "due": f"{share.due:,}", "missing": f"{share.missing:,}"}
    return _("%(in_time)s of %(due)s, %(missing)s missing") % facts


def _answers(user: User, found: Sequence[Cell], today: date, cut: Cut) -> Iterable[dict[str, Any]]:
    worst = queries.counted_customers(user, today, replace(cut, standing="missing")).order_by("due_day", "pk").first()
    if worst is None:
        yield {"name": _("Waiting longest"), "value": "–", "unit": "", "note": _("Nobody is late"), "url": ""}
    else:
        tried = queries.efforts_of([worst])[worst.pk].failed
        notes = [worst.name, worst.get_tier_display()]
        if tried:
            notes.append(_("attempts: %(n)s") % {"n": tried})
        yield {
            "name": _("Waiting longest"),
            "value": f"{days_late(worst.due_day, today):,}",
            "unit": _("days late"),
            "note": _(", ").join(map(str, notes)),
            "url": worst.get_absolute_url(),
        }
    soon = sum(cell.count for cell in found if cell.step == Late.SOON)
    planned = queries.planned_soon(user, today, cut) if soon else 0
    note = (
        _("all planned with a rep") if soon == planned else _("%(n)s of them not planned yet") % {"n": soon - planned}
    )
    yield {
        "name": _("Due within 30 days"),
        "value": f"{soon:,}",
        "unit": "",
        "note": note if soon else "",
        "url": address(LIST, cut, standing="soon"),
    }


def _region_rows(
    regions: dict[Any, Share], names: dict[Any, str], before: dict[tuple[str, int | None], Share], cut: Cut
) -> list[dict[str, Any]]:
    """The lowest first; hollow where it was at the end of the last quarter."""
    last = {region: total(was for (_t, of), was in before.items() if of == region) for region in regions}
    order = sorted(regions.items(), key=lambda item: (item[1].percent or 0, names[item[0]]))
    shown = [share.percent or 0 for share in (*regions.values(), *last.values()) if share.due]
    return [
        change_row(
            name=names[region],
            url=address(PAGE, cut, region=str(region or NOWHERE)),
            now=share,
            was=last[region],
            low=min(shown),
        )
        for region, share in order
    ]


def _region_note(regions: dict[Any, Share], names: dict[Any, str], before: dict[tuple[str, int | None], Share]) -> str:
    """The region that fell most since the last quarter."""
    falls = []
    for region, share in regions.items():
        last = total(was for (_t, of), was in before.items() if of == region)
        if last.percent is not None and share.percent is not None and not share.is_few and not last.is_few:
            falls.append((share.percent - last.percent, names[region]))
    if not falls:
        return ""
    change, name = min(falls)
    facts = {"name": name, "points": f"{abs(change):.1f}"}
    if change < -0.05:
        return _("%(name)s fell by %(points)s points since the end of the last quarter.") % facts
    return _("No region fell since the end of the last quarter.")


def _people(found: Sequence[Cell], by: str, cut: Cut) -> dict[str, Any]:
    """Reps or outlets, those with most missing first."""
    shares = shares_by(found, lambda cell: getattr(cell, by))
    order = sorted(shares.items(), key=lambda item: (-item[1].missing, -item[1].due, str(item[0])))
    names = names_of(by, {pk for pk, _share in order[:SHOWN_PEOPLE]})
    lines = [
        Line(
            name=names[pk],
            url=address(PAGE, cut, **{by: str(pk or NOWHERE)}),
            share=share,
            width=bar_width(share),
            value=said(share),
            missing_url=address(LIST, cut, **{by: str(pk or NOWHERE)}, standing="missing"),
        )
        for pk, share in order[:SHOWN_PEOPLE]
    ]
    other = "outlet" if by == "rep" else "rep"
    return {
        "lines": lines,
        "more": max(0, len(order) - SHOWN_PEOPLE),
        "other_url": address(PAGE, cut, by=other),
        "other_count": len({getattr(cell, other) for cell in found}),
    }


def _late(found: Sequence[Cell], whole: Share, cut: Cut) -> list[dict[str, Any]]:
    counts = queries.counts_by_step(found)
    most = max((counts[step] for step in MISSING), default=0) or 1
    return [
        {
            "name": LATE_WORDS[step],
            "count": counts[step],
            "width": f"{100 * counts[step] / most:.1f}%",
            "url": address(LIST, cut, late=str(step)),
            "is_bad": step == Late.LONGER,
        }
        for step in MISSING
    ]


def _missing(user: User, today: date, cut: Cut, limit: int) -> list[dict[str, Any]]:
    rows = queries.counted_customers(user, today, replace(cut, standing="missing"))[:limit]
    return customer_rows(rows, today)
