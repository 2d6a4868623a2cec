"""The settings of quality: the dated rule, and suppliers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from aftersales.store.dated import line_of
from aftersales.store.paging import page_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.figures import listed, money
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page, state_of

from ..forms import QualityRuleForm, SupplierForm
from ..models import QualityRule
from ..permissions import QUALITY_RULE_READERS, QUALITY_RULE_WRITERS, SUPPLIER_KEEPERS, can_keep_suppliers
from ..queries.rules import quality_rules, rule_changes
from ..queries.suppliers import supplier_changes, suppliers_listed
from ..services.quality_rules import change_quality_rule
from ..services.suppliers import create_supplier, update_supplier


def _late(row: QualityRule) -> str:
    return _("After %(first)s days the deputy manager, after %(second)s the general manager") % {
        "first": row.manager_days,
        "second": row.gm_days,
    }


QUALITY_RULES = DatedRows(
    tab="quality_rules",
    name="quality_rule",
    readers=QUALITY_RULE_READERS,
    writers=QUALITY_RULE_WRITERS,
    rows=quality_rules,
    title=str,
    cells=lambda row: (_late(row), money(row.labour_rate)),
    line=line_of,
    history=rule_changes,
    form=QualityRuleForm,
    change=change_quality_rule,
    heads=(gettext_lazy("Rule"), gettext_lazy("Escalation"), gettext_lazy("Labour rate per hour")),
    empty=gettext_lazy("No rules yet"),
    empty_text=gettext_lazy("Rules are created when the system is installed."),
    edit=gettext_lazy("Edit rule"),
    edited=gettext_lazy("The rule changes on that day"),
)
SUPPLIERS = DatedRows(
    tab="suppliers",
    name="supplier",
    readers=SUPPLIER_KEEPERS,
    writers=SUPPLIER_KEEPERS,
    rows=suppliers_listed,
    title=str,
    cells=lambda row: (row.number,),
    history=supplier_changes,
    form=SupplierForm,
    create=create_supplier,
    change=update_supplier,
    key="supplier_id",
    in_place=True,
    heads=(gettext_lazy("Supplier"), gettext_lazy("Number")),
    empty=gettext_lazy("No suppliers yet"),
    empty_text=gettext_lazy("Money is claimed from them, and costs are added up by them."),
    new=gettext_lazy("New supplier"),
    save=gettext_lazy("Save"),
    saved=gettext_lazy("Supplier saved"),
    edit=gettext_lazy("Save"),
    edited=gettext_lazy("Supplier saved"),
)
rules, _new, rule, _end = dated_pages(QUALITY_RULES)
_list, supplier_new, supplier, _end = dated_pages(SUPPLIERS)


@policy("supplier.list", roles=SUPPLIER_KEEPERS)
@require_GET
def suppliers(request: HttpRequest) -> HttpResponse:
    """All suppliers, with what they supply."""
    page = page_of(request, suppliers_listed())
    today = timezone.localdate()
    rows: list[Any] = [
        ListRow(
            str(row),
            (row.number, listed(str(supply) for supply in row.supplies.all()[:5])),
            reverse("supplier", args=[row.pk]),
            state_of(row, today),
            not row.is_active,
        )
        for row in page
    ]
    return list_page(
        request,
        "suppliers",
        rows=rows,
        page=page,
        heads=[pgettext("of a thing", "Name"), _("Supplier number"), _("Supplies")],
        new=_("New supplier"),
        new_url=reverse("supplier_new") if can_keep_suppliers(request.user) else "",
        empty=_("No suppliers yet"),
        empty_text=_("Money is claimed from them, and costs are added up by them."),
    )
