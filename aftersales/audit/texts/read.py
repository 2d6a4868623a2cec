"""What an entry of the access log says was read, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.tables.exporting import Retelling
from aftersales.web.figures import listed

# Text for each code in the details of an entry.
READ: dict[str, Any] = {
    "masked": _("masked"),
    "whole": _("unmasked"),
    "phone": _("Phone"),
    "search by digits": _("Search by phone number"),
    "duplicate question": _("Question about a possible duplicate"),
    "csv": "CSV",
    "xlsx": "XLSX",
}
CONSENT = "consent: "
APPROVED, FOR = _("approved by %(who)s"), _("approved by %(who)s for %(absent)s")
# Numbers of other rows, which say nothing to a reader.
KEYS = ("export ", "contact ")


def spoken(subject: str, detail: str, retell: Retelling) -> str:
    """What was read of the subject, with codes and the filters of an export replaced by texts. retell: one for a
    page."""
    return listed(text for part in detail.split("; ") for text in _told(subject, part.strip(), retell))


def _told(subject: str, part: str, retell: Retelling) -> list[str]:
    if part.startswith(CONSENT):
        who, _for, absent = part.removeprefix(CONSENT).partition(" for ")
        return [str(FOR if absent else APPROVED) % {"who": who, "absent": absent}]
    told = [READ[part]] if part in READ else retell(subject, part)
    return [str(READ.get(text, text)) for text in told if not str(text).startswith(KEYS)]
