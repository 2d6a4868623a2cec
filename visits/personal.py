"""The personal data in visits."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import (
    Cadence,
    CareAction,
    CareNeed,
    CarePlan,
    CareSuggestion,
    CareTemplate,
    Forum,
    ForumGuest,
    ForumOpinion,
    Visit,
    VisitException,
)

CARE = _("To visit customers as agreed and follow up on their feedback.")
PLANS = _("To do for key customers what was planned with them.")
FORUMS = _("To invite customers to user forums and to follow up on what they say there.")

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
    ),
    declare(CareTemplate, plain="code name name_en needs actions"),
    declare(
        CarePlan,
        purpose=PLANS,
        owners=("customer",),
        plain="number",
        title=Kind.TEXT,
        worth=Kind.TEXT,
        result=Kind.TEXT,
    ),
    declare(
        CareNeed,
        purpose=PLANS,
        owners=("plan__customer",),
        plain="unit",
        need=Kind.TEXT,
        why=Kind.TEXT,
        measure=Kind.TEXT,
    ),
    declare(
        CareAction, purpose=PLANS, owners=("plan__customer",), plain="source_key", title=Kind.TEXT, result=Kind.TEXT
    ),
    declare(CareSuggestion, plain="key product"),
    declare(
        Forum,
        purpose=FORUMS,
        plain="number title place purpose agenda next_forum cancel_reason",
        minutes=Kind.TEXT,
    ),
    declare(ForumGuest, purpose=FORUMS, owners=("customer",), plain="key", note=Kind.TEXT),
    declare(
        ForumOpinion,
        purpose=FORUMS,
        owners=("guest__customer",),
        words=Kind.TEXT,
        said_by=Kind.NAME,
        answer=Kind.TEXT,
    ),
)
PERSONAL_CODES = ("number", "day")
