"""The record of a visit as PDF, its photos, and the customer's signature."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from aftersales.office.queries import content_of
from aftersales.web.files import file_answer
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404
from complaints.documents.common import language_of

from ..documents import visit_record
from ..models import VisitPhoto, VisitSignature
from ..permissions import READERS, visible_to
from ..queries.lists import one_visit


@policy("visit.print", roles=READERS)
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The visit record 回访记录, in the language of ?lang=. A visit that is still planned has none."""
    row = visible_or_404(one_visit(request.user), pk=pk)
    if row.is_planned:
        raise Http404
    language = language_of(request.GET.get("lang"))
    answer = HttpResponse(visit_record.pdf(row, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="visit-{row.pk}-{language[:2]}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@policy("visit.photo", roles=READERS)
@require_GET
def photo(request: HttpRequest, pk: int, photo: int) -> FileResponse:
    rows = VisitPhoto.objects.filter(visit__in=visible_to(request.user)).select_related("stored")
    stored = visible_or_404(rows, visit=pk, pk=photo).stored
    return file_answer(content_of(stored), name=stored.name, media_type=stored.media_type)


@policy("visit.signature", roles=READERS)
@require_GET
def signature(request: HttpRequest, pk: int) -> FileResponse:
    rows = VisitSignature.objects.filter(visit__in=visible_to(request.user), picture__isnull=False)
    stored = visible_or_404(rows.select_related("picture"), visit=pk).picture
    return file_answer(content_of(stored), name=stored.name, media_type=stored.media_type)
