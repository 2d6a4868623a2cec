"""Items of a self-evaluation: what the system counts, what people add, and how many points it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.files import store_upload
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, same_version
from complaints.quality.models import Action
from complaints.quality.services import ActionSource, add_action

from .. import permissions
from ..models import ItemEvidence, SelfEvaluation, SelfEvaluationItem
from ..rules.score import CENT
from .common import locked_item, save, step, words

MAX_EVIDENCE = 50  # entries of an item
_BY_ASSESSORS = _("Managers of the department and of quality assess.")


@transaction.atomic
def judge_item(
    *, item_id: int, points: Decimal, finding: str, actor: User, now: datetime, version: int | None = None
) -> SelfEvaluationItem:
    """Decide how many points an item earned, with the finding. What its query proposes is no more than a proposal."""
    evaluation, row = locked_item(item_id)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    same_version(row, version)
    step(evaluation, "judge")
    if not row.applies:
        raise RuleViolation(_("This item does not apply."), code="not_applicable")
    most = row.item.points
    if not 0 <= points <= most or points != points.quantize(CENT):
        raise InvalidInput(
            _("From 0 to %(most)s points."), code="out_of_range", field="points", params={"most": str(most)}
        )
    row.points, row.finding = points, words(finding, "finding")
    row.judged_by, row.judged_at = actor, now
    return save(row, actor=actor, reason="assessed")


@transaction.atomic
def exempt_item(
    *, item_id: int, reason: str, actor: User, now: datetime, version: int | None = None
) -> SelfEvaluationItem:
    """Say that an item does not apply, and why. It leaves the denominator; its points are taken back."""
    evaluation, row = locked_item(item_id)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    same_version(row, version)
    step(evaluation, "exempt")
    row.applies, row.reason = False, words(reason, "reason")[:500]
    row.decided_by, row.decided_at = actor, now
    row.points, row.finding, row.judged_by, row.judged_at = None, "", None, None
    return save(row, actor=actor, reason="does not apply")


@transaction.atomic
def include_item(*, item_id: int, actor: User, now: datetime, version: int | None = None) -> SelfEvaluationItem:
    """Say that an item applies after all."""
    evaluation, row = locked_item(item_id)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    same_version(row, version)
    step(evaluation, "include")
    row.applies, row.reason, row.decided_by, row.decided_at = True, "", actor, now
    return save(row, actor=actor, reason="applies")


@transaction.atomic
def add_evidence(
    *,
    item_id: int,
    text: str,
    dated: date,
    actor: User,
    now: datetime,
    uploads: Sequence[Any] = (),
    version: int | None = None,
) -> SelfEvaluationItem:
    """Add evidence by hand: what it shows, of which day, and files."""
    evaluation, row = locked_item(item_id)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    same_version(row, version)
    step(evaluation, "add_evidence")
    if dated > company_date(now):
        raise InvalidInput(_("The date is in the future."), code="future", field="dated")
    if row.evidence.count() + max(1, len(uploads)) > MAX_EVIDENCE:
        raise RuleViolation(
            _("An item can have up to %(limit)s entries of evidence."),
            code="too_many",
            params={"limit": MAX_EVIDENCE},
        )
    stored: list[Any] = [store_upload(upload=one, actor=actor, now=now) for one in uploads] or [None]
    shown = words(text, "text")
    rows = [
        ItemEvidence(row=row, text=shown, dated=dated, stored=file, added_by=actor, added_at=now) for file in stored
    ]
    create_all_with_history(ItemEvidence, rows, actor=actor, reason="evidence added")
    return save(row, actor=actor, reason="evidence added")


@transaction.atomic
def act_on_item(
    *,
    item_id: int,
    title: str,
    owner: User,
    due_on: date,
    criterion: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Action:
    """Assign an improvement measure that closes the gap of an item. An item has one; asked again, it is returned."""
    evaluation, row = locked_item(item_id)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    same_version(row, version)
    if row.points is None or not row.applies or row.points >= row.item.points:
        raise RuleViolation(_("Only an assessed item that lacks points has a gap."), code="no_gap")
    source = ActionSource(row.source_key, f"{evaluation.number} {row.item.code}", _address(evaluation, row))
    return add_action(
        kind="improvement",
        title=title,
        owner=owner,
        due_on=due_on,
        criterion=criterion,
        source=source,
        actor=actor,
        now=now,
    )


def _address(evaluation: SelfEvaluation, row: SelfEvaluationItem) -> str:
    row.evaluation = evaluation
    return row.get_absolute_url()
