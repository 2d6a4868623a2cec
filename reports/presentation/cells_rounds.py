"""Charts of the last survey round: its funnel, and importance × performance."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.web.figures import listed
from surveys.rules.quarters import quarter_name

from ..queries.dashboard import DashboardPage
from . import drawn
from .cell import Cell, number_of
from .drawn import Bar
from .questions import Answer


def drivers(page: DashboardPage, answer: Answer | None) -> Cell | None:
    """What matters, and how it scores."""
    found = page.round
    if found is None or len(found.drivers) < 3:
        return None
    middle = sum(each.effect for each in found.drivers) / len(found.drivers)
    level = sum(each.score for each in found.drivers) / len(found.drivers)
    first = [each.name for each in found.drivers if each.effect >= middle and each.score < level]
    finding = _("Matters and scores below the mean: %(names)s. Survey round %(quarter)s.") % {
        "names": listed(first) or _("nothing"),
        "quarter": quarter_name(found.quarter),
    }
    corners = [_("good enough"), _("keep up"), _("can wait"), _("fix first")]
    points = [(each.name, each.effect, each.score) for each in found.drivers]
    columns = [_("Question"), _("Effect"), _("Score")]
    url = f"{reverse('surveys')}?{urlencode({'quarter': found.quarter, 'tab': 'research'})}"
    plot = drawn.matrix(points, finding, corners, columns, url)
    return Cell(number_of(answer), _("What matters, and how it scores"), finding, plot, wide=True)


def funnel(page: DashboardPage, answer: Answer | None) -> Cell | None:
    """How the last round came to its answers."""
    found = page.round
    if found is None or not found.funnel:
        return None
    url = reverse("round", args=[found.quarter])
    names = {
        "drawn": _("drawn"),
        "invited": _("invited"),
        "reached": _("reached"),
        "complete": _("answered"),
    }
    counts = [(name, found.funnel.get(step, 0)) for step, name in names.items()]
    rows = [Bar(name, count, f"{count:,}", url) for name, count in counts]
    drawn_, complete = counts[0][1], counts[-1][1]
    finding = _("Of %(drawn)s drawn customers %(complete)s answered. Survey round %(quarter)s.") % {
        "drawn": f"{drawn_:,}",
        "complete": f"{complete:,}",
        "quarter": quarter_name(found.quarter),
    }
    plot = drawn.bars(rows, finding, [_("Step"), _("Customers")])
    return Cell(number_of(answer), _("From the sample to the answers"), finding, plot)
