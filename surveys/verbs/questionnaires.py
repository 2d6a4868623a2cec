"""The verbs of questionnaires and of their questions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..forms import questionnaires as forms
from ..models import Question, Questionnaire
from ..permissions import can_edit_questionnaires
from ..queries.questionnaires import is_locked
from ..services import questionnaires as services
from ..services import questions


def _may_change(user: User, row: Questionnaire) -> bool:
    return can_edit_questionnaires(user) and not is_locked(row)


def _may_copy(user: User, row: Questionnaire) -> bool:
    return can_edit_questionnaires(user) and is_locked(row)


def _may_activate(user: User, row: Questionnaire) -> bool:
    return can_edit_questionnaires(user) and not row.is_current


def _may_discard(user: User, row: Questionnaire) -> bool:
    return _may_change(user, row) and not row.is_current


def _may_change_question(user: User, question: Question) -> bool:
    return _may_change(user, question.questionnaire)


def _made(row: Any) -> str:
    return str(_("Version %(version)s made: change it, then activate it")) % {"version": row.version}


QUESTIONNAIRES = table(
    Verb(
        "activate",
        _("Activate version"),
        forms.WhyForm,
        services.activate_version,
        _may_activate,
        _("New invitations use this version"),
        submit=_("Activate"),
    ),
    Verb("new-version", _("New version"), forms.WhyForm, services.new_version, _may_copy, _made),
    Verb("ask", _("Add question"), forms.AddQuestionForm, questions.add_question, _may_change, _("Question added")),
    Verb(
        "edit",
        _("Title and model"),
        forms.EditQuestionnaireForm,
        services.edit_questionnaire,
        _may_change,
        _("Saved"),
        submit=_("Save"),
    ),
    Verb(
        "discard",
        _("Discard version"),
        forms.WhyForm,
        services.discard_version,
        _may_discard,
        _("Version discarded"),
        stop=True,
    ),
)
QUESTIONS = table(
    Verb(
        "edit",
        _("Edit question"),
        forms.EditQuestionForm,
        questions.edit_question,
        _may_change_question,
        _("Saved"),
        submit=_("Save"),
    ),
    Verb("move", _("Move"), forms.MoveForm, questions.move_question, _may_change_question, _("Moved")),
    Verb(
        "remove",
        _("Remove question"),
        forms.QuestionForm,
        questions.remove_question,
        _may_change_question,
        _("Question removed"),
        stop=True,
    ),
)
