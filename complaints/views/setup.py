"""Setting up how the desk works: canned replies, who gets what."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.setup import Row, edit_page, in_effect, list_page, standing, state_of, words
from aftersales.web.views import visible_or_404
from customers.enums import Channel

from ..enums import Kind
from ..forms.work import AssignmentForm, PhraseForm
from ..models import AssignmentRule, Phrase
from ..permissions.work import SETTERS
from ..queries.assignment import assignment_rules as all_rules
from ..queries.phrases import phrases as all_phrases
from ..queries.setup import changes_of
from ..services import assignment
from ..services import phrases as phrase_services


@policy("phrase.set_up", roles=SETTERS)
@require_GET
def phrases(request: HttpRequest) -> HttpResponse:
    """All canned replies, those in use first."""
    page = page_of(request, all_phrases())
    rows = [
        _row(row, "phrase", str(row), words(row.kinds, Kind), words(row.channels, Channel), in_effect(row))
        for row in page
    ]
    return list_page(
        request,
        "phrases",
        page=page,
        rows=rows,
        heads=[_("Title"), _("Kinds"), _("Channels"), _("In effect")],
        new=_("New canned reply"),
        new_url=reverse("phrase_new"),
        empty=_("No canned replies yet"),
        empty_text=_("What is written again and again is kept here once, and fills itself in."),
    )


def _row(row: Any, route: str, title: str, *cells: Any) -> Row:
    today = timezone.localdate()
    past = standing(row, today) in ("off", "ended")
    return Row(title, cells, reverse(route, args=[row.pk]), state_of(row, today), past)


@policy("phrase.create", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def phrase_new(request: HttpRequest) -> HttpResponse:
    """Write a canned reply."""
    form = PhraseForm(request.POST) if request.method == "POST" else PhraseForm(initial=_today())

    def act(data: dict[str, Any]) -> Phrase:
        data.pop("version")
        return phrase_services.create_phrase(actor=request.user, now=timezone.now(), **data)

    said = {"title": _("New canned reply"), "button": _("Keep the canned reply"), "done": _("Canned reply kept")}
    return edit_page(request, form, act, tab="phrases", **said)


@policy("phrase.change", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def phrase(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a canned reply."""
    row = visible_or_404(all_phrases(), pk=pk)
    form = PhraseForm(request.POST) if request.method == "POST" else PhraseForm.of(row)

    def act(data: dict[str, Any]) -> Phrase:
        return phrase_services.update_phrase(phrase_id=row.pk, actor=request.user, now=timezone.now(), **data)

    said = {"title": str(row), "button": _("Keep the canned reply"), "done": _("Canned reply kept")}
    return edit_page(request, form, act, tab="phrases", changes=changes_of(row), **said)


@policy("assignment_rule.set_up", roles=SETTERS)
@require_GET
def assignment_rules(request: HttpRequest) -> HttpResponse:
    """The rules that give tickets without a clerk to somebody, in the order in which they are asked."""
    page = page_of(request, all_rules())
    rows = [
        _row(row, "assignment_rule", str(row.owner or row.department), _scope(row), row.priority, in_effect(row))
        for row in page
    ]
    return list_page(
        request,
        "assignment_rules",
        page=page,
        rows=rows,
        new=_("New rule"),
        new_url=reverse("assignment_rule_new"),
        heads=[_("Goes to"), _("Region, category, kind"), _("Priority"), _("In effect")],
        empty=_("No rules yet"),
        empty_text=_("What comes without a clerk goes to the account rep, else to whoever has the least to do."),
    )


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

    said = {"title": _("New rule"), "button": _("Keep the rule"), "done": _("Rule kept")}
    return edit_page(request, form, act, tab="assignment_rules", **said)


@policy("assignment_rule.change", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def assignment_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule."""
    row = visible_or_404(all_rules(), pk=pk)
    form = AssignmentForm.of(row, request.POST if request.method == "POST" else None)

    def act(data: dict[str, Any]) -> AssignmentRule:
        return assignment.update_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **data)

    said = {"title": _("Who gets what"), "button": _("Keep the rule"), "done": _("Rule kept")}
    return edit_page(request, form, act, tab="assignment_rules", changes=changes_of(row), **said)


def _today() -> dict[str, Any]:
    return {"effective_from": timezone.localdate()}
