"""What the pages of metrics show: the catalogue, one metric, and the rows behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ..enums import Basis, Subject
from ..queries.metrics import Figure, Slice, Told, figure
from ..queries.metrics.figures import DENOMINATOR, NUMERATOR, REST
from ..queries.metrics.recipes import RECIPES
from ..rules.asked import Asked, params_of
from ..rules.metric import Metric
from . import drawn
from .questions import ASKED, View
from .words import (
    CERTAINTY,
    against_name,
    comparison,
    days_with_year,
    figure_text,
    main_url,
    now_name,
    number,
    period_name,
)


def page_params(slice_: Slice, asked: Asked) -> str:
    return urlencode({**params_of(asked), **slice_.params})


def metric_url(metric: Metric, slice_: Slice, asked: Asked) -> str:
    return f"{reverse('metric', args=[metric.code])}?{page_params(slice_, asked)}"


def list_context(
    seen: Sequence[Metric], found: Mapping[str, Told], slice_: Slice, asked: Asked, chosen: str = ""
) -> dict[str, Any]:
    """The catalogue by subject."""
    groups = [
        (
            str(Subject(subject).label),
            [_entry(metric, found[metric.code], slice_, asked, chosen) for metric in seen if metric.subject == subject],
        )
        for subject in Subject.values
    ]
    return {
        "title": _("Metrics"),
        "subtitle": [_("%(count)s metrics") % {"count": len(seen)}, now_name(asked)],
        "groups": [(label, entries) for label, entries in groups if entries],
        "against": against_name(asked),
        "certainty": CERTAINTY,
        "now": slice_.now,
    }


def _entry(metric: Metric, told: Told, slice_: Slice, asked: Asked, chosen: str) -> dict[str, Any]:
    return {
        "code": metric.code,
        "name": str(metric.name),
        "url": metric_url(metric, slice_, asked),
        "value": figure_text(told.figure),
        "value_url": main_url(told.figure),
        "comparison": comparison(told, asked),
        "unit": str(metric.unit.label),
        "clauses": [str(clause) for clause in metric.clauses],
        "history": [value for value in told.history if value is not None],
        "current": metric.code == chosen,
    }


def metric_context(
    metric: Metric, seen: Sequence[Metric], found: Mapping[str, Told], slice_: Slice, asked: Asked
) -> dict[str, Any]:
    told = found[metric.code]
    return {
        **list_context(seen, found, slice_, asked, metric.code),
        "title": str(metric.name),
        "subtitle": [other_language(metric), now_name(asked)],
        "metric": metric,
        "figure": told.figure,
        "value": figure_text(told.figure),
        "numerator": _part(told.figure, NUMERATOR),
        "denominator": _part(told.figure, DENOMINATOR) if metric.denominator else None,
        "rest": told.figure.rest if metric.is_share and not told.figure.hidden else None,
        "one_more": _one_more(told.figure),
        "comparison": comparison(told, asked),
        "facts": facts_of(metric),
        "used": [str(label) for label in used_on(metric)],
        "history": _history(told, asked),
        "query": query_of(metric, told.figure),
        "list_url": f"{reverse('metrics')}?{page_params(slice_, asked)}",
    }


def other_language(metric: Metric) -> str:
    """The name in the other of the two languages."""
    with translation.override("zh-hans" if get_language() == "en" else "en"):
        return str(metric.name)


def _part(found: Figure, part: str) -> dict[str, Any]:
    rows = found.part(part)
    counted = found.numerator if part == NUMERATOR else found.denominator
    text = _("hidden") if found.hidden else f"{counted or 0:,}"
    return {
        "name": str(found.metric.numerator if part == NUMERATOR else found.metric.denominator),
        "text": text,
        "url": rows.url,
    }


def _one_more(found: Figure) -> str:
    """By how much one row more changes a share."""
    if not found.metric.is_share or not found.denominator:
        return ""
    return _("one more changes it by %(points)s points") % {"points": f"{100 / float(found.denominator):.2f}"}


def facts_of(metric: Metric) -> list[tuple[str, str]]:
    good = {"up": _("higher is better"), "down": _("lower is better"), "": _("neither")}[metric.good]
    if metric.target is not None:
        good += _(", ") + _("target %(target)s") % {"target": f"{metric.target:g}%"}
    facts = [
        (_("Unit"), str(metric.unit.label)),
        (_("Counts"), str(metric.formula)),
        (_("Time"), str(Basis(metric.basis).label)),
        (pgettext("metric", "Rows"), str(metric.source)),
        (pgettext("metric", "Better"), good),
    ]
    if metric.smallest:
        facts.append((_("Small samples"), _("hidden with fewer than %(count)s") % {"count": metric.smallest}))
    return facts


def used_on(metric: Metric) -> Iterable[Any]:
    """The dashboards that show the metric."""
    return [View(view).label for view, asked in ASKED.items() if any(metric.code in codes for _key, codes in asked)]


def _history(told: Told, asked: Asked) -> Any:
    if len([value for value in told.history if value is not None]) < 2:
        return None
    metric = told.figure.metric
    names = [f"{each.span.first:%y-%m}" for each in told.series]
    if asked.kind == "quarter":
        names = [f"{each.span.first:%y}Q{(each.span.first.month + 2) // 3}" for each in told.series]
    target = _("target %(target)s") % {"target": f"{metric.target:g}%"} if metric.target else ""
    return drawn.trend(told, names, _("The last twelve periods, each with as many days as this one."), target)


def query_of(metric: Metric, found: Figure) -> str:
    """The query in words that a stranger can repeat."""
    recipe = RECIPES[metric.code]
    lines = [f"{recipe.source} {found.span.first.isoformat()} – {found.span.last.isoformat()}"]
    lines += [f"  {name} = {value}" for name, value in found.filters.items()]
    lines.append(f"  numerator    {recipe.source}.{recipe.top} = {_digits(found.numerator)}")
    if metric.denominator:
        lines.append(f"  denominator  {recipe.base_source}.{recipe.bottom} = {_digits(found.denominator)}")
    lines.append(f"  value        = {number(metric, found.value)}")
    return "\n".join(lines)


def _digits(value: Any) -> str:
    return "" if value is None else f"{value:,}"


def rows_context(metric: Metric, slice_: Slice, asked: Asked, part: str, narrowed: Sequence[str]) -> dict[str, Any]:
    """The head of the list of rows. narrowed: to which of them, as an hour or a kind of cost."""
    found = figure(metric, slice_, asked.days)
    name = {NUMERATOR: metric.numerator, DENOMINATOR: metric.denominator}.get(part, "")
    if part == REST:
        name = _("not among them: %(name)s") % {"name": metric.numerator}
    filters = [f"{slice_.named(each)}" for each in found.filters]
    return {
        "title": str(metric.name),
        "metric": metric,
        "part": part,
        "figure": found,
        "count": found.part(part).count,
        "value": figure_text(found),
        "hidden": found.hidden,
        "subtitle": [str(name), days_with_year(found.span), *filters, *filter(None, narrowed)],
        "metric_url": metric_url(metric, slice_, asked),
        "now": slice_.now,
        "period": period_name(asked.code, asked.days),
    }
