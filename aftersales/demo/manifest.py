"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# Texts of this app for the audit log (aftersales/audit/texts).
AUDIT: dict[str, Any] = {
    "reasons": {
        "demo": _("Demo company"),
    },
}
