"""Setting up what is promised: a change from a day on, never of what was promised."""

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

from ..enums import SlaStart
from ..forms.settings import EndForm, SlaPolicyForm
from ..models import SlaPolicy
from ..permissions.work import RULE_READERS, SETTERS, can_set_up
from ..queries.settings import changes_of, line_of
from ..queries.settings import sla_policies as all_rules
from ..services import sla_policies as services
from ..texts.rules import sla_target_title, span_text

TAB = "sla_policies"


@policy("sla_policy.list", roles=RULE_READERS)
@require_GET
def sla_policies(request: HttpRequest) -> HttpResponse:
    """Every promise with its earlier and later rows: those that count now first."""
    today, may_change = timezone.localdate(), can_set_up(request.user)
    page = page_of(request, all_rules())
    found = sorted(page, key=lambda row: ORDER.index(effect_state(row, today)))
    return list_page(
        request,
        TAB,
        page=page,
        rows=[_row(row, today) for row in found],
        heads=[_("SLA target"), _("Time limit"), _("Clock starts"), _("Validity")],
        text=_("The most specific policy applies. The clock pauses while waiting for the customer."),
        new=_("New SLA policy"),
        new_url=reverse("sla_policy_new") if may_change else "",
        empty=_("No SLA policies yet"),
        empty_text=_("SLA policies set how quickly a customer gets the first reply and the solution."),
    )


def _row(row: SlaPolicy, today: date) -> Row:
    cells = span_text(row.amount, row.unit), SlaStart(row.starts).label, in_effect(row)
    past = effect_state(row, today) == "ended"
    return Row(sla_target_title(row), cells, reverse("sla_policy", args=[row.pk]), state_of(row, today), past)


@policy("sla_policy.create", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def sla_policy_new(request: HttpRequest) -> HttpResponse:
    """Another promise."""
    form = SlaPolicyForm(request.POST if request.method == "POST" else None)
    return edit_page(
        request,
        form,
        lambda _data: services.create_sla_policy(actor=request.user, now=timezone.now(), **form.facts()),
        preview=lambda _data: services.preview_sla_policy(actor=request.user, now=timezone.now(), **form.facts()),
        tab=TAB,
        title=_("New SLA policy"),
        button=_("Save SLA policy"),
        done=_("SLA policy saved"),
    )


@policy("sla_policy.view", roles=RULE_READERS)
@require_http_methods(["GET", "POST"])
def sla_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a promise, or promise something else from a day on."""
    row = visible_or_404(all_rules(), pk=pk)
    asked: dict[str, Any] = {"rule_id": row.pk, "actor": request.user}
    line = line_of(row)
    may_change = can_set_up(request.user) and row == line[-1] and effect_state(row, timezone.localdate()) != "ended"
    form = SlaPolicyForm(request.POST if request.method == "POST" else None, row=row, change=may_change)
    return edit_page(
        request,
        form,
        lambda _data: services.change_sla_policy(now=timezone.now(), **asked, **form.facts()),
        preview=lambda _data: services.preview_sla_policy(now=timezone.now(), **asked, **form.facts()),
        tab=TAB,
        title=sla_target_title(row),
        text=_("This entry is in effect: %(days)s") % {"days": in_effect(row)},
        button=_("Edit SLA policy"),
        done=_("The SLA policy changes on that day"),
        may_change=may_change,
        changes=changes_of(*line),
        links=[(reverse("sla_policy_end", args=[row.pk]), _("End rule"))] if may_change else (),
    )


@policy("sla_policy.end", roles=RULE_READERS)
@require_http_methods(["GET", "POST"])
def sla_policy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a promise."""
    row = visible_or_404(all_rules(), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, row=row)

    def act(data: dict[str, Any]) -> SlaPolicy | None:
        return services.end_sla_policy(rule_id=row.pk, actor=request.user, now=timezone.now(), **data)

    return edit_page(
        request,
        form,
        act,
        tab=TAB,
        title=sla_target_title(row),
        stop=True,
        may_change=can_set_up(request.user),
        text=_("This entry is in effect: %(days)s") % {"days": in_effect(row)},
        button=_("End SLA policy"),
        done=_("SLA policy end date saved"),
        back_url=reverse("sla_policy", args=[row.pk]),
    )
