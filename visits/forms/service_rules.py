"""The form of the rule of maintenance and installation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.web.dated_pages import DatedForm
from aftersales.web.fields import CountField, DayField

from ..rules.kinds import SERVICE_LIMITS


def _number(name: str, label: Any, help_text: Any = "") -> CountField:
    least, most = SERVICE_LIMITS[name]
    return CountField(label=label, min_value=least, max_value=most, help_text=help_text)


class ServiceRuleForm(DatedForm):
    """Within how many days goods are installed, and how often they are maintained unless agreed otherwise."""

    install_within = _number("install_within", _("Installed within days"), _("Counted from the purchase."))
    install_known = _number(
        "install_known",
        _("Days for which an installation is asked for"),
        _("A purchase that is older and has no day of installation counts as installed."),
    )
    maintenance_months = _number(
        "maintenance_months",
        _("Maintenance interval in months"),
        _("Offered when maintenance is agreed; each purchase has its own."),
    )
    effective_from = DayField(label=_("Effective from"), help_text=_("Visits that are planned keep their days."))
