"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "asked": pgettext_lazy("reason", "Requested"),
        "exported": pgettext_lazy("reason", "Exported"),
        "import": _("Imported"),
        "lapsed": _("Expired"),
        "refused": _("Declined"),
    },
}
