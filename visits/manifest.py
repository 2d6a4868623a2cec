"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "agreed with the customer": _("Agreed with customer"),
        "defaults": _("Initial settings"),
        "fell due": _("Became due"),
        "missed": _("Did not take place"),
        "reassigned": _("Reassigned"),
        "recorded": pgettext_lazy("reason", "Recorded"),
    },
    "details": {
        "customer": _("Customer"),
        "day": _("Date"),
        "reason": _("Reason"),
        "state": _("Status"),
        "region": _("Region"),
    },
    "technical": ("plan_run",),
    "rules": ("visits.cadence",),
}
