"""Approved proposals: goods on their way back, inspected, refunded, replaced, confirmed, closed."""

from datetime import datetime
from decimal import Decimal

from complaints.services.fulfilment import Finding
from customers.services.purchases import add_purchase

from ..world import World
from .case import Case, story
from .everyday import answer_survey


@story(lambda world: world.at(5, "09:35"))
def balance_awaited(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "Placeholder Pharma",
        "One of the two balances drifts by 3 mg within an hour. We recalibrated it twice. We want to return that one.",
        kind="return",
        channel="email",
        product="TP-5",
        subject="Balance drifts, wants to return one",
        remedy_sought="refund",
    )
    case.reply(
        world.at(5, "11:20"),
        "Thank you. Your return is logged; you will have our proposal within a week.",
        channel="email",
    )
    case.found(world.at(4, "10:00"), "恒温恒湿下 1 小时漂移 3.1 mg，超出说明书 ±1 mg。")
    case.propose(world.at(4, "10:30"), "refund", quantity=1, costs="60", reason="漂移超标，客户两次校准无效。")
    case.submit(world.at(4, "10:35"))
    case.decide(world.at(3, "09:20"), "manager", "检测数据清楚。")
    case.decide(world.at(3, "15:45"), "gm", "同意。")
    case.reply(world.at(2, "08:45"), "Approved. A courier collects the balance free of charge.", channel="email")


@story(lambda world: world.at(5, "10:12"))
def small_incubator_arrived(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "松鹤假想医院",
        "两台小培养箱有一台显示屏花屏，读不出温度，科室等着用，换一台。",
        kind="exchange",
        channel="hotline",
        product="HX-120",
        subject="显示屏花屏，要求换货",
        remedy_sought="exchange",
        severity="major",
        quality_class="intrinsic",
    )
    case.found(world.at(4, "09:00"), "显示板排线接触不良，更换排线后仍偶发花屏。")
    case.propose(world.at(4, "09:30"), "exchange", quantity=1, reason="医院科室急用，换货。")
    case.submit(world.at(4, "09:35"))
    case.decide(world.at(3, "09:00"), "manager", "同意换货。")
    case.decide(world.at(3, "11:30"), "gm", "同意，质量部跟进显示板。")
    case.receive(world.at(1, "15:20"), "外箱完好，附件齐全")


@story(lambda world: world.at(7, "14:25"))
def replacement_sent_first(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "样例海岸诊所",
        "一台酸度计开不了机，门诊每天要用，能不能先寄一台新的来。",
        kind="exchange",
        channel="hotline",
        product="PH-2",
        subject="开不了机，先发新的",
        remedy_sought="exchange",
    )
    case.found(world.at(6, "09:00"), "远程排查无效，判断电池仓触点损坏。")
    case.propose(world.at(6, "09:20"), "exchange", quantity=1, reason="门诊日常使用，先发换货，旧件两周内寄回。")
    case.submit(world.at(6, "09:25"))
    case.decide(world.at(5, "10:30"), "manager", "同意先发。")
    case.decide(world.at(5, "16:00"), "gm", "同意。")
    case.dispatch(world.at(4, "09:50"), "示例快递 EX100431", "PH2611042")


@story(lambda world: world.at(9, "09:05"))
def oven_to_be_refunded(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "青禾样例食品厂",
        "干燥箱升温到 105 °C 就停，烘不干，退掉。",
        kind="return",
        channel="hotline",
        product="GZ-45",
        subject="升不到设定温度，要求退货",
        remedy_sought="refund",
        quality_class="intrinsic",
    )
    case.found(world.at(8, "10:00"), "加热管一组断路，功率只有标称的一半。")
    case.propose(world.at(8, "10:20"), "refund", reason="加热管断路，客户不接受维修。")
    case.submit(world.at(8, "10:25"))
    case.decide(world.at(7, "09:40"), "manager", "同意。")
    case.decide(world.at(7, "14:00"), "gm", "同意退货。")
    case.receive(world.at(3, "10:10"), "左侧板有划痕，不影响检验")
    case.inspect(world.at(2, "16:00"), "加热管断路属实，机器完整。", "rework")


@story(lambda world: world.at(9, "11:18"))
def new_balance_to_be_confirmed(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "北斗样例实验室",
        "四台天平中的一台开机自检不过，换一台同型号的。",
        kind="exchange",
        channel="hotline",
        product="TP-5",
        subject="天平自检不过，换货",
        remedy_sought="exchange",
        by="service",
    )
    case.found(world.at(8, "09:00"), "称重传感器零点漂出自检范围。")
    case.propose(world.at(8, "09:20"), "exchange", quantity=1, reason="在保，传感器故障。")
    case.submit(world.at(8, "09:25"))
    case.decide(world.at(7, "10:00"), "manager", "同意。")
    case.decide(world.at(7, "16:20"), "gm", "同意。")
    case.receive(world.at(4, "09:30"), "完好")
    case.inspect(world.at(4, "14:00"), "零点漂移属实。", "sample")
    case.dispatch(world.at(3, "10:00"), "示例快递 EX100277", "TP52611007")


@story(lambda world: world.at(4, "16:10"))
def second_repair(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "虚构山谷中学",
        "箱门密封条又掉了，上个月刚修过一次，这是第二次。",
        kind="repair",
        channel="hotline",
        product="HX-120",
        subject="门封脱落，第二次维修",
        remedy_sought="repair",
        severity="major",
    )
    case.found(world.at(3, "09:10"), "门封胶老化，上次只补了胶，没有换门封。")
    case.propose(world.at(3, "09:40"), "repair", costs="150", price="0", reason="换新门封，费用我方承担。")
    case.submit(world.at(3, "09:45"))
    case.decide(world.at(2, "10:10"), "manager", "第二次了，换门封并请质量部看胶水批次。")
    case.decide(world.at(2, "17:05"), "gm", "同意。")
    case.receive(world.at(1, "09:45"), "门封已脱落，箱体完好")
    case.inspect(world.at(1, "14:00"), "门封胶开胶，更换整条门封。", "rework")


@story(lambda world: world.at(8, "10:40"))
def three_lines_of_two_purchases(world: World, at: datetime) -> None:
    """One line is inspected, one arrived in part, one is still on its way."""
    who = world.customer("银杏示例制药")
    autoclave, incubators = world.purchases[who.pk]
    probes = add_purchase(
        actor=world.cast["service"],
        now=at,
        customer_id=who.pk,
        product=world.products["PH-2"],
        quantity=3,
        contract_number=autoclave.contract_number,
        grade="一级品",
        batch=autoclave.batch,
        purchased_on=autoclave.purchased_on,
    )
    case = Case(
        world,
        at,
        who.name,
        "年检时发现：一台灭菌器超温不报警，三台酸度计读数漂，另一份合同的两台培养箱也过冲，一起退。",
        kind="return",
        channel="hotline",
        product="YL-30",
        subject="两份合同三种商品一并退货",
        remedy_sought="refund",
        severity="major",
    )
    case.found(world.at(7, "10:00"), "三种商品逐一复测，问题均能复现。")
    case.propose(
        world.at(7, "10:30"),
        "refund",
        reason="复测属实，客户要求一并退货，一次取回。",
        goods=((autoclave, 1), (probes, 3), (incubators, 2)),
    )
    case.submit(world.at(7, "10:35"))
    case.decide(world.at(6, "09:20"), "manager", "逐项核对过，同意上会。")
    case.decide(
        world.at(6, "15:40"),
        "gm",
        "会议同意。",
        minutes="三种商品均属质量问题，一致同意退货。",
        attendees="沈毅、顾北、韩松",
    )
    case.receive_part(
        world.at(2, "10:15"),
        "两箱到货，外包装完好",
        {
            autoclave: (1, (autoclave.serial,) if autoclave.serial else ()),
            incubators: (1, (incubators.serial or "HX2509001",)),
        },
    )
    case.inspect_part(
        world.at(2, "15:30"), autoclave, Finding("超温报警蜂鸣器虚焊，属实。", "supplier", "accepted", Decimal("80"))
    )


@story(lambda world: world.at(16, "09:00"))
def a_whole_return(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "北斗样例实验室",
        "两台同批次培养箱都有温度过冲，报告数据没法用，退一台，另一台等你们查清楚。",
        kind="return",
        channel="hotline",
        product="HX-250",
        subject="温度过冲，退一台",
        remedy_sought="refund",
        severity="major",
        quality_class="intrinsic",
    )
    case.reply(world.at(16, "10:30"), "已登记。今天下午工程师带记录仪到现场复测。", seconds=365)
    case.found(world.at(14, "15:00"), "升温段过冲 3.1 °C，稳定后漂移 ±1.9 °C，超出说明书 ±0.5 °C。")
    case.propose(world.at(14, "15:30"), "refund", quantity=1, reason="复测超标，同批次已有多起。")
    case.submit(world.at(14, "15:35"))
    case.decide(world.at(13, "09:10"), "manager", "同批次第四起，同意并上会。")
    case.decide(
        world.at(13, "16:00"),
        "gm",
        "会议同意退货，质量部按批次查。",
        minutes="听取客户服务部和质量部汇报，一致同意退一台，全批次复检。",
        attendees="沈毅、顾北、韩松、苏棠",
    )
    case.receive(world.at(9, "10:40"), "原包装，完好")
    case.inspect(world.at(8, "11:00"), "温控板焊点虚焊，留样。", "sample")
    case.refund(world.at(7, "14:10"), "12860", "PAY-示例-0731")
    case.reply(world.at(7, "14:30"), "退款已付，请查收。另一台的检测结果出来马上告诉您。", seconds=120)
    case.confirm(world.at(6, "09:30"), comment="收到了")
    case.needs_no_investigation(world.at(6, "09:30"), "单件偶发，换新后正常，同批无同类投诉。")
    case.close(world.at(6, "09:35"))
    answer_survey(case.ticket, world.at(5, "20:05"), solved=True, csat=5, nps=9, words="取货很快，退款比说的还早一天。")
