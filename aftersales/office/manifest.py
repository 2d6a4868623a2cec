"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "checklist dismissed": _("Getting started dismissed"),
        "removed": pgettext_lazy("reason", "Removed"),
        "deleted": _("Deleted"),
        "moved": _("Moved"),
        "public holidays": _("Public holidays"),
        "saved": _("Saved"),
    },
}
