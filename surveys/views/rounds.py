"""Rounds: the list, one round or its preview, its verbs, its letters, and the settings of their rule."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.audit.enums import AccessKind
from aftersales.audit.services.access import record_access
from aftersales.staff.models import User
from aftersales.store.dated import line_of
from aftersales.store.paging import page_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints.documents.common import language_of

from ..documents import letters
from ..enums import RoundState
from ..forms.rounds import SurveyRuleForm
from ..models import Exclusion, Round, SurveyRule
from ..permissions import (
    EXCLUSION_READERS,
    INTERVIEWERS,
    LETTER_WRITERS,
    ROUND_READERS,
    SURVEY_RULE_READERS,
    SURVEY_RULE_WRITERS,
    can_interview,
)
from ..presentation import round_preview
from ..presentation import rounds as presentation
from ..presentation.sample_mail import sample_mail
from ..presentation.tabs import area_tabs
from ..presentation.words import points
from ..queries import rounds as queries
from ..queries.calls import interviewers
from ..queries.frames import draw_again
from ..queries.survey_rules import survey_rule_changes, survey_rules
from ..services.invitations import token_of
from ..services.survey_rules import change_survey_rule
from ..verbs.rounds import EXCLUSIONS, ROUNDS


@policy("round.list", roles=ROUND_READERS)
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds, the latest first."""
    now = timezone.now()
    page = page_of(request, queries.rounds())
    context = {"page": page, "rows": presentation.round_rows(page, now)}
    context["area"] = area_tabs(request.user, "rounds")
    return render(request, "surveys/rounds.html", context)


def _tabs(row: Round | None, current: str) -> list[dict[str, Any]]:
    """This round, the next one, the shown one if it is another, and all of them."""
    now = timezone.now()
    this = queries.current_round(now)
    next_one = Round.objects.filter(state=RoundState.PLANNED).exclude(pk=this.pk if this else 0)
    upcoming = next_one.order_by("quarter").first()
    found = [(this, _("This round")), (upcoming, _("Next round, preview"))]
    if row is not None and row not in (this, upcoming):
        found.append((row, presentation.title(row)))
    tabs = [
        {"url": one.get_absolute_url(), "label": label, "current": row is not None and one.pk == row.pk}
        for one, label in found
        if one is not None
    ]
    return [*tabs, {"url": reverse("rounds"), "label": _("All rounds"), "current": current == "rounds"}]


@policy("round.view", roles=ROUND_READERS)
@require_GET
def round_page(request: HttpRequest, quarter: str) -> HttpResponse:
    """One round. ?redraw=1 draws the sample again and compares."""
    return _page(request, _visible(quarter), 200)


def _visible(quarter: str) -> Round:
    return visible_or_404(Round.objects.select_related("questionnaire"), quarter=quarter)


def _page(
    request: HttpRequest, row: Round, status: int, name: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """The page of a round. name, form: the verb whose sheet is open."""
    now, user = timezone.now(), request.user
    sees_names = user.role in EXCLUSION_READERS
    exclusions = row.exclusions.select_related("customer", "proposed_by", "decided_by", "round")
    context: dict[str, Any] = {
        "round": row,
        "title": presentation.title(row),
        "facts": presentation.facts_text(row, now),
        "tone": presentation.TONES[RoundState(row.state)],
        "tabs": _tabs(row, ""),
        "verbs": [verb for verb in ROUNDS.values() if verb.allowed(user, row)],
        "excluded": row.exclusions.filter(state="agreed").count(),
        "exclusions": [_exclusion(user, one) for one in exclusions[:100]] if sees_names else [],
        "verb": ROUNDS.get(name),
        "form": form,
        "may_call": can_interview(user) and row.state == RoundState.OPEN,
        "writes_letters": user.role in LETTER_WRITERS,
        "now": now,
    }
    if row.state in (RoundState.PLANNED, RoundState.CANCELLED):
        callers = User.objects.filter(role__in=INTERVIEWERS, is_active=True).count()
        context |= round_preview.planned(row, now, callers)
        context["mail"] = sample_mail()
        return render(request, "surveys/round_preview.html", context, status=status)
    context |= presentation.running(row, now)
    context |= {"interviewers": interviewers(row) if sees_names else [], "hash": presentation.short(row.frame_hash)}
    context["seed"] = presentation.short(row.seed)
    if request.GET.get("redraw") == "1":
        context["again"] = draw_again(row)
    return render(request, "surveys/round.html", context, status=status)


def _exclusion(user: User, row: Exclusion) -> dict[str, Any]:
    return {"row": row, "verbs": [verb for verb in EXCLUSIONS.values() if verb.allowed(user, row)]}


@policy("round.step", roles=ROUND_READERS)
@require_http_methods(["GET", "POST"])
def round_step(request: HttpRequest, quarter: str, name: str) -> HttpResponse:
    """A verb of a round. GET shows the page with the sheet of the verb open, POST does the verb."""
    row, verb = _visible(quarter), ROUNDS.get(name)
    if verb is None or (request.method == "GET" and not verb.allowed(request.user, row)):
        raise Http404
    if request.method == "GET":
        return _page(request, row, 200, name, verb.form(target=row, user=request.user))
    form = verb.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done),
        goto=row.get_absolute_url(),
        again=lambda bound, status: _page(request, _visible(quarter), status, name, bound),
    )


@policy("exclusion.step", roles=EXCLUSION_READERS)
@require_POST
def exclusion_step(request: HttpRequest, quarter: str, pk: int, name: str) -> HttpResponse:
    """Agree to an exclusion, or refuse it."""
    row, verb = _visible(quarter), EXCLUSIONS.get(name)
    if verb is None:
        raise Http404
    target = visible_or_404(row.exclusions.select_related("round"), pk=pk)
    form = verb.form(request.POST, target=target, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done),
        goto=row.get_absolute_url(),
        again=lambda bound, status: _page(request, _visible(quarter), status, "", bound),
    )


@policy("round.letters", roles=LETTER_WRITERS)
@require_GET
def round_letters(request: HttpRequest, quarter: str) -> HttpResponse:
    """To whom letters of a round go, and the files to print."""
    row = _visible(quarter)
    page = page_of(request, queries.letters(row), letters.AT_ONCE)
    context = {"round": row, "letters": page.object_list, "page": page, "title": presentation.title(row)}
    return render(request, "surveys/round_letters.html", context)


@policy("round.letters", roles=LETTER_WRITERS)
@require_GET
def round_letters_pdf(request: HttpRequest, quarter: str) -> HttpResponse:
    """The letters of a page of the list as PDF, each with the link of the customer. Who prints them is in the log."""
    row = _visible(quarter)
    page = page_of(request, queries.letters(row), letters.AT_ONCE)
    found = [(one, token_of(one)) for one in page]
    if not found:
        raise Http404
    about = {"subject": row.quarter, "detail": "letters", "reason": "Letters of a survey"}
    record_access(actor=request.user, now=timezone.now(), kind=AccessKind.REVEAL, **about)
    answer = HttpResponse(letters.pdf(row, found, language_of(None)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.quarter}-letters-{page.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


SURVEY_RULES = DatedRows(
    tab="survey_rules",
    name="survey_rule",
    readers=SURVEY_RULE_READERS,
    writers=SURVEY_RULE_WRITERS,
    rows=survey_rules,
    title=str,
    cells=lambda row: (points(float(row.margin)), _opening(row)),
    line=line_of,
    history=survey_rule_changes,
    form=SurveyRuleForm,
    change=change_survey_rule,
    heads=(gettext_lazy("Rule"), gettext_lazy("Margin of error"), gettext_lazy("When")),
    empty=gettext_lazy("No rules yet"),
    empty_text=gettext_lazy("Rules are created when the system is installed."),
    edit=gettext_lazy("Edit rule"),
    edited=gettext_lazy("The rule changes on that day"),
)


def _opening(row: SurveyRule) -> str:
    return _("Day %(day)s of the quarter, for %(days)s days") % {"day": row.open_day, "days": row.days}


rules, _new, rule, _end = dated_pages(SURVEY_RULES)
