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
from aftersales.web.setup import ORDER, Row, edit_page, in_effect, list_page, standing, state_of
from aftersales.web.views import visible_or_404

from ..enums import PromiseStart
from ..forms.setup import EndForm, PromiseRuleForm
from ..models import PromiseRule
from ..permissions.work import RULE_READERS, SETTERS, can_set_up
from ..queries.setup import changes_of, line_of
from ..queries.setup import promise_rules as all_rules
from ..services import promise_rules as services
from ..texts.rules import promise_title, span_text

TAB = "promise_rules"


@policy("promise_rule.list", roles=RULE_READERS)
@require_GET
def promise_rules(request: HttpRequest) -> HttpResponse:
    """Every promise with its earlier and later rows: those that count now first."""
    today, may_change = timezone.localdate(), can_set_up(request.user)
    page = page_of(request, all_rules())
    found = sorted(page, key=lambda row: ORDER.index(standing(row, today)))
    return list_page(
        request,
        TAB,
        page=page,
        rows=[_row(row, today) for row in found],
        heads=[_("Promise"), _("Time"), _("The clock starts"), _("In effect")],
        text=_(
            "Of two promises for a ticket the one that names more counts. While we wait for the customer the clock"
            " stands still."
        ),
        new=_("New promise"),
        new_url=reverse("promise_rule_new") if may_change else "",
        empty=_("Nothing is promised yet"),
        empty_text=_("A promise says within which time a customer gets the first reply and the solution."),
    )


def _row(row: PromiseRule, today: date) -> Row:
    cells = span_text(row.amount, row.unit), PromiseStart(row.starts).label, in_effect(row)
    past = standing(row, today) == "ended"
    return Row(promise_title(row), cells, reverse("promise_rule", args=[row.pk]), state_of(row, today), past)


@policy("promise_rule.create", roles=SETTERS)
@require_http_methods(["GET", "POST"])
def promise_rule_new(request: HttpRequest) -> HttpResponse:
    """Another promise."""
    form = PromiseRuleForm(request.POST if request.method == "POST" else None)
    return edit_page(
        request,
        form,
        lambda _data: services.create_promise_rule(actor=request.user, now=timezone.now(), **form.facts()),
        preview=lambda _data: services.preview_promise_rule(actor=request.user, now=timezone.now(), **form.facts()),
        tab=TAB,
        title=_("New promise"),
        button=_("Keep the promise"),
        done=_("Promise kept in the list"),
    )


@policy("promise_rule.view", roles=RULE_READERS)
@require_http_methods(["GET", "POST"])
def promise_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a promise, or promise something else from a day on."""
    row = visible_or_404(all_rules(), pk=pk)
    asked: dict[str, Any] = {"rule_id": row.pk, "actor": request.user}
    line = line_of(row)
    may_change = can_set_up(request.user) and row == line[-1] and standing(row, timezone.localdate()) != "ended"
    form = PromiseRuleForm(request.POST if request.method == "POST" else None, row=row, change=may_change)
    return edit_page(
        request,
        form,
        lambda _data: services.change_promise_rule(now=timezone.now(), **asked, **form.facts()),
        preview=lambda _data: services.preview_promise_rule(now=timezone.now(), **asked, **form.facts()),
        tab=TAB,
        title=promise_title(row),
        text=_("This row is in effect: %(days)s") % {"days": in_effect(row)},
        button=_("Change the promise"),
        done=_("The promise changes on that day"),
        may_change=may_change,
        changes=changes_of(*line),
        links=[(reverse("promise_rule_end", args=[row.pk]), _("End it"))] if may_change else (),
    )


@policy("promise_rule.end", roles=RULE_READERS)
@require_http_methods(["GET", "POST"])
def promise_rule_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a promise."""
    row = visible_or_404(all_rules(), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, row=row)

    def act(data: dict[str, Any]) -> PromiseRule | None:
        return services.end_promise_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **data)

    return edit_page(
        request,
        form,
        act,
        tab=TAB,
        title=promise_title(row),
        stop=True,
        may_change=can_set_up(request.user),
        text=_("This row is in effect: %(days)s") % {"days": in_effect(row)},
        button=_("End the promise"),
        done=_("The promise ends"),
        back_url=reverse("promise_rule", args=[row.pk]),
    )
