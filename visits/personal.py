"""The personal data in visits."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import Cadence, CoverageDay, CoverageFigure, Visit, VisitException

CARE = _("To visit customers as agreed and follow up on their feedback.")

PERSONAL = (
    declare(Cadence),
    declare(CoverageDay),
    declare(CoverageFigure),
    declare(VisitException, purpose=CARE, owners=("customer",), reason=Kind.TEXT),
    declare(
        Visit,
        purpose=CARE,
        owners=("customer",),
        drafts="visit-{pk}",
        plain="cycle plan_run",
        reason=Kind.TEXT,
        met_whom=Kind.NAME,
        opinions=Kind.TEXT,
        suggestions=Kind.TEXT,
        requirements=Kind.TEXT,
    ),
)
PERSONAL_CODES = ("number", "day")
