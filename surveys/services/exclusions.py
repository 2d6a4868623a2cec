"""Leaving a customer out of a round: one proposes with a reason, another decides, both before the freeze (S4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import User
from aftersales.store.writing import lock, save_with_history
from customers.models import Customer

from ..enums import ExclusionState, RoundState
from ..models import Exclusion, Round
from ..permissions import EXCLUSION_DECIDERS, can_decide_exclusion, can_propose_exclusion

MAX_REASON = 500


@transaction.atomic
def propose_exclusion(*, round_id: int, customer: str, reason: str, actor: User, now: datetime) -> Exclusion:
    """Propose to leave out a customer, by number. Those who may decide are told. A refused one may not be proposed
    again."""
    row = lock(Round, pk=round_id)
    _not_frozen(row)
    ensure(can_propose_exclusion(actor, row))
    found = Customer.objects.filter(number=customer.strip().upper(), erased_at=None).first()
    if found is None:
        raise InvalidInput(_("There is no customer with this number."), code="unknown", field="customer")
    if not reason.strip():
        raise InvalidInput(_("Enter why the customer is left out."), code="empty", field="reason")
    if len(reason.strip()) > MAX_REASON:
        raise InvalidInput(
            _("Up to %(limit)s characters."), code="too_long", params={"limit": MAX_REASON}, field="reason"
        )
    if row.exclusions.filter(customer=found).exists():
        raise Conflict(_("This customer has been proposed already."), code="proposed_already")
    made = Exclusion(round=row, customer=found, reason=reason.strip(), proposed_by=actor, proposed_at=now)
    save_with_history(made, actor=actor, reason="exclusion proposed")
    others = User.objects.filter(role__in=EXCLUSION_DECIDERS, is_active=True).exclude(pk=actor.pk)
    notify(
        users=others,
        template="exclusion_proposed",
        params={"name": actor.name, "quarter": row.quarter},
        url=row.get_absolute_url(),
        key=f"exclusion:{made.pk}",
        now=now,
        mail=False,
    )
    return made


@transaction.atomic
def decide_exclusion(*, exclusion_id: int, agreed: bool, actor: User, now: datetime) -> Exclusion:
    """Agree to an exclusion or refuse it. Never by who proposed it; never after the freeze."""
    found = lock(Exclusion.objects.select_related("round"), pk=exclusion_id)
    _not_frozen(lock(Round, pk=found.round_id))
    if found.state != ExclusionState.PROPOSED:
        raise Conflict(_("This has been decided already."), code="decided_already")
    ensure(can_decide_exclusion(actor, found), _("A second person must decide."))
    found.state = ExclusionState.AGREED if agreed else ExclusionState.REFUSED
    found.decided_by, found.decided_at = actor, now
    return save_with_history(found, actor=actor, reason=f"exclusion {found.state}")


def _not_frozen(row: Round) -> None:
    if row.state != RoundState.PLANNED:
        raise RuleViolation(_("The round has begun. Nothing can be changed any more."), code="frozen")


def agree_to_exclusion(*, exclusion_id: int, actor: User, now: datetime) -> Exclusion:
    """Agree that a customer is left out. Never by who proposed it."""
    return decide_exclusion(exclusion_id=exclusion_id, agreed=True, actor=actor, now=now)


def refuse_exclusion(*, exclusion_id: int, actor: User, now: datetime) -> Exclusion:
    """Refuse that a customer is left out. Never by who proposed it."""
    return decide_exclusion(exclusion_id=exclusion_id, agreed=False, actor=actor, now=now)
