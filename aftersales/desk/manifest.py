"""What this app contributes to the apps below it, as plain data."""

from django.utils.translation import gettext_lazy as _

from aftersales.staff.permissions import PEOPLE_READERS
from aftersales.web.settings_tabs import Tab

SETTINGS = (
    Tab(
        "roles",
        _("Roles"),
        PEOPLE_READERS,
        place=61,
        group="people",
        text=_("Responsibilities and access of each role"),
    ),
)
