"""The letters of a campaign as one PDF: a page for each customer, with the address for a window envelope."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from aftersales.office.queries import company
from aftersales.render.pdf import render_pdf
from complaints.documents import common

from ..models import CampaignCustomer, CampaignPaper
from .campaign_file import MAX_PAGES, TIMEOUT


def pdf(paper: CampaignPaper) -> bytes:
    return render_pdf(html(paper), timeout=TIMEOUT, max_pages=MAX_PAGES)


def html(paper: CampaignPaper) -> str:
    return common.page("pdf/campaign_letters.html", paper.language, lambda: context(paper))


def context(paper: CampaignPaper) -> dict[str, Any]:
    """The values of the template. Names and addresses are read now, so that an erased customer gets no letter."""
    rows = CampaignCustomer.objects.filter(pk__in=paper.snapshot["rows"], customer__erased_at=None)
    rows = rows.select_related("customer").prefetch_related("customer__contacts").order_by("pk")
    campaign, our_company = paper.campaign, company()
    return {
        "letterhead": common.letterhead(),
        "title": campaign.title,
        "number": campaign.number,
        "day": timezone.localtime(paper.filed_at).strftime("%Y-%m-%d"),
        "notices": [text for text in (campaign.notice, campaign.notice_en) if text],
        "phone": our_company.phone,
        "letters": [
            {
                "name": row.customer.name,
                "contact": row.customer.main_contact.name if row.customer.main_contact else "",
                "address": row.customer.address,
                "units": row.units,
                "pieces": [piece for piece in row.pieces.split("\n") if piece][:40],
            }
            for row in rows
        ],
        "product": campaign.product.label,
        "batch": campaign.batch,
    }
