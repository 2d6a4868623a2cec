"""A self-evaluation from its beginning to its end: begun, counted, assessed, and closed by a second person."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, RuleViolation, ensure
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import (
    create_all_with_history,
    delete_with_history,
    lock,
    same_version,
    save_with_history,
    update_all_with_history,
)

from .. import permissions
from ..enums import MarkKind, SelfEvaluationState
from ..models import CatalogueItem, SelfEvaluation, SelfEvaluationItem, SpecialMark, Standard
from ..queries.evaluations import catalogue_on, whole
from ..queries.evidence import rows_of
from ..queries.sealed import document_of
from ..rules.sampling import evidence_of
from ..rules.score import MOST_DEDUCTIONS, proposed
from .common import save, step, words

EXACT = Decimal("0.0001")
LONGEST = 400  # days of a period
YEARLY_FROM = (11, 1)  # the day of the year from which the yearly evaluation begins
_BY_ASSESSORS = _("Managers of the department and of quality assess.")


@transaction.atomic
def begin_evaluation(
    *, standard_id: int, period_from: date, period_to: date, actor: Actor, now: datetime
) -> SelfEvaluation:
    """Begin an evaluation by the catalogue in effect today, and count what the system knows. Only one is open."""
    ensure(actor is None or permissions.can_assess(actor), _BY_ASSESSORS)
    standard = lock(Standard, pk=standard_id)
    if SelfEvaluation.objects.filter(standard=standard).exclude(state=SelfEvaluationState.CLOSED).exists():
        raise Conflict(_("An evaluation by this standard is open already."), code="one_is_open")
    if period_to < period_from or (period_to - period_from).days > LONGEST:
        raise InvalidInput(
            _("The period has at least one day and at most %(most)s."),
            code="out_of_range",
            field="period_to",
            params={"most": LONGEST},
        )
    if period_from > company_date(now):
        raise InvalidInput(_("The period lies in the future."), code="future", field="period_from")
    catalogue = catalogue_on(standard, company_date(now))
    if catalogue is None:
        raise RuleViolation(_("No catalogue is in effect today."), code="no_catalogue")
    row = SelfEvaluation(
        number=next_number("SE", now=now),
        standard=standard,
        catalogue=catalogue,
        period_from=period_from,
        period_to=period_to,
        seed=secrets.token_hex(8),
        created_by=actor,
        created_at=now,
        version=0,
    )
    save(row, actor=actor, reason="self-evaluation begun")
    clauses = CatalogueItem.objects.filter(catalogue=catalogue, parent__isnull=False)
    rows = [SelfEvaluationItem(evaluation=row, item=one) for one in clauses]
    for one in rows:
        _count(one, row, now)
    create_all_with_history(SelfEvaluationItem, rows, actor=actor, reason="counted")
    return row


def begin_yearly(*, now: datetime) -> int:
    """Begin the evaluation of the year for standards that are evaluated every year, from 1 November on."""
    today = company_date(now)
    if (today.month, today.day) < YEARLY_FROM:
        return 0
    first = date(today.year, 1, 1)
    begun = 0
    for standard in Standard.objects.filter(is_yearly=True):
        if standard.evaluations.filter(period_to__gte=date(today.year, *YEARLY_FROM)).exists():
            continue
        try:
            begin_evaluation(standard_id=standard.pk, period_from=first, period_to=today, actor=None, now=now)
            begun += 1
        except (Conflict, IntegrityError):  # another worker was first, or an earlier one is still open
            continue
    return begun


def _count(row: SelfEvaluationItem, evaluation: SelfEvaluation, now: datetime) -> bool:
    """Count an item by its query and freeze what was found; the caller saves it. False without a query."""
    query = row.item.evidence
    if not query:
        return False
    found = rows_of(query, evaluation.period_from, min(evaluation.period_to, company_date(now)), now)
    counts = evidence_of(found, seed=evaluation.seed, query=query)
    row.counts, row.gathered_at = counts, now
    row.proposed = proposed(row.item.points, counts["met"], counts["of"])
    return True


@transaction.atomic
def gather(*, evaluation_id: int, actor: User, now: datetime, version: int | None = None) -> SelfEvaluation:
    """Count every item with a query anew. The seed stays, so that equal rows give the same sample; points stay too."""
    row = _locked(evaluation_id, version)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    step(row, "gather")
    items = [one for one in row.items.select_related("item") if _count(one, row, now)]
    for one in items:
        one.version += 1
    fields = ["counts", "gathered_at", "proposed", "version"]
    update_all_with_history(SelfEvaluationItem, items, fields, actor=actor, reason="counted")
    return save(row, actor=actor, reason="counted")


@transaction.atomic
def add_mark(
    *,
    evaluation_id: int,
    kind: str,
    title: str,
    facts: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> SelfEvaluation:
    """Note a special deduction of one point, or the one special bonus, with the facts."""
    row = _locked(evaluation_id, version)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    step(row, "mark")
    if kind not in MarkKind.values or not row.standard.has_grades:
        raise RuleViolation(_("This standard has neither deductions nor a bonus."), code="no_marks")
    known = row.marks.filter(kind=kind).count()
    if kind == MarkKind.BONUS and known:
        raise Conflict(_("There is only one special bonus."), code="one_bonus")
    if known >= MOST_DEDUCTIONS:
        raise RuleViolation(_("No more than %(count)s rows."), code="too_many", params={"count": MOST_DEDUCTIONS})
    mark = SpecialMark(
        evaluation=row,
        kind=kind,
        title=words(title, "title")[:200],
        facts=words(facts, "facts"),
        noted_by=actor,
        noted_at=now,
    )
    save_with_history(mark, actor=actor, reason=kind)
    return save(row, actor=actor, reason=kind)


@transaction.atomic
def remove_mark(
    *, evaluation_id: int, mark: SpecialMark, reason: str, actor: User, now: datetime, version: int | None = None
) -> SelfEvaluation:
    """Take back a deduction or the bonus, with the reason, which the history keeps."""
    row = _locked(evaluation_id, version)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    step(row, "unmark")
    found = row.marks.filter(pk=mark.pk).first()
    if found is None:
        raise NotVisible()
    said = words(reason, "reason")[:100]
    delete_with_history(found, actor=actor, reason=said)
    return save(row, actor=actor, reason="taken back")


@transaction.atomic
def finish_assessment(
    *, evaluation_id: int, conclusion: str, actor: User, now: datetime, version: int | None = None
) -> SelfEvaluation:
    """Say that everything is assessed, with the conclusion. Then somebody else closes it."""
    row = _locked(evaluation_id, version)
    ensure(permissions.can_assess(actor), _BY_ASSESSORS)
    step(row, "assess")
    missing = [one.item.code for one in row.items.select_related("item") if one.applies and one.points is None]
    if missing:
        raise RuleViolation(
            _("Not assessed yet: %(clauses)s."), code="not_assessed", params={"clauses": ", ".join(missing[:20])}
        )
    if not row.items.filter(applies=True).exists():
        raise RuleViolation(_("No item applies."), code="nothing_applies")
    row.conclusion, row.assessed_by, row.assessed_at = words(conclusion, "conclusion"), actor, now
    return save(row, actor=actor, reason="assessed")


@transaction.atomic
def return_for_rework(
    *, evaluation_id: int, reason: str, actor: User, now: datetime, version: int | None = None
) -> SelfEvaluation:
    """Send an assessment back, with the reason, instead of closing it."""
    row = _locked(evaluation_id, version)
    ensure(permissions.can_close(actor, row), _("The general manager closes; not who assessed."))
    step(row, "rework")
    row.conclusion = f"{row.conclusion}\n\n{words(reason, 'reason')}".strip()
    row.assessed_by = row.assessed_at = None
    return save(row, actor=actor, reason="sent back")


@transaction.atomic
def close_evaluation(*, evaluation_id: int, actor: User, now: datetime, version: int | None = None) -> SelfEvaluation:
    """Close an assessed evaluation: its score is stored and everything is sealed. Nothing of it changes any more."""
    row = _locked(evaluation_id, version)
    ensure(permissions.can_close(actor, row), _("The general manager closes; not who assessed."))
    step(row, "close")
    if row.items.filter(judged_by=actor).exists():
        raise RuleViolation(_("Somebody closes who has assessed no item."), code="second_person")
    score = whole(row).score
    assert score.exact is not None
    row.earned, row.applicable = score.earned, score.applicable
    row.deductions, row.bonus = score.deductions, score.bonus
    row.score, row.grade = score.exact.quantize(EXACT, ROUND_HALF_UP), score.grade or ""
    row.closed_by, row.closed_at = actor, now
    row.seal = document_of(row)["seal"]
    return save(row, actor=actor, reason="closed")


def _locked(evaluation_id: int, version: int | None) -> SelfEvaluation:
    row = lock(SelfEvaluation.objects.select_related("standard", "catalogue"), pk=evaluation_id)
    same_version(row, version)
    return row
