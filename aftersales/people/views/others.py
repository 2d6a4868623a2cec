"""Recognition and correction, and the evaluation of the communication rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..enums import RecognitionState
from ..forms.recognitions import ProposeForm
from ..models import Evaluation
from ..permissions import PARTIES, RULE_VIEWERS, can_propose, visible_recognitions
from ..presentation import others as presentation
from ..presentation.tabs import state_tabs, tabs
from ..queries import evaluations as evaluation_queries
from ..queries import recognitions as queries
from ..services import recognitions as services
from ..verbs import EVALUATIONS, RECOGNITIONS
from .common import Noun, detail_view, verb_view


@policy("recognition.list", roles=PARTIES)
@require_GET
def recognitions(request: HttpRequest) -> HttpResponse:
    """The recognitions and corrections that the user may see."""
    tab = request.GET.get("tab", RecognitionState.PROPOSED)
    tab = tab if tab in queries.RECOGNITION_TABS else RecognitionState.PROPOSED.value
    user, now = request.user, timezone.now()
    page = page_of(request, queries.recognitions(user, tab))
    context = {
        "tabs": tabs(user, "recognitions", now),
        "views": state_tabs("recognitions", RecognitionState.choices, tab),
        "page": page,
        "rows": [{"row": row, "state": presentation.RECOGNITION_DOTS[row.state]} for row in page],
        **table_of(user, "recognitions", None),
        "may_propose": can_propose(user),
        "now": now,
    }
    return render(request, "people/recognitions.html", context)


@policy("recognition.create", roles=PARTIES)
@require_http_methods(["GET", "POST"])
def recognition_new(request: HttpRequest) -> HttpResponse:
    """Propose to recognise or correct somebody."""
    if request.method == "GET":
        return _form_page(request, ProposeForm(user=request.user), 200)
    form = ProposeForm(request.POST, user=request.user)
    return submit(
        request,
        form,
        lambda data: services.propose(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Proposed; the person can comment"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda bound, status: _form_page(request, bound, status),
    )


def _form_page(request: HttpRequest, form: Any, status: int) -> HttpResponse:
    may = can_propose(request.user)
    context = {"form": form, "may": may, "title": _("Propose recognition or correction"), "back": "recognitions"}
    return render(request, "people/form.html", context, status=status)


def _find(request: HttpRequest, number: str) -> Any:
    people = ("person__department", "proposed_by", "decided_by")
    return visible_or_404(visible_recognitions(request.user).select_related(*people), number=number)


def _context(request: HttpRequest, row: Any, now: Any) -> dict[str, Any]:
    return {
        "state": presentation.RECOGNITION_DOTS[row.state],
        "facts": presentation.recognition_facts(row),
        "changes": presentation.recognition_changes(row),
    }


RECOGNITION = Noun("recognition", PARTIES, RECOGNITIONS, "people/recognition.html", _find, _context)
recognition = detail_view(RECOGNITION)
RECOGNITION_VERBS = {name: verb_view(RECOGNITION, name) for name in RECOGNITIONS}


@policy("evaluation.list", roles=RULE_VIEWERS)
@require_GET
def evaluations(request: HttpRequest) -> HttpResponse:
    """The evaluations of the communication rules, the latest first."""
    now = timezone.now()
    page = page_of(request, evaluation_queries.evaluations())
    context = {
        "tabs": tabs(request.user, "evaluations", now),
        "page": page,
        "rows": [{"row": row, "state": presentation.evaluation_dot(row, company_date(now))} for row in page],
        "now": now,
    }
    return render(request, "people/evaluations.html", context)


def _find_evaluation(request: HttpRequest, number: str) -> Any:
    rows = evaluation_queries.with_findings(Evaluation.objects.select_related("decided_by"))
    return visible_or_404(rows, number=number)


def _evaluation_context(request: HttpRequest, row: Any, now: Any) -> dict[str, Any]:
    return {
        "state": presentation.evaluation_dot(row, company_date(now)),
        "findings": presentation.finding_rows(row),
        "changes": presentation.evaluation_changes(row),
    }


EVALUATION = Noun(
    "evaluation", RULE_VIEWERS, EVALUATIONS, "people/evaluation.html", _find_evaluation, _evaluation_context
)
evaluation = detail_view(EVALUATION)
EVALUATION_VERBS = {name: verb_view(EVALUATION, name) for name in EVALUATIONS}
