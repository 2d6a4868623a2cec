"""The rules of risk: what they look for, and changing one from a day on."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.web.policy import policy
from aftersales.web.settings_pages import ORDER, Row, edit_page, effect_state, in_effect, list_page, state_of
from aftersales.web.views import visible_or_404

from ..enums import RiskCode
from ..forms.risk import CODE_HELP, RuleForm
from ..models import RiskRule
from ..permissions import risk as permissions
from ..queries.risk import risk_rules
from ..queries.settings import changes_of
from ..services import risk
from ..texts.settings import parameters_text


@policy("risk_rule.list", roles=permissions.RULE_READERS)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with its earlier and later rows: those that count now first."""
    today = timezone.localdate()
    found = sorted(
        risk_rules(), key=lambda row: (ORDER.index(effect_state(row, today)), RiskCode.values.index(row.code))
    )
    return list_page(
        request,
        "risk_rules",
        rows=[_row(row, today) for row in found],
        empty=_("No rules yet"),
        heads=[_("Risk"), _("Trigger"), _("Also notify"), _("Validity")],
        empty_text=_("Rules are created when the system is installed."),
    )


def _row(row: RiskRule, today: date) -> Row:
    cells = parameters_text(row.parameters), row.get_level_display(), in_effect(row)
    past = effect_state(row, today) == "ended"
    return Row(str(row), cells, reverse("risk_rule", args=[row.pk]), state_of(row, today), past)


@policy("risk_rule.view", roles=permissions.RULE_READERS)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule from a day on; what is in effect until then stays as it is."""
    row = visible_or_404(risk_rules(), pk=pk)
    today = timezone.localdate()
    may_change = permissions.can_change_rules(request.user)
    if request.method == "GET":
        earliest = max(today, row.effective_from) + timedelta(days=1)
        form = RuleForm(rule=row, initial={"effective_from": earliest if may_change else row.effective_from})
    else:
        form = RuleForm(request.POST, rule=row)
    rows = [one for one in risk_rules() if one.code == row.code]
    return edit_page(
        request,
        form,
        lambda data: risk.change_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **form.values()),
        tab="risk_rules",
        title=row,
        may_change=may_change and effect_state(row, today) != "ended",
        text=CODE_HELP[row.code] + " " + _("This entry is in effect: %(days)s") % {"days": in_effect(row)},
        button=_("Edit rule"),
        done=_("The rule changes on that day"),
        changes=changes_of(*rows),
    )
