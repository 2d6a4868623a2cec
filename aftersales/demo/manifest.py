"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "demo": _("Demo company"),
    },
}
