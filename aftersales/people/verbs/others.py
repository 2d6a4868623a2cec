"""The verbs of recognitions and evaluations."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..forms import evaluations as evaluation_forms
from ..forms import recognitions as forms
from ..models import Evaluation, Recognition
from ..presentation.allowed import may_evaluation, may_recognition
from ..services import evaluations, recognitions


def _may(what: str) -> Callable[[User, Recognition], bool]:
    return lambda user, row: may_recognition(user, row)[what]


def _may_evaluate(what: str) -> Callable[[User, Evaluation], bool]:
    return lambda user, row: may_evaluation(user, row)[what]


RECOGNITIONS = table(
    Verb("comment", _("Write comment"), forms.CommentForm, recognitions.comment, _may("comment"), _("Comment saved")),
    Verb(
        "decide",
        pgettext_lazy("people", "Record decision"),
        forms.DecideForm,
        recognitions.decide,
        _may("decide"),
        pgettext_lazy("people", "Decision recorded"),
    ),
    Verb(
        "decline",
        _("Decline proposal"),
        forms.DeclineForm,
        recognitions.decline,
        _may("decline"),
        _("Proposal declined"),
        stop=True,
    ),
)
EVALUATIONS = table(
    Verb(
        "note",
        _("Note finding"),
        evaluation_forms.FindingForm,
        evaluations.note_finding,
        _may_evaluate("note"),
        _("Finding noted"),
    ),
    Verb(
        "decide",
        pgettext_lazy("people", "Record decision"),
        evaluation_forms.DecideEvaluationForm,
        evaluations.decide_evaluation,
        _may_evaluate("decide"),
        _("Decision recorded; the next evaluation has begun"),
    ),
)
