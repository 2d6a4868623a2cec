"""The rules of risk: what they look for, and changing one from a day on."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..enums import RiskCode, Severity
from ..forms.risk import CODE_HELP, RuleForm
from ..models import RiskRule
from ..permissions import risk as permissions
from ..permissions.work import can_set_up
from ..queries.risk import risk_rules
from ..services import risk
from .setup import in_effect, tabs

SHOWN_WORDS = 6


@policy("risk_rule.list", roles=permissions.RULE_READERS)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with its earlier and later rows: those that count now first."""
    today = timezone.localdate()
    rows = [_row(row, today) for row in risk_rules()]
    context = {
        "rows": sorted(rows, key=lambda row: row["rank"]),
        "tabs": tabs("risk_rules") if can_set_up(request.user) else [],
        "may_change": permissions.can_change_rules(request.user),
    }
    return render(request, "complaints/risk/rules.html", context)


def _row(row: RiskRule, today: date) -> dict[str, Any]:
    standing = standing_of(row, today)
    labels = {
        "now": (_("In use"), "done"), "planned": (_("Not yet in effect"), "info"), "ended": (_("Ended"), ""),
        "off": (_("Out of use"), ""),
    }  # fmt: skip
    return {
        "rule": row, "looks_for": parameters_text(row), "in_effect": in_effect(row), "state": labels[standing],
        "rank": (("now", "off", "planned", "ended").index(standing), RiskCode.values.index(row.code)),
        "url": reverse("risk_rule", args=[row.pk]) if standing != "ended" else "",
    }  # fmt: skip


def standing_of(row: RiskRule, today: date) -> str:
    if row.effective_until and row.effective_until < today:
        return "ended"
    if row.effective_from > today:
        return "planned"
    return "now" if row.is_active else "off"


def parameters_text(row: RiskRule) -> str:
    """The figures and words of a rule on one line."""
    values, parts = row.parameters, []
    if "count" in values:
        parts.append(_("%(count)s times") % values)
    if "days" in values:
        parts.append(_("%(days)s days") % values)
    parts += [str(Severity(value).label) for value in values.get("severities", [])]
    words = values.get("words", [])
    parts += words[:SHOWN_WORDS] + (["…"] if len(words) > SHOWN_WORDS else [])
    return _(", ").join(parts)


@policy("risk_rule.view", roles=permissions.RULE_READERS)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule from a day on; what is in effect until then stays as it is."""
    row = visible_or_404(risk_rules(), pk=pk)
    earliest = max(timezone.localdate(), row.effective_from) + timedelta(days=1)

    def again(form: RuleForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form, "rule": row, "help": CODE_HELP[row.code], "back_url": reverse("risk_rules"),
            "in_effect": in_effect(row), "may_change": permissions.can_change_rules(request.user),
        }  # fmt: skip
        return render(request, "complaints/risk/rule.html", context, status=status)

    if request.method == "GET":
        return again(RuleForm(rule=row, initial={"effective_from": earliest}))
    form = RuleForm(request.POST, rule=row)
    return submit(
        request,
        form,
        lambda data: risk.change_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **form.values()),
        done=_("The rule changes on that day"),
        goto=reverse("risk_rules"),
        again=again,
    )
