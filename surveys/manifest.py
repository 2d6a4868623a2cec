"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "customer erased": _("Customer erased"),
        "invited": _("Invited"),
        "link sent again": _("Link resent"),
        "ticket taken up again": _("Ticket reopened"),
        "not solved": _("Not solved"),
    },
    "details": {
        "number": _("Number"),
        "region": _("Region"),
        "state": _("Status"),
    },
    "rules": ("surveys.questionnaire",),
}
