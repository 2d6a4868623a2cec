"""Self-evaluations at every stage, made by the services that users use."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from reports.certification.models import SelfEvaluation, SelfEvaluationItem, Standard
from reports.certification.services import catalogues, evaluations, items
from tests.factories import NOW, Cast

FIRST, LAST = date(2026, 1, 1), date(2026, 11, 18)


def standard(code: str = "gbt-27922") -> Standard:
    catalogues.install_defaults(actor=None, now=NOW)
    return Standard.objects.get(code=code)


def begun(people: Cast, code: str = "gbt-27922", **facts: Any) -> SelfEvaluation:
    given = {"period_from": FIRST, "period_to": LAST, "actor": people.quality_manager, "now": NOW, **facts}
    return evaluations.begin_evaluation(standard_id=standard(code).pk, **given)


def item(row: SelfEvaluation, code: str) -> SelfEvaluationItem:
    return SelfEvaluationItem.objects.select_related("item").get(evaluation=row, item__code=code)


def judged(people: Cast, row: SelfEvaluation, code: str, points: str, **facts: Any) -> SelfEvaluationItem:
    given = {"finding": "抽查记录齐全", "actor": people.quality_manager, "now": NOW, **facts}
    return items.judge_item(item_id=item(row, code).pk, points=Decimal(points), **given)


def exempted(people: Cast, row: SelfEvaluation, code: str = "5.2.6") -> SelfEvaluationItem:
    return items.exempt_item(item_id=item(row, code).pk, reason="本年度产品不在回收名录", actor=people.manager, now=NOW)


def rated(people: Cast, share: str = "1", **facts: Any) -> SelfEvaluation:
    """An evaluation whose items all earned this share of their points; waste recovery does not apply."""
    row = begun(people, **facts)
    exempted(people, row)
    for one in row.items.select_related("item").filter(applies=True):
        earned = (one.item.points * Decimal(share)).quantize(Decimal("0.01"))
        judged(people, row, one.item.code, str(earned))
    return row


def marked(people: Cast, row: SelfEvaluation, kind: str = "deduction", **facts: Any) -> SelfEvaluation:
    given = {"title": "对外承诺未按期兑现", "facts": "6 单晚到", "actor": people.quality_manager, "now": NOW, **facts}
    return evaluations.add_mark(evaluation_id=row.pk, kind=kind, **given)


def assessed(people: Cast, share: str = "0.9", **facts: Any) -> SelfEvaluation:
    row = rated(people, share, **facts)
    upload = SimpleUploadedFile("budget.pdf", b"%PDF-1.4 x", "application/pdf")
    items.add_evidence(
        item_id=item(row, "5.1.3").pk,
        text="年度服务预算与决算",
        dated=date(2026, 10, 30),
        uploads=[upload],
        actor=people.manager,
        now=NOW,
    )
    return evaluations.finish_assessment(
        evaluation_id=row.pk, conclusion="服务体系完整，回访有缺口。", actor=people.quality_manager, now=NOW
    )


def closed(people: Cast, share: str = "0.9", **facts: Any) -> SelfEvaluation:
    row = assessed(people, share, **facts)
    return evaluations.close_evaluation(evaluation_id=row.pk, actor=people.gm, now=NOW)
