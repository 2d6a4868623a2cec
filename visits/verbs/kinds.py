"""The verbs of a maintenance plan."""

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import permissions
from ..forms.kinds import EndMaintenanceForm, MaintenanceForm
from ..models import MaintenancePlan
from ..services import kinds


def _may(user: User, plan: MaintenancePlan) -> bool:
    return permissions.can_maintain(user, plan.purchase.customer)


MAINTENANCE = table(
    Verb(
        "change",
        _("Change maintenance"),
        MaintenanceForm,
        kinds.agree_maintenance,
        _may,
        _("Maintenance saved"),
        submit=_("Save maintenance"),
    ),
    Verb(
        "end",
        _("End maintenance"),
        EndMaintenanceForm,
        kinds.end_maintenance,
        _may,
        _("Maintenance ended"),
        stop=True,
    ),
)
