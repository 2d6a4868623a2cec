"""The complaint analysis: how many, about what, where, and whether promises were kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from aftersales.staff.models import Region
from complaints.enums import Kind, QualityClass, Severity, SlaCode
from customers.enums import Channel
from customers.models import Product

from ...queries import period_tickets
from ...rules.contents import ChartData, Section, Words
from ...rules.control import count_limits
from ...rules.library import periods_until
from ...rules.periods import Span
from .catalogue import found_in, measure
from .measures import count, said_if_none, share, table_of
from .service import tickets_url
from .words import both, label, period_words, said, short_period

MOST = 10
Line = list[Any]


def sections(period: Span, rhythm: str, now: datetime) -> list[Section]:
    spans = periods_until(period, rhythm)
    before = spans[-2]
    counts = [row["complaint"] for row in period_tickets.volumes(spans)]
    classes = period_tickets.complaints_by("quality_class", period, before)
    return [
        _overview(spans, rhythm, counts),
        _compared(spans, classes, now),
        _batches(period),
        _products(period, before),
        _table("severities", _("By severity"), _("Severity"), "severity", Severity, period, before),
        _classes(classes),
        _table("channels", _("By channel"), _("Channel"), "channel", Channel, period, before),
        _regions(period, before),
    ]


def _overview(spans: list[Span], rhythm: str, counts: list[int]) -> Section:
    """The trend with the limit of a c chart, which needs eight earlier periods."""
    limits = count_limits(counts[:-1])
    words = [
        said(
            _("Complaints: %(count)s, in %(period)s %(before)s."),
            count=counts[-1],
            before=counts[-2],
            period=period_words(spans[-2], rhythm),
        )
    ]
    if limits and limits.broken_by(counts[-1]):
        words.append(said(_("That is above the control limit of %(limit)s."), limit=f"{limits.high:.1f}"))
    elif limits:
        words.append(said(_("That is below the control limit of %(limit)s."), limit=f"{limits.high:.1f}"))
    chart = ChartData(
        "line",
        both(lambda: _("Complaints per period, with the control limit of the periods before")),
        [[short_period(span, rhythm), n] for span, n in zip(spans, counts, strict=True)],
        "count",
        both(lambda: _("Complaints")),
        limit=round(limits.high, 1) if limits else None,
        limit_name=said(_("limit %(value)s"), value=f"{limits.high:.1f}") if limits else {},
    )
    return Section("overview", both(lambda: _("How many complaints")), words, chart=chart)


def _compared(spans: list[Span], classes: Any, now: datetime) -> Section:
    before, period = spans[-2:]
    pair = (period, before)
    about = {"ticket__kind": Kind.COMPLAINT}
    replies = period_tickets.promises(SlaCode.FIRST_REPLY, [before, period], now, **about)
    solved = period_tickets.promises(SlaCode.SOLUTION, [before, period], now, **about)
    inner = classes.get(QualityClass.INTRINSIC.value, ({"n": 0}, {"n": 0}))
    measures = [
        measure(found_in(["complaints_logged"], spans, now), "complaints_logged", spans),
        count(
            "intrinsic",
            both(lambda: _("Complaints about intrinsic quality")),
            inner[0]["n"],
            inner[1]["n"],
            pair,
            better="down",
            url=tickets_url(period, kind=Kind.COMPLAINT.value, quality_class=QualityClass.INTRINSIC.value),
        ),
        share("first_reply", both(lambda: _("First reply in time")), replies[1], replies[0], "met"),
        share("solution", both(lambda: _("Resolution in time")), solved[1], solved[0], "met"),
    ]
    return Section("compared", both(lambda: _("Against the period before")), measures=measures)


def _batches(period: Span) -> Section:
    rows = period_tickets.top_batches(period, MOST)
    products = Product.objects.in_bulk({product for _batch, product, _n in rows})
    columns = [
        (both(lambda: _("Batch")), "text"),
        (both(lambda: _("Product")), "text"),
        (both(lambda: _("Complaints")), "count"),
    ]
    lines = [[batch, _name(products[product]), n] for batch, product, n in rows]
    words = said_if_none(lines, _("No complaint names a batch."))
    note = both(lambda: _("Only the ten batches with most complaints are listed.")) if len(lines) == MOST else None
    table = table_of(columns, lines, note=note)
    return Section("batches", both(lambda: _("Batches with most complaints")), words, table=table)


def _name(product: Product | None) -> Words:
    """With its code, because several products have the same name."""
    return both(lambda: product.label if product else _("Product unknown"))


def _columns(name: Any) -> list[tuple[Any, str]]:
    return [
        (both(lambda: name), "text"),
        (both(lambda: _("Complaints")), "count"),
        (both(lambda: pgettext("report", "Before")), "count"),
    ]


def _products(period: Span, before: Span) -> Section:
    found = period_tickets.complaints_by("purchase__product", period, before)
    products = Product.objects.in_bulk([pk for pk in found if pk])
    rows = sorted(found.items(), key=lambda item: (-item[1][0]["n"], -item[1][1]["n"], item[0] or 0))
    lines: list[Line] = [[_name(products.get(pk)), now["n"], was["n"]] for pk, (now, was) in rows[:MOST]]
    if rest := rows[MOST:]:
        lines.append([both(lambda: _("Others")), *(sum(pair[at]["n"] for _pk, pair in rest) for at in (0, 1))])
    return _added_up("products", _("By product"), _("Product"), lines)


def _added_up(code: str, title: Any, name: Any, lines: list[Line]) -> Section:
    """The lines and their sum, which is the number of complaints."""
    totals = [both(lambda: _("Total")), *(sum(line[at] for line in lines) for at in (1, 2))]
    words = said_if_none(lines, _("No complaint came in, in this period or the one before."))
    return Section(code, both(lambda: title), words, table=table_of(_columns(name), lines, totals))


def _table(code: str, title: Any, name: Any, by: str, choices: Any, period: Span, before: Span) -> Section:
    found = period_tickets.complaints_by(by, period, before)
    lines: list[Line] = [
        [label(choice), found[choice.value][0]["n"], found[choice.value][1]["n"]]
        for choice in choices
        if choice.value in found
    ]
    return _added_up(code, title, name, lines)


def _classes(found: Any) -> Section:
    lines: list[Line] = [
        [label(choice), found[choice.value][0]["n"], found[choice.value][1]["n"]]
        for choice in QualityClass
        if choice.value in found
    ]
    return _added_up("classes", _("By kind of quality problem"), _("Quality class"), lines)


def _regions(period: Span, before: Span) -> Section:
    found = period_tickets.complaints_by("region", period, before)
    places: list[tuple[Any, Any]] = [(region.pk, region) for region in Region.objects.all()]
    places.append((None, _("No region")))
    lines: list[Line] = [[label(place), found[pk][0]["n"], found[pk][1]["n"]] for pk, place in places if pk in found]
    return _added_up("regions", _("By region"), _("Region"), lines)
