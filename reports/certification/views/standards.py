"""The settings of self-evaluation: the catalogue of each standard."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page
from aftersales.web.views import submit, visible_or_404

from ..permissions import READERS, can_change_catalogue
from ..presentation.standards import catalogue_lines, editions
from ..presentation.words import points_note
from ..queries import evaluations as queries
from ..verbs import STANDARDS

REVISE = STANDARDS["revise"]


@policy("standard.list", roles=READERS)
@require_GET
def standards(request: HttpRequest) -> HttpResponse:
    """The standards by which the company evaluates itself."""
    page = page_of(request, queries.standards_listed())
    rows = [
        ListRow(
            str(one),
            (one.last_edition, one.last_from.isoformat()),
            reverse("standard", args=[one.code]),
        )
        for one in page
    ]
    return list_page(
        request,
        "standards",
        rows=rows,
        page=page,
        heads=[_("Standard"), _("Edition of the catalogue"), _("Effective from")],
        empty=_("No standards yet"),
    )


@policy("standard.view", roles=READERS)
@require_http_methods(["GET", "POST"])
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """The catalogue of a standard; who may changes it into a new one."""
    row = visible_or_404(queries.standards(), code=code)
    if request.method == "GET":
        return _page(request, row, REVISE.form(target=row, user=request.user), 200)
    form = REVISE.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda data: REVISE.perform(form, actor=request.user, now=timezone.now()),
        done=REVISE.done,
        goto=reverse("standard", args=[code]),
        again=lambda bound, status: _page(request, row, bound, status),
    )


def _page(request: HttpRequest, row: Any, form: Any, status: int) -> HttpResponse:
    catalogue = queries.newest_catalogue(row)
    context = {
        "standard": row,
        "catalogue": catalogue,
        "form": form,
        "sections": catalogue_lines(catalogue, form),
        "points_note": points_note(row, catalogue),
        "editions": editions(row),
        "may_change": can_change_catalogue(request.user),
        "verb": REVISE,
        "now": timezone.now(),
    }
    return render(request, "certification/standard.html", context, status=status)
