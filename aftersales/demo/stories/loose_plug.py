"""An investigation from doubt to lesson: it led to the recall, its actions were judged, and it is closed."""

from datetime import datetime
from typing import Any

from complaints.quality import services as quality
from complaints.quality.models import Investigation

from ..world import World
from .case import Case, story
from .meeting import WHYS, issued
from .quality import judge

TITLE = "HX-250 探头插头接触不良，读数偏低"
FINDINGS = {
    "on_site_findings": "插头簧片松动，轻碰线束读数跳低 3 ℃ 以上，箱内实际偏高。两台同月样机现象相同。",
    "identification": "依据企业标准 Q/HC 012 第 5.3 条，示值误差 −3.4 ℃，超出 ±0.5 ℃。",
    "cause": "插头簧片镀层过薄，插拔数次后接触电阻升高。",
    "responsibility": "插头由我方选型，出厂检验没有插拔试验。",
    "handling": "召回八个月前及更早售出的 HX-250，免费更换探头和插头。",
}
# title, kind, owner, due and done (workdays ago), criterion, window in days, evidence, how it was judged
ACTIONS = (
    (
        *("在库 HX-250 全部复测插头", "corrective", "production", 15, 16, "抽查 20 台，接触电阻都在 20 mΩ 以下"),
        *(7, "在库 31 台已复测，4 台换插头。", "抽查 20 台，最大 14 mΩ。"),
    ),
    (
        *("出厂检验增加插拔 50 次试验", "preventive", "quality", 13, 14, "连续两周记录齐全，没有漏检"),
        *(10, "检验规程已改，操作员已培训。", "查 10 个班次的记录，齐全，检出 1 件。"),
    ),
)


@story(lambda world: world.at(24, "09:20"))
def loose_plug_closed(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "银杏示例制药",
        "培养箱显示 37 度，我们自己的温度计量出来 40 度多，碰一下后面的线又好了。",
        kind="complaint",
        channel="phone",
        product="HX-250",
        subject="探头插头接触不良，读数偏低",
        severity="major",
        quality_class="intrinsic",
    )
    case.reply(world.at(24, "09:50"), "质量部明天到现场复测。", seconds=300)
    case.found(world.at(23, "10:30"), "轻碰线束读数跳低 3.4 °C，插头簧片松动。")
    people = world.cast
    deputy: dict[str, Any] = {"actor": people["quality_manager"]}
    row = quality.open_investigation(
        ticket_id=case.pk,
        title=TITLE,
        lead=people["quality_manager"],
        team=[people[name] for name in ("quality", "sales", "production", "enterprise")],
        now=world.at(24, "14:00"),
        **deputy,
    )
    about: dict[str, Any] = {"investigation_id": row.pk}
    quality.save_findings(findings=FINDINGS, actor=people["quality"], now=world.at(22, "16:00"), **about)
    whys = [{"question": question, "answer": answer, "evidence": proof} for question, answer, proof in WHYS]
    quality.save_whys(rows=whys, actor=people["quality"], now=world.at(22, "16:20"), **about)
    issued(world, row, filed=world.at(21, "10:00"), signed=world.at(21, "15:00"))
    quality.record_decision(
        attendees=[people[name] for name in ("quality_manager", "quality", "manager", "production")],
        place="总部三楼会议室",
        nature="内在质量，二级质量事故",
        responsible="开发部选型，质检部检验",
        share_ours=100,
        cause=FINDINGS["cause"],
        remedy="exchange",
        decision="召回八个月前及更早售出的 HX-250；给客户换新探头。",
        minutes="会议同意按召回办理，先停售复测。",
        actor=people["gm"],
        now=world.at(20, "15:00"),
        **about,
    )
    case.answer(world.at(20, "16:30"), "探头和插头已更换，校准合格；同期售出的机器一并召回更换。")
    for title, kind, owner, due, done, criterion, window, evidence, _judged in ACTIONS:
        action = quality.add_action(
            kind=kind,
            title=title,
            owner=people[owner],
            due_on=world.workday(due),
            criterion=criterion,
            window_days=window,
            now=world.at(20, "16:00"),
            **deputy,
            **about,
        )
        end: dict[str, Any] = {"action_id": action.pk, "evidence": evidence, "actor": people[owner]}
        quality.complete_action(now=world.at(done, "16:40"), **end)
    case.confirm(world.at(18, "10:00"), comment="换完就准了。")
    case.close(world.at(17, "15:00"))


def close_loose_plug(world: World) -> None:
    """Judge the actions and close the investigation. Call it after all tickets are there, because one about the same
    product that is logged later would reopen it."""
    row = Investigation.objects.get(title=TITLE)
    for action, (*_rest, judged) in zip(row.actions.order_by("pk"), ACTIONS, strict=True):
        judge(world, action, (2, "11:00"), judged, effective=True)
    quality.close_investigation(investigation_id=row.pk, actor=world.cast["quality_manager"], now=world.at(2, "14:00"))
