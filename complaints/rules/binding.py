"""What a meeting on quality decided about a ticket, and whether a proposal keeps to it (Q3).

Source: file 003 clause 4.2.3: sales carries out the decision of the meeting. It says what is to be done and up to which
amount; every proposal is still approved by its amount.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

OTHER_REMEDY, ABOVE_LIMIT = "other_remedy", "above_limit"
DEVIATIONS = {
    OTHER_REMEDY: _("The meeting decided on another remedy."),
    ABOVE_LIMIT: _("The amount is above the limit that the meeting set."),
}


def deviations(*, remedy: str, amount: Decimal, decided: str, limit: Decimal | None) -> list[str]:
    """How a proposal departs from the decision, as codes of DEVIATIONS. An amount of exactly the limit keeps to it."""
    found = [OTHER_REMEDY] if remedy != decided else []
    if limit is not None and amount > limit:
        found.append(ABOVE_LIMIT)
    return found
