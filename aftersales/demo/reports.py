"""Market notes of the demo company, and the reports of the last month and quarter, which the scheduler makes."""

from __future__ import annotations

from datetime import date, timedelta

from aftersales.store.writing import save_with_history
from reports.enums import Fault, NoteKind
from reports.models import ReportSchedule, StoredReport
from reports.rules.library import period_before, period_with
from reports.rules.periods import Span
from reports.services.making import moment_of, plan_due
from reports.services.market import write_note

from .world import World

# Author, title, kind, competitor, findings, what customers asked for, source; days before today.
NOTES = (
    (
        "rep",
        "华东同级恒温箱降价约一成",
        NoteKind.PRICE,
        "蓝海仪器（示例）",
        "三家经销商都提到，同级恒温箱的成交价比上季度低约一成，交货期从四周缩到两周。我们没有降价，成交多靠上门校准。",
        "希望整机与校准打包报价；希望备机先到、旧机后退。",
        "华东经销商会，三家经销商口头说明",
        45,
    ),
    (
        "manager",
        "制药客户要电子记录与审计追踪",
        NoteKind.DEMAND,
        "",
        "上季度走访的制药客户中，多数在新项目招标里写明设备要有电子记录、权限和审计追踪。纸质打印条只作备份。",
        "数据自动上传到他们的系统；改参数要留痕；校准证书能在网上查。",
        "季度走访记录汇总，招标文件公开部分",
        70,
    ),
    (
        "service",
        "校准周期的新要求",
        NoteKind.TECHNOLOGY,
        "",
        "多个省的计量主管部门在检查中要求出示上次校准的完整数据，而不仅是证书。客户因此来电询问历史数据的下载。",
        "提供历次校准数据的下载。",
        "热线来电与主管部门公开通告",
        20,
    ),
)


def report(world: World) -> None:
    """Call it when tickets, visits and rounds are there."""
    for author, title, kind, competitor, findings, asked_for, source, days in NOTES:
        last = world.today - timedelta(days=days)
        write_note(
            actor=world.cast[author],
            now=world.now,
            title=title,
            kind=kind,
            first=last - timedelta(days=30),
            last=last,
            competitor=competitor,
            findings=findings,
            asked_for=asked_for,
            source=source,
        )
    _plan(world)
    _fail_once(world)


def _plan(world: World) -> None:
    """The schedules begin with the last period that is over."""
    for row in ReportSchedule.objects.all():
        period = _last_due(world.today, row.rhythm, row.days_after)
        ReportSchedule.objects.filter(pk=row.pk).update(
            next_first=period.first, next_at=moment_of(period, row.days_after)
        )
    plan_due(now=world.now)


def _last_due(today: date, rhythm: str, days_after: int) -> Span:
    period = period_before(period_with(today, rhythm), rhythm)
    while period.last + timedelta(days=days_after) >= today:
        period = period_before(period, rhythm)
    return period


def _fail_once(world: World) -> None:
    """The report on cost failed at first, because the file store was full; it is made at the next attempt."""
    row = StoredReport.objects.get(kind="cost")
    row.tries, row.fault, row.failed_at = 1, Fault.DISK, world.now - timedelta(minutes=20)
    save_with_history(row, actor=None, reason="report failed")
