"""The words by which the planner says that it moved a visit because the customer was contacted enough."""

from __future__ import annotations

import re
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

MONTH = "0000-00"


def why_moved(wanted: date, day: date) -> str:
    """The reason of a visit whose customer was contacted enough in the month of the wanted day."""
    return "" if wanted == day else _words(f"{wanted:%Y-%m}")


def is_moved(reason: str) -> bool:
    """Whether a reason is one of these, so that no person wrote it."""
    return re.fullmatch(re.escape(_words(MONTH)).replace(re.escape(MONTH), r"\d{4}-\d{2}"), reason) is not None


def _words(month: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return _("Contacted enough in %(month)s") % {"month": month}
