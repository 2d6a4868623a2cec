"""Small approvals that wait together, and one that was decided while the general manager was out of office."""

from datetime import datetime

from aftersales.staff.services.stand_ins import enter
from aftersales.store.dates import company_date

from ..world import World
from .case import Case, story


@story(lambda world: world.at(3, "11:20"))
def filter_taken_back(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "李四（个人）",
        "滤芯买错了型号，没有拆封，想退一支。",
        kind="return",
        channel="hotline",
        product="LX-3",
        subject="未拆封滤芯退一支",
        remedy_sought="refund",
        by="service2",
    )
    case.found(world.at(2, "10:20"), "照片可见封条完整，型号与机器不配。")
    case.propose(world.at(2, "10:30"), "refund", quantity=1, reason="未拆封，可以二次销售。")
    case.submit(world.at(1, "10:40"))


@story(lambda world: world.at(3, "14:50"))
def oven_shelf_compensated(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "青禾样例食品厂",
        "干燥箱层板运到时弯了，自己找人校平花了 260 元，请补给我们。",
        kind="complaint",
        channel="hotline",
        product="GZ-45",
        subject="层板运输变形，补校平费",
        remedy_sought="compensation",
    )
    case.found(world.at(2, "15:10"), "到货照片可见层板变形，运输单有签注。")
    case.propose(world.at(2, "15:20"), "compensation", costs="260", reason="运输责任在我方，凭票补偿。")
    case.submit(world.at(1, "11:05"))


@story(lambda world: world.at(6, "09:40"))
def decided_in_absence(world: World, at: datetime) -> None:
    """The executive decides for the general manager, who is out of office."""
    gm, executive = world.cast["gm"], world.cast["executive"]
    days = [company_date(world.at(ago, "08:00")) for ago in (4, 3)]
    enter(
        actor=gm,
        now=world.at(5, "17:20"),
        absent=gm,
        deputy=executive,
        starts_on=days[0],
        ends_on=days[1],
        reason="出差",
    )
    case = Case(
        world,
        at,
        "蓝鲸示例乳业",
        "天平外送检定多花了 480 元，因为合格证写错了编号，要求补偿。",
        kind="complaint",
        channel="hotline",
        product="TP-5",
        subject="合格证编号写错，补检定费",
        remedy_sought="compensation",
        by="service2",
    )
    case.found(world.at(5, "10:10"), "合格证编号与铭牌差一位，属我方录入错误。")
    case.propose(world.at(5, "10:30"), "compensation", costs="480", reason="我方差错，凭票补偿。")
    case.submit(world.at(5, "10:35"))
    case.decide(world.at(4, "09:30"), "manager", "属实，同意补偿。")
    case.decide(world.at(3, "10:00"), "executive", "金额不大，照准。")
