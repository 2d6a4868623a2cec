"""Charts of service: replies, visits, arrivals, channels, surveys."""

from __future__ import annotations

from django.utils.translation import gettext as _

from aftersales.web.figures import listed

from ..queries.dashboard import (
    ARRIVALS,
    CHANNELS,
    REPLIES,
    VISITED,
    DashboardPage,
)
from ..queries.metrics.figures import NUMERATOR, REST
from ..rules.metrics import metric_of
from . import drawn
from .cell import Cell, Heat, counts_of, named, number_of, rows_of_page
from .drawn import Bar
from .questions import Answer

DAYS = 7


def replies_by_region(page: DashboardPage, answer: Answer | None) -> Cell | None:
    """The share of first replies in time, by region."""
    metric = metric_of("first_reply_in_time")
    rows = []
    for key, sums in sorted(page.found.get(REPLIES, {}).items()):
        if not key or not sums.columns["reply"]:
            continue
        value, text = drawn.share_text(metric, sums.of("reply_kept"), sums.of("reply"))
        tone = "bad" if value < (metric.target or 0) else "bar"
        url = rows_of_page(page, metric.code, REST, region=key)
        rows.append(Bar(named(page, "region", key), value, text, url, tone, note=f"/{sums.columns['reply']:,}"))
    if not rows:
        return None
    missed = [row.name for row in rows if row.tone == "bad"]
    finding = _("Below 95%%: %(regions)s. A bar opens the late ones.") % {"regions": listed(missed)}
    if not missed:
        finding = _("Every region reaches 95%. A bar opens the late ones.")
    columns = [_("Region"), str(metric.name), _("of")]
    plot = drawn.bars(rows, finding, columns, metric.target, 100)
    return Cell(number_of(answer), _("First reply in time, by region"), finding, plot)


def visited_by_region(page: DashboardPage, answer: Answer | None) -> Cell | None:
    metric = metric_of("visit_coverage")
    rows = []
    for key, sums in sorted(page.found.get(VISITED, {}).items()):
        if not key or not sums.columns["all"]:
            continue
        value, text = drawn.share_text(metric, sums.of("in_time"), sums.of("all"))
        tone = "bad" if value < (metric.target or 0) else "bar"
        missing = sums.columns["all"] - sums.columns["in_time"]
        rows.append(
            Bar(
                named(page, "region", key),
                value,
                text,
                rows_of_page(page, metric.code, REST, region=key),
                tone,
                note=f"−{missing}",
            )
        )
    if not rows:
        return None
    missing = sum(sums.columns["all"] - sums.columns["in_time"] for sums in page.found[VISITED].values())
    finding = _("Customers missing today: %(count)s. A bar opens them.") % {"count": f"{missing:,}"}
    columns = [_("Region"), str(metric.name), _("missing")]
    return Cell(
        number_of(answer),
        _("Visited in time, by region"),
        finding,
        drawn.bars(rows, finding, columns, metric.target, 100),
    )


def arrivals(page: DashboardPage, answer: Answer | None) -> Cell | None:
    """Tickets logged by weekday and hour."""
    counts = {key: sums.columns["all"] for key, sums in page.found.get(ARRIVALS, {}).items()}
    if not counts:
        return None
    at = {(int(day), int(hour)): n for key, n in counts.items() for day, hour in [key.split(":")]}
    first, last = min(hour for _day, hour in at), max(hour for _day, hour in at)
    most = max(at.values())
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    rows = [
        (names[day - 1], [_hour(page, day, hour, at.get((day, hour), 0), most) for hour in range(first, last + 1)])
        for day in range(1, DAYS + 1)
    ]
    (day, hour), n = max(at.items(), key=lambda pair: (pair[1], pair[0]))
    finding = _("Most came on %(day)s at %(hour)s o’clock: %(count)s.") % {
        "day": names[day - 1],
        "hour": hour,
        "count": n,
    }
    title = _("Arrivals: weekday × hour")
    heat = Heat(title, [str(hour) for hour in range(first, last + 1)], rows)
    return Cell(number_of(answer), title, finding, heat=heat, wide=True)


def _hour(page: DashboardPage, day: int, hour: int, n: int, most: int) -> tuple[int, int, str]:
    return n, -(-3 * n // most), rows_of_page(page, "tickets_logged", NUMERATOR, hour=f"{day}:{hour}") if n else ""


def by_channel(page: DashboardPage, answer: Answer | None) -> Cell | None:
    counts = counts_of(page.found.get(CHANNELS, {}), "all")
    if not counts:
        return None
    rows = [
        Bar(named(page, "channel", key), n, f"{n:,}", rows_of_page(page, "tickets_logged", NUMERATOR, channel=key))
        for key, n in counts
    ]
    finding = _("Most came by %(channel)s.") % {"channel": rows[0].name}
    return Cell(
        number_of(answer), _("Tickets by channel"), finding, drawn.bars(rows, finding, [_("Channel"), _("Tickets")])
    )


def survey_funnel(page: DashboardPage, answer: Answer | None) -> Cell | None:
    """From the invitation to a satisfied answer."""
    rate, satisfied = page.told.get("response_rate"), page.told.get("satisfied")
    if rate is None or satisfied is None or rate.figure.hidden or satisfied.figure.hidden:
        return None
    invited, answered = rate.figure.base, rate.figure.rows
    rows = [
        Bar(_("invited"), invited.count, f"{invited.count:,}", invited.url),
        Bar(_("answered"), answered.count, f"{answered.count:,}", answered.url),
        Bar(
            _("satisfied"),
            satisfied.figure.rows.count,
            f"{satisfied.figure.rows.count:,}",
            satisfied.figure.rows.url,
            "good",
        ),
    ]
    finding = _("Answers are counted by their day, so some belong to earlier invitations.")
    return Cell(
        number_of(answer), _("Surveys after tickets"), finding, drawn.bars(rows, finding, [_("Step"), _("Customers")])
    )
