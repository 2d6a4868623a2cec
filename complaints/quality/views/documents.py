"""Downloads of filed reports and uploaded files."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from aftersales.office.models import StoredFile
from aftersales.office.queries import content_of
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..models import ActionFile, InvestigationFile, InvestigationReport
from ..permissions import READERS, visible_actions, visible_investigations


def _inline(stored: StoredFile) -> FileResponse:
    """A file that the browser shows. Only uploads are in a sandbox, because our own PDF needs the browser's viewer."""
    answer = FileResponse(content_of(stored), filename=stored.name, content_type=stored.media_type)
    if stored.uploaded_by_id is not None:
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@policy("investigation.print", roles=READERS)
@require_GET
def report(request: HttpRequest, number: str, version: int) -> FileResponse:
    """A filed version of the investigation report."""
    rows = InvestigationReport.objects.filter(investigation__in=visible_investigations(request.user))
    row = visible_or_404(rows.select_related("stored", "signed_copy"), investigation__number=number, version=version)
    if row.pdf is None:
        raise Http404
    return _inline(row.pdf)


@policy("investigation.file", roles=READERS)
@require_GET
def investigation_file(request: HttpRequest, number: str, pk: int) -> FileResponse:
    rows = InvestigationFile.objects.filter(investigation__in=visible_investigations(request.user))
    return _inline(visible_or_404(rows.select_related("stored"), investigation__number=number, pk=pk).stored)


@policy("action.file", roles=READERS)
@require_GET
def action_file(request: HttpRequest, number: str, pk: int) -> FileResponse:
    rows = ActionFile.objects.filter(action__in=visible_actions(request.user))
    return _inline(visible_or_404(rows.select_related("stored"), action__number=number, pk=pk).stored)
