"""Improvement measures with their targets, and what customers are told: you said, we did."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints.documents.common import language_of
from complaints.quality.permissions import visible_actions
from complaints.quality.permissions.suggestions import can_decide

from ..documents.did import did_pdf
from ..forms.measures import MeasureForm, NewsForm
from ..models import Measure
from ..permissions import MEASURE_WRITERS, NEWS_SENDERS, READERS, can_measure, can_send_news
from ..presentation import measures as presentation
from ..presentation.did import lines_of
from ..presentation.tabs import area_tabs
from ..queries import measures as queries
from ..queries.pages import asked_quarter
from ..queries.round_figures import computed_round, figure_of
from ..rules.quarters import quarter_after, quarter_before, quarter_name
from ..services.measures import set_up_measure
from ..services.news import send_news
from ..verbs import MEASURES


@policy("measure.list", roles=READERS)
@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """The measures, the latest first, each with start, target, interval and verdict."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else ""
    page = page_of(request, queries.measures(tab))
    context = {
        "page": page,
        "rows": presentation.measure_rows(list(page)),
        "area": area_tabs(request.user, "measures"),
        "tabs": presentation.tabs(queries.tab_counts(), tab),
        "can_add": can_measure(request.user) and computed_round() is not None,
        "now": timezone.now(),
    }
    return render(request, "surveys/measures.html", context)


@policy("measure.add", roles=MEASURE_WRITERS)
@require_http_methods(["GET", "POST"])
def measure_new(request: HttpRequest) -> HttpResponse:
    """Set up a measure. ?code= and ?segment= come from the results."""
    initial = {name: request.GET[name] for name in ("code", "segment", "title") if name in request.GET}
    form = MeasureForm(request.POST or None, initial=initial)

    def again(form: forms.Form, status: int = 200) -> HttpResponse:
        base = computed_round()
        context = {"form": form, "base": base, "start": _start(form)}
        context["base_words"] = quarter_name(base.quarter) if base else ""
        return render(request, "surveys/measure_new.html", context, status=status)

    if request.method != "POST":
        return again(form)
    return submit(
        request,
        form,
        lambda _data: set_up_measure(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Measure set up"),
        goto=Measure.get_absolute_url,
        again=again,
    )


def _start(form: forms.Form) -> str:
    """The start of the figure that was chosen, if one was."""
    base, code = computed_round(), str(form["code"].value() or "")
    segment, _colon, member = str(form["segment"].value() or "all:").partition(":")
    known = dict(getattr(form.fields["code"], "choices", ()))
    found = figure_of(base.pk, code, segment, member) if base and code in known and segment in SEGMENTS else None
    return f"{found.value:.1f}" if found else ""


SEGMENTS = frozenset({"all", "region", "tier", "product", "outlet", "team"})


@policy("measure.view", roles=READERS)
@require_GET
def measure(request: HttpRequest, number: str) -> HttpResponse:
    """One measure: what is done, what it must move, what the round said."""
    return _page(request, visible_or_404(queries.measures(), number=number))


def _page(
    request: HttpRequest, row: Measure, name: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    context = {
        "measure": row,
        "from_words": quarter_name(row.from_round.quarter),
        "check_words": quarter_name(row.check_quarter),
        "row": presentation.measure_rows([row])[0],
        "verbs": [verb for verb in MEASURES.values() if verb.allowed(user, row)],
        "verb": MEASURES.get(name),
        "form": form,
        "changes": presentation.history_rows(row),
        "action_seen": visible_actions(user).filter(pk=row.action_id).exists(),
        "now": timezone.now(),
    }
    return render(request, "surveys/measure.html", context, status=status)


@policy("measure.step", roles=MEASURE_WRITERS)
@require_http_methods(["GET", "POST"])
def measure_step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """A verb of a measure. GET shows the page with the sheet of the verb open, POST does the verb."""
    row, verb = visible_or_404(queries.measures(), number=number), MEASURES.get(name)
    if verb is None or (request.method == "GET" and not verb.allowed(request.user, row)):
        raise Http404
    if request.method == "GET":
        return _page(request, row, name, verb.form(target=row, user=request.user))
    form = verb.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=row.get_absolute_url(),
        again=lambda bound, status: _page(request, row, name, bound, status),
    )


@policy("did.view", roles=READERS)
@require_GET
def did(request: HttpRequest) -> HttpResponse:
    """You said, we did: what the customers of a quarter are told."""
    return _did(request, asked_quarter(request.GET.get("quarter") or _usual()), NewsForm())


def _usual() -> str | None:
    """The last quarter whose round is computed."""
    base = computed_round()
    return base.quarter if base else None


def _did(request: HttpRequest, quarter: str, form: forms.Form, status: int = 200) -> HttpResponse:
    sent = queries.news_of(quarter)
    lines: list[dict[str, Any]] = sent.snapshot.get(request.LANGUAGE_CODE, []) if sent else lines_of(quarter)
    context = {
        "area": area_tabs(request.user, "measures"),
        "quarter": quarter,
        "name": quarter_name(quarter),
        "lines": lines,
        "sent": sent,
        "form": form,
        "can_word": can_decide(request.user),
        "can_send": can_send_news(request.user) and sent is None and bool(lines),
        "count": queries.answered_in(quarter, 0, timezone.now()).count(),
        "earlier": quarter_before(quarter),
        "earlier_words": quarter_name(quarter_before(quarter)),
        "later": quarter_after(quarter),
        "now": timezone.now(),
    }
    return render(request, "surveys/did.html", context, status=status)


@policy("did.send", roles=NEWS_SENDERS)
@require_POST
def did_send(request: HttpRequest) -> HttpResponse:
    """Prepare it for sending to everybody who answered by name in the quarter."""
    form = NewsForm(request.POST)
    return submit(
        request,
        form,
        lambda data: send_news(quarter=data["quarter"], actor=request.user, now=timezone.now()),
        done=_("Prepared. It is sent from the outbox, once to each contact"),
        goto=lambda row: row.get_absolute_url(),
        again=lambda bound, status: _did(request, asked_quarter(_usual()), bound, status),
    )


@policy("did.print", roles=READERS)
@require_GET
def did_print(request: HttpRequest) -> HttpResponse:
    """The page as PDF, in the language that ?lang= names."""
    quarter = asked_quarter(request.GET.get("quarter") or _usual())
    answer = HttpResponse(did_pdf(quarter, language_of(request.GET.get("lang"))), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{quarter}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
