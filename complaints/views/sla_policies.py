"""The settings pages of SLA policies."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.dated import line_of
from aftersales.web.dated_pages import DatedRows, dated_pages

from ..forms.settings import SlaPolicyForm
from ..permissions.work import RULE_READERS, SETTERS
from ..queries.settings import changes_of
from ..queries.settings import sla_policies as all_policies
from ..services import sla_policies as services
from ..texts.rules import sla_target_title, span_text

SLA_POLICIES = DatedRows(
    tab="sla_policies",
    name="sla_policy",
    readers=RULE_READERS,
    writers=SETTERS,
    rows=all_policies,
    title=sla_target_title,
    cells=lambda row: (span_text(row.amount, row.unit),),
    line=line_of,
    history=changes_of,
    form=SlaPolicyForm,
    create=services.create_sla_policy,
    change=services.change_sla_policy,
    preview=services.preview_sla_policy,
    end=services.end_sla_policy,
    heads=(_("SLA target"), _("Time limit")),
    text=_("The most specific policy applies. The clock pauses while waiting for the customer."),
    empty=_("No SLA policies yet"),
    empty_text=_("SLA policies set how quickly a customer gets the first reply and the solution."),
    new=_("New SLA policy"),
    save=_("Save SLA policy"),
    saved=_("SLA policy saved"),
    edit=_("Edit SLA policy"),
    edited=_("The SLA policy changes on that day"),
    stop=_("End SLA policy"),
    stopped=_("SLA policy end date saved"),
)
sla_policies, sla_policy_new, sla_policy, sla_policy_end = dated_pages(SLA_POLICIES)
