"""The settings pages of risk rules. Every installation has the same rules: none can be added or ended."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.store.dated import line_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.figures import listed, sentences

from ..forms.settings import RiskRuleForm
from ..models import RiskRule
from ..permissions.risk import RULE_READERS, RULE_WRITERS
from ..queries.risk import phrase_counts, risk_rules
from ..queries.settings import changes_of
from ..services.risk import change_rule
from ..texts.risk import RULE_HELP
from ..texts.settings import parameters_text, shortened


def _help(row: RiskRule) -> str:
    """What the rule looks for, and which of its phrases were said to be no threat."""
    counted = [
        gettext("“%(phrase)s”: %(wrong)s of %(raised)s")
        % {"phrase": shortened(phrase), "wrong": wrong, "raised": raised}
        for phrase, raised, wrong in phrase_counts(row)
    ]
    said = [gettext("Dismissed as no threat: %(phrases)s") % {"phrases": listed(counted)}] if counted else []
    return sentences(str(RULE_HELP[row.code]), *said)


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
    help_text=_help,
)
rules, _new, rule, _end = dated_pages(RISK_RULES)
