"""Meetings on quality: one held with two cases, whose report has two versions, and one planned for next Monday."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from complaints.quality import services as quality
from complaints.quality.models import Investigation

from ..world import World
from .case import Case, story

SCALE_TITLE = "TP-5 零点漂移，稳压芯片压降偏大"
SCALE = {
    "on_site_findings": "客户化验室，恒温 21 °C。空载零点每小时漂移 0.4 g，更换电源后不变。",
    "identification": "同型号留样一台，复测漂移 0.3 g，传感器供电电压 4.82 V，低于规定的 5.00 V。",
    "cause": "稳压芯片换用替代料，带载后压降偏大。",
    "responsibility": "替代料由采购批准，未经质检部验证。",
    "handling": "换货，替代料停用。",
}
CRUSHED = {
    "on_site_findings": "外箱一角压溃，箱内泡沫断裂，门铰链变形。同车另外三台完好。",
    "identification": "整机通电正常，箱门关不严，漏温 1.8 °C。",
    "cause": "码放四层，超过外箱标注的三层。",
    "responsibility": "承运商装车不当；我方发货时未当面交代层数。",
    "handling": "更换箱门，费用向承运商追偿。",
}


# The same chain fits both: a condition changed, and nothing made anybody notice it.
WHYS = (
    ("为什么出现这个问题？", "现场条件与设计不符", "现场记录"),
    ("为什么条件不符？", "交付时没有核对现场条件", "交付单"),
    ("为什么没有核对？", "作业指导书没有这一项", "作业指导书"),
    ("为什么没有这一项？", "以前的同类问题没有汇总到设计部门", "投诉台账"),
    ("为什么没有汇总？", "没有规定由谁汇总、多久一次", "职责文件"),
)


def reported(world: World, case: Case, title: str, findings: dict[str, str]) -> Investigation:
    """An investigation whose report is signed."""
    people = world.cast
    row = quality.open_investigation(
        ticket_id=case.pk,
        title=title,
        lead=people["quality_manager"],
        team=[people["quality"], people["sales"], people["production"], people["enterprise"]],
        actor=people["quality_manager"],
        now=world.at(12, "11:00"),
    )
    quality.save_findings(
        investigation_id=row.pk, findings=findings, actor=people["quality"], now=world.at(10, "16:00")
    )
    whys = [{"question": question, "answer": answer, "evidence": proof} for question, answer, proof in WHYS]
    quality.save_whys(investigation_id=row.pk, rows=whys, actor=people["quality"], now=world.at(10, "16:20"))
    issued(world, row, filed=world.at(9, "10:00"), signed=world.at(9, "15:30"))
    return row


def issued(world: World, row: Investigation, *, filed: datetime, signed: datetime) -> None:
    report = quality.file_report(investigation_id=row.pk, language="zh-hans", actor=world.cast["quality"], now=filed)
    quality.render_due_reports(now=filed)
    quality.sign_report(report_id=report.pk, actor=world.cast["quality_manager"], now=signed)


@story(lambda world: world.at(13, "09:10"))
def drifting_scale_reported(world: World, at: datetime) -> None:
    scale = Case(
        world,
        at,
        "北斗样例实验室",
        "天平放着不动，读数自己往上走，半天差了 2 克，称不准没法出报告。",
        kind="complaint",
        channel="hotline",
        product="TP-5",
        subject="天平零点漂移，称量不准",
        severity="major",
        quality_class="intrinsic",
    )
    scale.reply(world.at(13, "09:40"), "质量部派人今天下午到现场。", seconds=320)
    scale.found(world.at(12, "10:00"), "空载零点每小时漂移 0.4 g，供电电压偏低。")
    reported(world, scale, SCALE_TITLE, SCALE)


@story(lambda world: world.at(13, "10:00"))
def two_cases_in_one_meeting(world: World, at: datetime) -> None:
    crushed = Case(
        world,
        at,
        "松鹤假想医院",
        "培养箱送到时箱角压坏了，门关不严，温度上不去。",
        kind="complaint",
        channel="hotline",
        product="HX-120",
        subject="到货箱角压坏，箱门关不严",
        severity="minor",
        quality_class="intrinsic",
    )
    crushed.found(world.at(12, "14:00"), "箱门铰链变形，漏温 1.8 °C。")
    first = Investigation.objects.get(title=SCALE_TITLE)
    second = reported(world, crushed, "HX-120 到货压损，箱门漏温", CRUSHED)
    held(world, first, second)
    issued(world, first, filed=world.at(7, "10:30"), signed=world.at(7, "11:20"))


def held(world: World, first: Investigation, second: Investigation) -> None:
    people, start = world.cast, world.at(8, "14:00")
    meeting = quality.plan_meeting(
        title="质量事故分析会",
        starts_at=start,
        place="总部三楼会议室",
        chair=people["gm"],
        attendees=[people[name] for name in ("quality_manager", "quality", "manager", "production", "enterprise")],
        guests="承运商代表 周工",
        investigations=[first, second],
        actor=people["quality_manager"],
        now=world.at(9, "16:00"),
    )
    cases = list(meeting.cases.all())
    act: dict[str, Any] = {"meeting_id": meeting.pk, "actor": people["gm"]}
    quality.decide_case(
        case_id=cases[0].pk,
        now=start + timedelta(minutes=35),
        nature="内在质量，二级质量事故",
        responsible="替代料供应商，采购未经验证即批准",
        share_supplier=60,
        share_ours=40,
        cause="稳压芯片替代料带载压降偏大，传感器供电不足",
        remedy="exchange",
        amount_limit=Decimal(8000),
        decision="换货一台，在库 14 台停发复检；供销部本周内给客户换好。",
        minutes="采购部说明替代料批准经过。质检部提出入厂加测带载压降，会议同意。",
        **act,
    )
    quality.assign_action(
        case_id=cases[0].pk,
        now=start + timedelta(minutes=40),
        kind="preventive",
        title="替代料入厂加测带载压降",
        owner=people["quality"],
        due_on=world.today + timedelta(days=9),
        criterion="连续三批替代料都有带载压降记录，且不低于 4.95 V",
        window_days=60,
        **act,
    )
    quality.decide_case(
        case_id=cases[1].pk,
        now=start + timedelta(minutes=65),
        nature="外在质量，运输码放不当",
        responsible="承运商",
        share_transport=80,
        share_ours=20,
        cause="码放四层，超过标注的三层",
        remedy="repair",
        amount_limit=Decimal(1500),
        decision="上门更换箱门和铰链，费用向承运商追偿。",
        minutes="承运商代表承认装车超层，对 80% 的责任没有异议。",
        **act,
    )
    quality.hold_meeting(
        attendees=list(meeting.attendees.all()),
        guests=meeting.guests,
        minutes="应到 6 人，实到 6 人，另有承运商代表 1 人。审议 2 件，均已作出决定。替代料的批准办法下月另行讨论。",
        now=start + timedelta(minutes=80),
        **act,
    )


def plan_next(world: World) -> None:
    """Next Monday’s meeting, with the investigations that are not decided yet."""
    waiting = list(Investigation.objects.filter(state__in=["open", "reported"]).order_by("due_at", "pk")[:3])
    monday = world.today + timedelta(days=7 - world.today.weekday())
    people = world.cast
    quality.plan_meeting(
        title="质量事故分析会",
        starts_at=world.moment(monday, time(9, 30)),
        place="总部三楼会议室",
        chair=people["gm"],
        attendees=[people[name] for name in ("quality_manager", "quality", "manager", "production")],
        investigations=waiting,
        actor=people["quality_manager"],
        now=world.at(1, "10:30"),
    )
