"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from . import verbs
from .enums import Role
from .exporting import LISTINGS
from .importing import IMPORTERS
from .models import StandIn, User
from .permissions import PEOPLE_READERS
from .personal import PERSONAL

__all__ = ["IMPORTERS", "LISTINGS", "PERSONAL"]

# The texts that the audit log (aftersales/audit/texts) needs for this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "entered": _("Entered"),
        "password chosen": _("Password set"),
        "password printed": _("One-time password printed"),
        "first administrator": _("First administrator"),
        "language": _("Language changed"),
        "theme": _("Appearance changed"),
        "columns": _("Columns of a list chosen"),
        "tour": _("Tour put away"),
        "signed in": _("Signed in"),
    },
    "technical": ("session_epoch", "token_hash"),
}

SETTINGS = (
    Tab(
        "users",
        _("Users"),
        PEOPLE_READERS,
        place=60,
        group="people",
        text=_("Accounts and roles, one-time passwords"),
    ),
    Tab(
        "places",
        _("Departments, regions, outlets"),
        PEOPLE_READERS,
        place=62,
        group="people",
        text=_("Departments, regions and outlets of users and customers"),
    ),
)
API_ENUMS = (("Role", Role),)
VERBS = (VerbsOf(User, verbs.USERS, api="users"), VerbsOf(StandIn, verbs.STAND_INS, api="stand-ins"))
