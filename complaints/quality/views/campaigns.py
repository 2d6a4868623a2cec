"""Campaigns: the list, the page of one campaign with its verbs, and its preparation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from customers.models import Product

from .. import defaults, permissions
from ..enums import NoticeChannel, Reach, SerialState
from ..forms import CampaignFactsForm
from ..models import Campaign, Investigation
from ..presentation import campaign_rows as row_presentation
from ..presentation import campaigns as presentation
from ..queries import campaigns as queries
from ..rules import campaigns as rules
from ..services import campaigns as services
from ..verbs import CAMPAIGNS

READERS, RUNNERS = permissions.CAMPAIGN_READERS, permissions.CAMPAIGN_RUNNERS
# The verbs that a sheet of the page asks about; the others are buttons.
SHEETS = ("pause", "cancel", "rework", "close", "file", "write-letters")
# The papers that the side column shows.
PAPERS = 8


@policy("campaign.list", roles=READERS)
@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """The list of campaigns, the latest first."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in queries.CAMPAIGN_TABS else "open"
    page = page_of(request, queries.campaigns(request.user, tab))
    counts = queries.campaign_tab_counts(request.user)
    named = [("open", _("Under way")), ("sign", _("To sign off")), ("over", _("Ended"))]
    rows = list(page)
    context = {
        "page": page,
        "rows": presentation.campaign_rows(rows, queries.with_progress(rows)),
        "tabs": [
            {"url": f"?tab={name}", "label": label, "count": counts.get(name), "current": name == tab}
            for name, label in named
        ],
        "tab": tab,
        "may_draft": permissions.can_run(request.user),
        **table_of(request.user, "campaigns", None),
    }
    return render(request, "quality/campaigns.html", context)


@policy("campaign.draft", roles=RUNNERS)
@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Prepare a campaign; ?product=, ?batch= and ?investigation= fill in what is known."""
    if request.method == "GET":
        known: dict[str, Any] = {name: request.GET.get(name, "")[:60] for name in ("batch", "investigation")}
        known["product"] = Product.objects.filter(code=request.GET.get("product", "")[:60]).first()
        form = CampaignFactsForm(initial={"owner": request.user, **known}, user=request.user)
        return _form_page(request, form, None, 200)
    form = CampaignFactsForm(request.POST, request.FILES, user=request.user)

    def act(data: dict[str, Any]) -> Campaign:
        about = investigation_of(request, data["investigation"])
        return services.draft_campaign(
            actor=request.user, now=timezone.now(), investigation_id=about, **without_none(form.arguments())
        )

    return submit(
        request,
        form,
        act,
        done=_("Campaign prepared. The general manager signs it off"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda form, status: _form_page(request, form, None, status),
    )


def without_none(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def investigation_of(request: Any, number: str) -> int | None:
    """The id of an investigation that the user may see; 404 for another one."""
    if not number.strip():
        return None
    seen: Any = permissions.visible_investigations(request.user)
    found: Investigation = visible_or_404(seen, number=number.strip())
    return found.pk


@policy("campaign.change", roles=RUNNERS)
@require_http_methods(["GET", "POST"])
def campaign_change(request: HttpRequest, number: str) -> HttpResponse:
    """Change a campaign that is not signed off yet."""
    row = visible(request, number)
    if request.method == "GET":
        return _form_page(request, CampaignFactsForm(target=row, user=request.user), row, 200)
    form = CampaignFactsForm(request.POST, request.FILES, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda data: services.change_campaign(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Campaign saved"),
        goto=row.get_absolute_url(),
        again=lambda form, status: _form_page(request, form, row, status),
    )


def _form_page(request: HttpRequest, form: forms.Form, row: Campaign | None, status: int) -> HttpResponse:
    context = {"form": form, "campaign": row, "bases": defaults.LEGAL_BASES}
    return render(request, "quality/campaign_form.html", context, status=status)


def visible(request: HttpRequest, number: str) -> Campaign:
    rows = permissions.visible_campaigns(request.user).select_related(
        "product", "owner", "drafted_by", "signed_by", "signed_for", "investigation", "region", "draw"
    )
    return visible_or_404(rows.prefetch_related("phases"), number=number)


@policy("campaign.view", roles=READERS)
@require_GET
def campaign(request: HttpRequest, number: str) -> HttpResponse:
    """One campaign: its phases, the funnel, the check calls, and its customers."""
    return _page(request, visible(request, number), 200, {})


def _page(request: HttpRequest, row: Campaign, status: int, bound: dict[str, forms.Form]) -> HttpResponse:
    now, url = timezone.now(), row.get_absolute_url()
    found, check = queries.reached(row), queries.checked(row)
    may = presentation.may_campaign(request.user, row, found, check, now)
    phases = presentation.phases(row, now)
    tab, words = request.GET.get("tab", "all"), request.GET.get("q", "")
    tab = tab if tab in queries.CUSTOMER_TABS else "all"
    page = page_of(request, queries.customers_of(row, request.user, tab, words))
    current = next((phase for phase in phases if phase["state"] == "now"), None)
    step = presentation.next_step(row, may, found, check, current["due_on"] if current else None)
    reasons = presentation.reasons(queries.reasons_of(row))
    language = "en" if get_language() == "en" else "zh-hans"
    blank = {
        name: CAMPAIGNS[name].form(target=row, user=request.user, initial={"language": language}) for name in SHEETS
    }
    left = (step["due"] - company_date(now)).days if step and step["due"] else None
    serials = queries.serial_counts(row) if row.by_serials else {}
    context = {
        "campaign": row,
        "phases": phases,
        "found": found,
        "funnel": presentation.funnel(found, url),
        "finding": presentation.finding(found),
        "check": check,
        "chart": presentation.check_chart(check, row.goal),
        "reasons": reasons,
        "unreachable": found.counts[Reach.UNREACHABLE],
        "channels": presentation.labelled(NoticeChannel, queries.channels_of(row)),
        "sending": queries.sending(row) if row.started_at else None,
        "serials": presentation.labelled(SerialState, serials),
        "reaches_everybody": rules.reaches_everybody(row.kind, row.risk),
        "serials_total": sum(serials.values()),
        "papers": list(row.papers.select_related("stored", "filed_by").order_by("-filed_at", "-pk")[:PAPERS]),
        "page": page,
        "rows": row_presentation.listed_customers(page, row, now),
        "tabs": row_presentation.customer_tabs(row, found.counts, tab, {"later": found.later}),
        "tab": tab,
        "words": words,
        "may": in_template(may),
        "step": step,
        "days_left": left,
        "days_late": -left if left is not None else None,
        "verbs": in_template(CAMPAIGNS),
        "forms": in_template(blank | bound),
        "opened": next(iter(in_template(bound)), request.GET.get("open", "")),
        "reads_papers": request.user.role in permissions.SEE_EVERY_INVESTIGATION,
        "today": company_date(now).isoformat(),
        "now": now,
    }
    return render(request, "quality/campaign.html", context, status=status)


def in_template(named: Mapping[str, Any]) -> dict[str, Any]:
    """The names of verbs as a template can write them: draw_checks."""
    return {name.replace("-", "_"): value for name, value in named.items()}


def verb_view(name: str) -> Any:
    """The view of a verb. If the verb is refused, the page is shown again with the form."""
    verb = CAMPAIGNS[name]

    @policy(f"campaign.{name}", roles=READERS)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        """Do what the verb says."""
        row = visible(request, number)
        form = verb.form(request.POST, target=row, user=request.user)
        return submit(
            request,
            form,
            lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
            done=str(verb.done),
            goto=row.get_absolute_url(),
            again=lambda bound, status: _page(request, visible(request, number), status, {name: bound}),
        )

    return view
