"""Market notes: the list, one note with its verbs and files, a new note."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.office.views.files import stored_answer
from aftersales.people.views.common import Noun, detail_view, verb_view
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms.market import AskedForm, WriteNoteForm
from ..models import MarketNote, MarketNoteFile
from ..permissions import ASKED_READERS, NOTE_READERS, NOTE_WRITERS, can_write_notes
from ..presentation import market as presentation
from ..presentation.areas import areas_of
from ..queries import market as queries
from ..services import market as services
from ..verbs import NOTES


@policy("market_note.list", roles=NOTE_READERS)
@require_GET
def market_notes(request: HttpRequest) -> HttpResponse:
    """The market notes, the latest period first."""
    user: Any = request.user
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else ""
    asked = {**request.GET.dict(), "tab": tab}
    page = page_of(request, queries.market_notes(tab, asked))
    context = {
        "areas": areas_of(user, "market_notes"),
        "tabs": presentation.note_tabs(tab),
        "page": page,
        "may_write": can_write_notes(user),
        "export": export_button(user, "market_notes", asked, page),
        **table_of(user, "market_notes", None),
    }
    return render(request, "reports/market_notes.html", context)


@policy("market.asked", roles=ASKED_READERS)
@require_GET
def market_asked(request: HttpRequest) -> HttpResponse:
    """What customers asked for on visits of a period."""
    user: Any = request.user
    span = AskedForm(request.GET).span()
    page = page_of(request, queries.requirements(user, span))
    context = {
        "areas": areas_of(user, "market_asked"),
        "form": AskedForm(initial={"begin": span.first, "end": span.last}),
        "page": page,
        "rows": presentation.asked_rows(page),
        "now": timezone.now(),
    }
    return render(request, "reports/market_asked.html", context)


@policy("market_note.create", roles=NOTE_WRITERS)
@require_http_methods(["GET", "POST"])
def market_note_new(request: HttpRequest) -> HttpResponse:
    """Write a market note."""

    user: Any = request.user

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "reports/market_note_new.html", {"form": form}, status=status)

    if request.method == "GET":
        return again(WriteNoteForm(user=user))
    form = WriteNoteForm(request.POST, request.FILES, user=user)
    return submit(
        request,
        form,
        lambda data: services.write_note(actor=user, now=timezone.now(), **form.arguments()),
        done=_("Note saved"),
        goto=lambda made: made.get_absolute_url(),
        again=again,
    )


def _find(request: HttpRequest, number: str) -> MarketNote:
    rows = MarketNote.objects.select_related("region", "product", "author").prefetch_related("files__stored")
    found: MarketNote = visible_or_404(rows, number=number)
    return found


def _context(request: HttpRequest, row: MarketNote, now: Any) -> dict[str, Any]:
    return {"facts": presentation.note_facts(row), "changes": presentation.note_changes(row)}


NOTE = Noun("market_note", NOTE_READERS, NOTES, "reports/market_note.html", _find, _context)
market_note = detail_view(NOTE)
NOTE_VERBS = {name: verb_view(NOTE, name) for name in NOTES}


@policy("market_note.file", roles=NOTE_READERS)
@require_GET
def market_note_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A file of a market note."""
    files = MarketNoteFile.objects.filter(note__number=number).select_related("stored")
    stored = visible_or_404(files, pk=pk).stored
    try:
        return stored_answer(request, stored)
    except FileNotFoundError as error:
        raise Http404 from error
