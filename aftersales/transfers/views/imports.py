"""Pages of imports: send a file, assign its columns, check its rows, then import them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.office.queries.retention import kept_for
from aftersales.store.paging import page_of
from aftersales.tables.codings import NAMES as CODINGS
from aftersales.tables.importing import importer_of
from aftersales.web.figures import sentences
from aftersales.web.moments import moment
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page
from aftersales.web.verbs import Verb
from aftersales.web.views import submit, visible_or_404

from ..enums import ImportState
from ..forms.imports import ColumnsForm, NewImportForm
from ..models import ImportFault, ImportRun
from ..permissions import IMPORTERS, ensure_uploader
from ..queries.imports import (
    bad_rows,
    column_of,
    differences,
    faults_by_reason,
    imports_seen_by,
    name_of_bad_rows,
    reason_of,
)
from ..services.imports import asking
from ..verbs import IMPORTS

SHOWN = 20
TONES = {
    ImportState.DRAFT: "",
    ImportState.WAITING: "info",
    ImportState.RUNNING: "info",
    ImportState.CHECKED: "due",
    ImportState.DONE: "done",
    ImportState.FAILED: "late",
    ImportState.PAUSED: "due",
    ImportState.STOPPED: "",
}


@policy("import.list", roles=IMPORTERS)
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The imports, who made them, and their results."""
    page = page_of(request, imports_seen_by(request.user), size=30)
    rows = [
        ListRow(
            str(importer_of(run.kind).label),
            (run.file_name, str(run.created_by or ""), moment(run.created_at), _figures(run)),
            url=run.get_absolute_url(),
            state=(run.get_state_display(), TONES[ImportState(run.state)]),
            past=run.state == ImportState.STOPPED,
        )
        for run in page
    ]
    heads = [_("Import type"), _("File"), _("Imported by"), _("Time"), _("Rows")]
    return list_page(
        request,
        "imports",
        heads=heads,
        rows=rows,
        page=page,
        new=_("Import a file"),
        new_url=reverse("import_new"),
        empty=_("No imports yet"),
        empty_text=_("Import customers, products, purchases and tickets from a file."),
    )


@policy("import.new", roles=IMPORTERS)
@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose a file and its kind."""
    posted, days = request.method == "POST", kept_for(ImportFault).days
    form = NewImportForm(*((request.POST, request.FILES) if posted else ()), user=request.user)

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "transfers/import_new.html", {"form": form, "days": days}, status=status)

    def act(data: dict[str, Any]) -> ImportRun:
        return asking.receive(actor=request.user, now=timezone.now(), kind=data["kind"], upload=data["file"])

    if not posted:
        return again(form)
    return submit(request, form, act, done="", goto=lambda run: run.get_absolute_url(), again=again)


@policy("import.view", roles=IMPORTERS)
@require_GET
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of an import. While it runs, the page reloads it."""
    run = visible_or_404(imports_seen_by(request.user), pk=pk)
    if request.htmx:
        return render(request, "transfers/_import.html", _context(request, run))
    return _page(request, run, ColumnsForm(target=run))


@policy("import.check", roles=IMPORTERS)
@require_POST
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check all rows with these columns."""
    run = visible_or_404(imports_seen_by(request.user), pk=pk)
    verb = IMPORTS["check"]
    form = verb.form(request.POST, target=run, user=request.user)

    def act(_data: dict[str, Any]) -> ImportRun:
        return verb.perform(form, actor=request.user, now=timezone.now())

    return submit(
        request,
        form,
        act,
        done="",
        goto=run.get_absolute_url(),
        again=lambda form, status: _page(request, run, form, status),
    )


@policy("import.start", roles=IMPORTERS)
@require_POST
def import_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Import the valid rows."""
    return _perform(request, pk, IMPORTS["start"])


@policy("import.pause", roles=IMPORTERS)
@require_POST
def import_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Interrupt an import."""
    return _perform(request, pk, IMPORTS["pause"])


@policy("import.resume", roles=IMPORTERS)
@require_POST
def import_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Continue an interrupted import."""
    return _perform(request, pk, IMPORTS["resume"])


@policy("import.stop", roles=IMPORTERS)
@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """End an import and delete its file."""
    return _perform(request, pk, IMPORTS["stop"])


def _perform(request: HttpRequest, pk: int, verb: Verb) -> HttpResponse:
    run = visible_or_404(imports_seen_by(request.user), pk=pk)
    form = verb.form({}, target=run, user=request.user)
    form.full_clean()
    verb.perform(form, actor=request.user, now=timezone.now())
    return HttpResponseRedirect(run.get_absolute_url())


@policy("import.bad_rows", roles=IMPORTERS)
@require_GET
def import_bad_rows(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """A download of the rows with errors, to be corrected and sent again."""
    run = visible_or_404(imports_seen_by(request.user), pk=pk)
    ensure_uploader(run, request.user)
    answer = StreamingHttpResponse(bad_rows(run), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, name_of_bad_rows(run))
    return answer


def _page(request: HttpRequest, run: ImportRun, form: ColumnsForm, status: int = 200) -> HttpResponse:
    return render(request, "transfers/import.html", {"form": form, **_context(request, run)}, status=status)


def _context(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    state = ImportState(run.state)
    faults = faults_by_reason(run, SHOWN)
    mine = run.created_by_id == request.user.pk
    return {
        "run": run,
        "label": importer_of(run.kind).label,
        "tone": TONES[state],
        "figures": _figures(run),
        "faults": [(fault.line, column_of(run, fault.field), reason_of(fault), count) for fault, count in faults],
        "more": max(run.failed - sum(count for _fault, count in faults), 0) if faults else 0,
        "mine": mine,
        "unread": ", ".join(run.unread),
        "reading": _reading(run),
        "sample": run.sample if mine and state not in asking.OVER else [],
        "differences": differences(run, SHOWN) if run.updated or run.differing else [],
        "waits": state in (ImportState.WAITING, ImportState.RUNNING),
        **{f"may_{name}": verb.allowed(request.user, run) for name, verb in IMPORTS.items()},
        "problem": (_(run.problem) % run.params if run.params else _(run.problem)) if run.problem else "",
    }


def _reading(run: ImportRun) -> str:
    """Which line was taken for the headings, on which sheet, in which coding."""
    told = [_("Line %(line)s was taken for the headings.") % {"line": run.heading_line}]
    if run.sheet:
        told.insert(0, _("Sheet “%(sheet)s”.") % {"sheet": run.sheet})
    if run.coding:
        told.append(_("Read as %(coding)s.") % {"coding": CODINGS.get(run.coding, run.coding.upper())})
    return sentences(*told)


def _figures(run: ImportRun) -> str:
    if run.state == ImportState.DRAFT:
        return ""
    numbers = {"added": run.added, "known": run.known, "failed": run.failed}
    if run.is_trial:
        told = [_("%(added)s new, %(known)s already there, %(failed)s with errors") % numbers]
    else:
        told = [_("%(added)s added, %(known)s already there, %(failed)s with errors") % numbers]
    if run.updated:
        told.append((_("%(count)s to update") if run.is_trial else _("%(count)s updated")) % {"count": run.updated})
    if run.differing:
        told.append(_("%(count)s of them differ") % {"count": run.differing})
    return " · ".join(told)
