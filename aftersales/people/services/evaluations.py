"""The yearly evaluation of the communication rules: findings, decisions, and the next one (003, clauses 5 and 6)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, same_version, save_with_history

from .. import permissions
from ..enums import EvaluationState
from ..models import Evaluation, EvaluationFinding
from ..queries.evaluations import due_untold
from ..rules.due import A_YEAR, add_months
from ..rules.workflow import EVALUATION
from .common import save, words
from .news import tell_evaluated, tell_evaluation_due


def begin_first(*, now: datetime) -> int:
    """The first evaluation, due by the end of the year; later ones begin when the one before is decided."""
    if Evaluation.objects.exists():
        return 0
    try:
        with transaction.atomic():
            _begin(date(company_date(now).year, 12, 31), actor=None, now=now)
    except IntegrityError:  # another worker was first
        return 0
    return 1


def _begin(due_on: date, *, actor: Actor, now: datetime) -> Evaluation:
    row = Evaluation(number=next_number("EV", now=now), due_on=due_on, created_at=now, version=0)
    return save(row, actor=actor, reason="evaluation begun")


@transaction.atomic
def note_finding(
    *, evaluation_id: int, rule: str, verdict: str, finding: str, actor: User, now: datetime, proposal: str = ""
) -> Evaluation:
    """Note what was found about one rule, and what should change."""
    row = lock(Evaluation, pk=evaluation_id)
    ensure(permissions.can_note(actor))
    row.state = EVALUATION.next(row.state, "note")
    found = EvaluationFinding(
        evaluation=row,
        rule=words(rule, "rule", limit=200),
        verdict=verdict,
        finding=words(finding, "finding"),
        proposal=proposal.strip(),
        noted_by=actor,
        noted_at=now,
    )
    save_with_history(found, actor=actor, reason="noted")
    return save(row, actor=actor, reason="noted")


@transaction.atomic
def decide_evaluation(
    *,
    evaluation_id: int,
    decision: str,
    actor: User,
    now: datetime,
    next_due_on: date | None = None,
    version: int | None = None,
) -> Evaluation:
    """Decide what changes in the rules. The next evaluation begins, due in a year if no day is given, never later."""
    row = lock(Evaluation, pk=evaluation_id)
    ensure(permissions.can_conclude(actor), _("The general manager decides."))
    same_version(row, version)
    row.state = EVALUATION.next(row.state, "decide")
    if not row.findings.exists():
        raise RuleViolation(_("Note at least one finding first."), code="no_findings")
    today = company_date(now)
    latest = add_months(today, A_YEAR)
    if next_due_on is not None and not today < next_due_on <= latest:
        raise InvalidInput(_("The next evaluation is due within a year."), code="out_of_range", field="next_due_on")
    row.decision, row.decided_by, row.decided_at = words(decision, "decision"), actor, now
    save(row, actor=actor, reason="decided")
    following = _begin(next_due_on or latest, actor=actor, now=now)
    tell_evaluated(row, following, actor=actor, now=now)
    return row


def remind_evaluations(*, now: datetime, limit: int = 200) -> int:
    """Tell who evaluates that the evaluation is due within thirty days, once for each due date."""
    return each_due(due_untold(company_date(now)), lambda pk: _remind(pk, now), limit=limit)


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    row = lock(Evaluation, pk=pk)
    if row.state != EvaluationState.OPEN or not due_untold(company_date(now)).filter(pk=pk).exists():
        return 0
    Evaluation.objects.filter(pk=pk).update(reminded_on=row.due_on)
    tell_evaluation_due(row, now=now)
    return 1
