"""Who is due for training, the sessions, and their results."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.office.queries import content_of
from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.files import file_answer
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..documents import training_record
from ..documents.common import language_of
from ..enums import SessionState
from ..forms.trainings import NewSessionForm
from ..models import TrainingSession
from ..permissions import SEE_ALL_TRAINING, STAFF, can_keep_courses, can_train, visible_attendances
from ..presentation import interviews as interview_words
from ..presentation import trainings as presentation
from ..presentation.tabs import state_tabs, tabs
from ..queries import trainings as queries
from ..queries.interviews import next_of
from ..services import trainings as services
from ..verbs import SESSIONS
from .common import Noun, detail_view, pdf_answer, verb_view


@policy("people.view", roles=STAFF)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Left who is due for training, right the interview that comes next for the user."""
    user, now = request.user, timezone.now()
    today = company_date(now)
    page = page_of(request, queries.due_rows(user, today))
    sees_all = user.role in SEE_ALL_TRAINING
    coming = next_of(user)
    context = {
        "tabs": tabs(user, "people", now),
        "head": presentation.head_text(today) if sees_all else _("Your training and assessment, once a year"),
        "page": page,
        "counts": queries.due_counts(user, today),
        "groups": presentation.due_groups(page, now),
        "bars": presentation.course_bars(today) if sees_all else [],
        "year": presentation.year_text(now) if sees_all else "",
        "may_plan": can_train(user),
        "may_keep": can_keep_courses(user),
        "own": [] if sees_all else list(queries.trainings_of(user)[:20]),
        "paper": interview_words.paper(user, coming, now) if coming else None,
        "now": now,
    }
    return render(request, "people/people.html", context)


@policy("training.list", roles=STAFF)
@require_GET
def trainings(request: HttpRequest) -> HttpResponse:
    """The sessions, the next one first."""
    tab = request.GET.get("tab", SessionState.PLANNED)
    tab = tab if tab in queries.SESSION_TABS else SessionState.PLANNED.value
    now = timezone.now()
    page = page_of(request, queries.sessions(tab))
    context = {
        "tabs": tabs(request.user, "people", now),
        "views": state_tabs("trainings", SessionState.choices, tab),
        "page": page,
        "rows": [{"row": row, "state": presentation.session_dot(row, now)} for row in page],
        "may_plan": can_train(request.user),
        "export": export_button(request.user, "trainings", {"tab": tab}, None),
        **table_of(request.user, "trainings", None),
        "now": now,
    }
    return render(request, "people/trainings.html", context)


@policy("training.create", roles=STAFF)
@require_http_methods(["GET", "POST"])
def training_new(request: HttpRequest) -> HttpResponse:
    """Plan a session and enrol people."""
    if request.method == "GET":
        return _form_page(request, NewSessionForm(user=request.user), 200)
    form = NewSessionForm(request.POST, user=request.user)
    return submit(
        request,
        form,
        lambda data: services.plan_session(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Training planned; everyone enrolled is notified"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda bound, status: _form_page(request, bound, status),
    )


def _form_page(request: HttpRequest, form: Any, status: int) -> HttpResponse:
    context = {"form": form, "may": can_train(request.user), "title": _("Plan training"), "back": "people"}
    return render(request, "people/form.html", context, status=status)


def _find(request: HttpRequest, number: str) -> Any:
    return visible_or_404(queries.with_results(TrainingSession.objects.all(), request.user), number=number)


def _context(request: HttpRequest, row: Any, now: Any) -> dict[str, Any]:
    return {
        "state": presentation.session_dot(row, now),
        "lines": presentation.result_lines(row),
        "facts": presentation.session_facts(row),
        "sees_all": request.user.role in SEE_ALL_TRAINING,
    }


TRAINING = Noun("training", STAFF, SESSIONS, "people/training.html", _find, _context)
training = detail_view(TRAINING)
TRAINING_VERBS = {name: verb_view(TRAINING, name) for name in SESSIONS}


@policy("training.print", roles=STAFF)
@require_GET
def training_print(request: HttpRequest, number: str) -> HttpResponse:
    """The training record 培训考核记录 with the results that the user may see, in the language of ?lang=."""
    row = _find(request, number)
    return pdf_answer(training_record.pdf(row, language_of(request.GET.get("lang"))), row.number)


@policy("training.certificate_file", roles=STAFF)
@require_GET
def certificate_file(request: HttpRequest, number: str, pk: int) -> FileResponse:
    rows = visible_attendances(request.user).filter(certificate__isnull=False).select_related("certificate")
    stored = visible_or_404(rows, session__number=number, pk=pk).certificate
    return file_answer(content_of(stored), name=stored.name, media_type=stored.media_type)
