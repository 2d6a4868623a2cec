"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.schedule import Job
from aftersales.web.settings_tabs import Tab

from .permissions import KEEPERS
from .personal import PERSONAL
from .services.heartbeat import beat
from .services.idempotency import purge_keys

__all__ = ["PERSONAL"]

# The texts that the audit log (aftersales/audit/texts) needs for this app.
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

SETTINGS = (
    Tab(
        "company",
        _("Company details"),
        KEEPERS,
        place=64,
        group="company",
        text=_("Name, address and phone on documents"),
    ),
    Tab(
        "working_time",
        _("Working hours"),
        KEEPERS,
        place=66,
        group="company",
        text=_("Deadlines only run during these hours"),
    ),
    Tab("holidays", _("Holidays"), KEEPERS, place=68, group="company", text=_("Holidays and make-up workdays")),
    Tab(
        "numberings",
        _("Numbering"),
        KEEPERS,
        place=70,
        group="company",
        text=_("How tickets, customers and other documents are numbered"),
    ),
    Tab("mail", _("Email delivery"), KEEPERS, place=80, group="company", text=_("Email settings and test")),
    Tab(
        "retention",
        _("Data retention"),
        KEEPERS,
        place=205,
        group="data",
        text=_("How many days each kind of record is kept"),
    ),
)
SCHEDULE = (
    # Shows that a worker runs, so it must not be run from a terminal.
    Job("office.heartbeat", beat, every=10, by_worker_only=True),
    Job("office.purge_idempotency_keys", purge_keys, every=600, place=60),
)
