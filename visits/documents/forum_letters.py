"""The letters of invitation to a forum as one PDF: a page for each guest who is invited by letter."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.office.queries import company
from aftersales.render.pdf import render_pdf
from aftersales.store.dates import company_date
from complaints.documents import common

from ..enums import GuestChannel
from ..models import Forum, ForumGuest
from ..queries.forums import with_customer


def pdf(forum: Forum, language: str) -> bytes:
    return render_pdf(html(forum, language), timeout=60, max_pages=500)


def html(forum: Forum, language: str) -> str:
    return common.page("visits/pdf/forum_letters.html", language, lambda: context(forum))


def context(forum: Forum) -> dict[str, Any]:
    """The values of the template. Names and addresses are read now, so that an erased customer gets no letter."""
    invited = ForumGuest.objects.filter(forum=forum, channel=GuestChannel.LETTER, invited_at__isnull=False)
    rows = list(with_customer(invited.filter(customer__erased_at=None)).order_by("pk"))
    days = [company_date(row.invited_at) for row in rows if row.invited_at]
    return {
        "letterhead": common.letterhead(),
        "title": _("Invitation"),
        "subtitle": forum.title,
        "number": forum.number,
        "forum": forum,
        "starts": timezone.localtime(forum.starts_at).strftime("%Y-%m-%d %H:%M"),
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
