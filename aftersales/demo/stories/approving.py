"""Proposals that wait for an approval or have been decided."""

from datetime import datetime

from ..world import World
from .case import Case, story


@story(lambda world: world.at(3, "10:30"))
def meter_waits_for_the_manager(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "样例海岸诊所",
        "三台酸度计有一台标定不过，换过缓冲液也一样，不想修了，退一台。",
        kind="return",
        channel="hotline",
        product="PH-2",
        subject="酸度计标定不过，退一台",
        remedy_sought="refund",
    )
    case.found(world.at(2, "09:30"), "电极斜率 82%，低于出厂下限，重新活化无效。")
    case.propose(world.at(2, "10:00"), "refund", quantity=1, reason="电极失效属质量问题，另两台正常。")
    case.submit(world.at(1, "09:10"))


@story(lambda world: world.at(3, "15:10"))
def what_the_manager_wrote_goes_up(world: World, at: datetime) -> None:
    """The only department manager proposed it, so the step goes to the general manager, and the trail says why."""
    case = Case(
        world,
        at,
        "虚构山谷中学",
        "校医直接打给经理：制冰机两次夜间停机，外购冰袋花了 536 元，希望补偿。",
        kind="complaint",
        channel="phone",
        product="ZB-80",
        subject="夜间停机，要求补偿外购冰袋",
        remedy_sought="compensation",
        by="manager",
    )
    case.found(world.at(2, "14:00"), "温控保护误动作，调阅运行记录确认两次停机。")
    case.propose(world.at(2, "14:30"), "compensation", costs="536", reason="停机属设备原因，凭票补偿冰袋费用。")
    case.submit(world.at(1, "08:40"))


@story(lambda world: world.at(4, "09:25"))
def tripped_breaker_compensation(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "虚构山谷中学",
        "维修师傅来晚了两天，租用的冰块花了 320 元，票都在，要求补偿。",
        kind="complaint",
        channel="hotline",
        product="ZB-80",
        subject="上门迟到，要求补偿租冰费用",
        remedy_sought="compensation",
        by="service2",
    )
    case.found(world.at(3, "11:00"), "约定周一上门，实际周三到，派工单漏派。")
    case.propose(world.at(3, "14:20"), "compensation", costs="320", reason="我方迟到，凭票补偿。")
    case.submit(world.at(2, "08:45"))
    case.decide(world.at(1, "11:15"), "manager", "情况属实，凭票补偿。")


@story(lambda world: world.at(5, "08:50"))
def autoclave_goes_to_the_meeting(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "银杏示例制药",
        "灭菌器压力保持不住，验证三次都不合格，产线停了两天，要求退一台并尽快给方案。",
        kind="return",
        channel="hotline",
        product="YL-30",
        subject="灭菌器保压不合格，要求退货",
        remedy_sought="refund",
        severity="critical",
        quality_class="intrinsic",
    )
    case.reply(world.at(5, "10:00"), "工程师今天到场，随车带备用密封圈。", seconds=505)
    case.found(world.at(4, "17:10"), "门密封圈压缩永久变形，保压 10 分钟降 35 kPa，腔体焊缝有渗点。")
    case.propose(world.at(3, "09:30"), "refund", reason="焊缝渗漏不能现场修复，重要客户产线停机。")
    case.submit(world.at(3, "09:40"))
    case.decide(world.at(2, "14:30"), "manager", "现场报告属实，金额超本部门权限，请上会。")


@story(lambda world: world.at(5, "14:12"))
def microscope_sent_back(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "远帆虚构检测中心",
        "四台显微镜里有一台物镜有霉斑，客户要求换整机。",
        kind="exchange",
        channel="phone",
        product="XW-10",
        subject="物镜有霉斑，要求换整机",
        remedy_sought="exchange",
    )
    case.reply(world.at(5, "16:00"), "请先拍物镜照片，我们确认是否出厂前就有。", seconds=205)
    case.found(world.at(4, "10:00"), "40 倍物镜内侧霉斑，位置在密封面以内。")
    case.propose(world.at(4, "10:30"), "exchange", reason="物镜密封面以内的霉斑不是使用造成的。")
    case.submit(world.at(4, "10:35"))
    case.decide(world.at(3, "09:05"), "manager", "只换物镜能不能解决？请补充对比。", verdict="send_back")


@story(lambda world: world.at(5, "15:30"))
def out_of_warranty_rejected(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "蓝鲸示例乳业",
        "三年前买的离心机转子掉漆，要求免费换新机。",
        kind="exchange",
        channel="hotline",
        product="LX-12",
        subject="过保离心机转子掉漆，要求换新",
        remedy_sought="exchange",
    )
    case.found(world.at(4, "10:00"), "转子表面防护层磨损，属正常使用，已过保修期。")
    case.propose(world.at(4, "10:20"), "exchange", reason="客户重要，申请例外。")
    case.submit(world.at(4, "10:25"))
    case.decide(world.at(3, "16:00"), "manager", "已过保，转子磨损属正常使用。改为折价更换转子。", verdict="reject")
    case.reply(world.at(2, "09:15"), "换新不能批准，可以按成本价更换转子，方案稍后发您。", seconds=260)


@story(lambda world: world.at(5, "16:05"))
def less_than_asked(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "松鹤假想医院",
        "培养箱搁架有一层焊点断了，不影响使用，但要求折价补偿 600 元。",
        kind="complaint",
        channel="phone",
        product="HX-120",
        subject="搁架焊点断开，要求折价",
        remedy_sought="compensation",
        by="service2",
    )
    case.reply(world.at(4, "09:00"), "补一层搁架给您，折价金额报批后答复。", by="service2")
    case.found(world.at(4, "09:30"), "第三层搁架左后焊点虚焊断开。")
    case.propose(world.at(3, "10:00"), "compensation", costs="600", reason="客户不要求换货，折价成本最低。")
    case.submit(world.at(3, "10:05"))
    case.decide(world.at(2, "10:40"), "manager", "一层搁架成本 380 元，按此补偿。", verdict="approve_less", amount=380)


@story(lambda world: world.at(3, "08:50"))
def second_ice_maker_waits_for_the_manager(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "鹿鸣示例烘焙",
        "上周刚修好的制冰机又不出冰了，马上旺季，不修了，换一台。",
        kind="exchange",
        channel="hotline",
        product="ZB-80",
        subject="修后又不出冰，要求换货",
        remedy_sought="exchange",
        severity="major",
        quality_class="intrinsic",
        by="service2",
    )
    case.reply(world.at(3, "09:40"), "工程师明天一早到，同时把换货方案报上去。", by="service2", seconds=150)
    case.found(world.at(2, "10:20"), "压缩机启动电流超标，三次启动两次保护。")
    case.propose(world.at(2, "11:00"), "exchange", reason="一个月内第二次，同一部位，换货比再修成本低。")
    case.submit(world.at(1, "13:50"))


@story(lambda world: world.at(2, "14:35"))
def on_site_repair_waits_for_the_manager(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "松鹤假想医院",
        "灭菌器门锁打不开，里面还有一锅敷料，麻烦今天就派人来。",
        kind="repair",
        channel="hotline",
        product="YL-30",
        subject="灭菌器门锁打不开，要求上门",
        remedy_sought="repair",
        severity="critical",
        by="service3",
    )
    case.reply(world.at(2, "14:50"), "先不要强行开门。工程师两小时内到，随车带门锁组件。", by="service3", seconds=95)
    case.found(world.at(2, "17:30"), "门锁电磁铁烧毁，已手动泄压开门，更换组件。")
    case.propose(world.at(1, "09:00"), "repair", price="0", costs="980", reason="上门加急，组件在保，差旅由我方承担。")
    case.submit(world.at(1, "09:05"))
