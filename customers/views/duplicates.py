"""Pages of possible duplicates: the list, keeping two apart, merging two customers (A5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.paging import page_of
from aftersales.web.figures import listed
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..enums import PairState, SameBy
from ..forms.merging import MergeForm
from ..models import DuplicatePair, Merge
from ..permissions import MERGERS, visible_to
from ..queries.duplicates import merges, pairs, record_counts
from ..queries.numbers import current_number
from ..verbs import MERGES, MERGING, PAIRS


@dataclass(frozen=True)
class PairRow:
    """A pair in the list. reasons: what the two have in common, as text."""

    pair: DuplicatePair
    reasons: str


@policy("customer.merge", roles=MERGERS)
@require_GET
def duplicate_pairs(request: HttpRequest) -> HttpResponse:
    """Pairs to review, or pairs that were found to be different customers."""
    state = PairState.APART if request.GET.get("state") == PairState.APART else PairState.OPEN
    page = page_of(request, pairs(request.user, state))
    rows = [PairRow(pair, listed(SameBy(reason).label for reason in pair.reasons)) for pair in page]
    here = reverse("duplicate_pairs")
    tabs = [
        {"url": here, "label": PairState.OPEN.label, "current": state == PairState.OPEN},
        {"url": f"{here}?state=apart", "label": PairState.APART.label, "current": state == PairState.APART},
        {"url": reverse("merges"), "label": _("Merges"), "current": False},
    ]
    return render(request, "customers/pairs.html", {"rows": rows, "page": page, "tabs": tabs, "state": state})


@policy("customer.merge", roles=MERGERS)
@require_http_methods(["GET", "POST"])
def duplicate_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a pair is two different customers."""
    pair = visible_or_404(pairs(request.user), pk=pk)
    verb = PAIRS["keep-apart"]
    form = verb.form(request.POST or None, target=pair, user=request.user)

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "customers/apart.html", {"form": form, "pair": pair}, status=status)

    def act(_data: dict[str, Any]) -> DuplicatePair:
        return verb.perform(form, actor=request.user, now=timezone.now())

    if request.method != "POST":
        return again(form)
    return submit(request, form, act, again=again, goto=reverse("duplicate_pairs"), done=verb.done)


@policy("customer.merge", roles=MERGERS)
@require_http_methods(["GET", "POST"])
def customer_merge(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """Two customers side by side, with a choice for each field that differs. The customer named first keeps its
    number."""
    visible = visible_to(request.user).select_related("region", "outlet", "rep")
    kept = visible_or_404(visible, number=current_number(number))
    gone = visible_or_404(visible, number=current_number(other))
    verb = MERGING["merge"]
    form = MergeForm(request.POST or None, target=kept, gone=gone, user=request.user)

    def again(form: Any, status: int = 200) -> HttpResponse:
        context = {"form": form, "kept": kept, "gone": gone, "swap": reverse("customer_merge", args=[other, number])}
        context |= {"sides": [(kept, record_counts(kept)), (gone, record_counts(gone))]}
        return render(request, "customers/merge.html", context, status=status)

    def act(_data: dict[str, Any]) -> Merge:
        return verb.perform(form, actor=request.user, now=timezone.now())

    if request.method != "POST":
        return again(form)
    return submit(request, form, act, again=again, goto=lambda merge: merge.kept.get_absolute_url(), done=verb.done)


@policy("customer.merge", roles=MERGERS)
@require_POST
def customer_merge_with(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the number of the other customer, then lead to the comparison."""
    kept = visible_or_404(visible_to(request.user), number=current_number(number))
    other = request.POST.get("other", "").strip()[:20]
    gone = visible_or_404(visible_to(request.user), number=current_number(other))
    return HttpResponseRedirect(reverse("customer_merge", args=[kept.number, gone.number]))


@policy("customer.merge", roles=MERGERS)
@require_GET
def merge_list(request: HttpRequest) -> HttpResponse:
    """Merges that wait for a second person, and those that were done, with what the user may do."""
    page = page_of(request, merges(request.user))
    rows = [(merge, [verb for verb in MERGES.values() if verb.allowed(request.user, merge)]) for merge in page]
    return render(request, "customers/merges.html", {"rows": rows, "page": page})


@policy("customer.merge", roles=MERGERS)
@require_http_methods(["GET", "POST"])
def merge_verb(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Confirm, decline or undo a merge."""
    merge, verb = visible_or_404(merges(request.user), pk=pk), MERGES.get(name)
    if verb is None:
        raise Http404
    form = verb.form(request.POST if request.method == "POST" else None, target=merge, user=request.user)

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "customers/merge_verb.html", {"form": form, "merge": merge, "verb": verb}, status=status)

    def act(_data: dict[str, Any]) -> Merge:
        return verb.perform(form, actor=request.user, now=timezone.now())

    if request.method != "POST":
        return again(form)
    return submit(request, form, act, again=again, goto=reverse("merges"), done=verb.done)
