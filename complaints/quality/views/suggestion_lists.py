"""The monthly lists of opinions and suggestions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404
from complaints import permissions as tickets
from complaints.documents.common import language_of

from ..documents import suggestion_list as document
from ..enums import ReviewState
from ..permissions.suggestions import LIST_READERS
from ..queries import suggestions as queries


@policy("suggestion_list.list", roles=LIST_READERS)
@require_GET
def suggestion_lists(request: HttpRequest) -> HttpResponse:
    """The monthly lists, the newest first."""
    page = page_of(request, queries.lists())
    rows = [(row, document.counts(row.snapshot)) for row in page]
    return render(request, "quality/suggestion_lists.html", {"page": page, "rows": rows, "now": timezone.now()})


@policy("suggestion_list.view", roles=LIST_READERS)
@require_GET
def suggestion_list(request: HttpRequest, number: str) -> HttpResponse:
    """One monthly list, as it was made."""
    row = visible_or_404(queries.lists(), number=number)
    groups = [
        (ReviewState(state).label, found)
        for state in document.STATES
        if (found := [line for line in row.snapshot["rows"] if line["state"] == state])
    ]
    seen = set(
        tickets.visible_to(request.user)
        .filter(number__in=[line["ticket"] for line in row.snapshot["rows"]])
        .values_list("number", flat=True)
    )
    context = {
        "list": row,
        "groups": groups,
        "counts": document.counts(row.snapshot),
        "themes": row.snapshot["themes"],
        "seen": seen,
        "now": timezone.now(),
    }
    return render(request, "quality/suggestion_list.html", context)


@policy("suggestion_list.print", roles=LIST_READERS)
@require_GET
def suggestion_list_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The list as PDF, in the language that ?lang= names."""
    row = visible_or_404(queries.lists(), number=number)
    answer = HttpResponse(document.pdf(row, language_of(request.GET.get("lang"))), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
