"""The page of the interviewer: the next customer, the script, what came of the call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms.call_me import CallMeForm
from ..forms.calls import CallForm
from ..models import CallCheck, Interview, Question
from ..permissions import INTERVIEWERS
from ..presentation.tabs import area_tabs
from ..queries.calls import asks_for_wish, calls_done, check_held_by, checks_for, held_by, outcomes, waiting_for
from ..services.calls import keys_to_check, next_call, record_call, record_check, record_wish
from ..services.contacting import phone_of

SHOWN = 10
WEEK = timedelta(days=7)


@policy("call.list", roles=INTERVIEWERS)
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Whom to call now, and what was done lately."""
    return _page(request, 200)


def _page(
    request: HttpRequest, status: int, form: CallForm | None = None, wish_form: forms.Form | None = None
) -> HttpResponse:
    now, user = timezone.now(), request.user
    interview, check = held_by(user, now), check_held_by(user, now)
    context: dict[str, Any] = {
        "area": area_tabs(user, "calls"),
        "waiting": waiting_for(user, now).count() + checks_for(user, now).count(),
        "done": calls_done(user)[:SHOWN],
        "week": outcomes(user, now - WEEK),
        "wish": None if interview or check else asks_for_wish(user, now),
        "wish_form": wish_form or CallMeForm(),
        "now": now,
    }
    if interview or check:
        held = interview or (check.interview if check else None)
        assert held is not None
        invitation = held.invitation
        context |= {
            "interview": interview,
            "check": check,
            "invitation": invitation,
            "phone": phone_of(invitation.customer, invitation.contact),
            "form": form or _form(interview, check),
            "started": int(now.timestamp()),
            "url": _url(interview, check),
        }
    return render(request, "surveys/calls.html", context, status=status)


def _url(interview: Interview | None, check: CallCheck | None) -> str:
    if interview:
        return reverse("call_record", args=[interview.pk])
    return reverse("check_record", args=[check.pk]) if check else ""


def _form(interview: Interview | None, check: CallCheck | None, data: Any = None) -> CallForm:
    return CallForm(data, questions=_questions(interview, check), with_later=check is None)


def _questions(interview: Interview | None, check: CallCheck | None) -> list[Question]:
    """All questions of an interview, or those that a check asks again."""
    one = interview or (check.interview if check else None)
    assert one is not None
    rows = Question.objects.filter(questionnaire_id=one.invitation.questionnaire_id).order_by("position")
    if check is not None:
        rows = rows.filter(key__in=keys_to_check(check))
    return list(rows.prefetch_related("choices"))


@policy("call.next", roles=INTERVIEWERS)
@require_POST
def call_next(request: HttpRequest) -> HttpResponse:
    """Hand out the next customer."""
    if next_call(actor=request.user, now=timezone.now()) is None:
        messages.info(request, _("Nobody waits for a call from you now"))
    return HttpResponseRedirect(reverse("calls"))


@policy("call.record", roles=INTERVIEWERS)
@require_POST
def call_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came of the call."""
    row = visible_or_404(Interview.objects.select_related("invitation").filter(interviewer=request.user), pk=pk)
    form, now = _form(row, None, request.POST), timezone.now()

    def act(data: dict[str, Any]) -> Any:
        about = {"later_at": data.get("later_at"), "answers": form.answers(), "seconds": _seconds(request, now)}
        return record_call(interview_id=pk, outcome=data["outcome"], actor=request.user, now=now, **about)

    return submit(
        request,
        form,
        act,
        done=_("Call recorded"),
        goto=reverse("calls"),
        again=lambda bound, status: _page(request, status, form),
    )


def _seconds(request: HttpRequest, now: Any) -> int | None:
    """How long the form was open; None if that is not known."""
    begun = request.POST.get("started", "")
    if not (begun.isascii() and begun.isdigit() and len(begun) < 12):
        return None
    taken = int(now.timestamp()) - int(begun)
    return taken if 0 <= taken <= WEEK.total_seconds() else None


@policy("call.wish", roles=INTERVIEWERS)
@require_POST
def call_wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the customer of an anonymous interview wants to be called back."""
    visible_or_404(Interview.objects.filter(interviewer=request.user), pk=pk)
    return submit(
        request,
        CallMeForm(request.POST),
        lambda data: record_wish(interview_id=pk, contact=data["contact"], actor=request.user, now=timezone.now()),
        done=_("Recorded apart from the answers. Somebody will call"),
        goto=reverse("calls"),
        again=lambda bound, status: _page(request, status, wish_form=bound),
    )


@policy("call.check", roles=INTERVIEWERS)
@require_POST
def check_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came of a check call."""
    rows = CallCheck.objects.select_related("interview__invitation", "response").filter(checker=request.user)
    row = visible_or_404(rows, pk=pk)
    form, now = _form(None, row, request.POST), timezone.now()
    return submit(
        request,
        form,
        lambda data: record_check(
            check_id=pk, outcome=data["outcome"], answers=form.answers(), actor=request.user, now=now
        ),
        done=_("Call recorded"),
        goto=reverse("calls"),
        again=lambda bound, status: _page(request, status, form),
    )
