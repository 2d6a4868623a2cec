"""The results of survey rounds: three readings, the responses behind them, the report, the monitor of honesty."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from aftersales.store.paging import page_of
from aftersales.web.policy import policy

from ..documents.round_export import packed
from ..enums import FlagCode
from ..models import RoundReport
from ..permissions import HONESTY_READERS, READERS, RESULT_MANAGERS
from ..presentation.honesty import flag_tabs, honesty_page
from ..presentation.result_page import READINGS, result_page
from ..presentation.tabs import area_tabs
from ..queries.results import results_of
from ..queries.round_rows import round_rows, told_rows, watched_rounds
from ..queries.rounds import computed_rounds
from ..queries.sealed import document_of
from ..rules.quarters import quarter_name


@policy("result.view", roles=READERS)
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """The results of a round in three readings; without a quarter those of the last computed round."""
    reading = request.GET.get("tab", "")
    if reading not in dict(READINGS):
        reading = READINGS[0][0]
    less = request.GET.get("flagged") == "without"
    found = results_of(request.GET.get("quarter") or None, without_flagged=less)
    return render(request, "surveys/results/page.html", result_page(request.user, found, reading))


@policy("result.responses", roles=RESULT_MANAGERS)
@require_GET
def round_responses(request: HttpRequest, quarter: str) -> HttpResponse:
    """The responses of a named round. Those of an anonymous one are nobody's to see."""
    asked = round_rows(quarter, request.GET, request.user)
    page = page_of(request, asked.rows)
    context = {"asked": asked, "page": page, "rows": told_rows(page.object_list, request.user)}
    context["name"] = quarter_name(quarter)
    context |= {"area": area_tabs(request.user, "surveys"), "tabs": flag_tabs(request.user, asked)}
    return render(request, "surveys/results/responses.html", context)


@policy("result.report", roles=RESULT_MANAGERS)
@require_GET
def round_report(request: HttpRequest, quarter: str) -> HttpResponse:
    """The report of a round as PDF, in the reader's language."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    report = get_object_or_404(RoundReport.objects.select_related("stored"), round__quarter=quarter, language=language)
    answer = HttpResponse(report.stored.file.read(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{quarter}-{language}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@policy("result.export", roles=RESULT_MANAGERS)
@require_GET
def round_export(request: HttpRequest, quarter: str) -> HttpResponse:
    """The sealed export of a round: answers without names, model, figures, and the script that computes them again."""
    found = get_object_or_404(computed_rounds(), quarter=quarter)
    answer = HttpResponse(packed(document_of(found)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{quarter}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@policy("result.seal", roles=RESULT_MANAGERS)
@require_GET
def round_seal(request: HttpRequest, quarter: str) -> HttpResponse:
    """Whether the answers and figures in the database still agree with the seal of the round."""
    found = get_object_or_404(computed_rounds(), quarter=quarter)
    context = {"round": found, "agrees": document_of(found)["seal"] == found.seal}
    context |= {"tabs": area_tabs(request.user, "surveys"), "name": quarter_name(quarter)}
    return render(request, "surveys/results/seal.html", context)


@policy("result.honesty", roles=HONESTY_READERS)
@require_GET
def honesty(request: HttpRequest) -> HttpResponse:
    """What was flagged, excluded and not reached in the last rounds."""
    context = honesty_page(request.user, watched_rounds())
    return render(request, "surveys/results/honesty.html", {**context, "codes": FlagCode})
