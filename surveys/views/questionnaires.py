"""Questionnaires: the list of versions, and the editor of one."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms.phones import phones
from ..forms.questionnaires import EditQuestionForm, NewQuestionnaireForm
from ..models import Question, Questionnaire
from ..permissions import EDITORS, READERS, can_edit_questionnaires
from ..presentation import questionnaires as presentation
from ..presentation.last_answers import last_answers_of
from ..presentation.tabs import area_tabs
from ..queries import questionnaires as queries
from ..queries.last_answers import last_answers
from ..rules.drafting import ITEMS
from ..services.questionnaires import create_questionnaire
from ..verbs.questionnaires import QUESTIONNAIRES, QUESTIONS


@policy("questionnaire.list", roles=READERS)
@require_GET
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Every version of every questionnaire."""
    page = page_of(request, queries.versions())
    context = {
        "page": page,
        "rows": presentation.version_rows(page),
        "tabs": area_tabs(request.user, "questionnaires"),
        "may_edit": can_edit_questionnaires(request.user),
    }
    return render(request, "surveys/questionnaires.html", context)


@policy("questionnaire.new", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def questionnaire_new(request: HttpRequest) -> HttpResponse:
    """Begin a questionnaire of its own."""
    form = NewQuestionnaireForm(request.POST or None)

    def again(bound: forms.Form, status: int) -> HttpResponse:
        return render(request, "surveys/questionnaire_new.html", {"form": bound}, status=status)

    if request.method == "GET":
        return again(form, 200)
    return submit(
        request,
        form,
        lambda data: create_questionnaire(actor=request.user, now=timezone.now(), **data),
        done="",
        goto=lambda row: reverse("questionnaire", args=[row.pk]),
        again=again,
    )


@policy("questionnaire.view", roles=READERS)
@require_GET
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its tree, a question, and how a phone shows it."""
    return _page(request, _row(pk), 200)


def _row(pk: int) -> Questionnaire:
    row: Questionnaire = visible_or_404(queries.versions(), pk=pk)
    return row


def _chosen(questions: list[Question], asked: str) -> Question | None:
    found = (question for question in questions if str(question.pk) == asked)
    return next(found, questions[0] if questions else None)


def _page(
    request: HttpRequest,
    row: Questionnaire,
    status: int,
    *,
    name: str = "",
    form: forms.Form | None = None,
    question: Question | None = None,
    editing: forms.Form | None = None,
) -> HttpResponse:
    """The editor. name, form: the verb whose sheet is open. question, editing: the question with what was typed."""
    questions = queries.with_questions(row.pk)
    chosen = question or _chosen(questions, request.GET.get("q", ""))
    changes = queries.changes_of(row)
    changed = {change.key: change for change in changes}
    words, tone = presentation.state_of(row)
    faults = presentation.fault_lines(queries.faults(row), questions)
    verbs = [verb for verb in QUESTIONNAIRES.values() if verb.allowed(request.user, row)]
    may = {each: verb.allowed(request.user, chosen) for each, verb in QUESTIONS.items()} if chosen else {}
    context: dict[str, Any] = {
        "row": row,
        "state": words,
        "tone": tone,
        "minutes": presentation.minutes_of(len(questions)),
        "questions": questions,
        "branches": presentation.branches(row, chosen, {c.key for c in changes if c.kind != "gone"}),
        "changes": changes,
        "faults": faults,
        "verbs": sorted(verbs, key=lambda verb: bool(faults) and verb.name == "activate"),
        "verb": QUESTIONNAIRES.get(name),
        "form": form,
        "question": chosen,
        "may": may,
    }
    if chosen:
        context |= {
            "editing": editing or (EditQuestionForm(target=chosen, user=request.user) if may.get("edit") else None),
            "phones": phones(chosen, len(questions)),
            "scale": presentation.scale_words(chosen),
            "has_ends": chosen.kind in ITEMS,
            "is_bound": chosen.key in queries.scales_elsewhere(row),
            "last": last_answers_of(last_answers(row, chosen), chosen),
            "change": changed.get(chosen.key),
            "entries": presentation.wording_entries(row, chosen),
            "latent": queries.latent_of(chosen),
        }
    return render(request, "surveys/questionnaire.html", context, status=status)


@policy("questionnaire.step", roles=READERS)
@require_http_methods(["GET", "POST"])
def questionnaire_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A verb of a version. GET shows the page with its sheet open."""
    row, verb = _row(pk), QUESTIONNAIRES.get(name)
    if verb is None or (request.method == "GET" and not verb.allowed(request.user, row)):
        raise Http404
    if request.method == "GET":
        return _page(request, row, 200, name=name, form=verb.form(target=row, user=request.user))
    form = verb.form(request.POST, target=row, user=request.user)

    def goto(result: Any) -> str:
        if isinstance(result, Question):
            return presentation.question_url(row, result)
        return reverse("questionnaire", args=[result.pk]) if result else reverse("questionnaires")

    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=goto,
        again=lambda bound, status: _page(request, _row(pk), status, name=name, form=bound),
    )


@policy("questionnaire.question", roles=READERS)
@require_http_methods(["GET", "POST"])
def questionnaire_question(request: HttpRequest, pk: int, question: int, name: str) -> HttpResponse:
    """A verb of a question. GET leads to the question in the editor."""
    row, verb = _row(pk), QUESTIONS.get(name)
    chosen: Question = visible_or_404(Question.objects.filter(questionnaire=row), pk=question)
    if verb is None:
        raise Http404
    if request.method == "GET":
        return HttpResponseRedirect(presentation.question_url(row, chosen))
    form = verb.form(request.POST, target=chosen, user=request.user)
    gone = name == "remove"
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=reverse("questionnaire", args=[row.pk]) if gone else presentation.question_url(row, chosen),
        again=lambda bound, status: _page(
            request, _row(pk), status, question=chosen, editing=bound if name == "edit" else None
        ),
    )
