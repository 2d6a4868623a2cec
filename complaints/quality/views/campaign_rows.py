"""One customer of a campaign, the check calls, the lines of the list of serial numbers, and the documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aftersales.office.queries import content_of
from aftersales.store.paging import page_of
from aftersales.web.files import file_answer
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from customers.permissions import can_reveal, seen_through

from .. import permissions
from ..enums import Reach
from ..models import CampaignCheck, CampaignCustomer
from ..presentation import campaign_rows as presentation
from ..presentation.campaigns import check_chart
from ..queries import campaigns as queries
from ..services.campaign_papers import read_paper
from ..verbs import CAMPAIGN_CUSTOMERS, CHECKS
from .campaigns import READERS, in_template, visible

PAPER_READERS = permissions.SEE_EVERY_INVESTIGATION


def _row(request: HttpRequest, number: str, pk: int) -> CampaignCustomer:
    rows = permissions.visible_campaign_customers(request.user).filter(seen_through(request.user, "customer__"))
    rows = rows.select_related("campaign__product", "customer", "remedied_by", "ticket", "last_by")
    return visible_or_404(rows.prefetch_related("attempts__by", "customer__contacts"), campaign__number=number, pk=pk)


@policy("campaign.customer", roles=READERS)
@require_GET
def campaign_customer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One customer of a campaign: attempts, answer and remedy, with the forms to record them."""
    return _row_page(request, _row(request, number, pk), 200, {})


def _row_page(request: HttpRequest, row: CampaignCustomer, status: int, bound: dict[str, forms.Form]) -> HttpResponse:
    may = presentation.may_row(request.user, row)
    blank = {name: verb.sheet_form(target=row, user=request.user) for name, verb in CAMPAIGN_CUSTOMERS.items()}
    context = {
        "row": row,
        "campaign": row.campaign,
        "tag": presentation.tag(row),
        "tone": presentation.TONES[Reach(row.reach)],
        "facts": presentation.row_facts(row),
        "attempts": list(row.attempts.all()),
        "waits": presentation.give_up_waits(row),
        "may": in_template(may),
        "forms": in_template(blank | bound),
        "verbs": in_template(CAMPAIGN_CUSTOMERS),
        "opened": next(iter(in_template(bound)), request.GET.get("open", "")),
        "reveals": can_reveal(request.user, row.customer),
        "now": timezone.now(),
    }
    return render(request, "quality/campaign_customer.html", context, status=status)


def customer_verb_view(name: str) -> Any:
    """The view of a verb of a customer. If it is refused, the page is shown again with the form."""
    verb = CAMPAIGN_CUSTOMERS[name]

    @policy(f"campaign.{name}", roles=READERS)
    @require_POST
    def view(request: HttpRequest, number: str, pk: int) -> HttpResponse:
        """Do what the verb says."""
        row = _row(request, number, pk)
        form = verb.sheet_form(request.POST, target=row, user=request.user)
        return submit(
            request,
            form,
            lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
            done=str(verb.done),
            goto=row.get_absolute_url(),
            again=lambda bound, status: _row_page(request, _row(request, number, pk), status, {name: bound}),
        )

    return view


@policy("campaign.checks", roles=READERS)
@require_GET
def campaign_checks(request: HttpRequest, number: str) -> HttpResponse:
    """The check calls in the order in which they were drawn."""
    return _checks_page(request, number, 200, {})


def _checks_page(request: HttpRequest, number: str, status: int, bound: dict[int, forms.Form]) -> HttpResponse:
    row = visible(request, number)
    checks = queries.checks_of(row).filter(seen_through(request.user, "row__customer__"))
    page = page_of(request, checks.select_related("draw__campaign", "row__customer", "row__campaign", "called_by"))
    asked = request.GET.get("call", "")
    opened = next(iter(bound), int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0)
    rows = [
        {
            "check": check,
            "may": presentation.may_check(request.user, check),
            "form": bound.get(check.pk)
            or CHECKS["record"].form(target=check, user=request.user, auto_id=f"id_{check.pk}_%s"),
            "open": check.pk == opened,
        }
        for check in page
    ]
    context = {
        "campaign": row,
        "page": page,
        "rows": rows,
        "draw": getattr(row, "draw", None),
        "chart": check_chart(queries.checked(row), row.goal),
        "verb": CHECKS["record"],
        "now": timezone.now(),
    }
    return render(request, "quality/campaign_checks.html", context, status=status)


@policy("campaign.check", roles=READERS)
@require_POST
def campaign_check_record(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Record a check call. If it is refused, the list is shown again with the form."""
    row, verb = visible(request, number), CHECKS["record"]
    checks = CampaignCheck.objects.filter(draw__campaign=row).filter(seen_through(request.user, "row__customer__"))
    check = visible_or_404(checks.select_related("row__customer", "draw__campaign"), pk=pk)
    form = verb.form(request.POST, target=check, user=request.user, auto_id=f"id_{check.pk}_%s")
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done),
        goto=f"{row.get_absolute_url()}checks/",
        again=lambda bound, status: _checks_page(request, number, status, {check.pk: bound}),
    )


@policy("campaign.serials", roles=READERS)
@require_GET
def campaign_serials(request: HttpRequest, number: str) -> HttpResponse:
    """The lines of the list of serial numbers that lead to no customer, each with the reason."""
    row = visible(request, number)
    page = page_of(request, queries.odd_serials(row))
    context = {"campaign": row, "page": page, "counts": queries.serial_counts(row)}
    return render(request, "quality/campaign_serials.html", context)


@policy("campaign.paper", roles=PAPER_READERS, reads=True)
@require_GET
def campaign_paper(request: HttpRequest, number: str, kind: str, version: int) -> FileResponse:
    """A document of the campaign as PDF. The access log says who read it."""
    papers = visible(request, number).papers.filter(stored__isnull=False)
    found = visible_or_404(papers, kind=kind, version=version)
    paper = read_paper(paper_id=found.pk, actor=request.user, now=timezone.now())
    if paper.stored is None:
        raise Http404
    return file_answer(
        content_of(paper.stored), name=paper.stored.name, media_type=paper.stored.media_type, is_upload=False
    )
