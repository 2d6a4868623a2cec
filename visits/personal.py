"""The personal data in visits."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import Cadence, SentRecord, Visit, VisitException, VisitPhoto, VisitSignature

CARE = _("To visit customers as agreed and follow up on their feedback.")

PERSONAL = (
    declare(Cadence),
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
        promised=Kind.TEXT,
        correction=Kind.TEXT,
    ),
    declare(SentRecord, plain="action"),
    declare(VisitPhoto, purpose=CARE, owners=("visit__customer",), stored=Kind.FILE),
    declare(
        VisitSignature,
        purpose=CARE,
        owners=("visit__customer",),
        plain="seal",
        name=Kind.NAME,
        statement=Kind.TEXT,
        picture=Kind.FILE,
    ),
)
PERSONAL_CODES = ("number", "day")
