"""The letters of a round as one PDF: a page for each customer, with the address for a window envelope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftersales.office.queries import company
from aftersales.render.pdf import render_pdf
from aftersales.store.dates import company_date
from aftersales.web.figures import sentences
from complaints.documents import common

from ..models import Invitation, Round
from ..queries.stopping import stop_token
from ..texts import LANGUAGES, ROUND_BODY, ROUND_CLOSING, ROUND_SUBJECT, STOP

AT_ONCE = 100  # letters in one file


def pdf(found: Round, letters: Iterable[tuple[Invitation, str]], language: str) -> bytes:
    """letters: invitations with the secrets of their links."""
    return render_pdf(html(found, letters, language), timeout=60, max_pages=2 * AT_ONCE)


def html(found: Round, letters: Iterable[tuple[Invitation, str]], language: str) -> str:
    return common.page("surveys/pdf/letters.html", language, lambda: _context(found, letters))


def _context(found: Round, letters: Iterable[tuple[Invitation, str]]) -> dict[str, Any]:
    return {
        "letterhead": common.letterhead(),
        "title": _("Letters of a survey"),
        "number": found.quarter,
        "day": company_date(found.opens_at).isoformat(),
        "texts": [
            _text(language, company_date(found.closes_at - timedelta(seconds=1)).isoformat()) for language in LANGUAGES
        ],
        "letters": [
            {
                "name": one.customer.name,
                "contact": one.contact.name if one.contact else "",
                "address": one.customer.address,
                "link": f"{settings.SITE_URL}{reverse('survey', args=[token])}",
                "stop": f"{settings.SITE_URL}{reverse('survey_stop', args=[stop_token(one)])}",
            }
            for one, token in letters
        ],
    }


def _text(language: str, until: str) -> dict[str, str]:
    names = company()
    with override(language):
        name = names.name_en if language == "en" and names.name_en else names.name
        return {
            "language": "zh-Hans" if language == "zh-hans" else language,
            "subject": _(ROUND_SUBJECT) % {"company": name},
            "body": _(ROUND_BODY),
            "closing": sentences(_(ROUND_CLOSING), _("It is valid until %(day)s.") % {"day": until}),
            "stop": _(STOP),
        }
