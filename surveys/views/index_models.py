"""The settings pages of index models."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from aftersales.store.paging import page_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page

from ..forms.index_models import IndexModelForm
from ..permissions import INDEX_MODEL_KEEPERS, INDEX_MODEL_READERS, can_keep_index_models
from ..queries.index_models import index_model_changes, index_models
from ..services.index_models import create_index_model, update_index_model

INDEX_MODELS = DatedRows(
    tab="index_models",
    name="index_model",
    readers=INDEX_MODEL_READERS,
    writers=INDEX_MODEL_KEEPERS,
    rows=index_models,
    title=str,
    cells=lambda row: (row.code,),
    history=index_model_changes,
    form=IndexModelForm,
    create=create_index_model,
    change=update_index_model,
    key="index_model_id",
    in_place=True,
    heads=(gettext_lazy("Index model"), gettext_lazy("Code")),
    empty=gettext_lazy("No index models yet"),
    empty_text=gettext_lazy("A model says which questions measure what, and what acts on satisfaction."),
    new=gettext_lazy("New index model"),
    save=gettext_lazy("Save"),
    saved=gettext_lazy("Index model saved"),
    edit=gettext_lazy("Save"),
    edited=gettext_lazy("Index model saved"),
)
_list, index_model_new, index_model, _end = dated_pages(INDEX_MODELS)


@policy("index_model.list", roles=INDEX_MODEL_READERS)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """All index models, those in use first."""
    page = page_of(request, index_models())
    rows = [
        ListRow(
            str(row),
            (" · ".join(latent["code"] for latent in row.latents), row.code),
            reverse("index_model", args=[row.pk]),
            (_("Out of use"), "") if row.is_retired else (_("Active"), "done"),
            row.is_retired,
        )
        for row in page
    ]
    return list_page(
        request,
        "index_models",
        rows=rows,
        page=page,
        heads=[_("Index model"), _("Latent variables"), _("Code")],
        new=_("New index model"),
        new_url=reverse("index_model_new") if can_keep_index_models(request.user) else "",
        empty=str(INDEX_MODELS.empty),
        empty_text=str(INDEX_MODELS.empty_text),
    )
