"""What the pages of metrics show: the catalogue, one metric, and the rows behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from aftersales.web.figures import sentences

from ..enums import Basis, Subject
from ..queries.metrics import Figure, Slice, Told, figure, judged
from ..queries.metrics.figures import DENOMINATOR, NUMERATOR, REST
from ..queries.metrics.recipes import RECIPES
from ..rules.asked import Asked, params_of
from ..rules.metric import Metric
from . import drawn
from .cell import OFF_ZERO
from .questions import ASKED, View, codes_of, views_for
from .words import (
    CERTAINTY,
    VERDICTS,
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
        "subtitle": [_("Metrics: %(count)s") % {"count": len(seen)}, now_name(asked), *limits(slice_.filters, slice_)],
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
    metric: Metric,
    seen: Sequence[Metric],
    found: Mapping[str, Told],
    slice_: Slice,
    asked: Asked,
    channels: Mapping[str, Figure],
) -> dict[str, Any]:
    """channels: the same figure of each channel."""
    told = found[metric.code]
    used = used_on(metric, found, slice_.user.role)
    return {
        **list_context(seen, found, slice_, asked, metric.code),
        "title": str(metric.name),
        "subtitle": [other_language(metric), now_name(asked), *limits(told.figure.filters, slice_)],
        "metric": metric,
        "figure": told.figure,
        "value": figure_text(told.figure),
        "numerator": _part(told.figure, NUMERATOR),
        "denominator": _part(told.figure, DENOMINATOR) if metric.denominator else None,
        "rest": told.figure.rest if metric.is_share and not told.figure.hidden else None,
        "one_more": _one_more(told.figure),
        "comparison": comparison(told, asked),
        "facts": facts_of(metric),
        "used": used,
        "judged": any(sure for _label, sure in used),
        "channels": [_channel(one, slice_) for one in channels.values()],
        "whole": _channel(told.figure, slice_) if len(channels) > 1 else None,
        "history": _history(told, asked),
        "query": query_of(metric, told.figure),
        "list_url": f"{reverse('metrics')}?{page_params(slice_, asked)}",
    }


def limits(filters: Iterable[str], slice_: Slice) -> list[str]:
    """The parts of the company that figures are limited to, as people call them."""
    return [slice_.named(each) for each in filters]


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


def used_on(metric: Metric, found: Mapping[str, Told], role: str) -> list[tuple[str, str]]:
    """The dashboards that show the metric and the catalogue, with how sure its change is there. Empty where the user
    may not open it, or where nothing is judged."""
    pages = [(str(View(view).label), codes_of(view), view in views_for(role)) for view in ASKED]
    used = [
        (label, _sure_among(metric, codes, found) if seen else "")
        for label, codes, seen in pages
        if metric.code in codes
    ]
    return [*used, (_("This catalogue"), _sure_among(metric, list(found), found))]


def _sure_among(metric: Metric, codes: Sequence[str], found: Mapping[str, Told]) -> str:
    """How sure the change is, judged together with those of these metrics."""
    among = judged({code: found[code] for code in codes if code in found})
    move = among[metric.code].move
    if move is None or not move.direction or among[metric.code].sure.chance is None:
        return ""
    count = sum(1 for one in among.values() if one.sure.chance is not None)
    verdict = VERDICTS[move.verdict]
    return _("%(verdict)s among %(count)s changes") % {"verdict": verdict, "count": count}


def _channel(found: Figure, slice_: Slice) -> dict[str, Any]:
    """A line of the table by channel; of all channels the last."""
    key = found.filters.get("channel", "")
    return {
        "name": dict(slice_.choices["channel"]).get(key, key),
        "value": figure_text(found),
        "value_url": "" if found.metric.denominator else main_url(found),
        "parts": [_part(found, NUMERATOR), _part(found, DENOMINATOR)] if found.metric.denominator else [],
    }


def _history(told: Told, asked: Asked) -> Any:
    if len([value for value in told.history if value is not None]) < 2:
        return None
    metric = told.figure.metric
    names = [f"{each.span.first:%y-%m}" for each in told.series]
    if asked.kind == "quarter":
        names = [f"{each.span.first:%y}Q{(each.span.first.month + 2) // 3}" for each in told.series]
    target = _("target %(target)s") % {"target": f"{metric.target:g}%"} if metric.target else ""
    finding = _("The last twelve periods, each with as many days as this one.")
    if metric.unit in OFF_ZERO:
        finding = sentences(finding, _("The axis does not start at 0."))
    return drawn.trend(told, names, finding, target)


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
    return {
        "title": str(metric.name),
        "metric": metric,
        "part": part,
        "figure": found,
        "count": found.part(part).count,
        "value": figure_text(found),
        "hidden": found.hidden,
        "subtitle": [str(name), days_with_year(found.span), *limits(found.filters, slice_), *filter(None, narrowed)],
        "metric_url": metric_url(metric, slice_, asked),
        "now": slice_.now,
        "period": period_name(asked.code, asked.days),
    }
