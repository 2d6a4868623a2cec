"""The letters of a batch as one PDF: a page for each customer, with the address for a window envelope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from aftersales.render.pdf import render_pdf
from complaints.documents import common

from ..models import LetterBatch, VisitLetter

MAX_PAGES, TIMEOUT = 500, 120


def pdf(batch: LetterBatch, letters: Iterable[VisitLetter]) -> bytes:
    return render_pdf(html(batch, letters), timeout=TIMEOUT, max_pages=MAX_PAGES)


def html(batch: LetterBatch, letters: Iterable[VisitLetter]) -> str:
    return common.page("pdf/visit_letters.html", batch.language, lambda: context(batch, letters))


def context(batch: LetterBatch, letters: Iterable[VisitLetter]) -> dict[str, Any]:
    """The values of the template. Names and addresses are read now, the text is what was written."""
    return {
        "letterhead": common.letterhead(),
        "title": batch.template.name,
        "day": timezone.localtime(batch.sent_at).strftime("%Y-%m-%d"),
        "letters": [
            {
                "name": row.visit.customer.name,
                "contact": row.visit.customer.main_contact.name if row.visit.customer.main_contact else "",
                "address": row.visit.customer.address,
                "subject": row.subject,
                "body": row.body,
            }
            for row in letters
        ],
    }
