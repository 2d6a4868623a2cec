"""The customer panel: its members, its questions and their opinions (A9)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.paging import page_of
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy
from aftersales.web.verbs import Verb
from aftersales.web.views import submit, visible_or_404

from ..forms.panel import MemberForm, QuestionForm
from ..models import PanelQuestion
from ..permissions import EDITORS, PANEL_ASKERS, READERS, can_ask_panel
from ..queries.profile import panel_members, panel_questions
from ..services.panel import ask_panel, join_panel
from ..verbs import MEMBERS, QUESTIONS
from .customer import customer_to_edit, form_page


@policy("panel.list", roles=READERS)
@require_GET
def panel_page(request: HttpRequest) -> HttpResponse:
    """The list of questions, or of members."""
    members = request.GET.get("tab") == "members"
    source: Any = panel_members(request.user) if members else panel_questions(request.user)
    page = page_of(request, source)
    tabs = [
        {"url": reverse("panel"), "label": _("Questions"), "current": not members},
        {"url": reverse("panel") + "?tab=members", "label": _("Members"), "current": members},
    ]
    context = {"page": page, "tabs": tabs, "members": members, "can_ask": can_ask_panel(request.user)}
    return render(request, "customers/panel.html", {**context, **table_of(request.user, "panel", None)})


@policy("panel.ask", roles=PANEL_ASKERS)
@require_http_methods(["GET", "POST"])
def panel_ask(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST or None)

    def again(form: forms.Form, status: int = 200) -> HttpResponse:
        return render(request, "customers/panel_ask.html", {"form": form}, status=status)

    if request.method != "POST":
        return again(form)
    return submit(
        request,
        form,
        lambda data: ask_panel(actor=request.user, now=timezone.now(), **data),
        again=again,
        goto=PanelQuestion.get_absolute_url,
        done=_("Question sent to the panel"),
    )


@policy("panel.view", roles=READERS)
@require_http_methods(["GET", "POST"])
def panel_question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question with its opinions; a POST adds an opinion."""
    question = visible_or_404(panel_questions(request.user), pk=pk)
    if request.method != "POST":
        return _question_page(request, question)
    return _submit(request, question, QUESTIONS["opinion"])


@policy("panel.conclude", roles=PANEL_ASKERS)
@require_POST
def panel_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    return _submit(request, visible_or_404(panel_questions(request.user), pk=pk), QUESTIONS["conclude"])


def _submit(request: HttpRequest, question: PanelQuestion, verb: Verb) -> HttpResponse:
    form = verb.form(request.POST, target=question, user=request.user)
    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        again=lambda form, status: _question_page(request, question, status, **{verb.name: form}),
        goto=question.get_absolute_url(),
        done=str(verb.done),
    )


def _question_page(request: HttpRequest, question: PanelQuestion, status: int = 200, **bound: Any) -> HttpResponse:
    user = request.user
    context = {
        "question": question,
        "can_comment": QUESTIONS["opinion"].allowed(user, question),
        "can_close": QUESTIONS["conclude"].allowed(user, question),
        **{verb.name: verb.form(target=question, user=user) for verb in QUESTIONS.values()},
    }
    return render(request, "customers/panel_question.html", context | bound, status=status)


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def panel_join(request: HttpRequest, number: str) -> HttpResponse:
    customer = customer_to_edit(request, number)
    initial = {"agreed_on": timezone.localdate(), "contact": customer.main_contact}
    form = MemberForm(request.POST or None, contacts=customer.contacts.all(), initial=initial)

    def save(_data: dict[str, Any]) -> Any:
        return join_panel(actor=request.user, now=timezone.now(), **form.arguments())

    texts = {"title": _("Add to customer panel"), "button": _("Add member"), "done": _("Member added")}
    return form_page(request, customer, form, save, **texts)


@policy("customer.edit", roles=EDITORS)
@require_POST
def panel_leave(request: HttpRequest, pk: int) -> HttpResponse:
    member = visible_or_404(panel_members(request.user), pk=pk)
    verb = MEMBERS["leave"]
    form = verb.form(request.POST, target=member, user=request.user)
    form.full_clean()  # nothing is asked
    verb.perform(form, actor=request.user, now=timezone.now())
    messages.success(request, str(verb.done))
    return HttpResponseRedirect(member.customer.get_absolute_url())
