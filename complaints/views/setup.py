"""Setting up how the desk works: canned replies, who gets what."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.web.moments import moment
from aftersales.web.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from customers.enums import Channel

from ..enums import Kind
from ..forms.work import AssignmentForm, PhraseForm
from ..models import AssignmentRule, Phrase
from ..permissions.work import SETTERS
from ..queries.assignment import assignment_rules as all_rules
from ..queries.phrases import phrases as all_phrases
from ..services import assignment
from ..services import phrases as phrase_services


def tabs(current: str) -> list[dict[str, Any]]:
    """What there is to set up."""
    known = [
        ("phrases", _("Canned replies")),
        ("assignment_rules", _("Who gets what")),
        ("risk_rules", _("Risk rules")),
    ]
    return [{"url": reverse(name), "label": label, "current": name == current} for name, label in known]


def labels(values: list[str], choices: Any) -> str:
    """Chosen values in words; none chosen is all."""
    return _(", ").join(str(choices(value).label) for value in values) or _("All")


def in_effect(row: Any) -> str:
    """From when, until when."""
    until = moment(row.effective_until) if row.effective_until else ""
    return f"{moment(row.effective_from)} – {until}".strip()


@policy("phrase.set_up", roles=SETTERS)
@require_GET
def phrases(request: HttpRequest) -> HttpResponse:
    """All canned replies, those in use first."""
    page = page_of(request, all_phrases())
    rows = [
        {
            "url": reverse("phrase", args=[row.pk]), "title": str(row), "active": row.is_active,
            "cells": [labels(row.kinds, Kind), labels(row.channels, Channel), in_effect(row)],
        }
        for row in page
    ]  # fmt: skip
    context = {
        "title": _("Canned replies"), "tabs": tabs("phrases"), "page": page, "rows": rows,
        "heads": [_("Title"), _("Kinds"), _("Channels"), _("In effect")],
        "new_url": reverse("phrase_new"), "new": _("New canned reply"), "empty": _("No canned replies yet"),
        "empty_text": _("What is written again and again is kept here once, and fills itself in."),
    }  # fmt: skip
    return render(request, "complaints/setup/list.html", context)


@policy("phrase.create", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def phrase_new(request: HttpRequest) -> HttpResponse:
    """Write a canned reply."""
    form = PhraseForm(request.POST) if request.method == "POST" else PhraseForm(initial=_today())

    def act(data: dict[str, Any]) -> Phrase:
        data.pop("version")
        return phrase_services.create_phrase(actor=request.user, now=timezone.now(), **data)

    words = {"title": _("New canned reply"), "button": _("Keep the canned reply"), "done": _("Canned reply kept")}
    return edit_page(request, form, act, back="phrases", **words)


@policy("phrase.change", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def phrase(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a canned reply."""
    row = visible_or_404(all_phrases(), pk=pk)
    form = PhraseForm(request.POST) if request.method == "POST" else PhraseForm.of(row)

    def act(data: dict[str, Any]) -> Phrase:
        return phrase_services.update_phrase(phrase_id=row.pk, actor=request.user, now=timezone.now(), **data)

    words = {"title": str(row), "button": _("Keep the canned reply"), "done": _("Canned reply kept")}
    return edit_page(request, form, act, back="phrases", **words)


@policy("assignment_rule.set_up", roles=SETTERS)
@require_GET
def assignment_rules(request: HttpRequest) -> HttpResponse:
    """The rules that give tickets without a clerk to somebody, in the order in which they are asked."""
    page = page_of(request, all_rules())
    rows = [
        {
            "url": reverse("assignment_rule", args=[row.pk]), "title": str(row.owner or row.department),
            "active": row.is_active, "cells": [_scope(row), row.priority, in_effect(row)],
        }
        for row in page
    ]  # fmt: skip
    context = {
        "title": _("Who gets what"), "tabs": tabs("assignment_rules"), "page": page, "rows": rows,
        "heads": [_("Goes to"), _("Region, category, kind"), _("Priority"), _("In effect")],
        "new_url": reverse("assignment_rule_new"), "new": _("New rule"), "empty": _("No rules yet"),
        "empty_text": _("What comes without a clerk goes to the account rep, else to whoever has the least to do."),
    }  # fmt: skip
    return render(request, "complaints/setup/list.html", context)


def _scope(row: AssignmentRule) -> str:
    said = [str(row.region or ""), row.category, row.get_kind_display() if row.kind else ""]
    return _(", ").join(filter(None, said)) or _("All")


@policy("assignment_rule.create", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def assignment_rule_new(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    form = AssignmentForm(request.POST) if request.method == "POST" else AssignmentForm(initial=_today())

    def act(data: dict[str, Any]) -> AssignmentRule:
        data.pop("version")
        return assignment.create_rule(actor=request.user, now=timezone.now(), **data)

    words = {"title": _("New rule"), "button": _("Keep the rule"), "done": _("Rule kept")}
    return edit_page(request, form, act, back="assignment_rules", **words)


@policy("assignment_rule.change", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def assignment_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule."""
    row = visible_or_404(all_rules(), pk=pk)
    form = AssignmentForm.of(row, request.POST if request.method == "POST" else None)

    def act(data: dict[str, Any]) -> AssignmentRule:
        return assignment.update_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **data)

    words = {"title": _("Who gets what"), "button": _("Keep the rule"), "done": _("Rule kept")}
    return edit_page(request, form, act, back="assignment_rules", **words)


def _today() -> dict[str, Any]:
    return {"effective_from": timezone.localdate()}


def edit_page(
    request: HttpRequest, form: forms.Form, act: Any, *, back: str, title: str, button: str, done: str
) -> HttpResponse:
    """One form on its own page; saved, it leads back to the list."""

    def again(form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"form": form, "title": title, "button": button, "back_url": reverse(back), "tabs": tabs(back)}
        return render(request, "complaints/setup/form.html", context, status=status)

    if not form.is_bound:
        return again(form)
    return submit(request, form, act, done=done, goto=reverse(back), again=again)
