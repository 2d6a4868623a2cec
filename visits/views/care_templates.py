"""The settings pages of the templates of care plans."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from aftersales.store.paging import page_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page

from ..forms.care_templates import CareTemplateForm
from ..permissions import CARE_TEMPLATE_KEEPERS, CARE_TEMPLATE_READERS, can_keep_care_templates
from ..queries.care_templates import care_template_changes, care_templates
from ..services.care_templates import change_care_template, create_care_template

CARE_TEMPLATES = DatedRows(
    tab="care_templates",
    name="care_template",
    readers=CARE_TEMPLATE_READERS,
    writers=CARE_TEMPLATE_KEEPERS,
    rows=care_templates,
    title=str,
    cells=lambda row: (len(row.needs), len(row.actions)),
    history=care_template_changes,
    form=CareTemplateForm,
    create=create_care_template,
    change=change_care_template,
    key="template_id",
    in_place=True,
    heads=(gettext_lazy("Template"), gettext_lazy("Needs"), pgettext_lazy("care", "Actions")),
    empty=gettext_lazy("No templates of care plans yet"),
    empty_text=gettext_lazy("A template gives a new care plan its first needs and actions."),
    new=gettext_lazy("New template"),
    save=gettext_lazy("Save template"),
    saved=gettext_lazy("Template saved"),
    edit=gettext_lazy("Save template"),
    edited=gettext_lazy("Template saved"),
)
_list, care_template_new, care_template, _end = dated_pages(CARE_TEMPLATES)


@policy("care_template_page.list", roles=CARE_TEMPLATE_READERS)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All templates, those in use first."""
    page = page_of(request, care_templates())
    rows = [
        ListRow(
            str(row),
            (*CARE_TEMPLATES.cells(row), row.code),
            reverse("care_template", args=[row.pk]),
            (_("Active"), "done") if row.is_active else (_("Out of use"), ""),
            not row.is_active,
        )
        for row in page
    ]
    return list_page(
        request,
        "care_templates",
        rows=rows,
        page=page,
        heads=[_("Template"), _("Needs"), pgettext("care", "Actions"), _("Code")],
        new=_("New template"),
        new_url=reverse("care_template_new") if can_keep_care_templates(request.user) else "",
        empty=str(CARE_TEMPLATES.empty),
        empty_text=str(CARE_TEMPLATES.empty_text),
    )
