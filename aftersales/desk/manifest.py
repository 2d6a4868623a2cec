"""What this app contributes to the apps below it, as plain data."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.permissions import PEOPLE_READERS
from aftersales.web.list_columns import Column, ColumnsOf
from aftersales.web.settings_tabs import Tab

COLUMNS = (
    ColumnsOf(
        "catalogue",
        (
            Column("name", pgettext_lazy("of a thing", "Name"), css="subject"),
            Column("code", _("Product code"), css="cust"),
            Column("name_else", _("Name in the other language"), css="fit c-1120"),
            Column("category", _("Category"), css="fit c-860"),
            Column("warranty", _("Warranty months"), css="fit c-940", is_number=True),
            Column("tracking", _("Tracking"), css="fit c-1040"),
            Column("sold", _("Units sold"), css="fit", is_number=True),
            Column("complaints", _("Complaints"), css="fit", is_number=True),
        ),
        always="name",
    ),
)
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
