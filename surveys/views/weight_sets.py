"""The settings pages of the weights of the index. Nobody writes them: they are estimated once a year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page
from aftersales.web.views import visible_or_404

from ..permissions import INDEX_MODEL_READERS
from ..queries import weight_sets as queries
from ..rules.quarters import quarter_name, quarter_of


def _state(state: str) -> tuple[str, str]:
    words = {
        queries.UPCOMING: (_("Not yet"), "info"),
        queries.IN_FORCE: (_("In effect"), "done"),
        queries.PAST: (_("Replaced"), ""),
    }
    return words[state]


@policy("weight_set.list", roles=INDEX_MODEL_READERS)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All weights, the newest first."""
    page = page_of(request, queries.weight_sets())
    rows = list(page)
    titles, states = queries.titles_of(rows), queries.states_of(rows, quarter_of(company_date(timezone.now())))
    shown = [
        ListRow(
            _("%(questionnaire)s, from %(quarter)s")
            % {
                "questionnaire": titles.get(row.questionnaire_code, row.questionnaire_code),
                "quarter": quarter_name(row.from_quarter),
            },
            (str(row.index_model), row.n),
            reverse("weight_set", args=[row.pk]),
            _state(states[row.pk]),
            states[row.pk] == queries.PAST,
        )
        for row in rows
    ]
    return list_page(
        request,
        "weight_sets",
        rows=shown,
        page=page,
        heads=[_("Weights"), _("Index model"), _("Answers")],
        text=_(
            "Estimated once a year on the answers of four quarters, and never changed. They are shares of each part."
        ),
        empty=_("No weights yet"),
        empty_text=_("From 200 answers in four quarters on. Until then all questions of a part count the same."),
    )


@policy("weight_set.view", roles=INDEX_MODEL_READERS)
@require_GET
def weight_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One set of weights beside the one before."""
    row = visible_or_404(queries.weight_sets(), pk=pk)
    before = queries.set_before(row)
    state = queries.states_of([row], quarter_of(company_date(timezone.now())))[row.pk]
    words, tone = _state(state)
    context: dict[str, Any] = {
        "row": row,
        "title": queries.titles_of([row]).get(row.questionnaire_code, row.questionnaire_code),
        "from_quarter": quarter_name(row.from_quarter),
        "before": before,
        "before_quarter": quarter_name(before.from_quarter) if before else "",
        "lines": queries.lines_of(row, before),
        "state": words,
        "tone": tone,
        "now": timezone.now(),
    }
    return render(request, "surveys/weight_set.html", context)
