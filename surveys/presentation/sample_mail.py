"""The mail of a round as its customers get it, with links that lead nowhere."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from aftersales.notifications.texts import render_text
from aftersales.office.queries import company

SAMPLE = "x" * 43  # in place of a secret, and as long


def sample_mail() -> dict[str, str]:
    """Subject and body of the invitation."""
    subject, body = render_text("round_invitation", sample_params(), "")
    return {"subject": subject, "body": body}


def sample_params() -> dict[str, str]:
    names = company()
    return {
        "link": f"{settings.SITE_URL}{reverse('survey', args=[SAMPLE])}",
        "stop": f"{settings.SITE_URL}{reverse('survey_stop', args=[SAMPLE])}",
        "company": names.name,
        "company_en": names.name_en or names.name,
    }
