"""The verbs of opinions and suggestions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..enums import ReviewState, Telling
from ..forms import suggestions as forms
from ..models import SuggestionReview
from ..permissions import suggestions as permissions
from ..rules.workflow import REVIEW
from ..services import suggestions as services


def _may_decide(user: User, row: SuggestionReview) -> bool:
    return REVIEW.allows(row.state, "adopt") and permissions.can_decide(user)


def _may_propose(user: User, row: SuggestionReview) -> bool:
    return REVIEW.allows(row.state, "propose") and permissions.can_propose(user)


def _may_record_result(user: User, row: SuggestionReview) -> bool:
    adopted = row.state == ReviewState.ADOPTED and row.result_at is None
    return adopted and permissions.can_record_result(user, row)


def _said(row: SuggestionReview) -> str:
    """The message after a decision or result: whether the customer has been told."""
    if row.telling == Telling.TOLD:
        return str(_("Saved, and the customer is told by email"))
    if row.telling == Telling.CALL:
        return str(_("Saved. The customer has no email address: call, then record it"))
    return str(_("Saved"))


SUGGESTIONS = table(
    Verb(
        "decide",
        pgettext_lazy("suggestion", "Review"),
        forms.DecideForm,
        services.decide_suggestion,
        _may_decide,
        _said,
        submit=_("Decide and tell the customer"),
    ),
    Verb(
        "told",
        _("Customer was told"),
        forms.ToldForm,
        services.record_told,
        lambda user, row: row.telling == Telling.CALL and permissions.can_tell(user, row),
        _("Recorded that the customer was told"),
        submit=_("Record"),
    ),
    Verb(
        "result",
        _("Record result"),
        forms.ResultForm,
        services.record_result,
        _may_record_result,
        _said,
        submit=_("Record and tell the customer"),
    ),
    Verb(
        "word",
        _("Words for customers"),
        forms.WordForm,
        services.word_suggestion,
        lambda user, row: REVIEW.allows(row.state, "word") and permissions.can_decide(user),
        _("Words saved"),
        submit=_("Save words"),
    ),
    Verb(
        "propose",
        _("Propose a decision"),
        forms.ProposeForm,
        services.propose_decision,
        _may_propose,
        _("Proposed"),
        submit=_("Propose"),
    ),
    Verb(
        "reconsider",
        _("Reconsider"),
        forms.ReconsiderForm,
        services.reconsider_suggestion,
        lambda user, row: REVIEW.allows(row.state, "reconsider") and permissions.can_decide(user),
        _("It is to be reviewed again"),
    ),
)
