"""The library of reports, one report as paper, its files, and the schedules."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.kernel.errors import ensure
from aftersales.people.views.common import Noun, detail_view, verb_view
from aftersales.staff.enums import Role
from aftersales.store.paging import page_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.files import file_answer
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page, state_of, words
from aftersales.web.views import submit, visible_or_404

from ..documents.stored import facts as paper_facts
from ..enums import ReportKind, ReportState, Rhythm
from ..forms.library import OrderForm, ScheduleForm
from ..models import ReportFile, StoredReport
from ..permissions import (
    LIBRARY,
    MAKERS,
    SCHEDULE_KEEPERS,
    SCHEDULE_READERS,
    can_read,
    can_see_readers,
    visible_reports,
)
from ..presentation import library as presentation
from ..presentation.areas import areas_of
from ..presentation.stored import report_view
from ..queries import library as queries
from ..services import library as services
from ..services.schedules import update_schedule
from ..verbs import REPORTS


@policy("report.list", roles=LIBRARY)
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that the user may read, what troubles them, and the schedules."""
    user: Any = request.user
    now = timezone.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in ReportKind.values else ""
    page = page_of(request, queries.reports_of(visible_reports(user), kind))
    troubled = {row.kind for row in queries.troubled()}
    context = {
        "areas": areas_of(user, "reports"),
        "tabs": presentation.kind_tabs(user, kind),
        "page": page,
        "rows": presentation.report_rows(page, user, now),
        "schedules": presentation.schedule_rows(queries.schedules(), troubled, now),
        "may_set": user.role in SCHEDULE_READERS,
        "may_order": user.role in MAKERS,
        "now": now,
        **table_of(user, "reports", None),
    }
    return render(request, "reports/library.html", context)


@policy("report.create", roles=MAKERS)
@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    """Have a report made by hand."""
    user: Any = request.user
    form = OrderForm(request.POST if request.method == "POST" else None, user=user)

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "reports/order.html", {"form": form}, status=status)

    if request.method == "GET":
        return again(form)
    return submit(
        request,
        form,
        lambda data: services.order_report(actor=user, now=timezone.now(), **form.arguments()),
        done=_("The report is being made"),
        goto=lambda made: made.get_absolute_url(),
        again=again,
    )


def _find(request: HttpRequest, number: str) -> StoredReport:
    user: Any = request.user
    rows = visible_reports(user).select_related("replaces", "replaced_by", "asked_by")
    found: StoredReport = visible_or_404(rows.prefetch_related("files__stored"), pk=number)
    return found


def _papers(row: StoredReport) -> list[dict[str, Any]]:
    """The report in each language, as it prints, the reader’s own first."""
    papers = []
    own = get_language()
    for language in sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != own):
        with override(language):
            papers.append(
                {
                    "language": language,
                    "lang": "zh-Hans" if language == "zh-hans" else language,
                    "view": report_view(row.snapshot or {}),
                    "facts": paper_facts(row),
                    "number": _("No. %(number)s") % {"number": row.number},
                }
            )
    return papers


def _context(request: HttpRequest, row: StoredReport, now: Any) -> dict[str, Any]:
    user: Any = request.user
    may_read = can_read(user, row.kind)
    if may_read and row.state == ReportState.MADE:
        services.note_opening(report=row, what="page", actor=user, now=now)
    return {
        "shown": presentation.report_row(row, user, now),
        "may_read": may_read,
        "papers": _papers(row) if may_read and row.state == ReportState.MADE else [],
        "facts": presentation.facts(row, now),
        "changes": presentation.report_changes(row),
        "openings": presentation.openings(row, now) if can_see_readers(user) else None,
    }


REPORT = Noun("report", LIBRARY, REPORTS, "reports/report.html", _find, _context, address=lambda row: [row.pk])
report = detail_view(REPORT)
REPORT_VERBS = {name: verb_view(REPORT, name) for name in REPORTS}


@policy("report.file", roles=LIBRARY)
@require_GET
def report_file(request: HttpRequest, number: int, language: str, suffix: str) -> FileResponse:
    """A file of a report, as it was stored when the report was made."""
    user: Any = request.user
    row = visible_or_404(visible_reports(user).defer("snapshot"), pk=number)
    ensure(can_read(user, row.kind))
    files = ReportFile.objects.filter(report=row, report__state=ReportState.MADE).select_related("stored")
    file: ReportFile = visible_or_404(files, language=language, format=suffix)
    services.note_opening(report=row, what=f"{language}.{suffix}", actor=user, now=timezone.now())
    stored = file.stored
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return file_answer(content, name=stored.name, media_type=stored.media_type, is_upload=False)


SCHEDULES = DatedRows(
    tab="report_schedules",
    name="report_schedule",
    readers=SCHEDULE_READERS,
    writers=SCHEDULE_KEEPERS,
    rows=queries.schedules,
    title=str,
    cells=lambda row: (Rhythm(row.rhythm).label, row.days_after, words(row.roles, Role)),
    history=presentation.schedule_changes,
    form=ScheduleForm,
    change=update_schedule,
    key="schedule_id",
    in_place=True,
    heads=(gettext_lazy("Report"),),
    empty=gettext_lazy("No schedules yet"),
    empty_text=gettext_lazy("Reports are made by themselves when their period has ended."),
    edit=gettext_lazy("Save schedule"),
    edited=gettext_lazy("Schedule saved"),
)
_list, _new, report_schedule, _end = dated_pages(SCHEDULES)


@policy("report_schedule.list", roles=SCHEDULE_READERS)
@require_GET
def report_schedules(request: HttpRequest) -> HttpResponse:
    """All schedules: when each report is made next, and who gets the link."""
    now = timezone.now()
    page = page_of(request, queries.schedules())
    troubled = {row.kind for row in queries.troubled()}
    rows = [
        ListRow(
            str(one.row),
            (one.when, one.next, words(one.row.roles, Role) if one.row.roles else _("Nobody")),
            reverse("report_schedule", args=[one.row.pk]),
            (str(_("Failed")), "late") if one.dot == "late" else state_of(one.row, timezone.localdate()),
            not one.row.is_active,
        )
        for one in presentation.schedule_rows(page, troubled, now)
    ]
    return list_page(
        request,
        "report_schedules",
        rows=rows,
        page=page,
        heads=[_("Report"), _("Rhythm"), _("Next"), _("Sent to")],
        text=presentation.check_words(queries.kept_figures()),
        empty=SCHEDULES.empty,
        empty_text=SCHEDULES.empty_text,
    )
