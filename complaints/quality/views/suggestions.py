"""Opinions and suggestions: the review list, in which the decision opens in place, and the page of one."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.office.queries import draft_of
from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.moments import day
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints import permissions as tickets
from customers.models import Product
from customers.permissions import READERS as CUSTOMER_READERS

from ..models import SuggestionReview
from ..permissions.investigations import READERS
from ..permissions.suggestions import SEE_EVERY_REVIEW, visible_reviews
from ..presentation import suggestions as presentation
from ..queries import suggestions as queries
from ..services.suggestions import decision_draft
from ..verbs.suggestions import SUGGESTIONS

SIZE = 30
KEPT = ("tab", "theme", "product", "since", "page")


@policy("suggestion.list", roles=READERS)
@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """The review list. ?open= names the row whose decision is open."""
    return _list(request, request.GET, request.GET.get("open", "")[:20], None, 200)


def _list(
    request: HttpRequest, address: QueryDict | dict[str, str], number: str, form: forms.Form | None, status: int
) -> HttpResponse:
    """The list. number, form: the row that is open, and what was typed there."""
    now, user = timezone.now(), request.user
    asked = {name: str(address.get(name, ""))[:80] for name in KEPT if address.get(name)}
    asked["tab"] = asked["tab"] if asked.get("tab") in queries.TABS else "waiting"
    counts = queries.tab_counts(user, now)
    page = page_of(request, queries.reviews(user, asked, now), SIZE)
    sees_all = user.role in SEE_EVERY_REVIEW
    shows_customer = user.role in CUSTOMER_READERS
    found = list(page)
    if form is not None and number not in [row.number for row in found]:
        found = [*queries.with_ticket(visible_reviews(user).filter(ticket__number=number)), *found]
    rows = presentation.review_rows(found, user, now, shows_customer=shows_customer, shows_alike=sees_all)
    context = {
        "page": page,
        "rows": rows,
        "tabs": presentation.tabs(counts, asked["tab"]),
        "text": _count_text(counts, now),
        "clock": presentation.answer_clock(counts["oldest"], now),
        "counts": counts,
        "themes": presentation.theme_rows(now) if sees_all else [],
        "lists": list(queries.lists().defer("snapshot")[:3]) if sees_all else [],
        "filters": _filters(asked),
        "decides": {row.review.pk for row in rows if SUGGESTIONS["decide"].allowed(user, row.review)},
        "export": export_button(user, "suggestions", asked, page),
        "back": urlencode({name: value for name, value in asked.items() if value}),
        "now": now,
        **_open(request, rows, number, form, asked["tab"]),
    }
    return render(request, "quality/suggestions.html", context, status=status)


def _count_text(counts: dict[str, Any], now: Any) -> str:
    if not counts["waiting"]:
        return ""
    said = _("%(count)s to be reviewed")
    since = _("the oldest has waited since %(day)s") % {"day": day(company_date(counts["oldest"]), now)}
    return _("%(what)s, %(since)s") % {"what": said % {"count": counts["waiting"]}, "since": since}


def _open(request: HttpRequest, rows: list[Any], number: str, form: forms.Form | None, tab: str) -> dict[str, Any]:
    """The open row with its form: the chosen one, else what has waited longest."""
    verb = SUGGESTIONS["decide"]
    first = rows[0].review if rows and tab == "waiting" and not number else None
    row = next((row.review for row in rows if row.review.number == number), first)
    if row is None or not (form or verb.allowed(request.user, row)):
        return {"open_row": None}
    key = decision_draft(row.pk)
    typed = {name: value for name, value in draft_of(request.user, key).items() if name in verb.form.base_fields}
    form = form or verb.form(target=row, user=request.user, initial=typed)
    return {"open_row": row, "form": form, "draft": key, "hears_by": presentation.hears_by(row.ticket)}


def _filters(asked: dict[str, str]) -> list[dict[str, str]]:
    """The active filters besides the tab, each with the address without it."""
    named = {"theme": _("Theme"), "product": _("Product"), "since": _("Since")}
    return [
        {
            "label": named[name],
            "value": _word(name, asked[name]),
            "remove_url": f"?{urlencode({k: v for k, v in asked.items() if k not in (name, 'page')})}",
        }
        for name in named
        if asked.get(name)
    ]


def _word(name: str, value: str) -> str:
    if name == "product" and (product := Product.objects.filter(code=value).first()):
        return product.label
    return value


@policy("suggestion.view", roles=READERS)
@require_GET
def suggestion(request: HttpRequest, number: str) -> HttpResponse:
    """The review of one opinion or suggestion."""
    return _page(request, _visible(request, number), 200)


def _visible(request: HttpRequest, number: str) -> SuggestionReview:
    return visible_or_404(queries.with_ticket(visible_reviews(request.user)), ticket__number=number)


def _page(
    request: HttpRequest, row: SuggestionReview, status: int, name: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """The page of one. name, form: the verb whose sheet is open."""
    now, user = timezone.now(), request.user
    shows_customer = user.role in CUSTOMER_READERS
    sees_all = user.role in SEE_EVERY_REVIEW
    context = {
        "review": row,
        "row": presentation.review_rows([row], user, now, shows_customer=shows_customer, shows_alike=sees_all)[0],
        "verbs": [verb for verb in SUGGESTIONS.values() if verb.allowed(user, row)],
        "ticket_seen": tickets.visible_to(user).filter(pk=row.ticket_id).exists(),
        "hears_by": presentation.hears_by(row.ticket) if shows_customer else "",
        "words": presentation.entered_words(row),
        "verb": SUGGESTIONS.get(name),
        "form": form,
        "now": now,
    }
    return render(request, "quality/suggestion.html", context, status=status)


@policy("suggestion.step", roles=READERS)
@require_http_methods(["GET", "POST"])
def suggestion_step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """A verb of a review. GET shows the page with the sheet of the verb open, POST does the verb. `back`: the address
    of the list in which the decision was open; it is shown again afterwards."""
    row, verb = _visible(request, number), SUGGESTIONS.get(name)
    if verb is None or (request.method == "GET" and not verb.allowed(request.user, row)):
        raise Http404
    if request.method == "GET":
        return _page(request, row, 200, name, verb.form(target=row, user=request.user))
    form = verb.form(request.POST, target=row, user=request.user)
    back = QueryDict(request.POST.get("back", "")[:400]) if "back" in request.POST else None

    def again(bound: forms.Form, status: int) -> HttpResponse:
        if back is not None:
            return _list(request, back, number, bound, status)
        return _page(request, _visible(request, number), status, name, bound)

    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=row.get_absolute_url() if back is None else f"{reverse('suggestions')}?{back.urlencode()}",
        again=again,
    )
