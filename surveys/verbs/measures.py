"""The verbs of measures."""

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..forms import measures as forms
from ..models import Measure
from ..permissions import can_measure
from ..services import measures as services


def _may_word(user: User, row: Measure) -> bool:
    return can_measure(user)


def _may_check_again(user: User, row: Measure) -> bool:
    return bool(row.verdict) and can_measure(user)


MEASURES = table(
    Verb(
        "word",
        _("Words for customers"),
        forms.WordForm,
        services.word_measure,
        _may_word,
        _("Words saved"),
        submit=_("Save words"),
    ),
    Verb(
        "check-again",
        _("Check again by the next round"),
        forms.AgainForm,
        services.check_again,
        _may_check_again,
        _("The next round decides"),
    ),
)
