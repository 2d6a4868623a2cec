"""Pages of numbering, for the administrator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.staff.permissions import can_administer
from aftersales.web.history import Source, changes
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, edit_page, list_page

from ..forms.company import NumberingForm
from ..models import NumberFormat
from ..permissions import KEEPERS
from ..queries.numbering import Numbering, numbering_of, numberings
from ..services import number_formats as services
from ..texts import reason_in_words

LABELS = ("prefix", "digits", "with_year")


@policy("numbering.list", roles=KEEPERS)
@require_GET
def numbering_list(request: HttpRequest) -> HttpResponse:
    """Every kind of document that has a number, with its next number."""
    rows = [_row(one) for one in numberings(timezone.now())]
    return list_page(
        request,
        "numberings",
        rows=rows,
        heads=[_("Document"), _("Next number"), _("Prefix"), _("Digits"), _("Includes year")],
        text=_("Changes apply to new documents. Existing numbers stay the same and can still be found."),
    )


def _row(one: Numbering) -> ListRow:
    form = one.format
    cells = (one.next, form.prefix, form.digits, _("Yes") if form.with_year else _("No"))
    return ListRow(str(one.of.label), cells, reverse("numbering", args=[one.kind]))


@policy("numbering.change", roles=KEEPERS)
@require_http_methods(["GET", "POST"])
def numbering(request: HttpRequest, kind: str) -> HttpResponse:
    """How one kind of document is numbered from now on."""
    now = timezone.now()
    row = numbering_of(kind, now)
    form = NumberingForm(request.POST if request.method == "POST" else None, numbering=row)
    asked: dict[str, Any] = {"kind": kind, "actor": request.user, "now": now}

    def act(data: dict[str, Any]) -> Numbering:
        return services.change_numbering(**asked, **data)

    def preview(data: dict[str, Any]) -> Any:
        return services.preview_numbering(**asked, **data)

    labels = {name: form.fields[name].label for name in LABELS} | {"raised_to": form.fields["next_value"].label}
    history = changes([Source(NumberFormat.history.filter(kind=kind), lambda _row: "", labels)], reason_in_words)
    return edit_page(
        request,
        form,
        act,
        tab="numberings",
        title=row.of.label,
        text=row.said,
        button=_("Save"),
        done=_("Change saved"),
        preview=preview,
        may_change=can_administer(request.user),
        changes=history,
    )
