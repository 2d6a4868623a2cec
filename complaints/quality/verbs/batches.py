"""The verbs of batches and of their early warnings."""

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import permissions
from ..forms.batches import BatchForm, DismissWarningForm, InvestigateWarningForm
from ..models import BatchRecord, BatchWarning
from ..rules.warnings import WARNING
from ..services import batches, warnings


def _may_record(user: User, record: BatchRecord) -> bool:
    return permissions.can_record_batch(user)


def _may_dismiss(user: User, warning: BatchWarning) -> bool:
    return WARNING.allows(warning.state, "dismiss") and permissions.can_judge(user, warning)


def _may_investigate(user: User, warning: BatchWarning) -> bool:
    return WARNING.allows(warning.state, "investigate") and permissions.can_judge(user, warning)


BATCHES = table(
    Verb(
        "record",
        _("Edit batch facts"),
        BatchForm,
        batches.record_batch,
        _may_record,
        _("Batch facts saved"),
        submit=_("Save"),
    ),
)
WARNINGS = table(
    Verb(
        "investigate",
        _("Covered by an investigation"),
        InvestigateWarningForm,
        warnings.investigate_warning,
        _may_investigate,
        _("Warning joined to the investigation"),
        submit=_("Join"),
    ),
    Verb(
        "dismiss",
        _("Dismiss warning"),
        DismissWarningForm,
        warnings.dismiss_warning,
        _may_dismiss,
        _("Warning dismissed"),
        stop=True,
    ),
)
