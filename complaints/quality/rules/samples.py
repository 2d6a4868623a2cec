"""When a sample may be disposed of.

Sources: file 001 clause 4.3 and file 003 clause 4.2.4 (the sample is kept for the inspection body); requirement Q5.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

# Six months, the usual period in which a customer may still object to a finding (file 003 names none).
KEPT_DAYS = 183

OBSTACLES = {
    "objection_open": _("The customer’s objection %(number)s is not settled."),
    "investigation_open": _("The investigation %(number)s is not closed."),
    "retained": _("It must be kept until %(day)s."),
}


def disposal_obstacles(
    *, today: date, retain_until: date, objections: list[str], investigation: str
) -> list[tuple[str, dict[str, object]]]:
    """Why a sample may not be disposed of, the strongest reason first, as codes of OBSTACLES with their parameters.

    objections: the numbers of the objections that are not settled. investigation: the number of the investigation that
    is not closed, or "". A sample may be disposed of from the day after `retain_until`.
    """
    found: list[tuple[str, dict[str, object]]] = [("objection_open", {"number": number}) for number in objections[:1]]
    if investigation:
        found.append(("investigation_open", {"number": investigation}))
    if today <= retain_until:
        found.append(("retained", {"day": retain_until.isoformat()}))
    return found
