"""Recovery from suppliers: what is claimed, the answer, and what was paid."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.kernel.money import check_amount
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history

from .. import permissions
from ..enums import ActionKind, ActionState
from ..models import Action, Claim, Investigation, Supplier
from ..queries.costs import cost_of_action
from ..queries.meetings import case_with_share


@dataclass(frozen=True)
class ClaimTerms:
    """What is claimed from whom. reason: why more than the cost is claimed. share: the supplier's share in per cent."""

    supplier: Supplier | None
    claimed: Decimal | None
    reason: str = ""
    answer_due_on: date | None = None
    share: int | None = None


def open_claim(action: Action, terms: ClaimTerms | None, *, actor: Actor, now: datetime) -> Claim:
    """The claim of a new action of the kind recovery."""
    if action.kind != ActionKind.RECOVERY:
        raise InvalidInput(_("Only a recovery claims money from a supplier."), code="not_recovery", field="supplier")
    if terms is None or terms.supplier is None:
        raise InvalidInput(_("Choose the supplier."), code="empty", field="supplier")
    if terms.claimed is None or terms.claimed <= 0:
        raise InvalidInput(_("Enter the amount that is claimed."), code="empty", field="claimed")
    check_amount(terms.claimed, field="claimed")
    if not terms.supplier.is_active:
        raise InvalidInput(_("This supplier is inactive."), code="inactive", field="supplier")
    if terms.share is not None and not 1 <= terms.share <= 100:
        raise InvalidInput(
            _("Between %(least)s and %(most)s."), code="out_of_range", field="share", params={"least": 1, "most": 100}
        )
    cost = cost_of_action(action)
    if terms.claimed > cost and not terms.reason.strip():
        raise InvalidInput(
            _("This is more than the cost of %(cost)s. Say why."),
            code="above_cost",
            field="claim_reason",
            params={"cost": f"¥{cost:,.2f}"},
        )
    answer_due_on = terms.answer_due_on or action.due_on
    if answer_due_on < company_date(now):
        raise InvalidInput(_("The date is in the past."), code="past", field="answer_due_on")
    case = case_with_share(action.investigation_id)
    row = Claim(
        action=action,
        case=case if case and case.share_supplier == terms.share else None,
        supplier=terms.supplier,
        claimed=terms.claimed,
        cost=cost,
        share=terms.share,
        reason=terms.reason.strip()[:500],
        answer_due_on=answer_due_on,
    )
    return save_with_history(row, actor=actor, reason="claimed")


def check_paid(action: Action) -> None:
    """Refuse to report a recovery as done before the supplier has answered and paid what it accepted."""
    if action.kind != ActionKind.RECOVERY:
        return
    claim = action.claim
    if claim.accepted is None:
        raise RuleViolation(_("Record the supplier’s answer first."), code="answer_missing")
    if claim.outstanding:
        raise RuleViolation(
            _("%(amount)s of what the supplier accepted has not been received yet."),
            code="not_received",
            params={"amount": f"¥{claim.outstanding:,.2f}"},
        )


@transaction.atomic
def record_letter(*, action_id: int, sent_on: date, actor: User, now: datetime, version: int | None = None) -> Action:
    """Record when the letter of claim was sent."""
    action, claim = _claim(action_id, actor, version)
    _not_future(sent_on, now, "sent_on")
    claim.sent_on = sent_on
    return _save(action, claim, actor=actor, reason="letter sent")


@transaction.atomic
def record_answer(
    *,
    action_id: int,
    accepted: Decimal,
    answered_on: date,
    answer: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Action:
    """Record what the supplier answered and how much it accepts; a later answer replaces an earlier one."""
    action, claim = _claim(action_id, actor, version)
    check_amount(accepted, field="accepted")
    _not_future(answered_on, now, "answered_on")
    if not answer.strip():
        raise InvalidInput(_("Enter what the supplier answered."), code="empty", field="answer")
    if accepted > claim.claimed:
        raise InvalidInput(_("This is more than was claimed."), code="above_claim", field="accepted")
    if accepted < claim.received:
        raise InvalidInput(_("More than this has been received already."), code="below_received", field="accepted")
    claim.accepted, claim.answered_on, claim.answer = accepted, answered_on, answer.strip()
    return _save(action, claim, actor=actor, reason="supplier answered")


@transaction.atomic
def record_payment(
    *,
    action_id: int,
    received: Decimal,
    received_on: date,
    actor: User,
    now: datetime,
    reference: str = "",
    version: int | None = None,
) -> Action:
    """Record how much the supplier has paid in all; a wrong amount is corrected by recording the right one."""
    action, claim = _claim(action_id, actor, version)
    check_amount(received, field="received")
    _not_future(received_on, now, "received_on")
    if claim.accepted is None:
        raise RuleViolation(_("Record the supplier’s answer first."), code="answer_missing")
    if received > claim.accepted:
        raise InvalidInput(_("This is more than the supplier accepted."), code="above_accepted", field="received")
    claim.received, claim.received_on, claim.reference = received, received_on, reference.strip()[:100]
    return _save(action, claim, actor=actor, reason="received")


def _claim(action_id: int, actor: User, version: int | None) -> tuple[Action, Claim]:
    """The locked action and its claim, while the action is to be done."""
    investigation_id = Action.objects.filter(pk=action_id).values_list("investigation_id", flat=True).first()
    if investigation_id:
        lock(Investigation, pk=investigation_id)
    action = lock(Action, pk=action_id)
    ensure(permissions.can_keep_claim(actor, action))
    same_version(action, version)
    if action.kind != ActionKind.RECOVERY:
        raise RuleViolation(_("This action claims nothing from a supplier."), code="not_recovery")
    if action.state != ActionState.OPEN:
        raise RuleViolation(_("This recovery is no longer open."), code="not_open")
    return action, lock(Claim, action=action)


def _not_future(day: date, now: datetime, field: str) -> None:
    if day > company_date(now):
        raise InvalidInput(_("The date is in the future."), code="future", field=field)


def _save(action: Action, claim: Claim, *, actor: User, reason: str) -> Action:
    save_with_history(claim, actor=actor, reason=reason)
    action.version += 1
    return save_with_history(action, actor=actor, reason=reason)
