"""Calls, letters and messages of an ordinary week: answered, waiting, late, from unknown customers."""

from datetime import datetime, timedelta

from complaints.models import Ticket
from complaints.services import lifecycle
from surveys.models import Invitation
from surveys.services.invitations import token_of
from surveys.services.responses import submit_response

from ..world import World
from .case import Case, story


@story(lambda world: world.at(3, "09:12"))
def temperature_drifts_after_delivery(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "蓝鲸示例乳业",
        "培养箱到货后，设定 37 °C，实测在 34.8 °C 到 39.6 °C 之间来回跳。外箱左下角有压痕。我们下周有检测任务，希望退货，不接受维修。",
        kind="return",
        channel="hotline",
        product="HX-250",
        subject="到货后温度漂移，要求退货",
        remedy_sought="refund",
        severity="major",
        quality_class="extrinsic",
    )
    case.reply(
        at + timedelta(minutes=9),
        "张先生您好，退货申请已登记。请拍外箱压痕和温度曲线各一张，收到后三天内给您处理方案。",
        seconds=252,
    )
    case.pause(at + timedelta(minutes=10), "等客户发外箱和温度曲线的照片")
    case.customer_says(world.at(3, "14:41"), "照片发了，曲线是昨天夜里的。什么时候能给个准话？", channel="web")
    case.note(world.at(2, "11:05"), "问过承运方，同车另有两箱受压。按外在质量处理，运费我方承担。", by="service2")
    case.found(world.at(2, "11:30"), "温控波动 ±2.4 °C，外箱左下角受压变形，判断为运输受损。")
    case.propose(world.at(1, "15:40"), "refund", costs="180", reason="运输受损，客户下周有检测任务，不接受维修。")
    case.promise_call(world.at(1, "16:05"), world.now + timedelta(minutes=28))


@story(lambda world: world.at(4, "10:05"))
def who_pays_the_freight(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "样例海岸诊所",
        "离心机运到时外壳裂了，已经同意换，但是谁出来回的运费？送货的说要我们先垫。",
        kind="complaint",
        channel="phone",
        product="LX-12",
        subject="运输破损后运费由谁承担",
        quality_class="extrinsic",
        severity="major",
    )
    case.reply(at + timedelta(hours=3), "已联系承运方核实，运费归属明天答复您，请先不要垫付。", seconds=190)
    case.note(world.at(2, "09:20"), "承运方要求先看外箱照片，已转发，还没有回音。")


@story(lambda world: world.at(2, "13:40"))
def ice_maker_leaks(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "云杉虚构酒店",
        "制冰机进水阀那里一直漏水，换过垫片也没用，宴会厅地毯都湿了。要求换一台新的。",
        kind="exchange",
        channel="email",
        product="ZB-80",
        subject="制冰机进水阀漏水，要求换货",
        remedy_sought="exchange",
        severity="major",
    )
    case.reply(
        world.at(2, "16:20"), "邮件收到。请关闭进水总阀，明天上午工程师与您联系，换货方案同时报批。", channel="email"
    )
    case.found(world.at(1, "10:10"), "进水阀密封圈开裂，阀体变形，现场无法修复。", purchased_on=None)
    case.propose(world.at(1, "10:25"), "exchange", reason="保修期内阀体变形，维修周期长于换货。")


@story(lambda world: world.ago(minutes=6))
def how_often_to_change_the_filter(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "李四（个人）",
        "你好，净水机滤芯多久换一次？指示灯一直没亮，但是水的味道有点不对。",
        kind="inquiry",
        channel="web",
        product="LS-3",
        subject="询问滤芯更换周期",
    )


@story(lambda world: world.at(3, "15:08"))
def waiting_for_the_sample(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "青禾样例食品厂",
        "同一批培养箱有一台夜里自己停机，显示 E07。重新上电能用半天，又停。",
        kind="complaint",
        channel="hotline",
        product="HX-250",
        subject="夜间自动停机，显示 E07",
        severity="major",
        quality_class="intrinsic",
    )
    case.reply(world.at(3, "16:30"), "请把停机的那台温控板寄回，我们做检测，运费到付。", seconds=310)
    case.pause(world.at(2, "09:00"), "等客户寄回温控板样品")


@story(lambda world: world.at(1, "10:05"))
def waiting_for_pictures_of_the_box(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "虚构山谷中学",
        "收到的小培养箱门关不严，不知道是不是路上碰的。",
        kind="complaint",
        channel="phone",
        product="HX-120",
        subject="箱门关不严",
        quality_class="extrinsic",
        by="service2",
    )
    case.reply(world.at(1, "10:40"), "请拍门封和外箱照片，确认是运输还是装配的原因。", by="service2")
    case.pause(world.at(1, "10:45"), "等客户拍外箱和门封照片")


@story(lambda world: world.ago(hours=30))
def missed_call(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "鹿鸣示例烘焙",
        "语音留言：制冰机出冰明显变慢，后天有大单，请尽快回电话。",
        kind="complaint",
        channel="phone",
        product="ZB-80",
        subject="出冰变慢，请回电话",
        by="service3",
    )


@story(lambda world: world.ago(hours=20))
def call_to_be_returned(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "银杏示例制药",
        "语音留言：想了解灭菌器的计量证书多久更新一次，年底审计要用。",
        kind="inquiry",
        channel="phone",
        product="YL-30",
        subject="询问计量证书更新周期",
    )


@story(lambda world: world.at(4, "11:22"))
def louder_door_alarm(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "北斗样例实验室",
        "建议把箱门没关好的报警声调大一些，实验室里机器多，听不见。",
        kind="suggestion",
        channel="email",
        product="HX-250",
        subject="建议开门报警声再响一些",
        by="service2",
    )
    case.reply(world.at(3, "09:30"), "谢谢您的建议，已转给产品部门研究，有结果会告诉您。", channel="email")
    case.reassign(world.at(2, "14:00"), "quality", "客户的建议，请判断下一版固件能不能做，答复期限按承诺。")


@story(lambda world: world.ago(hours=3, minutes=20))
def unknown_caller(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "",
        "电话里只说是学校的老师，显微镜的光源不亮，话没说完信号断了。",
        kind="complaint",
        channel="phone",
        subject="显微镜光源不亮，来电中断",
        contact_name="一位老师",
        category="光学",
    )


@story(lambda world: world.at(2, "09:50"))
def anonymous_letter(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "",
        "来信未留单位：去年买的两台天平，三个月内先后漂移，校准后仍不准。要求给个说法。",
        kind="complaint",
        channel="letter",
        subject="两台天平先后漂移",
        contact_name="信末署名不清",
        category="天平",
        by="service2",
    )


@story(lambda world: world.ago(minutes=50))
def web_form_without_a_name(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "",
        "The manual in the box is only in Chinese. Where can I download the English one for the PH-2?",
        kind="inquiry",
        channel="web",
        subject="Asks for the English manual of the PH-2",
        category="分析仪器",
    )


@story(lambda world: world.at(8, "09:40"))
def it_was_the_socket(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "虚构山谷中学",
        "制冰机开机就跳闸，要求上门。",
        kind="repair",
        channel="hotline",
        product="ZB-80",
        subject="制冰机开机跳闸",
    )
    lifecycle.withdraw(
        ticket_id=case.pk,
        actor=world.cast["service"],
        now=world.at(7, "08:50"),
        reason="客户查明是自家插座老化，与设备无关。",
    )


@story(lambda world: world.at(9, "14:05"))
def not_solved_says_the_survey(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "鹿鸣示例烘焙",
        "制冰机噪声比说明书上写的大，隔壁都来投诉了。",
        kind="complaint",
        channel="phone",
        product="ZB-80",
        subject="制冰机噪声偏大",
        severity="major",
    )
    case.reply(world.at(8, "10:00"), "工程师远程指导调平了底脚，请再观察一天。", seconds=420)
    case.answer(world.at(7, "15:00"), "调平底脚、加减振垫后客户说小了很多。")
    case.confirm(world.at(6, "10:30"))
    case.close(world.at(6, "10:35"))
    answer_survey(case.ticket, world.at(3, "19:20"), solved=False, csat=2, nps=3, words="安静了两天，又响起来了。")


def answer_survey(ticket: Ticket, at: datetime, *, solved: bool, csat: int, nps: int, words: str = "") -> None:
    """The customer answers on the phone."""
    invitation = Invitation.objects.filter(ticket=ticket).latest("pk")
    answers = {"solved": "yes" if solved else "no", "csat": str(csat), "nps": str(nps), "improve": words}
    submit_response(token=token_of(invitation), answers=answers, language="zh-hans", now=at)
