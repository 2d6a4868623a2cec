"""Setting up how the desk works: canned replies, who gets what."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.settings_pages import Row, edit_page, effect_state, in_effect, list_page, state_of, words
from aftersales.web.views import visible_or_404
from customers.enums import Channel

from ..enums import Kind
from ..forms.work import AssignmentForm, CannedReplyForm
from ..models import AssignmentRule, CannedReply
from ..permissions.work import SETTERS
from ..queries.assignment import assignment_rules as all_rules
from ..queries.canned_replies import canned_replies as all_canned_replies
from ..queries.settings import changes_of
from ..services import assignment
from ..services import canned_replies as canned_reply_services


@policy("canned_reply.set_up", roles=SETTERS)
@require_GET
def canned_replies(request: HttpRequest) -> HttpResponse:
    """All canned replies, those in use first."""
    page = page_of(request, all_canned_replies())
    rows = [
        _row(row, "canned_reply", str(row), words(row.kinds, Kind), words(row.channels, Channel), in_effect(row))
        for row in page
    ]
    return list_page(
        request,
        "canned_replies",
        page=page,
        rows=rows,
        heads=[_("Title"), _("Types"), _("Channels"), _("Validity")],
        new=_("New canned reply"),
        new_url=reverse("canned_reply_new"),
        empty=_("No canned replies yet"),
        empty_text=_("Save texts you use often. Placeholders are filled in automatically."),
    )


def _row(row: Any, route: str, title: str, *cells: Any) -> Row:
    today = timezone.localdate()
    past = effect_state(row, today) in ("off", "ended")
    return Row(title, cells, reverse(route, args=[row.pk]), state_of(row, today), past)


@policy("canned_reply.create", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def canned_reply_new(request: HttpRequest) -> HttpResponse:
    """Write a canned reply."""
    form = CannedReplyForm(request.POST) if request.method == "POST" else CannedReplyForm(initial=_today())

    def act(data: dict[str, Any]) -> CannedReply:
        data.pop("version")
        return canned_reply_services.create_canned_reply(actor=request.user, now=timezone.now(), **data)

    said = {"title": _("New canned reply"), "button": _("Save canned reply"), "done": _("Canned reply saved")}
    return edit_page(request, form, act, tab="canned_replies", **said)


@policy("canned_reply.change", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def canned_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a canned reply."""
    row = visible_or_404(all_canned_replies(), pk=pk)
    form = CannedReplyForm(request.POST) if request.method == "POST" else CannedReplyForm.of(row)

    def act(data: dict[str, Any]) -> CannedReply:
        return canned_reply_services.update_canned_reply(
            canned_reply_id=row.pk, actor=request.user, now=timezone.now(), **data
        )

    said = {"title": str(row), "button": _("Save canned reply"), "done": _("Canned reply saved")}
    return edit_page(request, form, act, tab="canned_replies", changes=changes_of(row), **said)


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
        heads=[_("Assign to"), _("Region, category, type"), _("Priority"), _("Validity")],
        empty=_("No rules yet"),
        empty_text=_(
            "Tickets not logged by service staff go to the account rep, otherwise to the service "
            "user with the fewest open tickets."
        ),
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

    said = {"title": _("New rule"), "button": _("Save rule"), "done": _("Rule saved")}
    return edit_page(request, form, act, tab="assignment_rules", **said)


@policy("assignment_rule.change", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def assignment_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule."""
    row = visible_or_404(all_rules(), pk=pk)
    form = AssignmentForm.of(row, request.POST if request.method == "POST" else None)

    def act(data: dict[str, Any]) -> AssignmentRule:
        return assignment.update_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **data)

    said = {"title": _("Assignment rules"), "button": _("Save rule"), "done": _("Rule saved")}
    return edit_page(request, form, act, tab="assignment_rules", changes=changes_of(row), **said)


def _today() -> dict[str, Any]:
    return {"effective_from": timezone.localdate()}
