"""The customer panel 客户委员会: its members, what it was asked, and what came of it (A9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms import AnswerForm, ConcludeForm, MemberForm, QuestionForm
from ..models import PanelQuestion
from ..permissions import EDITORS, PANEL_ASKERS, READERS, can_ask_panel, can_edit, can_record, require, visible_to
from ..queries.profile import panel_members, panel_questions
from ..services import panel
from .belongings import one_form


@policy("panel.list", roles=READERS)
@require_GET
def panel_page(request: HttpRequest) -> HttpResponse:
    """Questions, or members."""
    members = request.GET.get("tab") == "members"
    source: Any = panel_members(request.user) if members else panel_questions(request.user)
    page = page_of(request, source)
    tabs = [
        {"url": reverse("panel"), "label": _("Questions"), "current": not members},
        {"url": reverse("panel") + "?tab=members", "label": _("Members"), "current": members},
    ]
    context = {"page": page, "tabs": tabs, "members": members, "can_ask": can_ask_panel(request.user)}
    return render(request, "customers/panel.html", context)


@policy("panel.ask", roles=PANEL_ASKERS)
def panel_ask(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST or None)

    def again(form: forms.Form, status: int = 200) -> HttpResponse:
        return render(request, "customers/panel_ask.html", {"form": form}, status=status)

    if request.method != "POST":
        return again(form)
    return submit(
        request,
        form,
        lambda data: panel.ask_panel(actor=request.user, now=timezone.now(), **data),
        again=again,
        goto=PanelQuestion.get_absolute_url,
        done=_("Question sent to the panel"),
    )


@policy("panel.view", roles=READERS)
def panel_question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question with its opinions; a POST keeps one more."""
    question = visible_or_404(panel_questions(request.user), pk=pk)
    form = AnswerForm(request.POST or None, members=panel_members(request.user).filter(until=None))

    def act(data: dict[str, Any]) -> Any:
        return panel.keep_opinion(actor=request.user, now=timezone.now(), question=question, **data)

    return _question(request, question, form, act, {"form": form}, _("Opinion saved"))


@policy("panel.conclude", roles=PANEL_ASKERS)
@require_POST
def panel_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    question = visible_or_404(panel_questions(request.user), pk=pk)
    form = ConcludeForm(request.POST)

    def act(data: dict[str, Any]) -> Any:
        return panel.conclude(actor=request.user, now=timezone.now(), question=question, **data)

    return _question(request, question, form, act, {"conclude": form}, _("Question closed"))


def _question(
    request: HttpRequest,
    question: PanelQuestion,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    given: dict[str, Any],
    done: str,
) -> HttpResponse:
    def again(form: forms.Form, status: int = 200) -> HttpResponse:
        is_open, user = question.closed_at is None, request.user
        context = {
            "question": question,
            "may_answer": is_open and can_record(user),
            "may_conclude": is_open and can_ask_panel(user),
            "form": AnswerForm(members=panel_members(user).filter(until=None)),
            "conclude": ConcludeForm(initial={"version": question.version}),
        }
        return render(request, "customers/panel_question.html", context | given, status=status)

    if request.method != "POST":
        return again(form)
    return submit(request, form, act, again=again, goto=question.get_absolute_url(), done=done)


@policy("customer.edit", roles=EDITORS)
def panel_join(request: HttpRequest, number: str) -> HttpResponse:
    customer = visible_or_404(visible_to(request.user), number=number)
    require(can_edit(request.user, customer))
    start = {"agreed_on": timezone.localdate(), "contact": customer.main_contact}
    form = MemberForm(request.POST or None, customer=customer, initial=start)

    def act(data: dict[str, Any]) -> Any:
        return panel.join_panel(actor=request.user, now=timezone.now(), customer=customer, **data)

    words = {"title": _("Add to customer panel"), "button": _("Add member"), "done": _("Member added")}
    return one_form(request, customer, form, act, **words)


@policy("customer.edit", roles=EDITORS)
@require_POST
def panel_leave(request: HttpRequest, pk: int) -> HttpResponse:
    member = visible_or_404(panel_members(request.user), pk=pk)
    panel.leave_panel(actor=request.user, now=timezone.now(), member=member)
    return HttpResponseRedirect(member.customer.get_absolute_url())
