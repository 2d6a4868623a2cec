"""Figures with the test that says how sure their change is, and the sentences about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from ...queries.counting import Counts
from ...rules.certainty import Certainty, adjusted, count_changed, share_changed
from ...rules.contents import Measure, Section, TableColumn, TableData, Words
from ...rules.periods import Span
from .words import both, label, said, written

TESTS = {
    "proportions": _(
        "Shares, as of replies in time: two-proportion z-test. Each ticket counts once and independently of the others."
    ),
    "fisher": _(
        "Shares of few rows: Fisher’s exact test, because an expected count below five makes the z-test wrong."
    ),
    "poisson": _(
        "Counts, as of complaints: exact test of two Poisson counts, allowing for periods of different length. Events "
        "that come in clusters vary more, so read a result near the limit with care."
    ),
    "limits": _(
        "Counts that rose above or fell below the control limits of at least eight earlier periods, their mean ± three "
        "standard deviations: unusual, whatever the period before was."
    ),
    "means": _("Indices of answers after tickets: Welch’s test of two means."),
    "range": _(
        "Amounts of money: chart of individuals. Limits are the mean of the earlier periods ± 2.66 times their mean "
        "moving range, which about 1 of 100 periods leaves by chance. At least six earlier periods are needed."
    ),
    "round": _("Indices of a survey round: the test of the round itself, with its sample design and weights."),
}
# How sure the change is that the first sentences of a report tell.
LEADS = {
    "significant": _("This change is significant."),
    "usual": _("This change is within the usual."),
    "unknown": _("Too few rows or earlier periods to judge this change."),
}
RULE = _(
    "“Significant” means that the change is unlikely to be chance (below 5%% over all figures of this report "
    "together, corrected by Holm’s method). “Within the usual” means that chance explains it; it is no proof that "
    "nothing has changed."
)


def percent_of(hits: int, n: int) -> float | None:
    """With one decimal, rounded half up; None of nothing."""
    if not n:
        return None
    return float((Decimal(100 * hits) / Decimal(n)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def axis_start(values: Iterable[float | None], step: int = 10) -> int:
    """Where the axis of a line starts, so that values which are all high can be told apart; 0 if one is below half."""
    lowest = min((value for value in values if value is not None), default=0)
    return int((lowest - 1) // step * step) if lowest > 50 else 0


def share(
    code: str, name: Words, now: Counts, before: Counts, part: str, *, better: str = "up", url: str = ""
) -> Measure:
    """The share of rows that meet a condition."""
    sure = share_changed(now[part], now["n"], before[part], before["n"])
    value, was = percent_of(now[part], now["n"]), percent_of(before[part], before["n"])
    return _sure(Measure(code, name, "percent", value, was, now["n"], better, url=url), sure)


def count(
    code: str, name: Words, now: int, before: int, spans: tuple[Span, Span], *, better: str = "", url: str = ""
) -> Measure:
    """How often something happened. spans: the period and the one before it."""
    sure = count_changed(now, before, spans[0].days, spans[1].days)
    return _sure(Measure(code, name, "count", now, before, now, better, url=url), sure)


def _sure(row: Measure, found: Certainty) -> Measure:
    return replace(row, test=found.test, chance=found.chance, verdict=found.verdict)


def judged(sections: Sequence[Section], lead: str = "", *, is_sure: bool = False) -> list[Section]:
    """The sections with the chances of all their tests adjusted together, and a summary in the first one. lead: the
    code of the figure that the first one tells already; is_sure: together with how sure its change is."""
    rows = {row.code: row for section in sections for row in section.measures}
    sure = adjusted({code: Certainty(row.test, row.chance, row.verdict) for code, row in rows.items()})  # type: ignore[arg-type]
    final = {code: _sure(row, sure[code]) for code, row in rows.items()}
    found = [replace(section, measures=[final[row.code] for row in section.measures]) for section in sections]
    first, *rest = found
    return [replace(first, sentences=[*first.sentences, *summary(list(final.values()), lead, is_sure=is_sure)]), *rest]


def summary(rows: Sequence[Measure], lead: str = "", *, is_sure: bool = False) -> list[Words]:
    """What changed significantly, one sentence each; then what is within the usual, and what can't be said. Of the lead
    only how sure its change is, unless that is told as well."""
    found: list[Words] = [label(LEADS[row.verdict]) for row in rows if row.code == lead and row.verdict in LEADS]
    if is_sure or any(row.code == lead and row.value == row.before for row in rows):
        found = []
    others = [row for row in rows if row.code != lead and not is_nothing(row.verdict, row.value, row.before)]
    moved = [row for row in others if row.verdict == "significant"]
    usual = sum(row.verdict == "usual" for row in others)
    unknown = sum(row.verdict == "unknown" for row in others)
    found += [sentence(row) for row in moved]
    if usual and found:
        found.append(said(_("Other figures within the usual: %(count)s."), count=usual))
    elif usual:
        found.append(said(_("No figure has changed significantly. Within the usual: %(count)s."), count=usual))
    if unknown and (usual or found):
        found.append(said(_("Other figures with too few rows or earlier periods to judge: %(count)s."), count=unknown))
    elif unknown:
        found.append(said(_("Too few rows or earlier periods to judge: %(count)s."), count=unknown))
    return found


def is_nothing(verdict: str, *values: Any) -> bool:
    """Whether there was nothing before and now, which needs no word about how sure that is. Nothing of some rows is not
    the same as no rows."""
    return (
        verdict == "unknown"
        and not any(float(value or 0) for value in values)
        and len({value is None for value in values}) == 1
    )


def sentence(row: Measure) -> Words:
    """What a figure was, is, and how sure the change is."""
    params = {
        "name": row.name,
        "value": both(lambda: written(row.value, row.unit)),
        "before": both(lambda: written(row.before, row.unit)),
    }
    if row.verdict == "significant":
        rose = float(row.value or 0) > float(row.before or 0)
        text = (
            _("%(name)s: %(value)s, up from %(before)s, significant.")
            if rose
            else _("%(name)s: %(value)s, down from %(before)s, significant.")
        )
        return said(text, **params)
    if row.verdict == "usual":
        return said(_("%(name)s: %(value)s, before %(before)s, within the usual."), **params)
    return said(_("%(name)s: %(value)s, before %(before)s."), **params)


def how_sure(sections: Iterable[Section]) -> Section:
    """The last section of a report: which test was used, and why."""
    used = {row.test for section in sections for row in section.measures}
    words = [label(text) for name, text in TESTS.items() if name in used]
    return Section("how_sure", both(lambda: _("How sure the changes are")), [said(RULE), *words])


def said_if_none(rows: Any, text: Any) -> list[Words]:
    """The text in the place of a table without rows, or of a chart of nothing."""
    return [] if rows else [label(text)]


def table_of(
    columns: Sequence[tuple[Words, str]], rows: Sequence[Sequence[Any]], totals: Sequence[Any] = (), note: Any = None
) -> TableData | None:
    """None without rows."""
    if not rows:
        return None
    return TableData([TableColumn(name, unit) for name, unit in columns], list(rows), list(totals), note or {})
