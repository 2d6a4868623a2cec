"""The verbs of self-evaluations, of their items, and of standards."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from . import forms
from .forms.catalogues import CatalogueForm
from .models import SelfEvaluation, SelfEvaluationItem, Standard
from .permissions import can_change_catalogue
from .presentation.allowed import may_evaluation, may_item
from .services import catalogues, evaluations, items


def _may(what: str) -> Callable[[User, SelfEvaluation], bool]:
    return lambda user, row: may_evaluation(user, row)[what]


def _may_item(what: str) -> Callable[[User, SelfEvaluationItem], bool]:
    return lambda user, row: may_item(user, row)[what]


def _may_revise(user: Any, row: Standard) -> bool:
    return can_change_catalogue(user)


SELF_EVALUATIONS = table(
    Verb(
        "assess",
        _("Finish assessment"),
        forms.AssessForm,
        evaluations.finish_assessment,
        _may("assess"),
        _("Assessed. Someone else closes it"),
    ),
    Verb(
        "close",
        _("Close and seal"),
        forms.EvaluationForm,
        evaluations.close_evaluation,
        _may("close"),
        _("Closed and sealed"),
    ),
    Verb(
        "mark",
        _("Note deduction or bonus"),
        forms.MarkForm,
        evaluations.add_mark,
        _may("mark"),
        pgettext_lazy("self-evaluation", "Noted"),
    ),
    Verb(
        "unmark",
        _("Take back deduction or bonus"),
        forms.UnmarkForm,
        evaluations.remove_mark,
        _may("unmark"),
        _("Taken back"),
        submit=_("Take back"),
    ),
    Verb("gather", _("Count anew"), forms.EvaluationForm, evaluations.gather, _may("gather"), _("Counted anew")),
    Verb(
        "rework",
        _("Send back"),
        forms.ReworkForm,
        evaluations.return_for_rework,
        _may("rework"),
        _("Sent back"),
        stop=True,
    ),
)
SELF_EVALUATION_ITEMS = table(
    Verb(
        "judge",
        _("Decide points"),
        forms.JudgeForm,
        items.judge_item,
        _may_item("judge"),
        _("Points decided"),
    ),
    Verb(
        "add-evidence",
        _("Add evidence"),
        forms.EvidenceForm,
        items.add_evidence,
        _may_item("add_evidence"),
        _("Evidence added"),
    ),
    Verb(
        "act",
        _("Open improvement measure"),
        forms.ActForm,
        items.act_on_item,
        _may_item("act"),
        _("Improvement measure assigned"),
        submit=_("Assign action"),
    ),
    Verb(
        "exempt",
        _("Does not apply"),
        forms.ExemptForm,
        items.exempt_item,
        _may_item("exempt"),
        _("Left out of the denominator"),
        submit=_("Leave out"),
        stop=True,
    ),
    Verb(
        "include",
        _("Applies after all"),
        forms.ItemForm,
        items.include_item,
        _may_item("include"),
        _("Counts again"),
    ),
)
STANDARDS = table(
    Verb(
        "revise",
        _("Change catalogue"),
        CatalogueForm,
        catalogues.revise_catalogue,
        _may_revise,
        _("New catalogue saved"),
        submit=_("Save as new catalogue"),
    ),
)
