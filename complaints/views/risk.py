"""The settings pages of risk rules. Every installation has the same rules: none can be added or ended."""

from django.utils.translation import gettext_lazy as _

from aftersales.web.dated_pages import DatedRows, dated_pages

from ..forms.settings import RiskRuleForm
from ..permissions.risk import RULE_READERS, RULE_WRITERS
from ..queries.risk import risk_rules
from ..queries.settings import changes_of, line_of
from ..services.risk import change_rule
from ..texts.risk import RULE_HELP
from ..texts.settings import parameters_text

RISK_RULES = DatedRows(
    tab="risk_rules",
    name="risk_rule",
    readers=RULE_READERS,
    writers=RULE_WRITERS,
    rows=risk_rules,
    title=str,
    cells=lambda row: (parameters_text(row.parameters), row.get_level_display()),
    line=line_of,
    history=changes_of,
    form=RiskRuleForm,
    change=change_rule,
    heads=(_("Risk"), _("Trigger"), _("Also notify")),
    empty=_("No rules yet"),
    empty_text=_("Rules are created when the system is installed."),
    edit=_("Edit rule"),
    edited=_("The rule changes on that day"),
    help_text=lambda row: RULE_HELP[row.code],
)
rules, _new, rule, _end = dated_pages(RISK_RULES)
