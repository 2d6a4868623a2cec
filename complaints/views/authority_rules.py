"""Setting up the scope of authority 权限范围: a change from a day on, never of what was routed."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ORDER, Row, edit_page, effect_state, in_effect, list_page, state_of
from aftersales.web.views import visible_or_404

from ..forms.settings import AuthorityRuleForm, EndForm
from ..models import AuthorityRule
from ..permissions.work import AUTHORITY_SETTERS, RULE_READERS, can_set_authority
from ..queries.settings import authority_rules as all_rules
from ..queries.settings import changes_of, line_of
from ..services import authority_rules as services
from ..texts.rules import authority_title, steps_text

TAB = "authority_rules"


@policy("authority_rule.list", roles=RULE_READERS)
@require_GET
def authority_rules(request: HttpRequest) -> HttpResponse:
    """The matrix with its earlier and later rows: those that count now first, in the order in which they decide."""
    today, may_change = timezone.localdate(), can_set_authority(request.user)
    page = page_of(request, all_rules())
    found = sorted(page, key=lambda row: ORDER.index(effect_state(row, today)))
    return list_page(
        request,
        TAB,
        page=page,
        rows=[_row(row, today) for row in found],
        heads=[_("Proposals"), _("Approvers"), _("Priority"), _("Validity")],
        text=_("Lowest number wins; ties go to the most specific rule, then the narrower amount range."),
        new=_("New approval rule"),
        new_url=reverse("authority_rule_new") if may_change else "",
        empty=_("No approval rules yet"),
        empty_text=_("Approval rules define who approves which remedy up to which amount."),
    )


def _row(row: AuthorityRule, today: date) -> Row:
    cells = steps_text(row.steps), row.priority, in_effect(row)
    past = effect_state(row, today) == "ended"
    return Row(authority_title(row), cells, reverse("authority_rule", args=[row.pk]), state_of(row, today), past)


@policy("authority_rule.create", roles=AUTHORITY_SETTERS)
@require_http_methods(["GET", "POST"])
def authority_rule_new(request: HttpRequest) -> HttpResponse:
    """Another row of the matrix."""
    form = AuthorityRuleForm(request.POST if request.method == "POST" else None)
    return edit_page(
        request,
        form,
        lambda _data: services.create_authority_rule(actor=request.user, now=timezone.now(), **form.facts()),
        preview=lambda _data: services.preview_authority_rule(actor=request.user, now=timezone.now(), **form.facts()),
        tab=TAB,
        title=_("New approval rule"),
        button=_("Save approval rule"),
        done=_("Approval rule saved"),
    )


@policy("authority_rule.view", roles=RULE_READERS)
@require_http_methods(["GET", "POST"])
def authority_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a row, or decide otherwise from a day on."""
    row = visible_or_404(all_rules(), pk=pk)
    asked: dict[str, Any] = {"rule_id": row.pk, "actor": request.user}
    line = line_of(row)
    may_change = (
        can_set_authority(request.user) and row == line[-1] and effect_state(row, timezone.localdate()) != "ended"
    )
    form = AuthorityRuleForm(request.POST if request.method == "POST" else None, row=row, change=may_change)
    return edit_page(
        request,
        form,
        lambda _data: services.change_authority_rule(now=timezone.now(), **asked, **form.facts()),
        preview=lambda _data: services.preview_authority_rule(now=timezone.now(), **asked, **form.facts()),
        tab=TAB,
        title=authority_title(row),
        text=_("This entry is in effect: %(days)s") % {"days": in_effect(row)},
        button=_("Edit approval rule"),
        done=_("The approval rule changes on that day"),
        may_change=may_change,
        changes=changes_of(*line),
        links=[(reverse("authority_rule_end", args=[row.pk]), _("End rule"))] if may_change else (),
    )


@policy("authority_rule.end", roles=RULE_READERS)
@require_http_methods(["GET", "POST"])
def authority_rule_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a row."""
    row = visible_or_404(all_rules(), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, row=row)

    def act(data: dict[str, Any]) -> AuthorityRule | None:
        return services.end_authority_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **data)

    return edit_page(
        request,
        form,
        act,
        tab=TAB,
        title=authority_title(row),
        stop=True,
        may_change=can_set_authority(request.user),
        text=_("This entry is in effect: %(days)s") % {"days": in_effect(row)},
        button=_("End approval rule"),
        done=_("Approval rule end date saved"),
        back_url=reverse("authority_rule", args=[row.pk]),
    )
