"""The verbs of care plans, their needs, actions and suggestions."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import permissions
from ..enums import CareActionState, CarePlanState, SuggestionState
from ..forms import care as forms
from ..models import CareAction, CareNeed, CarePlan, CareSuggestion
from ..presentation.care_waiting import action_wait, plan_wait
from ..rules import care as rules
from ..services import care_actions, care_needs, care_plans, care_suggestions, nudging


def _may(action: str, plan: CarePlan) -> bool:
    return rules.PLAN.allows(plan.state, action)


def _edits(user: User, plan: CarePlan) -> bool:
    return _may("change", plan) and permissions.can_edit_plan(user, plan)


def _cancels(user: User, plan: CarePlan) -> bool:
    draft = plan.state == CarePlanState.DRAFT and permissions.can_edit_plan(user, plan)
    return _may("cancel", plan) and (draft or permissions.can_approve_plan(user))


def _works(user: User, row: CareAction) -> bool:
    running = row.plan.state == CarePlanState.RUNNING and row.state == CareActionState.OPEN
    return running and permissions.can_work_on(user, row)


def _changes(user: User, row: CareAction, action: str) -> bool:
    return rules.ACTION.allows(row.state, action) and _edits(user, row.plan)


def _decides(user: User, row: CareSuggestion) -> bool:
    return row.state == SuggestionState.OFFERED and _edits(user, row.plan)


def _needs(user: User, row: CareNeed) -> bool:
    return _edits(user, row.plan)


def _nudges_plan(user: User, plan: CarePlan) -> bool:
    wait = plan_wait(plan, user, timezone.now())
    return wait is not None and wait.may_remind


def _nudges_action(user: User, row: CareAction) -> bool:
    wait = action_wait(row, user, timezone.now())
    return wait is not None and wait.may_remind


PLANS = table(
    Verb("nudge", _("Remind them"), forms.PlainPlanForm, nudging.nudge_plan, _nudges_plan, _("Reminded")),
    Verb(
        "add-action",
        pgettext_lazy("care plan", "Add action"),
        forms.NewCareActionForm,
        care_actions.add_care_action,
        _edits,
        _("Action added"),
    ),
    Verb("add-need", _("Add need"), forms.NewNeedForm, care_needs.add_need, _edits, _("Need added")),
    Verb(
        "approve",
        _("Approve plan"),
        forms.PlainPlanForm,
        care_plans.approve_plan,
        lambda user, plan: _may("approve", plan) and permissions.can_approve_plan(user),
        _("Care plan approved"),
    ),
    Verb("change", _("Change plan"), forms.PlanForm, care_plans.change_plan, _edits, _("Care plan saved")),
    Verb(
        "close",
        _("Close plan"),
        forms.ClosePlanForm,
        care_plans.close_plan,
        lambda user, plan: _may("close", plan) and permissions.can_approve_plan(user),
        _("Care plan closed"),
    ),
    Verb(
        "reopen",
        _("Reopen plan"),
        forms.PlainPlanForm,
        care_plans.reopen_plan,
        lambda user, plan: _may("reopen", plan) and permissions.can_approve_plan(user),
        _("Care plan reopened"),
    ),
    Verb(
        "cancel",
        _("Cancel plan"),
        forms.CancelPlanForm,
        care_plans.cancel_plan,
        _cancels,
        _("Care plan cancelled"),
        stop=True,
    ),
)

NEEDS = table(
    Verb("measure", _("Record value"), forms.MeasureForm, care_needs.measure_need, _needs, _("Value recorded")),
    Verb("change", _("Change need"), forms.NeedForm, care_needs.change_need, _needs, _("Need saved")),
    Verb(
        "remove", _("Remove need"), forms.RemoveNeedForm, care_needs.remove_need, _needs, _("Need removed"), stop=True
    ),
)

CARE_ACTIONS = table(
    Verb(
        "nudge",
        _("Remind them"),
        forms.PlainCareActionForm,
        nudging.nudge_care_action,
        _nudges_action,
        _("Reminded"),
    ),
    Verb(
        "complete",
        _("Record result"),
        forms.CompleteForm,
        care_actions.complete_care_action,
        _works,
        _("Action closed"),
    ),
    Verb(
        "spend",
        _("Record cost"),
        forms.SpentForm,
        care_actions.spend_on_care_action,
        _works,
        _("Cost recorded"),
    ),
    Verb(
        "change",
        _("Change action"),
        forms.CareActionForm,
        care_actions.change_care_action,
        lambda user, row: _changes(user, row, "change"),
        _("Action saved"),
    ),
    Verb(
        "reopen",
        _("Reopen action"),
        forms.ReopenForm,
        care_actions.reopen_care_action,
        lambda user, row: _changes(user, row, "reopen"),
        _("Action reopened"),
    ),
    Verb(
        "drop",
        _("Drop action"),
        forms.DropForm,
        care_actions.drop_care_action,
        lambda user, row: _changes(user, row, "drop"),
        _("Action dropped"),
        stop=True,
    ),
)

CARE_SUGGESTIONS = table(
    Verb(
        "take",
        pgettext_lazy("suggested action", "Add"),
        forms.TakeForm,
        care_suggestions.take_suggestion,
        _decides,
        _("Action added"),
    ),
    Verb(
        "put-away",
        pgettext_lazy("suggested action", "Put away"),
        forms.PutAwayForm,
        care_suggestions.put_away_suggestion,
        _decides,
        _("Suggestion put away"),
    ),
)
