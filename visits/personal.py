"""The personal data in visits."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import (
    Cadence,
    CalendarFeed,
    LetterBatch,
    LetterTemplate,
    MaintenancePlan,
    Visit,
    VisitException,
    VisitLetter,
)

CARE = _("To visit customers as agreed and follow up on their feedback.")

PERSONAL = (
    declare(Cadence),
    declare(CalendarFeed, plain="prefix digest"),
    declare(VisitException, purpose=CARE, owners=("customer",), reason=Kind.TEXT),
    declare(LetterTemplate, plain="name subject body subject_en body_en"),
    declare(MaintenancePlan, plain="contract_number"),
    declare(LetterBatch, plain="language"),
    declare(VisitLetter, purpose=CARE, owners=("visit__customer",), subject=Kind.TEXT, body=Kind.TEXT),
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
