"""What is printed of surveys: you said, we did, as a page for customers."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from aftersales.render.blocks import Column, Table
from aftersales.render.pdf import render_pdf
from complaints.documents import common

from ..presentation.did import lines_of
from ..queries.measures import news_of
from ..rules.quarters import quarter_name


def did_pdf(quarter: str, language: str) -> bytes:
    """You said, we did, in one language. After it was sent, as it was sent."""
    return render_pdf(did_html(quarter, language), timeout=60, max_pages=20)


def did_html(quarter: str, language: str) -> str:
    return common.page("surveys/pdf/did.html", language, lambda: _context(quarter))


def _context(quarter: str) -> dict[str, Any]:
    sent = news_of(quarter)
    language = translation.get_language() or ""
    lines = sent.snapshot.get(language, []) if sent else lines_of(quarter)
    columns = [Column(_("You said"), 5), Column(_("We did"), 7), Column(_("Result"), 5)]
    rows = [[line["said"], "\n".join(filter(None, [line["did"], line["since"]])), line["result"]] for line in lines]
    return {
        "letterhead": common.letterhead(),
        "title": _("You said, we did"),
        "subtitle": quarter_name(quarter),
        "number": quarter,
        "meta": [],
        "table": Table(columns, rows) if rows else None,
    }
