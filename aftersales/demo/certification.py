"""The self-evaluations of the demo company: two closed ones, the one of this year with its gaps, and one of complaint
handling."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from reports.certification.models import SelfEvaluation, SelfEvaluationItem, Standard
from reports.certification.services import catalogues, evaluations, items

from .world import World

# The company's own points, edition 2 of the catalogue.
POINTS = {
    **dict(zip((f"5.1.{n}" for n in range(1, 8)), (7, 6, 6, 7, 5, 5, 4), strict=True)),
    **dict(zip((f"5.2.{n}" for n in range(1, 7)), (6, 6, 6, 7, 6, 4), strict=True)),
    **dict(zip((f"5.3.{n}" for n in range(1, 3)), (13, 12), strict=True)),
}
# By how many points of a hundred each item was met, where the system has no count of that year.
TWO_YEARS_AGO = (90, 80, 85, 88, 82, 70, 85, 88, 86, 84, 78, 92, 0, 82, 85)
LAST_YEAR = (92, 86, 90, 94, 88, 78, 88, 92, 90, 88, 84, 94, 0, 86, 90)
THIS_YEAR = (93, 90, 92, 100, 92, 84, 90, 93, 97, 92, 87, 95, 0, 93, 92)
EXEMPT = "5.2.6"
BY_HAND = "按当年的纸面记录认定，抽查无缺。"
COUNTED = "按系统统计认定，抽样逐件看过。"
FINDINGS = {
    "5.1.3": "预算按期执行，备件周转金还差一笔。",
    "5.1.6": "有两项措施无效，已重做。",
    "5.2.4": "配件晚到，拖长了维修。",
    "5.3.1": "有客户没按时回访。",
    "5.3.2": "午后高峰时首次答复偏慢。",
}
# Complaint handling (ISO 10002), where the system has no count: what was seen, and of a hundred points those that were
# not met in full.
COMPLAINTS_SEEN = {
    "4.1": "《投诉处理程序》第 3 版，官网和报价单上有投诉渠道",
    "5.2": "总经理签发的投诉处理方针，年度资源批准单",
    "5.3": "投诉处理方针，前台和官网公示",
    "5.4": "岗位说明书，投诉处理授权表",
    "6.2": "年度目标分解表",
    "6.3": "投诉处理流程图，退换货作业指导书",
    "7.1": "官网投诉指引，中英文各一份",
    "7.2": "受理记录，抽查 20 件",
    "7.3": "跟踪记录，抽查 20 件",
    "7.5": "初步评估记录，抽查 20 件",
    "7.8": "答复函存档，抽查 20 件",
    "8.1": "投诉台账和归档清单",
    "8.2": "四个季度的投诉分析报告",
    "8.4": "月度监视表",
    "8.5": "内部审核计划",
    "8.6": "管理评审会议纪要",
}
COMPLAINTS_MET = {"6.2": 80, "7.3": 85, "8.5": 60, "8.6": 80}
COMPLAINTS_FOUND = {
    "6.2": "处理时限有目标，赔付准确率没有目标。",
    "7.3": "转给经销商的投诉，客户查不到进度。",
    "8.5": "本年度没有做投诉处理的内部审核。",
    "8.6": "管理评审一年一次，输入缺成本。",
}
PAPERS = (("5.1.3", "年度服务预算与决算"), ("5.1.7", "客户委员会纪要，三次会议"))

DOCUMENT = b"%PDF-1.4\n%%EOF\n"


def evaluate(world: World) -> None:
    """Call it last: the queries count what the others have made."""
    first = world.now.replace(year=world.now.year - 2, month=11, day=12)
    _own_points(world, first - timedelta(days=30))
    _closed(world, first, TWO_YEARS_AGO, "体系齐全，改进措施跟踪不够。")
    last = first.replace(year=first.year + 1)
    _closed(world, last, LAST_YEAR, "比上年有进步，维修周期仍偏长。")
    _complaint_handling(world, last + timedelta(days=21))
    _in_progress(world)


def _own_points(world: World, at: datetime) -> None:
    standard = Standard.objects.get(code="gbt-27922")
    known = standard.catalogues.get().items.filter(parent__isnull=False)
    lines = [{"code": one.code, "points": Decimal(POINTS[one.code]), "evidence": one.evidence} for one in known]
    catalogues.revise_catalogue(
        standard_id=standard.pk, lines=lines, reason="按行业评分表细分", actor=world.cast["quality_manager"], now=at
    )


def _of_year(world: World, at: datetime, code: str) -> SelfEvaluation:
    return evaluations.begin_evaluation(
        standard_id=Standard.objects.get(code=code).pk,
        period_from=date(at.year, 1, 1),
        period_to=world.calendar.date_of(at),
        actor=world.cast["quality_manager"],
        now=at,
    )


def _begun(world: World, at: datetime) -> SelfEvaluation:
    row = _of_year(world, at, "gbt-27922")
    items.exempt_item(
        item_id=_item(row, EXEMPT).pk,
        reason="本年度产品不在回收名录",
        actor=world.cast["manager"],
        now=at,
    )
    for code, text in PAPERS:
        upload = SimpleUploadedFile(f"{text}.pdf", DOCUMENT, "application/pdf")
        items.add_evidence(
            item_id=_item(row, code).pk,
            text=text,
            dated=world.calendar.date_of(at - timedelta(days=13)),
            uploads=[upload],
            actor=world.cast["manager"],
            now=at,
        )
    return row


def _item(row: SelfEvaluation, code: str) -> SelfEvaluationItem:
    return row.items.select_related("item").get(item__code=code)


def _judge(world: World, row: SelfEvaluation, shares: tuple[int, ...], at: datetime) -> None:
    for one, share in zip(row.items.select_related("item"), shares, strict=True):
        if not one.applies:
            continue
        by_hand = (one.item.points * share / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
        is_counted = bool(one.counts and one.counts["of"])
        said = FINDINGS.get(one.item.code) or (COUNTED if is_counted else BY_HAND)
        items.judge_item(
            item_id=one.pk,
            points=one.proposed if is_counted and one.proposed is not None else by_hand,
            finding=said,
            actor=world.cast["quality_manager"],
            now=at,
        )


def _closed(world: World, at: datetime, shares: tuple[int, ...], conclusion: str) -> None:
    row = _begun(world, at)
    _judge(world, row, shares, at)
    _close(world, row, at, conclusion)


def _complaint_handling(world: World, at: datetime) -> None:
    row = _of_year(world, at, "iso-10002")
    for code, text in COMPLAINTS_SEEN.items():
        items.add_evidence(
            item_id=_item(row, code).pk,
            text=text,
            dated=world.calendar.date_of(at - timedelta(days=6)),
            actor=world.cast["manager"],
            now=at,
        )
    for one in row.items.select_related("item"):
        share = Decimal(COMPLAINTS_MET.get(one.item.code, 100)) / 100
        by_hand = (one.item.points * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
        proposed = one.proposed
        items.judge_item(
            item_id=one.pk,
            points=by_hand if proposed is None else proposed,
            finding=COMPLAINTS_FOUND.get(one.item.code, BY_HAND) if proposed is None else COUNTED,
            actor=world.cast["quality_manager"],
            now=at,
        )
    _close(world, row, at, "投诉处理有制度、有记录，内部审核和过程满意度调查要补上。")


def _close(world: World, row: SelfEvaluation, at: datetime, conclusion: str) -> None:
    ends = at + timedelta(days=7)
    evaluations.finish_assessment(
        evaluation_id=row.pk, conclusion=conclusion, actor=world.cast["quality_manager"], now=ends
    )
    evaluations.close_evaluation(evaluation_id=row.pk, actor=world.cast["gm"], now=ends + timedelta(days=2))


def _in_progress(world: World) -> None:
    at = world.now - timedelta(hours=20)
    row = _begun(world, at)
    _judge(world, row, THIS_YEAR, at)
    for kind, title, facts in (
        ("deduction", "对外承诺未按期兑现", "“48 小时寄出备件”有 6 单晚到，见备件台账。"),
        ("bonus", "服务承诺高于国家规定", "整机保修 24 个月，见产品说明书。"),
    ):
        evaluations.add_mark(
            evaluation_id=row.pk, kind=kind, title=title, facts=facts, actor=world.cast["quality_manager"], now=at
        )
    gap = _item(row, "5.3.1")
    if gap.points is not None and gap.points < gap.item.points:
        items.act_on_item(
            item_id=gap.pk,
            title="补访没按时回访的重要客户",
            owner=world.cast["manager"],
            due_on=world.today + timedelta(days=24),
            criterion="名单上的客户全部回访，记录齐全",
            actor=world.cast["quality_manager"],
            now=world.now,
        )
