"""The letters of invitation to a forum as one PDF: a page for each guest who is invited by letter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aftersales.office.queries import company
from aftersales.render.pdf import render_pdf
from aftersales.store.dates import company_date
from aftersales.web.moments import on_paper
from complaints.documents import common

from ..models import Forum
from ..queries.forums import by_letter, with_customer


def pdf(forum: Forum, language: str) -> bytes:
    return render_pdf(html(forum, language), timeout=60, max_pages=500)


def html(forum: Forum, language: str) -> str:
    return common.page("visits/pdf/forum_letters.html", language, lambda: context(forum))


def context(forum: Forum) -> dict[str, Any]:
    """The values of the template. Names and addresses are read now, so that an erased customer gets no letter."""
    rows = list(with_customer(by_letter(forum)).order_by("pk"))
    days = [company_date(row.invited_at) for row in rows if row.invited_at]
    return {
        "letterhead": common.letterhead(),
        "title": _("Invitation"),
        "subtitle": forum.title,
        "number": forum.number,
        "forum": forum,
        "starts": on_paper(forum.starts_at),
        "day": max(days).isoformat() if days else "",
        "phone": company().phone,
        "letters": [
            {
                "name": row.customer.name,
                "contact": row.contact.name if row.contact else "",
                "address": row.customer.address,
            }
            for row in rows
        ],
    }
