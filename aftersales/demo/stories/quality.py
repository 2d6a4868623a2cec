"""Work of the quality department: one open investigation, one with a report, and actions in every state."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation
from complaints.quality.services.suppliers import create_supplier

from ..world import World
from .case import Case, story
from .meeting import plan_next


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
        title="HX-250 读数偏低，箱内超温",
        lead=people["quality_manager"],
        team=[people["quality"], people["sales"], people["enterprise"], people["service"]],
        severity="critical",
        actor=people["quality_manager"],
        now=world.at(4, "11:00"),
    )
    record_of_low_readings(world, row)


WHYS = (
    ("箱内为什么超温？", "控制器读到的温度比实际低 6.2 ℃", "温度曲线"),
    ("读数为什么偏低？", "探头从套管里退出 0.4 mm，测到的是空气", "照片 2"),
    ("探头为什么退出？", "灌封胶受热变软，没有固化透", "剖面检验"),
    ("为什么没固化透？", "新胶要 95 ℃ 固化，烘箱仍设 80 ℃", "工艺卡 GY-117"),
    ("为什么没有改参数？", "供应商换胶没有通知，入厂也不核对胶号", "询证函"),
)
CAUSES = (
    ("man", "灌封工未换证上岗", "excluded", "培训记录"),
    ("machine", "烘箱温区偏差 4 ℃", "excluded", "九点测温"),
    ("material", "供应商换胶未报", "proven", "询证函"),
    ("material", "胶的固化温度高 15 ℃", "proven", "胶的说明书"),
    ("method", "固化参数沿用旧值", "proven", "工艺卡 GY-117"),
    ("method", "变更后未重做首件", "proven", "首件记录"),
    ("environment", "雨季湿度 78%", "excluded", "车间温湿度记录"),
    ("measurement", "出厂只测 1 小时", "proven", "检验规程"),
)
SPECIMENS = (
    ("0418", "远帆虚构检测中心", "−6.2 ℃"),
    ("0733", "北斗样例实验室", "−4.8 ℃"),
    ("0912", "青禾样例食品厂", "−5.1 ℃"),
)
PHOTOS = (
    ("样机 3 号：设定 37 ℃，实测 43.2 ℃", "#b3bccb", "quality"),
    ("探头与套管之间有 0.4 mm 间隙", "#cdd3dd", "quality"),
    ("24 小时温度曲线，红线为箱内", "#eef1f5", "service"),
    ("铭牌：B2603-17，序号 0418", "#c7ab84", "service"),
)


def record_of_low_readings(world: World, row: Investigation) -> None:
    """The record of the investigation in full depth; what is missing is somebody from production."""
    people = world.cast
    about: dict[str, Any] = {"investigation_id": row.pk}
    deputy, staff = people["quality_manager"], people["quality"]
    plan = "第 1 天隔离库存和在途；第 2 天现场复测三台；第 3 天剖面检验和复现试验；第 4 天出报告。"
    quality.set_plan(severity="critical", plan=plan, actor=deputy, now=world.at(4, "11:10"), **about)
    quality.stand_down(
        person=people["production"],
        reason="本批灌封工序的负责人，按规定不参加调查。",
        actor=deputy,
        now=world.at(4, "11:15"),
        **about,
    )
    for number, (caption, colour, by) in enumerate(PHOTOS):
        at = world.at(3, f"10:{12 + 7 * number:02d}")
        quality.add_photos(uploads=[picture(colour, number)], caption=caption, actor=people[by], now=at, **about)
    quality.save_findings(
        actor=staff,
        now=world.at(2, "16:30"),
        findings={
            "on_site_findings": "连续运行 6 小时后超温，冷机时正常。\n敲击探头座，读数跳变 5 ℃ 以上，套管内胶体发黏。\n"
            "电源、门封、控制板更换后现象不变，可以排除。",
            "cause": "灌封胶没有固化透，探头受热松动。供应商 3 月换了胶，固化参数没有跟着改，首件也没有重做。",
        },
        **about,
    )
    quality.save_identification(
        identification="依据企业标准 Q/HC 012 第 5.3 条，标准温度计编号 BZ-07，检定有效。",
        rows=[
            {
                "unit": unit,
                "holder": holder,
                "item": "示值误差",
                "limit": "限 ±0.5 ℃",
                "measured": found,
                "verdict": "failed",
            }
            for unit, holder, found in SPECIMENS
        ],
        actor=staff,
        now=world.at(2, "17:00"),
        **about,
    )
    whys = [{"question": question, "answer": answer, "evidence": proof} for question, answer, proof in WHYS]
    quality.save_whys(rows=whys, actor=staff, now=world.at(2, "17:10"), **about)
    causes = [
        {"category": category, "text": text, "standing": standing, "evidence": proof}
        for category, text, standing, proof in CAUSES
    ]
    quality.save_causes(rows=causes, actor=staff, now=world.at(2, "17:20"), **about)
    contain(world, row, "封存同批次库存", "colleague", "已锁入隔离区，账实一致。", "盘点 86 台，与账面一致。")
    contain(world, row, "截停在途的同批次发货", "service", "3 票已由承运商退回。", "签收记录齐全。")
    words = {"criterion": "新产 200 台，72 小时老化探头零退出", "window_days": 14}
    give(world, row, "corrective", "固化温度改为 95 ℃，首件重做", "production", made=(2, "17:00"), due=-4, **words)
    rate = {"target_rate": Decimal("2.2"), "window_days": 56}
    give(world, row, "corrective", "更换已售出的探头", "colleague", made=(3, "09:00"), due=1, **rate)
    words = {"criterion": "3 个月内到货逐批都有胶号记录", "window_days": 90}
    give(world, row, "preventive", "胶号列入入厂必检", "quality", made=(2, "17:05"), due=-20, **words)
    plan_next(world)


def picture(colour: str, number: int) -> SimpleUploadedFile:
    """A plain picture in place of a photo."""
    drawn = Image.new("RGB", (480, 324), colour)
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((90, 48, 390, 276), outline="#5f687a", width=6)
    pen.line([(120, 220), (200, 150 - 20 * number), (290, 170), (360, 90)], fill="#b3261e", width=6)
    content = BytesIO()
    drawn.save(content, "JPEG", quality=70)
    return SimpleUploadedFile(f"现场-{number + 1}.jpg", content.getvalue(), "image/jpeg")


VALVE = (
    ("为什么漏水？", "阀体下缘有 6 mm 裂纹", "现场照片"),
    ("为什么开裂？", "壁厚只有 1.1 mm，图纸 1.8 mm", "剖面检验"),
    ("为什么壁薄？", "换模后注塑保压不足", "供应商记录"),
    ("为什么没有发现？", "进货检验不测壁厚", "检验规程"),
    ("为什么不测？", "换模没有通知，检验项目没有更新", "询证函"),
)


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
    quality.save_whys(
        investigation_id=row.pk,
        rows=[{"question": question, "answer": answer, "evidence": proof} for question, answer, proof in VALVE],
        actor=people["quality"],
        now=world.at(7, "15:20"),
    )
    actions_in_each_state(world, row)
    costs_and_recovery(world, row)
    quality.file_report(investigation_id=row.pk, language="zh-hans", actor=people["quality"], now=world.at(6, "14:00"))
    case.answer(world.at(5, "09:30"), "阀已更换，书面报告本周送到；同批机器逐台更换。")
    improve(world)


def actions_in_each_state(world: World, row: Investigation) -> None:
    """Being watched, to be judged, judged effective, judged not effective."""
    manager = world.cast["quality_manager"]
    rate = {"target_rate": Decimal("1.5"), "window_days": 56}
    watched = give(world, row, "corrective", "逐台更换 86 台已用的进水阀", "service2", made=(7, "16:00"), due=2, **rate)
    finish(world, watched, (3, "17:20"), "已更换 71 台，余 15 台停机待约，预约表在部门共享盘。")
    words = {"criterion": "抽查两批记录，壁厚项都有实测值", "window_days": 2}
    good = give(world, row, "preventive", "进货检验增加阀体壁厚一项", "quality", made=(7, "16:05"), due=4, **words)
    finish(world, good, (7, "17:40"), "检验规程已改，附首批记录。")
    judge(world, good, (2, "10:00"), "抽查两批记录，壁厚项均有实测值。", effective=True)
    words = {"criterion": "两批来料零开裂", "window_days": 3}
    waiting = give(world, row, "corrective", "供应商调整注塑保压参数", "production", made=(7, "16:10"), due=4, **words)
    finish(world, waiting, (6, "15:00"), "供应商已发来新的参数卡和首件报告。")
    words = {"criterion": "仓库不再发出旧批次", "window_days": 1}
    bad = give(world, row, "corrective", "旧批次进水阀贴标识", "colleague", made=(7, "16:15"), due=5, **words)
    finish(world, bad, (7, "17:50"), "货架上的旧批次已全部贴黄标。")
    judge(world, bad, (3, "09:30"), "3 号货架仍发出两件未贴标的旧件。", effective=False)
    quality.follow_up_action(
        action_id=bad.pk,
        title="旧批次进水阀退库隔离",
        owner=world.cast["colleague"],
        due_on=world.today + timedelta(days=3),
        criterion="仓库不再发出旧批次",
        window_days=14,
        actor=manager,
        now=world.at(3, "09:40"),
    )


def costs_and_recovery(world: World, row: Investigation) -> None:
    """Labour and freight, and what is claimed from the supplier for them."""
    people, now = world.cast, world.at(5, "16:00")
    for kind, hours, amount, note in (
        ("labour", "26.5", None, "上门更换与拆检"),
        ("labour", "8.0", None, "进货检验复查"),
        ("freight", None, "318.00", "阀体寄送供应商"),
    ):
        quality.record_cost(
            ticket_id=row.ticket_id,
            kind=kind,
            hours=Decimal(hours) if hours else None,
            amount=Decimal(amount) if amount else None,
            happened_on=world.workday(5),
            note=note,
            actor=people["quality"],
            now=now,
        )
    supplier = create_supplier(
        number="S-0107",
        name="样例阀业",
        name_en="Sample Valves",
        address="样例市工业园 7 号",
        supplies=[(row.ticket.product, "")],
        actor=people["quality_manager"],
        now=now,
    )
    claimed = quality.add_action(
        kind="recovery",
        title="向样例阀业追偿",
        owner=people["quality"],
        due_on=world.today + timedelta(days=20),
        criterion="对方书面答复并到账",
        investigation_id=row.pk,
        claim=quality.ClaimTerms(supplier, Decimal("2154.60"), "", world.today + timedelta(days=10), 70),
        actor=people["quality_manager"],
        now=world.at(4, "15:00"),
    )
    quality.record_letter(
        action_id=claimed.pk, sent_on=world.workday(4), actor=people["quality"], now=world.at(4, "16:00")
    )


def contain(world: World, row: Investigation, title: str, owner: str, done: str, confirmed: str) -> None:
    """Containment, done and confirmed on the same day."""
    manager = world.cast["quality_manager"]
    made = quality.add_action(
        kind="containment",
        title=title,
        owner=world.cast[owner],
        due_hours=24,
        investigation_id=row.pk,
        actor=manager,
        now=world.at(4, "11:20"),
    )
    finish(world, made, (4, "14:35"), done)
    judge(world, made, (4, "16:20"), confirmed, effective=True)


def finish(world: World, action: Action, when: tuple[int, str], evidence: str) -> None:
    quality.complete_action(action_id=action.pk, evidence=evidence, actor=action.owner, now=world.at(*when))


def judge(world: World, action: Action, when: tuple[int, str], words: str, *, effective: bool) -> None:
    quality.verify_action(
        action_id=action.pk,
        effective=effective,
        verification=words,
        actor=world.cast["quality_manager"],
        now=world.at(*when),
    )


def improve(world: World) -> None:
    """Actions that need no investigation."""
    manager, now = world.cast["manager"], world.at(5, "09:00")
    due = world.today + timedelta(days=12)
    for title, owner, target in (
        ("首次回复超时原因每周复盘", "service", "首次回复按时率 95% 以上"),
        ("常见问题写进自助页面，减少滤芯类咨询", "service3", "滤芯类咨询每周不超过 10 件"),
    ):
        quality.add_action(
            kind="improvement",
            title=title,
            owner=world.cast[owner],
            due_on=due,
            criterion=target,
            actor=manager,
            now=now,
        )


def give(
    world: World, row: Investigation, kind: str, title: str, owner: str, *, made: tuple[int, str], due: int, **how: Any
) -> Action:
    """due: so many workdays ago, or in so many days if negative. how: by what it is judged."""
    due_on = world.workday(due) if due > 0 else world.today - timedelta(days=due)
    return quality.add_action(
        kind=kind,
        title=title,
        owner=world.cast[owner],
        due_on=due_on,
        investigation_id=row.pk,
        actor=world.cast["quality_manager"],
        now=world.at(*made),
        **how,
    )
