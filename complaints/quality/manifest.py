"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "effective": _("Effective"),
        "evidence": _("Evidence added"),
        "findings": _("Findings entered"),
        "given": _("Action assigned"),
        "ineffective": _("Not effective"),
        "investigation_closed": _("Quality investigation closed"),
        "investigation_decided": _("Decision recorded on quality investigation"),
        "investigation_reassigned": _("Quality investigation reassigned"),
        "investigation_opened": _("Quality investigation opened"),
        "investigation_reopen": _("Quality investigation reopened"),
        "investigation_reported": _("Quality investigation report filed"),
        "investigation_rework": _("Quality investigation continued"),
        "filed": pgettext_lazy("reason", "Filed"),
        "print again": _("Reprinted"),
        "printed": _("Printed"),
        "reported": _("Reported"),
        "rework": _("Resumed"),
        "signed": _("Signed"),
        "team": _("Team changed"),
    },
    "technical": ("content_hash", "render_at"),
}
