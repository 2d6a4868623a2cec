"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from . import verbs
from .models import ExportRequest, ImportRun
from .permissions import EXPORT_READERS
from .permissions import IMPORTERS as MAY_IMPORT
from .personal import PERSONAL
from .services.exports import sweep_lapsed
from .services.imports.running import run_due_imports
from .texts import exports, imports

__all__ = ["PERSONAL"]

# The texts that the audit log (aftersales/audit/texts) needs for this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "asked": pgettext_lazy("reason", "Requested"),
        "exported": pgettext_lazy("reason", "Exported"),
        "import": _("Imported"),
        "lapsed": _("Expired"),
        "refused": _("Declined"),
    },
}

NOTIFICATIONS = (*exports.NOTIFICATIONS, *imports.NOTIFICATIONS)
SETTINGS = (
    Tab(
        "imports",
        _("Imports"),
        MAY_IMPORT,
        place=80,
        group="data",
        text=_("Bulk import of customers, products, purchases, accounts and tickets"),
    ),
    Tab(
        "exports",
        _("Exports"),
        EXPORT_READERS,
        place=220,
        group="data",
        text=_("Exported lists and requests awaiting approval"),
    ),
)
SCHEDULE = (
    # Comes first, so that the other jobs see the imported rows.
    Job("transfers.run_imports", run_due_imports, every=3, place=0),
    Job("transfers.sweep_exports", sweep_lapsed, every=600, place=61, in_batches=True),
)
VERBS = (VerbsOf(ImportRun, verbs.IMPORTS, api="imports"), VerbsOf(ExportRequest, verbs.EXPORTS, api="exports"))
