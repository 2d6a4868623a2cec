"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "effective": _("Effective"),
        "evidence": _("Evidence added"),
        "findings": _("Findings written"),
        "given": _("Given"),
        "ineffective": _("Not effective"),
        "investigation_closed": _("Quality investigation closed"),
        "investigation_decided": _("Quality investigation decided"),
        "investigation_handed_over": _("Quality investigation handed over"),
        "investigation_opened": _("Quality investigation opened"),
        "investigation_reopen": _("Quality investigation reopened"),
        "investigation_reported": _("Quality investigation reported"),
        "investigation_rework": _("Quality investigation goes on"),
        "filed": pgettext_lazy("reason", "Filed"),
        "print again": _("Printed again"),
        "printed": _("Printed"),
        "reported": _("Reported"),
        "rework": _("Goes on"),
        "signed": _("Signed"),
        "team": _("Team changed"),
    },
    "technical": ("content_hash", "render_at"),
}
