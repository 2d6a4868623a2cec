"""A sheet of one-time passwords, made once: it is printed before anything is stored, and never kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from aftersales.audit.enums import AccessKind
from aftersales.audit.services.access import record_access
from aftersales.office.queries import company
from aftersales.render.blocks import Letterhead
from aftersales.render.pdf import render_pdf
from aftersales.staff.models import Actor
from aftersales.staff.services.one_time import OneTime, make_passwords, set_passwords


def print_passwords(*, usernames: Sequence[str], actor: Actor, now: datetime) -> bytes:
    """The PDF. Its passwords count from now on, and stand nowhere else."""
    made = make_passwords(usernames=usernames, actor=actor, now=now)
    sheet = _sheet(made)
    with transaction.atomic():
        set_passwords(made=made, actor=actor, now=now)
        names = ", ".join(row.user.username for row in made)
        record_access(actor=actor, now=now, kind=AccessKind.PASSWORDS, subject="users", detail=names, count=len(made))
    return sheet


def _sheet(made: Sequence[OneTime]) -> bytes:
    context = {
        "letterhead": Letterhead(**company().letterhead),
        "title": _("One-time passwords"),
        "meta": [],
        "rows": made,
        "site": settings.SITE_URL,
    }
    return render_pdf(render_to_string("pdf/password_sheet.html", context), timeout=60, max_pages=100)
