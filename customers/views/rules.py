"""The settings pages of the dated rules of customers. Every installation has them: none can be added or ended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from aftersales.store.dated import line_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.figures import listed

from ..forms.rules import GradeRuleForm, TouchRuleForm, WarrantyRuleForm
from ..models import GradeRule, TouchRule, WarrantyRule
from ..permissions import RULE_READERS, RULE_WRITERS
from ..queries.rules import changes_of, grade_rules, warranty_rules
from ..queries.touches import touch_changes, touch_rules
from ..services.rules import change_grade_rule, change_touch_rule, change_warranty_rule


def _scores(row: GradeRule) -> str:
    return f"A ≥ {row.a_from}, B ≥ {row.b_from}, C ≥ {row.c_from}, D ≥ {row.d_from}"


def _events(row: GradeRule) -> str:
    return gettext("Over %(slow)s days D, over %(unsolved)s days E; %(repairs)s repairs E") % {
        "slow": row.slow_days,
        "unsolved": row.unsolved_days,
        "repairs": row.repairs,
    }


def _counts(row: WarrantyRule) -> Any:
    said = [
        (row.starts_at_installation, _("Starts at installation")),
        (row.repair_days_added, _("Days in repair are added")),
        (row.restarts_at_exchange, _("Starts anew at exchange")),
    ]
    return listed([str(text) for holds, text in said if holds]) or _("From the purchase only")


def _counted(row: TouchRule) -> Any:
    said = [
        (row.visits_count, pgettext("contacts", "Visits")),
        (row.surveys_count, pgettext("contacts", "Surveys")),
        (row.campaigns_count, pgettext("contacts", "Notices")),
    ]
    return listed([text for holds, text in said if holds]) or _("Nothing counts")


GRADE_RULES = DatedRows(
    tab="grade_rules",
    name="grade_rule",
    readers=RULE_READERS,
    writers=RULE_WRITERS,
    rows=grade_rules,
    title=str,
    cells=lambda row: (_events(row), _scores(row)),
    line=line_of,
    history=changes_of,
    form=GradeRuleForm,
    change=change_grade_rule,
    heads=(_("Rule"), _("Events"), _("Scores")),
    empty=_("No rules yet"),
    empty_text=_("Rules are created when the system is installed."),
    edit=_("Edit rule"),
    edited=_("The rule changes on that day"),
)
WARRANTY_RULES = DatedRows(
    tab="warranty_rules",
    name="warranty_rule",
    readers=RULE_READERS,
    writers=RULE_WRITERS,
    rows=warranty_rules,
    title=str,
    cells=lambda row: (" · ".join(filter(None, (str(_counts(row)), row.article))),),
    line=line_of,
    history=changes_of,
    form=WarrantyRuleForm,
    change=change_warranty_rule,
    heads=(_("Rule"), _("What counts")),
    empty=_("No rules yet"),
    empty_text=_("Rules are created when the system is installed."),
    edit=_("Edit rule"),
    edited=_("The rule changes on that day"),
)
TOUCH_RULES = DatedRows(
    tab="touch_rules",
    name="touch_rule",
    readers=RULE_READERS,
    writers=RULE_WRITERS,
    rows=touch_rules,
    title=str,
    cells=lambda row: (_counted(row), row.per_month),
    line=line_of,
    history=touch_changes,
    form=TouchRuleForm,
    change=change_touch_rule,
    heads=(_("Rule"), _("What counts"), _("Contacts a month")),
    empty=_("No rules yet"),
    empty_text=_("Rules are created when the system is installed."),
    edit=_("Edit rule"),
    edited=_("The rule changes on that day"),
)
grades, _new, grade, _end = dated_pages(GRADE_RULES)
warranties, _new, warranty, _end = dated_pages(WARRANTY_RULES)
touches, _new, touch, _end = dated_pages(TOUCH_RULES)
