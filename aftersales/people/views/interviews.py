"""Service quality interviews. Only those who take part find anything here; to others each of them is missing (404)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..documents import interview_record
from ..documents.common import language_of
from ..forms.interviews import NewInterviewForm
from ..permissions import PARTIES, can_arrange, visible_interviews
from ..presentation import interviews as presentation
from ..presentation.tabs import state_tabs, tabs
from ..queries import interviews as queries
from ..services import interviews as services
from ..verbs import INTERVIEWS
from .common import Noun, detail_view, pdf_answer, verb_view


@policy("interview.list", roles=PARTIES)
@require_GET
def interviews(request: HttpRequest) -> HttpResponse:
    """The user's own interviews."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in queries.INTERVIEW_TABS else "open"
    user, now = request.user, timezone.now()
    page = page_of(request, queries.interviews(user, tab))
    context = {
        "tabs": tabs(user, "interviews", now),
        "views": state_tabs(
            "interviews", [("open", pgettext("people", "Open")), ("ended", pgettext("interviews", "Ended"))], tab
        ),
        "page": page,
        "rows": presentation.interview_rows(page, user, now),
        "may_arrange": can_arrange(user),
        "now": now,
    }
    return render(request, "people/interviews.html", context)


@policy("interview.create", roles=PARTIES)
@require_http_methods(["GET", "POST"])
def interview_new(request: HttpRequest) -> HttpResponse:
    """Arrange an interview and notify the person."""
    if request.method == "GET":
        first = queries.superiors(request.user).filter(role="gm").order_by("pk").first()
        return _form_page(request, NewInterviewForm(user=request.user, initial={"superior": first}), 200)
    form = NewInterviewForm(request.POST, user=request.user)
    return submit(
        request,
        form,
        lambda data: services.arrange(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Interview arranged; the person is notified"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda bound, status: _form_page(request, bound, status),
    )


def _form_page(request: HttpRequest, form: Any, status: int) -> HttpResponse:
    may = can_arrange(request.user)
    context = {"form": form, "may": may, "title": _("Arrange interview"), "back": "interviews"}
    return render(request, "people/form.html", context, status=status)


def _find(request: HttpRequest, number: str) -> Any:
    return visible_or_404(queries.with_parts(visible_interviews(request.user)), number=number)


def _context(request: HttpRequest, row: Any, now: Any) -> dict[str, Any]:
    beside = queries.interviews(request.user)[:20]
    return {
        "tabs": tabs(request.user, "interviews", now),
        "paper": presentation.paper(request.user, row, now),
        "rows": presentation.interview_rows(beside, request.user, now),
        "changes": presentation.interview_changes(row),
        "may_arrange": can_arrange(request.user),
    }


INTERVIEW = Noun("interview", PARTIES, INTERVIEWS, "people/interview.html", _find, _context)
interview = detail_view(INTERVIEW)
INTERVIEW_VERBS = {name: verb_view(INTERVIEW, name) for name in INTERVIEWS}


@policy("interview.print", roles=PARTIES)
@require_GET
def interview_print(request: HttpRequest, number: str) -> HttpResponse:
    """The record of the interview 面谈记录, in the language of ?lang=."""
    row = _find(request, number)
    shown = presentation.paper(request.user, row, timezone.now())
    return pdf_answer(interview_record.pdf(shown, language_of(request.GET.get("lang"))), row.number)
