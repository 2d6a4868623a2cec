"""The page of a ticket, its verbs and its files."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import Conflict
from aftersales.office.queries import draft_of
from aftersales.office.views.files import stored_answer
from aftersales.render.markup import html_of
from aftersales.staff.enums import TICKET_READERS
from aftersales.staff.models import User
from aftersales.web.facts import list_of, narrowed, several_of
from aftersales.web.figures import sentences
from aftersales.web.policy import policy
from aftersales.web.verbs import Verb
from aftersales.web.views import submit, visible_or_404

from ..enums import EntryKind
from ..forms.ticket import LONG
from ..models import Ticket, TicketEntry, TicketFile
from ..permissions import visible_to
from ..presentation.acknowledgement import acknowledgements
from ..presentation.conversation import ConversationLine, conversation_lines
from ..presentation.facts import FACTS, editing
from ..presentation.held import held_line, kept_files
from ..presentation.history import history_of
from ..presentation.presence import here_mark, present_people
from ..presentation.ticket_page import page_of_ticket
from ..queries.canned_replies import canned_replies_for
from ..queries.conversation import ANSWERED, tickets_with_newest_entry
from ..queries.readers import readers_named
from ..queries.ticket_work import TicketWork
from ..queries.tickets import tickets_for_page
from ..services import held, presence
from ..verbs import CONVERSATION, NEAR, PRIMARY, SHEETS, offered

HISTORY_PAGE_SIZE = 50
MAX_NAME = 100
MAX_DIGITS = 18


@policy("ticket.view", roles=TICKET_READERS)
@require_GET
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    row = visible_or_404(tickets_for_page(request.user), number=number)
    return _page(request, row)


@policy("ticket.step", roles=TICKET_READERS)
@require_http_methods(["GET", "POST"])
def ticket_step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """A verb of the ticket. GET shows the page with the sheet of the verb open, POST does the verb."""
    row = visible_or_404(tickets_for_page(request.user), number=number)
    verb = SHEETS.get(name) or CONVERSATION.get(name)
    if verb is None:
        raise Http404
    if request.method == "GET":
        form = verb.form(target=row, user=request.user)
        if request.htmx and name in SHEETS:
            context = {"ticket": row, "sheet": _sheet(row, verb, form), "now": timezone.now()}
            return render(request, "complaints/_sheet.html", context)
        return _page(request, row, opened={name: form})
    form = verb.form(request.POST, request.FILES, target=row, user=request.user)
    fact = FACTS.get(request.POST.get("fact", ""))
    if fact and fact.verb == name:
        return _change_fact(request, row, verb, narrowed(form, fact.fields))
    if request.POST.get("hold") and settings.UNDO_SECONDS and name in held.HELD:
        return _hold(request, row, verb, form)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=lambda result: _address_after(row, result),
        again=lambda bound, status: _page(request, row, opened={name: bound}, status=status),
    )


def _change_fact(request: HttpRequest, row: Ticket, verb: Verb, form: Any) -> HttpResponse:
    """Change one fact by its verb. A refused text is shown again in the sheet of the verb."""

    def again(bound: Any, status: int) -> HttpResponse:
        if any(not field.is_hidden and field.name in {"note", "reason"} for field in bound):
            return _page(request, row, opened={verb.name: bound}, status=status)
        messages.warning(request, sentences(*(text for texts in bound.errors.values() for text in texts)))
        return HttpResponseRedirect(row.get_absolute_url())

    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=f"{row.get_absolute_url()}#fact-{request.POST['fact']}",
        again=again,
    )


@policy("ticket.fact", roles=TICKET_READERS)
@require_GET
@never_cache
def ticket_fact(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The list that changes one fact of a ticket, for who may change it now."""
    row = visible_or_404(tickets_for_page(request.user), number=number)
    fact = FACTS.get(name)
    if fact is None or fact.verb not in offered(request.user, TicketWork(row)):
        raise Http404
    form = narrowed(SHEETS[fact.verb].form(target=row, user=request.user), fact.fields)
    url = reverse("ticket_step", args=[row.number, fact.verb])
    if fact.is_several:
        return render(request, "parts/fact.html", several_of(form, fact.fields, fact=name, label=_("Tags"), url=url))
    present = getattr(row, fact.fields[0], None)
    return render(request, "parts/fact.html", list_of(form, fact.fields, fact=name, url=url, present=present))


def _hold(request: HttpRequest, row: Ticket, verb: Verb, form: Any) -> HttpResponse:
    """Hold the verb back for the seconds in which it can be undone."""

    def act(data: dict[str, Any]) -> Any:
        content = form.arguments()
        files = content.pop("files", ())
        del content["ticket_id"]
        kept = request.POST.get("kept", "")
        return held.hold(
            ticket_id=row.pk,
            verb=verb.name,
            content=content,
            files=files,
            kept=int(kept) if kept.isdecimal() and len(kept) < MAX_DIGITS else None,
            actor=request.user,
            now=timezone.now(),
        )

    return submit(
        request,
        form,
        act,
        done="",
        goto=row.get_absolute_url(),
        again=lambda bound, status: _page(request, row, opened={verb.name: bound}, status=status),
    )


@policy("ticket.undo", roles=TICKET_READERS)
@require_POST
def ticket_undo(request: HttpRequest, number: str) -> HttpResponse:
    """Undo what the user did last on the ticket, as long as it is held back."""
    row = visible_or_404(visible_to(request.user), number=number)
    try:
        step = held.undo(ticket_id=row.pk, actor=request.user, now=timezone.now())
    except Conflict as error:
        messages.warning(request, str(error.message))
        return HttpResponseRedirect(row.get_absolute_url())
    messages.success(request, _("Undone"))
    return HttpResponseRedirect(row.get_absolute_url() + ("?write=reply#write" if step.verb == "reply" else ""))


def _address_after(row: Ticket, result: Any) -> str:
    """The ticket at the entry that was written: a message about a merged ticket is in the one that goes on."""
    if not isinstance(result, TicketEntry):
        return row.get_absolute_url()
    return f"{result.ticket.get_absolute_url()}#entry-{result.pk}"


def _tells_the_customer(line: ConversationLine) -> bool:
    return line.kind == EntryKind.REPLY or line.event == ANSWERED


@policy("ticket.news", roles=TICKET_READERS)
@require_GET
@never_cache
def ticket_news(request: HttpRequest, number: str, entry: int) -> HttpResponse:
    """The entries that were written after the one with this id, and who else looks at the ticket, for the open page.

    Usually neither has changed since it last asked, which is answered by 204.
    """
    user, now = request.user, timezone.now()
    row = visible_or_404(tickets_with_newest_entry(user), number=number)
    writing = request.GET.get("writing", "")
    others_here = presence.look(
        ticket_id=row.pk, actor=user, now=now, writing=writing if writing in CONVERSATION else ""
    )
    here = here_mark(others_here)
    has_news = (row.newest_entry or 0) > entry
    if not has_news and request.GET.get("here", "") == here:
        return HttpResponse(status=204)
    lines = conversation_lines(row, user, files=True, after=entry) if has_news else []
    others = [line for line in lines if line.author != user]
    context = {
        "ticket": row,
        "entries": lines,
        "last_entry": row.newest_entry or 0,
        "here": here,
        "present": present_people(others_here),
        "first_news": others[0] if others else None,
        "people": list(dict.fromkeys(str(line.author) for line in others if line.author)),
        "newer": next((line for line in reversed(others) if _tells_the_customer(line)), None),
        "writes_reply": "reply" in request.GET,
        "now": now,
    }
    return render(request, "complaints/_news.html", context)


@policy("ticket.people", roles=TICKET_READERS)
@require_GET
def ticket_people(request: HttpRequest, number: str) -> HttpResponse:
    """Colleagues who may see the ticket and so can be mentioned on it, by part of a name."""
    row = visible_or_404(visible_to(request.user), number=number)
    people = readers_named(row, request.GET.get("q", "").strip()[:MAX_NAME])
    return render(request, "complaints/_people.html", {"people": people})


@policy("ticket.preview", roles=TICKET_READERS, reads=True)
@require_POST
def ticket_preview(request: HttpRequest, number: str) -> HttpResponse:
    """The text of the writing box as the conversation will show it."""
    visible_or_404(visible_to(request.user), number=number)
    return HttpResponse(html_of(request.POST.get("body", "")[:LONG]))


def _page(
    request: HttpRequest, row: Ticket, *, opened: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    opened, now, user = opened or {}, timezone.now(), request.user
    work = TicketWork(row)
    verbs, page = offered(user, work), page_of_ticket(work, user, now)
    waiting = held_line(row, user, now) if page["has_held"] else None
    primary = "" if waiting and verbs.pop(waiting["verb"], None) else _primary(row, verbs)
    edits = editing(row, verbs)
    near = [name for name in NEAR if name in verbs and name != primary]
    context = {
        "ticket": row,
        "now": now,
        "primary": _sheet(row, verbs[primary]) if primary else None,
        "near": [_sheet(row, verbs[name]) for name in near],
        "more": [_sheet(row, verb) for name, verb in verbs.items() if name not in {primary, *near}],
        # A sheet with an error stays open, even if the verb is no longer offered.
        "sheet": next((_sheet(row, SHEETS[name], form) for name, form in opened.items() if name in SHEETS), None),
        "write": _writing_box(request, work, opened, page["has_drafts"], page["last_entry"]),
        "words": acknowledgements(row, now),
        "facts": [
            {"label": label, "value": value, "edit": edits.get(name), "chips": work.tags if name == "tags" else ()}
            for name, label, value in page["ticket_facts"]
        ],
        "edits": edits if row.customer_id else {},
        "held": waiting,
        **page,
    }
    return render(request, "complaints/ticket.html", context, status=status)


def _primary(row: Ticket, verbs: dict[str, Verb]) -> str:
    if row.confirmed_at and "close" in verbs:
        return "close"
    return next((name for name in PRIMARY if name in verbs), "")


def _sheet(row: Ticket, verb: Verb, form: Any = None) -> dict[str, Any]:
    return {
        "name": verb.name,
        "label": verb.label,
        "submit": verb.submit or verb.label,
        "stop": verb.stop,
        "form": form,
        "asks": verb.asks,
        "holds": bool(settings.UNDO_SECONDS) and verb.name in held.HELD,
        "url": reverse("ticket_step", args=[row.number, verb.name]),
    }


def _writing_box(
    request: HttpRequest, work: TicketWork, opened: dict[str, Any], has_drafts: bool, last_entry: int
) -> dict[str, Any] | None:
    """The writing box: its tabs, the tab that is shown, the form of that tab, and its saved draft."""
    row, tabs = work.ticket, list(offered(request.user, work, CONVERSATION))
    if not tabs:
        return None
    wanted = next((name for name in opened if name in CONVERSATION), None) or request.GET.get("write", "")
    name = wanted if wanted in tabs else tabs[0]
    verb, key = CONVERSATION[name], f"ticket-{row.pk}-{name}"
    form = opened.get(name)
    draft = draft_of(request.user, key) if has_drafts else {}
    if form is None or not form.is_bound:
        form = verb.form(target=row, user=request.user, initial=draft)
    base = row.get_absolute_url()
    return {
        "url": reverse("ticket_step", args=[row.number, name]),
        "name": name,
        "form": form,
        "submit": verb.submit,
        "draft": key,
        "prompt": _prompt(row, name),
        # A message of the customer is shown as it was said.
        "preview_url": reverse("ticket_preview", args=[row.number]) if name != "customer-message" else "",
        "people_url": reverse("ticket_people", args=[row.number]) if name == "note" else "",
        # A tab that was asked for, and a text with an error.
        "open": name == wanted,
        # A reply says which entries its writer has read.
        "seen": last_entry if name == "reply" else None,
        "newer": _newer_reply(form, request.user) if name == "reply" else None,
        "holds": bool(settings.UNDO_SECONDS) and name in held.HELD,
        "kept": kept_files(row, request.user, draft.get("kept")) if draft.get("kept") else None,
        "anyway": _("Send anyway") if name == "reply" else "",
        "tabs": [
            {"label": CONVERSATION[t].label, "url": f"{base}?write={t}#write", "current": t == name} for t in tabs
        ],
        "canned_replies": canned_replies_for(row, timezone.now()) if name == "reply" else [],
    }


def _prompt(row: Ticket, name: str) -> str:
    """What the empty writing box says."""
    if name == "reply" and row.contact:
        return _("Reply to %(name)s") % {"name": row.contact.name}
    return str(CONVERSATION[name].label)


def _newer_reply(form: Any, user: User) -> ConversationLine | None:
    """The reply that came between reading and sending, if the form was refused for it."""
    if not form.is_bound or "seen" not in form.errors:
        return None
    try:
        seen = form.fields["seen"].clean(form.data.get("seen"))
    except ValidationError:
        return None
    lines = conversation_lines(form.target, user, files=False, after=seen or 0)
    return next((line for line in reversed(lines) if _tells_the_customer(line)), None)


@policy("ticket.file", roles=TICKET_READERS)
@require_http_methods(["GET", "HEAD"])
def ticket_file(request: HttpRequest, number: str, pk: int) -> HttpResponse | FileResponse:
    """A photo, document or recording of a ticket that the user may see, or the part of it that is asked for."""
    row = visible_or_404(visible_to(request.user), number=number)
    found = visible_or_404(TicketFile.objects.select_related("stored"), ticket=row, pk=pk)
    response = stored_answer(request, found.stored)
    response["Cache-Control"] = "private, max-age=3600"
    return response


@policy("ticket.history", roles=TICKET_READERS)
@require_GET
def ticket_history(request: HttpRequest, number: str) -> HttpResponse:
    """The history of a ticket: who changed what, when and why, with the old and new values."""
    row = visible_or_404(visible_to(request.user), number=number)
    page = Paginator(history_of(row), HISTORY_PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "complaints/history.html", {"ticket": row, "page": page, "now": timezone.now()})
