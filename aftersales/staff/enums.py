"""Roles and appearance."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a user may do (mission: Who uses it)."""

    SERVICE = "service", _("Service staff")
    REP = "rep", _("Sales rep")
    MANAGER = "manager", _("Department manager")
    GM = "gm", _("General manager")
    QUALITY = "quality", _("Quality staff")
    QUALITY_MANAGER = "quality_manager", _("Quality deputy manager")
    EXECUTIVE = "executive", _("Executive")
    COLLEAGUE = "colleague", _("Colleague")
    ADMIN = "admin", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class TeamFunction(TextChoices):
    """What a department stands for in the team of an investigation (file 003 clause 4.1.5)."""

    NONE = "", _("None of these")
    SALES = "sales", _("Sales")
    MANAGEMENT = "management", _("Enterprise management")
    PRODUCTION = "production", _("Production")
    QUALITY = "quality", _("Quality control")


class Theme(TextChoices):
    """Light or dark pages."""

    SYSTEM = "", _("Same as system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


# Groups of roles that many policies and permissions need.
DESK = frozenset({Role.SERVICE, Role.MANAGER})
TICKET_READERS = frozenset(
    {
        Role.SERVICE,
        Role.REP,
        Role.MANAGER,
        Role.GM,
        Role.QUALITY,
        Role.QUALITY_MANAGER,
        Role.EXECUTIVE,
        Role.COLLEAGUE,
        Role.AUDITOR,
    }
)
EVERYTHING_READERS = frozenset({Role.SERVICE, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR})
