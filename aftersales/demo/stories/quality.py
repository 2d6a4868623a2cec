"""Work of the quality department: one open investigation, one with a report, and actions in every state."""

from datetime import datetime, timedelta
from typing import Any

from complaints.quality import services as quality
from complaints.quality.models import Investigation

from ..world import World
from .case import Case, story


@story(lambda world: world.at(4, "08:40"))
def batch_under_investigation(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "远帆虚构检测中心",
        "这台培养箱和上个月退的那台一样，温度乱跳。你们这个批次是不是有问题？再不给说法我们只能在行业群里提醒别人。",
        kind="complaint",
        channel="hotline",
        product="HX-250",
        subject="同批次再次温度漂移，客户质疑整批",
        severity="critical",
        quality_class="intrinsic",
    )
    case.reply(world.at(4, "09:30"), "质量部今天立项调查，一周内给您书面结论。", seconds=540)
    case.found(world.at(3, "15:00"), "现场复测漂移 ±2.2 °C，与其他同批次投诉一致。")
    people = world.cast
    row = quality.open_investigation(
        ticket_id=case.pk,
        title="HX-250 温控板虚焊，整批温度漂移",
        lead=people["quality_manager"],
        team=[people["quality"], people["production"], people["enterprise"], people["service"]],
        actor=people["quality_manager"],
        now=world.at(4, "11:00"),
    )
    quality.save_findings(
        investigation_id=row.pk,
        actor=people["quality"],
        now=world.at(2, "16:30"),
        findings={
            "on_site_findings": "客户现场 3 号实验室，环境 22 °C，供电正常。连续记录 6 小时，漂移 ±2.2 °C，每 40 分钟一次过冲。",
            "identification": "同批次留样 2 台拆检，温控板 U3 周边焊点虚焊，X 光可见空洞率 38%。",
            "cause": "初步判断回流焊第 4 温区温度偏低，待工艺记录核实。",
        },
    )
    give(world, row, "corrective", "封存并复检同批次库存", "colleague", made=(3, "09:00"), due=1)
    give(world, row, "corrective", "核对回流焊温度记录，给出偏差区间", "production", made=(2, "17:00"), due=-4)
    give(world, row, "preventive", "温控板增加焊点 X 光抽检", "quality", made=(2, "17:05"), due=-20)


@story(lambda world: world.at(11, "09:20"))
def leaking_valve_reported(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "云杉虚构酒店",
        "另一台制冰机也开始漏水，同样是进水阀。",
        kind="complaint",
        channel="hotline",
        product="ZB-80",
        subject="第二台制冰机进水阀漏水",
        severity="major",
        quality_class="intrinsic",
    )
    people = world.cast
    case.reply(world.at(11, "10:00"), "工程师明天上午到，先换阀恢复使用。", seconds=230)
    case.found(world.at(9, "11:00"), "进水阀阀体注塑缺陷，更换后正常。")
    row = quality.open_investigation(
        ticket_id=case.pk,
        title="ZB-80 进水阀阀体开裂",
        lead=people["quality_manager"],
        team=[people["quality"], people["production"]],
        actor=people["quality"],
        now=world.at(10, "09:30"),
    )
    quality.save_findings(
        investigation_id=row.pk,
        actor=people["quality"],
        now=world.at(7, "15:00"),
        findings={
            "on_site_findings": "酒店地下一层，水压 0.35 MPa，在说明书范围内。阀体下缘一道 6 mm 裂纹。",
            "identification": "阀体为外购件，批号与进货检验记录一致，同批 120 件，已用 86 件。",
            "cause": "供应商换模后注塑保压不足，阀体壁厚不均，受压后开裂。",
            "responsibility": "外购件质量，供应商责任；进货检验未覆盖壁厚，我方有漏检责任。",
            "handling": "已用的 86 台逐台上门更换，费用向供应商追偿。",
        },
    )
    done = give(world, row, "corrective", "联系 86 台用户，预约更换进水阀", "service2", made=(7, "16:00"), due=2)
    quality.complete_action(
        action_id=done.pk,
        evidence="已联系 71 家，预约表在部门共享盘；余 15 家停机，待回访。",
        actor=people["service2"],
        now=world.at(3, "17:20"),
    )
    checked = give(world, row, "preventive", "进货检验增加阀体壁厚一项", "quality", made=(7, "16:05"), due=4)
    quality.complete_action(
        action_id=checked.pk, evidence="检验规程已改，附首批记录。", actor=people["quality"], now=world.at(5, "10:00")
    )
    quality.verify_action(
        action_id=checked.pk,
        effective=True,
        verification="抽查两批记录，壁厚项均有实测值。",
        actor=people["quality_manager"],
        now=world.at(4, "10:00"),
    )
    quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people["quality"], now=world.at(6, "14:00"))
    case.answer(world.at(5, "09:30"), "阀已更换，书面报告本周送到；同批机器逐台更换。")
    improve(world)


def improve(world: World) -> None:
    """Actions that need no investigation."""
    manager, now = world.cast["manager"], world.at(5, "09:00")
    due = world.today + timedelta(days=12)
    for title, owner in (("首次回复超时原因每周复盘", "service"), ("常见问题写进自助页面，减少滤芯类咨询", "service3")):
        quality.add_action(kind="improvement", title=title, owner=world.cast[owner], due_on=due, actor=manager, now=now)


def give(
    world: World, row: Investigation, kind: str, title: str, owner: str, *, made: tuple[int, str], due: int
) -> Any:
    """due: so many workdays ago, or in so many days if negative."""
    due_on = world.workday(due) if due > 0 else world.today - timedelta(days=due)
    return quality.add_action(
        kind=kind,
        title=title,
        owner=world.cast[owner],
        due_on=due_on,
        investigation_id=row.pk,
        actor=world.cast["quality_manager"],
        now=world.at(*made),
    )
