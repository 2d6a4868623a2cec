"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "entered": _("Entered"),
        "password chosen": _("Password set"),
        "first administrator": _("First administrator"),
        "language": _("Language changed"),
        "theme": _("Appearance changed"),
        "signed in": _("Signed in"),
    },
    "technical": ("session_epoch", "token_hash"),
}
