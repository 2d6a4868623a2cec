"""The list of user forums, the page of one with its opinions, its guests, and its papers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import ensure
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import sort_of, table_of
from aftersales.web.list_search import OPENED, filters_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints.documents.common import language_of

from ..documents import forum_letters, forum_minutes
from ..forms.forums import ForumFilterForm, NewForumForm
from ..models import Forum, ForumGuest, ForumOpinion
from ..permissions import READERS, can_plan_forum, can_run
from ..presentation.forum_waiting import forum_wait
from ..presentation.forums import forum_rows, guest_rows, page_of_forum
from ..queries import forums as queries
from ..services.forums import plan_forum
from ..verbs import FORUMS, GUESTS, OPINIONS
from .steps import NUDGE, Bound, do, number_of, offered, sheet

LABELS = {
    "planned": pgettext_lazy("forums", "Planned"),
    "held": pgettext_lazy("forum", "Follow-up"),
    "ended": pgettext_lazy("care plan", "Ended"),
    "all": gettext_lazy("All"),
}


def _at(tab: str, region: str) -> str:
    return f"{reverse('forums')}?{urlencode({'tab': tab, **({'region': region} if region else {})})}"


@policy("forum.list", roles=READERS)
@require_GET
def forums(request: HttpRequest) -> HttpResponse:
    """The user forums: planned, being followed up, past ones."""
    user, today = request.user, timezone.localdate()
    tab = request.GET.get("tab", "all")
    tab = tab if tab in queries.TABS else "all"
    region = request.GET.get("region", "")[:40].replace("\0", "")
    asked = {"region": region}
    sort = sort_of(request, queries.SORTS)
    page = page_of(request, queries.forums_list(user, tab=tab, asked={**asked, **sort}))
    counts = queries.tab_counts(user, asked=asked)
    form = ForumFilterForm(initial=asked)
    context = {
        "page": page,
        "rows": forum_rows(page, today),
        "tab": tab,
        "tabs": [
            {"url": _at(name, region), "label": label, "count": counts.get(name), "current": name == tab}
            for name, label in LABELS.items()
        ],
        **filters_of(form, {"tab": tab, **asked, OPENED: request.GET.get(OPENED, "")}),
        **table_of(user, "forums", {"tab": tab, **asked, **sort}, default="starts" if tab == "planned" else "-starts"),
        "export": export_button(user, "forums", {"tab": tab, **asked, **sort}, page),
        "may_plan": can_plan_forum(user, user.region),
    }
    return render(request, "visits/forums.html", context)


@policy("forum.create", roles=READERS)
@require_http_methods(["GET", "POST"])
def forum_new(request: HttpRequest) -> HttpResponse:
    """Plan a forum."""
    ensure(can_plan_forum(request.user, request.user.region))

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "visits/forum_new.html", {"form": form}, status=status)

    if request.method != "POST":
        start = {"region": request.user.region, "host": request.user}
        return again(NewForumForm(user=request.user, initial=start))
    form = NewForumForm(request.POST, user=request.user)
    return submit(
        request,
        form,
        lambda data: plan_forum(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Forum planned"),
        goto=lambda made: made.get_absolute_url(),
        again=again,
    )


@policy("forum.view", roles=READERS)
@require_GET
def forum(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, _forum(request, number))


@policy("forum.step", roles=READERS)
@require_POST
def forum_step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do something to the forum itself."""
    row = _forum(request, number)
    goto = reverse("forum_guests", args=[number]) if name in ("choose-guests", "invite") else row.get_absolute_url()
    return do(
        request, FORUMS, name, row, goto=goto, again=lambda form, status: _page(request, row, Bound(name, form, status))
    )


@policy("forum.opinion", roles=READERS)
@require_POST
def forum_opinion(request: HttpRequest, number: str, pk: int, name: str) -> HttpResponse:
    """Do something to an opinion of the forum."""
    row = _forum(request, number)
    return do(
        request,
        OPINIONS,
        name,
        _opinion(row, pk),
        goto=row.get_absolute_url(),
        again=lambda form, status: _page(request, _forum(request, number), Bound(name, form, status, "opinion", pk)),
    )


@policy("forum.guests", roles=READERS)
@require_GET
def forum_guests(request: HttpRequest, number: str) -> HttpResponse:
    """The list of guests: how they are invited, whether they come, whom to call."""
    return _guests_page(request, _forum(request, number))


@policy("forum.guest", roles=READERS)
@require_POST
def forum_guest(request: HttpRequest, number: str, pk: int, name: str) -> HttpResponse:
    """Do something to a guest of the forum."""
    row = _forum(request, number)
    guest = visible_or_404(queries.guests(request.user).filter(forum=row), pk=pk)
    return do(
        request,
        GUESTS,
        name,
        guest,
        goto=reverse("forum_guests", args=[number]),
        again=lambda form, status: _guests_page(request, row, Bound(name, form, status, "guest", pk)),
    )


@policy("forum.minutes", roles=READERS)
@require_GET
def forum_minutes_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The minutes of a forum that was held, in the language of ?lang=."""
    row = _forum(request, number)
    if row.held_on is None:
        raise Http404
    return _pdf(forum_minutes.pdf(row, language_of(request.GET.get("lang"))), row.number)


@policy("forum.letters", roles=READERS)
@require_GET
def forum_letters_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The letters of invitation, in the language of ?lang=. They hold addresses: who runs the forum prints them."""
    row = _forum(request, number)
    ensure(can_run(request.user, row))
    if not queries.by_letter(row).exists():
        raise Http404
    return _pdf(forum_letters.pdf(row, language_of(request.GET.get("lang"))), row.number)


def _pdf(content: bytes, number: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _forum(request: HttpRequest, number: str) -> Any:
    return visible_or_404(queries.whole(queries.forums(request.user)), number=number)


def _opinion(row: Forum, pk: int) -> ForumOpinion:
    found: ForumOpinion | None = next((one for one in row.opinions.all() if one.pk == pk), None)
    if found is None:
        raise Http404
    found.forum = row
    return found


def _sheets(request: HttpRequest, row: Forum, own: Bound | None) -> list[dict[str, Any]]:
    """The sheets of the forum itself."""
    names = dict.fromkeys([*offered(FORUMS, request.user, row), *([own.name] if own else [])])
    names.pop(NUDGE, None)
    return [
        sheet(
            FORUMS[name],
            row,
            request.user,
            reverse("forum_step", args=[row.number, name]),
            own.form if own and own.name == name else None,
        )
        for name in names
    ]


def _page(request: HttpRequest, row: Any, bound: Bound | None = None) -> HttpResponse:
    user = request.user
    own = bound if bound and not bound.kind else None
    pk = bound.pk if bound and bound.kind else number_of(request.GET.get("id", ""))
    context = {
        **page_of_forum(user, row, timezone.localdate()),
        "may": {name.replace("-", "_"): True for name in offered(FORUMS, user, row)},
        "runs": can_run(user, row),
        "sheets": _sheets(request, row, own),
        "opened": own.name if own else request.GET.get("open", ""),
        "row": _opinion_sheet(request, row, _opinion(row, pk), bound) if pk else None,
        "url": row.get_absolute_url(),
        "wait": forum_wait(row, user, timezone.now()),
        "nudge_url": reverse("forum_step", args=[row.number, NUDGE]),
        "now": timezone.now(),
    }
    return render(request, "visits/forum.html", context, status=bound.status if bound else 200)


def _opinion_sheet(request: HttpRequest, row: Forum, one: ForumOpinion, bound: Bound | None) -> dict[str, Any]:
    """Every fate that the user may give to an opinion."""
    given = bound if bound and bound.kind else None
    names = dict.fromkeys([*offered(OPINIONS, request.user, one), *([given.name] if given else [])])
    forms = [
        sheet(
            OPINIONS[name],
            one,
            request.user,
            reverse("forum_opinion", args=[row.number, one.pk, name]),
            given.form if given and given.name == name else None,
            {"title": one.words[:200]} if name == "improve" else None,
        )
        for name in names
    ]
    return {"title": _("Opinion %(n)s") % {"n": one.place}, "object": one, "forms": forms, "kind": "opinion"}


def _guests_page(request: HttpRequest, row: Any, bound: Bound | None = None) -> HttpResponse:
    user = request.user
    page = page_of(request, queries.guests(user).filter(forum=row))
    pk = bound.pk if bound else number_of(request.GET.get("id", ""))
    context = {
        "forum": row,
        "page": page,
        "rows": guest_rows(user, page),
        "may": {name.replace("-", "_"): True for name in offered(FORUMS, user, row)},
        "runs": can_run(user, row),
        "has_letters": queries.by_letter(row).exists(),
        "sheets": [one for one in _sheets(request, row, None) if one["id"] in ("choose-guests", "invite")],
        "opened": request.GET.get("open", ""),
        "row": _guest_sheet(request, row, pk, bound) if pk else None,
        "export": export_button(user, "forum_guests", {"forum": row.number}, page),
        "url": reverse("forum_guests", args=[row.number]),
    }
    return render(request, "visits/forum_guests.html", context, status=bound.status if bound else 200)


def _guest_sheet(request: HttpRequest, row: Forum, pk: int, bound: Bound | None) -> dict[str, Any]:
    guest: ForumGuest = visible_or_404(queries.guests(request.user).filter(forum=row), pk=pk)
    names = dict.fromkeys([*offered(GUESTS, request.user, guest), *([bound.name] if bound else [])])
    forms = [
        sheet(
            GUESTS[name],
            guest,
            request.user,
            reverse("forum_guest", args=[row.number, pk, name]),
            bound.form if bound and bound.name == name else None,
        )
        for name in names
    ]
    return {"title": str(guest), "object": guest, "forms": forms, "kind": "guest"}
