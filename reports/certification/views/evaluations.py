"""Self-evaluations: the list with its trend, one evaluation, the dossier and the sealed export."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.people.documents.common import language_of
from aftersales.people.views.common import Noun, detail_view, pdf_answer, verb_view
from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..documents import dossier
from ..documents.export import packed
from ..forms import NewEvaluationForm
from ..permissions import READERS, can_assess, visible_evaluations
from ..presentation import evaluations as presentation
from ..queries import evaluations as queries
from ..queries.sealed import document_of
from ..services import evaluations as services
from ..verbs import SELF_EVALUATIONS

PEOPLE = ("standard", "catalogue", "assessed_by", "closed_by", "created_by")


@policy("self_evaluation.list", roles=READERS)
@require_GET
def self_evaluations(request: HttpRequest) -> HttpResponse:
    """The evaluations by a standard, the newest first, with their trend."""
    known = list(queries.standards())
    if not known:
        return render(request, "certification/evaluations.html", {"rows": []})
    current = next((one for one in known if one.code == request.GET.get("standard")), known[0])
    page = page_of(request, queries.evaluations().filter(standard=current))
    context = {
        "tabs": presentation.tabs(known, current),
        "standard": current,
        "page": page,
        "rows": presentation.list_lines(page),
        "points": presentation.trend_points(queries.trend(current), current.has_grades),
        "may_begin": can_assess(request.user) and queries.open_evaluation(current) is None,
        "now": timezone.now(),
    }
    return render(request, "certification/evaluations.html", context)


@policy("self_evaluation.create", roles=READERS)
@require_http_methods(["GET", "POST"])
def self_evaluation_new(request: HttpRequest) -> HttpResponse:
    """Begin an evaluation."""
    if request.method == "GET":
        today = company_date(timezone.now())
        begin = {"standard": request.GET.get("standard"), "period_from": date(today.year, 1, 1), "period_to": today}
        return _new_page(request, NewEvaluationForm(initial=begin, user=request.user), 200)
    form = NewEvaluationForm(request.POST, user=request.user)
    return submit(
        request,
        form,
        lambda data: services.begin_evaluation(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Begun; the system has counted what it knows"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda bound, status: _new_page(request, bound, status),
    )


def _new_page(request: HttpRequest, form: Any, status: int) -> HttpResponse:
    context = {"form": form, "may": can_assess(request.user), "title": _("Begin self-evaluation")}
    return render(request, "certification/new.html", context, status=status)


def _find(request: HttpRequest, number: str) -> Any:
    return visible_or_404(visible_evaluations(request.user).select_related(*PEOPLE), number=number)


def _context(request: HttpRequest, row: Any, now: Any) -> dict[str, Any]:
    found = queries.whole(row)
    context = presentation.page_context(found, company_date(now))
    return {
        **context,
        "subtitle": presentation.subtitle(found, queries.place_of(row)),
        "state": presentation.STATE_DOTS[row.state],
        "assesses": can_assess(request.user),
    }


SELF_EVALUATION = Noun("self_evaluation", READERS, SELF_EVALUATIONS, "certification/evaluation.html", _find, _context)
self_evaluation = detail_view(SELF_EVALUATION)
SELF_EVALUATION_VERBS = {name: verb_view(SELF_EVALUATION, name) for name in SELF_EVALUATIONS}


@policy("self_evaluation.dossier", roles=READERS)
@require_GET
def self_evaluation_dossier(request: HttpRequest, number: str) -> HttpResponse:
    """The dossier as PDF, from which a stranger computes the same score."""
    found = queries.whole(_find(request, number))
    return pdf_answer(dossier.pdf(found, language_of(request.GET.get("lang"))), number)


@policy("self_evaluation.export", roles=READERS)
@require_GET
def self_evaluation_export(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed export of a closed evaluation, with the script that computes its score again."""
    row = _find(request, number)
    if not row.is_closed:
        raise Http404
    answer = HttpResponse(packed(document_of(row)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{number}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer
