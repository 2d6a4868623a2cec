"""Actions: assigned with the criterion by which they will be judged, and done by their owner (Q4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.office.services.files import store_upload
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date, start_of
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history
from complaints.models import Ticket
from customers.models import Product

from .. import permissions
from ..enums import ActionKind, ActionState, InvestigationState
from ..models import Action, ActionFile, Investigation
from ..rules.actions import LONGEST_CONTAINMENT, Plan, check_plan, judge_on
from ..rules.workflow import ACTION
from .claims import ClaimTerms, check_paid, open_claim
from .guests import invite_owner
from .locking import locked_investigation
from .news import tell_done, tell_given

MAX_FILES = 20


@dataclass(frozen=True)
class ActionSource:
    """What above this app an action comes from. key: its own name, by which it has one action; label and url: how a
    page shows it."""

    key: str
    label: str
    url: str


@transaction.atomic
def add_action(
    *,
    kind: str,
    title: str,
    owner: User,
    actor: Actor,
    now: datetime,
    due_on: date | None = None,
    due_hours: int | None = None,
    criterion: str = "",
    window_days: int | None = None,
    target_rate: Decimal | None = None,
    product: Product | None = None,
    batch: str = "",
    investigation_id: int | None = None,
    ticket_id: int | None = None,
    source: ActionSource | None = None,
    claim: ClaimTerms | None = None,
) -> Action:
    """Assign an action to an owner, with the criterion and the window by which it will be judged.

    due_hours: instead of due_on, for containment. product and batch: what it is about; without a product, those of the
    ticket. source: a source that has an action already gets no second one. claim: for recovery.
    """
    investigation = locked_investigation(investigation_id) if investigation_id else None
    if source is not None and (known := Action.objects.filter(source_key=source.key).first()):
        return known
    chairs = actor is not None and permissions.can_chair(actor, company_date(now))
    ensure(actor is None or chairs or permissions.can_add_action(actor, kind))
    if investigation is not None and investigation.state == InvestigationState.CLOSED:
        raise RuleViolation(_("The investigation is closed."), code="investigation_closed")
    ticket = investigation.ticket if investigation else _ticket(ticket_id)
    if product is None and ticket is not None:
        product, batch = ticket.product, ticket.batch
    _check(kind, title, owner)
    check_plan(Plan(kind, criterion, window_days, target_rate, product is not None))
    day, moment = _due(kind, due_on, due_hours, now)
    action = Action(
        number=next_number("AC", now=now),
        kind=kind,
        title=title.strip()[:200],
        owner=owner,
        due_on=day,
        due_at=moment,
        criterion=criterion.strip(),
        window_days=window_days or 0,
        target_rate=target_rate,
        product=product,
        batch=batch,
        investigation=investigation,
        ticket=ticket,
        created_by=actor,
        created_at=now,
        **_source(source),
    )
    save(action, actor=actor, reason="given", new=True)
    if kind == ActionKind.RECOVERY or claim is not None:
        open_claim(action, claim, actor=actor, now=now)
    invite_owner(action)
    tell_given(action, actor=actor, now=now)
    return action


def _source(source: ActionSource | None) -> dict[str, str]:
    """The fields of the source. Refuses one that got an action at the same moment."""
    if source is None:
        return {}
    if Action.objects.filter(source_key=source.key).exists():
        raise Conflict(_("An action has been assigned for this already."), code="source_has_action")
    return {"source_key": source.key, "source_label": source.label[:120], "source_url": source.url}


def _ticket(ticket_id: int | None) -> Ticket | None:
    return Ticket.objects.filter(pk=ticket_id).first() if ticket_id else None


def _check(kind: str, title: str, owner: User) -> None:
    if kind not in ActionKind.values:
        raise InvalidInput(_("This type of action doesn’t exist."), code="unknown_kind", field="kind")
    if not title.strip():
        raise InvalidInput(_("Enter what is to be done."), code="empty", field="title")
    if owner.role not in permissions.ACTION_OWNERS or not owner.is_active:
        raise InvalidInput(_("This user can’t own an action."), code="not_an_owner", field="owner")


def _due(kind: str, due_on: date | None, due_hours: int | None, now: datetime) -> tuple[date, datetime | None]:
    """The day and, for containment, the moment by which it must be done."""
    if kind == ActionKind.CONTAINMENT:
        if due_hours is None:
            raise InvalidInput(_("Enter within how many hours it must be done."), code="empty", field="due_hours")
        if not 1 <= due_hours <= LONGEST_CONTAINMENT:
            raise InvalidInput(
                _("Between %(least)s and %(most)s."),
                code="out_of_range",
                field="due_hours",
                params={"least": 1, "most": LONGEST_CONTAINMENT},
            )
        moment = now + timedelta(hours=due_hours)
        return company_date(moment), moment
    if due_on is None:
        raise InvalidInput(_("Enter by when it must be done."), code="empty", field="due_on")
    check_due(due_on, now)
    return due_on, None


def check_due(due_on: date, now: datetime) -> None:
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
    """Report an action as done: the owner says what was done, with evidence. Then its window begins."""
    action = locked(action_id)
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
    check_paid(action)
    action.evidence, action.done_at, action.done_by = evidence.strip(), now, actor
    action.judge_on = judge_on(company_date(now), action.window_days)
    save(action, actor=actor, reason="done")
    rows = [ActionFile(action=action, stored=store_upload(upload=up, actor=actor, now=now)) for up in uploads]
    create_all_with_history(ActionFile, rows, actor=actor, reason="evidence")
    tell_done(action, actor=actor, now=now)
    return action


def locked(action_id: int) -> Action:
    """The locked action. Its investigation is locked first, because closing an investigation reads its actions."""
    investigation_id = Action.objects.filter(pk=action_id).values_list("investigation_id", flat=True).first()
    if investigation_id:
        lock(Investigation, pk=investigation_id)
    return lock(Action, pk=action_id)


def late_from(action: Action) -> datetime | None:
    """The moment from which an action is late in its state: to be done, judged, or redone. None if nothing is due."""
    if action.state == ActionState.OPEN:
        return action.due_at or start_of(action.due_on + timedelta(days=1))
    if action.state == ActionState.DONE and action.judge_on is not None:
        return start_of(action.judge_on)
    return action.verified_at if action.state == ActionState.INEFFECTIVE else None


def save(action: Action, *, actor: Actor, reason: str, new: bool = False) -> Action:
    """Save after a change of state or due date; those who are told when it is late are told anew."""
    action.version += 0 if new else 1
    action.alert_at, action.alert_level = late_from(action), 0
    return save_with_history(action, actor=actor, reason=reason)
