"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "agreed with the customer": _("Agreed with the customer"),
        "defaults": _("What the house started with"),
        "fell due": _("Fell due"),
        "missed": _("Missed"),
        "reassigned": _("Given to somebody else"),
        "recorded": pgettext_lazy("reason", "Recorded"),
    },
    "details": {
        "customer": _("Customer"),
        "day": _("Day"),
        "reason": _("Reason"),
        "state": _("State"),
        "region": _("Region"),
    },
    "technical": ("plan_run",),
    "rules": ("visits.cadence",),
}
