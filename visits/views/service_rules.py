"""The settings pages of the rule of maintenance and installation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.store.dated import line_of
from aftersales.web.dated_pages import DatedRows, dated_pages

from ..forms.service_rules import ServiceRuleForm
from ..permissions import CADENCE_READERS, CADENCE_WRITERS
from ..presentation.cadence import interval_words
from ..queries.kinds import service_changes, service_rules
from ..services.service_rules import change_service_rule


def _days(row: Any) -> str:
    return _("within %(days)s days") % {"days": row.install_within}


SERVICE_RULES = DatedRows(
    tab="visit_service_rules",
    name="visit_service_rule",
    readers=CADENCE_READERS,
    writers=CADENCE_WRITERS,
    rows=service_rules,
    title=str,
    cells=lambda row: (_days(row), interval_words(row.maintenance_months)),
    line=line_of,
    history=service_changes,
    form=ServiceRuleForm,
    change=change_service_rule,
    heads=(gettext_lazy("Rule"), gettext_lazy("Installation"), gettext_lazy("Maintenance")),
    text=gettext_lazy("Each purchase may have another interval of maintenance, agreed with the customer."),
    empty=gettext_lazy("No rules yet"),
    empty_text=gettext_lazy("Rules are created when the system is installed."),
    edit=gettext_lazy("Edit rule"),
    edited=gettext_lazy("The rule changes on that day"),
)
rule_rows, _new, rule, _end = dated_pages(SERVICE_RULES)
