"""Downloads of filed reports and uploaded files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from aftersales.kernel.errors import ensure
from aftersales.office.views.files import stored_answer
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404
from complaints.documents.common import language_of

from ..documents import claim_letter as letters
from ..documents import investigation_report
from ..documents.investigation_report import EIGHT_D, REPORT
from ..enums import ActionKind
from ..models import ActionFile, InvestigationFile, InvestigationReport
from ..permissions import READERS, sees_claim, sees_costs, visible_actions, visible_investigations


@policy("investigation.print", roles=READERS)
@require_GET
def report(request: HttpRequest, number: str, version: int) -> HttpResponseBase:
    """A filed version of the investigation report. ?lang= and ?layout=8d print it in the other language or as 8D.
    Those who may not see costs get it printed without them."""
    rows = InvestigationReport.objects.filter(investigation__in=visible_investigations(request.user))
    row = visible_or_404(rows.select_related("stored", "signed_copy"), investigation__number=number, version=version)
    if row.pdf is None:
        raise Http404
    layout = EIGHT_D if request.GET.get("layout") == EIGHT_D else REPORT
    language = language_of(request.GET["lang"]) if request.GET.get("lang") else row.language
    costs = sees_costs(request.user) or not investigation_report.has_costs(row)
    if costs and (layout, language) == (REPORT, row.language):
        return stored_answer(request, row.pdf)
    data = investigation_report.pdf(row, language=language, layout=layout, costs=costs)
    answer = HttpResponse(data, content_type="application/pdf")
    name = f"{number}-v{version}{'-8D' if layout == EIGHT_D else ''}-{language[:2]}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@policy("investigation.file", roles=READERS)
@require_GET
def investigation_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    rows = InvestigationFile.objects.filter(investigation__in=visible_investigations(request.user))
    row = visible_or_404(rows.select_related("stored"), investigation__number=number, pk=pk)
    return stored_answer(request, row.stored)


@policy("action.file", roles=READERS)
@require_GET
def action_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    rows = ActionFile.objects.filter(action__in=visible_actions(request.user))
    return stored_answer(request, visible_or_404(rows.select_related("stored"), action__number=number, pk=pk).stored)


@policy("action.letter", roles=READERS)
@require_GET
def claim_letter(request: HttpRequest, number: str) -> HttpResponse:
    """The letter of claim of a recovery 索赔函, in the language of ?lang=. It names costs, so that who may not see
    them is refused."""
    rows = visible_actions(request.user).filter(kind=ActionKind.RECOVERY)
    row = visible_or_404(
        rows.select_related("claim__supplier", "investigation", "ticket", "product", "owner"), number=number
    )
    ensure(sees_claim(request.user, row))
    answer = HttpResponse(letters.pdf(row, language_of(request.GET.get("lang"))), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
