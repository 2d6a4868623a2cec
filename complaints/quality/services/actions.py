"""Corrective, preventive and improvement actions: assigned, done by the owner, verified by another person (Q4)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.files import store_upload
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history

from .. import permissions
from ..enums import ActionKind, ActionState, InvestigationState
from ..models import Action, ActionFile, Investigation
from ..rules.workflow import ACTION
from .guests import invite_owner
from .news import tell_done, tell_given, tell_overdue

MAX_FILES = 20


@transaction.atomic
def add_action(
    *,
    kind: str,
    title: str,
    owner: User,
    due_on: date,
    actor: Actor,
    now: datetime,
    investigation_id: int | None = None,
    ticket_id: int | None = None,
) -> Action:
    """Assign an action with a due date to an owner."""
    investigation = lock(Investigation, pk=investigation_id) if investigation_id else None
    ensure(actor is None or permissions.can_add_action(actor, kind))
    if investigation is not None and investigation.state == InvestigationState.CLOSED:
        raise RuleViolation(_("The investigation is closed."), code="investigation_closed")
    _check(kind, title, owner, due_on, now)
    action = Action(
        number=next_number("AC", now=now),
        kind=kind,
        title=title.strip()[:200],
        owner=owner,
        due_on=due_on,
        investigation=investigation,
        ticket_id=investigation.ticket_id if investigation else ticket_id,
        created_by=actor,
        created_at=now,
    )
    save_with_history(action, actor=actor, reason="given")
    invite_owner(action)
    tell_given(action, actor=actor, now=now)
    return action


def _check(kind: str, title: str, owner: User, due_on: date, now: datetime) -> None:
    if kind not in ActionKind.values:
        raise InvalidInput(_("This type of action doesn’t exist."), code="unknown_kind", field="kind")
    if not title.strip():
        raise InvalidInput(_("Enter what is to be done."), code="empty", field="title")
    if owner.role not in permissions.ACTION_OWNERS or not owner.is_active:
        raise InvalidInput(_("This user can’t own an action."), code="not_an_owner", field="owner")
    _check_due(due_on, now)


def _check_due(due_on: date, now: datetime) -> None:
    if due_on < company_date(now):
        raise InvalidInput(_("The date is in the past."), code="past", field="due_on")


@transaction.atomic
def complete_action(
    *,
    action_id: int,
    evidence: str,
    actor: User,
    now: datetime,
    uploads: Sequence[Any] = (),
    version: int | None = None,
) -> Action:
    """Report an action as done: the owner says what was done, with evidence."""
    action = _locked(action_id)
    ensure(permissions.can_complete(actor, action))
    same_version(action, version)
    action.state = ACTION.next(action.state, "complete")
    if not evidence.strip():
        raise InvalidInput(_("Enter what was done and where the evidence is."), code="empty", field="evidence")
    if action.files.count() + len(uploads) > MAX_FILES:
        raise RuleViolation(
            _("An action can have up to %(limit)s files."),
            code="too_many_files",
            params={"limit": MAX_FILES},
            field="files",
        )
    action.evidence, action.done_at = evidence.strip(), now
    _save(action, actor=actor, reason="done")
    rows = [ActionFile(action=action, stored=store_upload(upload=up, actor=actor, now=now)) for up in uploads]
    create_all_with_history(ActionFile, rows, actor=actor, reason="evidence")
    tell_done(action, actor=actor, now=now)
    return action


@transaction.atomic
def verify_action(
    *,
    action_id: int,
    effective: bool,
    verification: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Action:
    """Say whether an action worked. The owner of the action may not do this."""
    action = _locked(action_id)
    ensure(permissions.can_verify(actor, action))
    same_version(action, version)
    action.state = ACTION.next(action.state, "find_effective" if effective else "find_ineffective")
    if not verification.strip():
        raise InvalidInput(_("Enter how you checked it."), code="empty", field="verification")
    action.verification, action.verified_by, action.verified_at = verification.strip(), actor, now
    return _save(action, actor=actor, reason=action.state)


@transaction.atomic
def resume_action(*, action_id: int, due_on: date, actor: User, now: datetime, version: int | None = None) -> Action:
    """Redo an action that did not work, by a new due date."""
    action = _locked(action_id)
    ensure(permissions.can_verify(actor, action))
    same_version(action, version)
    action.state = ACTION.next(action.state, "resume")
    _check_due(due_on, now)
    action.due_on, action.done_at = due_on, None
    _save(action, actor=actor, reason="resumed")
    tell_given(action, actor=actor, now=now)
    return action


@transaction.atomic
def remind_overdue_actions(*, now: datetime) -> int:
    """Notify the owner, the assigner and the quality deputy manager of overdue actions, once per due date."""
    late = Action.objects.filter(state=ActionState.OPEN, due_on__lt=company_date(now))
    rows = list(late.select_related("owner", "created_by"))
    for action in rows:
        tell_overdue(action, now=now)
    return len(rows)


def _locked(action_id: int) -> Action:
    """The locked action. Its investigation is locked first, because closing an investigation reads its actions."""
    investigation_id = Action.objects.filter(pk=action_id).values_list("investigation_id", flat=True).first()
    if investigation_id:
        lock(Investigation, pk=investigation_id)
    return lock(Action, pk=action_id)


def _save(action: Action, *, actor: User, reason: str) -> Action:
    action.version += 1
    return save_with_history(action, actor=actor, reason=reason)
