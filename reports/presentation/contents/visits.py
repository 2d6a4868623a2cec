"""The coverage of follow-up visits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from aftersales.staff.models import Region
from customers.enums import Channel, Tier
from visits.rules.coverage import TIERS, Share

from ...queries import period_visits
from ...rules.contents import ChartData, Measure, Section
from ...rules.library import periods_until
from ...rules.periods import Span
from .catalogue import found_in, measure
from .measures import count, percent_of, said_if_none, share, table_of
from .words import both, label, said, short_period

NONE = Share(0, 0)
Covered = period_visits.Covered


def sections(period: Span, rhythm: str, now: datetime) -> list[Section]:
    spans = periods_until(period, rhythm)
    before = spans[-2]
    covered, earlier = period_visits.covered_at_end(period), period_visits.covered_at_end(before)
    done = period_visits.visits_done(spans)
    return [
        _overview(covered, earlier, period, before, rhythm),
        _compared(covered, earlier, done, spans, now),
        _tiers(covered, earlier),
        _regions(covered, earlier),
        _done(spans, rhythm, done),
        _channels(period, before),
        _heard(done[-1]),
    ]


def _overview(covered: Covered, earlier: Covered, period: Span, before: Span, rhythm: str) -> Section:
    now = period_visits.whole(covered)
    if not now.due:
        words = [both(lambda: _("No customer had to be visited."))]
    else:
        params = {
            "in_time": now.in_time,
            "due": now.due,
            "share": f"{percent_of(now.in_time, now.due):.1f}%",
            "missing": now.due - now.in_time,
            "day": period.last.isoformat(),
        }
        words = [
            said(
                _(
                    "Important and long-term customers visited in time on %(day)s: %(in_time)s of %(due)s, %(share)s; "
                    "missing: %(missing)s."
                ),
                **params,
            )
        ]
    return Section("overview", both(lambda: _("Who was visited in time")), words)


def _counts(found: Share) -> dict[str, int]:
    return {"n": found.due, "in_time": found.in_time}


def _compared(
    covered: Covered, earlier: Covered, done: list[dict[str, int]], spans: list[Span], now: datetime
) -> Section:
    before, period = spans[-2:]
    tiers, was = period_visits.by(covered, lambda cell: cell[0]), period_visits.by(earlier, lambda cell: cell[0])
    pair = (period, before)
    url = reverse("visit_coverage")
    measures: list[Measure] = [
        share(
            "covered",
            both(lambda: _("Visited in time")),
            _counts(period_visits.whole(covered)),
            _counts(period_visits.whole(earlier)),
            "in_time",
            url=url,
        )
    ]
    for tier in TIERS:
        measures.append(
            share(
                f"covered_{tier}",
                said(_("Visited in time (%(tier)s)"), tier=label(Tier(tier))),
                _counts(tiers.get(tier, NONE)),
                _counts(was.get(tier, NONE)),
                "in_time",
                url=f"{url}?tier={tier}",
            )
        )
    missed = period_visits.not_taken_place([before, period])
    measures += [
        share("made_in_time", both(lambda: _("Visits made by their due day")), done[-1], done[-2], "in_time"),
        measure(found_in(["visits_done"], spans, now), "visits_done", spans),
        count(
            "missed",
            both(lambda: _("Visits that did not take place")),
            missed[1]["n"],
            missed[0]["n"],
            pair,
            better="down",
        ),
    ]
    return Section("compared", both(lambda: _("Against the period before")), measures=measures)


def _line(word: Any, now: Share, was: Share) -> list[Any]:
    return [
        word,
        now.due,
        now.in_time,
        now.due - now.in_time,
        percent_of(now.in_time, now.due),
        percent_of(was.in_time, was.due),
    ]


def _table(
    code: str, title: Any, name: Any, rows: list[tuple[Any, Share, Share]], total: tuple[Share, Share]
) -> Section:
    """total: of all customers, which the first sentence tells."""
    lines, totals = [_line(*row) for row in rows], _line(both(lambda: _("Total")), *total)
    words = said_if_none(lines, _("No customer had to be visited."))
    return Section(code, both(lambda: title), words, table=table_of(_columns(name), lines, totals))


def _columns(name: Any) -> list[tuple[Any, str]]:
    return [
        (both(lambda: name), "text"),
        (both(lambda: _("Customers")), "count"),
        (both(lambda: _("In time")), "count"),
        (both(lambda: pgettext("visits", "Missing")), "count"),
        (both(lambda: _("Share")), "percent"),
        (both(lambda: pgettext("report", "Before")), "percent"),
    ]


def _tiers(covered: Covered, earlier: Covered) -> Section:
    now, was = period_visits.by(covered, lambda cell: cell[0]), period_visits.by(earlier, lambda cell: cell[0])
    rows = [(label(Tier(tier)), now[tier], was.get(tier, NONE)) for tier in TIERS if tier in now]
    return _table("tiers", _("By tier"), _("Tier"), rows, _totals(covered, earlier))


def _regions(covered: Covered, earlier: Covered) -> Section:
    now, was = period_visits.by(covered, lambda cell: cell[1]), period_visits.by(earlier, lambda cell: cell[1])
    places: list[tuple[Any, Any]] = [(region.pk, region) for region in Region.objects.all()]
    places.append((None, _("No region")))
    rows = [(label(place), now[pk], was.get(pk, NONE)) for pk, place in places if pk in now]
    return _table("regions", _("By region"), _("Region"), rows, _totals(covered, earlier))


def _totals(covered: Covered, earlier: Covered) -> tuple[Share, Share]:
    return period_visits.whole(covered), period_visits.whole(earlier)


def _done(spans: list[Span], rhythm: str, done: list[dict[str, int]]) -> Section:
    chart = ChartData(
        "line",
        both(lambda: _("Visits made per period")),
        [[short_period(span, rhythm), row["n"]] for span, row in zip(spans, done, strict=True)],
        "count",
        both(lambda: _("Visits made")),
    )
    words = said_if_none(any(row["n"] for row in done), _("No visit was made in these periods."))
    return Section("done", both(lambda: _("What took place")), words, chart=chart)


def _channels(period: Span, before: Span) -> Section:
    found = period_visits.visits_by_channel(period, before)
    lines = [
        [label(channel), found[channel.value][0]["n"], found[channel.value][1]["n"]]
        for channel in Channel
        if channel.value in found
    ]
    columns = [
        (both(lambda: _("Channel")), "text"),
        (both(lambda: _("Visits made")), "count"),
        (both(lambda: pgettext("report", "Before")), "count"),
    ]
    words = said_if_none(lines, _("No visit was made, in this period or the one before."))
    return Section("channels", both(lambda: _("How customers were visited")), words, table=table_of(columns, lines))


def _heard(row: dict[str, int]) -> Section:
    heading = both(lambda: _("What was heard"))
    if not row["n"]:
        return Section("heard", heading, [both(lambda: _("No visit was made in this period."))])
    words = said(
        _(
            "Visits made: %(n)s. Opinions were recorded on %(opinions)s, suggestions on %(suggestions)s, and what the "
            "customer asked for on %(requirements)s. The words are in the visits."
        ),
        **{name: row[name] for name in ("n", "opinions", "suggestions", "requirements")},
    )
    return Section("heard", heading, [words])
