"""Pages of the audit log: changes, reads of personal data, and whether the log still matches its seals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.store.paging import page_of
from aftersales.tables.exporting import Retelling, export_button, title_of
from aftersales.web.list_columns import table_of
from aftersales.web.list_search import PASSING, filters_of, search_of
from aftersales.web.policy import policy

from .forms import FilterForm
from .models import AccessLogEntry, Seal, SealHead
from .queries.changes import READERS, accesses, page_of_changes
from .queries.seals import nameless, private_tables, sources
from .texts.columns import noun_of
from .texts.read import spoken
from .texts.reports import counts_of, fault_as_text


@dataclass(frozen=True)
class AccessLine:
    """An entry of the access log, with what was read and its details as text."""

    entry: AccessLogEntry
    about: str
    detail: str


@dataclass(frozen=True)
class SealLine:
    """A seal, with the name of the table that it covers. rows_shown: whether its rows may be named. is_private: whether
    not even their number is shown."""

    seal: Seal
    noun: str
    rows_shown: bool
    is_private: bool


def _tabs(current: str) -> list[dict[str, Any]]:
    tabs = {"audit": _("Changes"), "access_log": _("Access log"), "audit_seals": _("Seals")}
    return [{"url": reverse(name), "label": label, "current": name == current} for name, label in tabs.items()]


def _context(request: HttpRequest, current: str, **more: Any) -> dict[str, Any]:
    head = SealHead.objects.filter(pk=1).first()
    fault = head.fault if head else None
    differences = [fault_as_text(one) for one in head.report.get("differences", ())] if head else []
    return {
        "views": _tabs(current),
        "head": head,
        "fault": fault_as_text(fault) if fault else "",
        "differences": differences[1:] if fault and not fault["seal"] else differences,
        "counts": counts_of(head.report) if head and head.report else "",
        **more,
    }


@policy("audit.changes", roles=READERS)
@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    entries, following = page_of_changes(request.user, form.wanted(), request.GET.get("before", ""))
    more = {"entries": entries, "following": following, **_asked(form, request.GET.dict())}
    more["export"] = export_button(request.user, "audit", request.GET.dict(), None if entries else 0)
    return render(request, "audit/changes.html", _context(request, "audit", **more))


@policy("audit.access_log", roles=READERS)
@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, with_model=False)
    params = request.GET.dict()
    page = page_of(request, accesses(form.wanted(), params.get("sort", "")))
    retell = Retelling()
    lines = [AccessLine(row, title_of(row.subject), spoken(row.subject, row.detail, retell)) for row in page]
    more = {**_asked(form, params), **table_of(request.user, "access_log", params, default="-at")}
    more["export"] = export_button(request.user, "access_log", params, page)
    return render(request, "audit/access.html", _context(request, "access_log", page=page, lines=lines, **more))


def _asked(form: FilterForm, params: dict[str, str]) -> dict[str, Any]:
    """The number is searched for in the head of the page; the other filters are chips."""
    kept = {name: value for name, value in params.items() if name not in {*PASSING, *form.fields}}
    return {"search": search_of(form, **kept), **filters_of(form, params, without={"number"})}


@policy("audit.seals", roles=READERS)
@require_GET
def seals(request: HttpRequest) -> HttpResponse:
    rows = Seal.objects.defer("digests", "after", "ids", "fields").select_related("actor").order_by("-number")
    page = page_of(request, rows)
    known, hidden, private = sources(), nameless(), private_tables()
    lines = [SealLine(seal, _noun(seal, known), seal.model not in hidden, seal.model in private) for seal in page]
    return render(request, "audit/seals.html", _context(request, "audit_seals", page=page, lines=lines))


def _noun(seal: Seal, known: dict[str, Any]) -> Any:
    if seal.model in private_tables():
        return _("Private records")
    return noun_of(known[seal.model]) if seal.model in known else seal.model
