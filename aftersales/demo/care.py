"""Two care plans of key customers, a user forum with opinions in every fate, and one that is being prepared."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from aftersales.staff.enums import Role
from customers.enums import Tier
from customers.models import Customer
from visits.models import CarePlan, CareTemplate, Forum, ForumGuest
from visits.services import (
    care_actions,
    care_needs,
    care_plans,
    care_suggestions,
    forum_invitations,
    forum_opinions,
    forums,
)

from .world import World

BEGAN = timedelta(days=200)


class Need(NamedTuple):
    need: str
    why: str
    measure: str
    unit: str
    start: str
    current: str
    target: str


class Done(NamedTuple):
    """days: due so many days after today. spent, result: of what is done; without a result it is open."""

    title: str
    owner: str
    days: int
    budget: int
    spent: int = 0
    result: str = ""


NEEDS = (
    Need("产线不停", "停一天损失约 ¥9 万；一年停过 4 次", "因我方停机", "次", "4", "2", "1"),
    Need("配件一天到", "工厂没有备件库", "48 小时内到货的比例", "%", "68", "91", "95"),
    Need("自己会处理小故障", "夜班没有人会调", "会独立调机的操作工", "名", "1", "8", "8"),
    Need("有事找得到人", "去年换过三次业务员", "“知道下一步”得分", "分", "58", "71", "80"),
)
ACTIONS = (
    Done("固定对接人，写进合同附件", "rep", -170, 0, 0, "满意度 58 → 71 分"),
    Done("夜班调机培训两期", "service", -130, 12000, 11460, "8 人会独立调机"),
    Done("当地建备件柜，30 种", "rep", -60, 28000, 26400, "48 小时到货 91%"),
    Done("换下旧批次泵 2 台", "service2", -5, 25720),
    Done("季度设备体检，第四次", "service", 0, 3000),
    Done("年度回顾会，双方各 3 人", "manager", 26, 6000, 600),
)
SAID = (
    ("报修以后没人告诉我排到哪天，只能一直打电话。", "黄工", 5),
    ("温度又漂了，换过一次还是这样。", "徐主任", 2),
    ("说明书能不能有视频？", "冯工", 3),
    ("希望保修改成三年。", "邱总", 4),
    ("上门的人每次不一样，要从头讲。", "郭工", 3),
    ("备件到货前能不能先报个到货日？", "陆工", 2),
)


def care(world: World) -> None:
    """Call it after all tickets are there."""
    key = Customer.objects.filter(tier=Tier.IMPORTANT, erased_at=None, region__isnull=False)
    key = key.filter(rep__role=Role.REP, rep__is_active=True).select_related("rep", "region")
    found = sorted(key.order_by("number"), key=lambda row: row.rep_id != world.cast["rep"].pk)
    if len(found) < 2:
        return
    _running(world, found[0])
    _from_template(world, found[1])
    _forums(world, found[0])


def _running(world: World, customer: Customer) -> None:
    """A plan halfway: some actions done, one overdue, one due today."""
    people, at = world.cast, world.moment(world.calendar.next_workday(world.today - BEGAN), time(10))
    plan = _plan(world, customer, "一年不停机", at, budget=Decimal(90000))
    for need in NEEDS:
        row = care_needs.add_need(
            plan_id=plan.pk,
            need=need.need,
            why=need.why,
            measure=need.measure,
            unit=need.unit,
            start=Decimal(need.start),
            target=Decimal(need.target),
            actor=plan.owner,
            now=at,
        )
        care_needs.measure_need(
            need_id=row.pk, current=Decimal(need.current), actor=plan.owner, now=world.at(12, "16:20")
        )
    care_plans.approve_plan(plan_id=plan.pk, actor=people["manager"], now=at + timedelta(hours=3))
    for one in ACTIONS:
        _act(world, plan, one, at + timedelta(hours=4))
    care_suggestions.sweep_care_dates(now=world.ago(hours=3))


def _plan(world: World, customer: Customer, title: str, at: datetime, **more: Any) -> CarePlan:
    assert customer.rep is not None
    starts: date = world.calendar.date_of(at)
    return care_plans.make_plan(
        customer_id=customer.pk,
        title=title,
        owner=customer.rep,
        starts_on=starts,
        ends_on=starts + timedelta(days=364),
        meets_on=world.today + timedelta(days=12),
        actor=customer.rep,
        now=at,
        **more,
    )


def _act(world: World, plan: CarePlan, one: Done, at: datetime) -> None:
    owner = plan.owner if one.owner == "rep" else world.cast[one.owner]
    due = world.today + timedelta(days=one.days)
    row = care_actions.add_care_action(
        plan_id=plan.pk,
        title=one.title,
        owner=owner,
        due_on=due,
        budget=Decimal(one.budget),
        actor=world.cast["manager"],
        now=at,
    )
    if one.result:
        care_actions.complete_care_action(
            action_id=row.pk,
            result=one.result,
            spent=Decimal(one.spent),
            actor=owner,
            now=world.moment(due - timedelta(days=1), time(15)),
        )
    elif one.spent:
        care_actions.spend_on_care_action(
            action_id=row.pk,
            spent=Decimal(one.spent),
            result="会场已订",
            actor=owner,
            now=world.at(2, "11:00"),
        )


def _from_template(world: World, customer: Customer) -> None:
    """A plan that waits for the manager."""
    template = CareTemplate.objects.get(code="able_users")
    _plan(world, customer, "自己会用会修", world.at(2, "14:10"), template=template)


def _forums(world: World, customer: Customer) -> None:
    people, region, host = world.cast, customer.region, customer.rep
    assert region is not None and host is not None
    held_at = world.moment(world.workday(9), time(9, 30))
    facts: dict[str, Any] = {"region": region, "host": host, "actor": people["manager"]}
    forum = forums.plan_forum(
        title="用户座谈会：报修与备件",
        starts_at=held_at,
        place="华东服务中心二楼",
        purpose="听报修和备件的意见，报上次的结果",
        agenda="09:30 上次意见的结果\n10:00 报修与排期\n10:40 备件\n11:30 自由发言",
        budget=Decimal(18000),
        now=world.at(40, "10:00"),
        **facts,
    )
    guests = _invite(world, forum, world.at(30, "09:00"))
    for place, guest in enumerate(guests):
        coming = "no" if place % 5 == 4 else "yes"
        forum_invitations.answer_invitation(guest_id=guest.pk, coming=coming, actor=host, now=world.at(15, "15:00"))
    came = [guest for place, guest in enumerate(guests) if place % 5 != 4]
    forums.hold_forum(
        forum_id=forum.pk, attended=came, actor=host, now=held_at + timedelta(hours=4), cost=Decimal(16240)
    )
    forums.write_minutes(
        forum_id=forum.pk,
        minutes="先报了上次座谈会意见的结果。讨论集中在三件事：报修后看不到排期，备件到得慢，同一问题反复出现。"
        "会上当场答应两件；保修三年没有答应，理由当面讲了。",
        rating=Decimal("4.4"),
        rated_by=max(1, len(came)),
        next_forum="明年四月",
        actor=host,
        now=world.at(8, "16:00"),
    )
    _opinions(world, forum, came)
    following = forums.plan_forum(
        title="用户座谈会：新品试用",
        starts_at=world.moment(world.calendar.next_workday(world.today + timedelta(days=24)), time(14)),
        place="样例湾服务点",
        agenda="新品试用与操作培训",
        budget=Decimal(12000),
        now=world.at(3, "10:00"),
        **facts,
    )
    _invite(world, following, world.at(1, "09:30"))


def _invite(world: World, forum: Forum, at: datetime) -> list[ForumGuest]:
    manager = world.cast["manager"]
    forum_invitations.choose_guests(forum_id=forum.pk, groups=["important", "long_term"], each=8, actor=manager, now=at)
    forum_invitations.send_invitations(forum_id=forum.pk, actor=manager, now=at)
    return list(forum.guests.filter(invited_at__isnull=False).order_by("pk"))


def _opinions(world: World, forum: Forum, came: list[ForumGuest]) -> None:
    """One became a ticket, one an improvement, one was answered, one declined; the others wait, and are late."""
    people, at = world.cast, world.at(8, "17:00")
    rows = [
        forum_opinions.record_opinion(
            forum_id=forum.pk,
            words=words,
            said_by=who,
            agree=agree,
            guest=came[place % len(came)] if came else None,
            actor=forum.host,
            now=at,
        )
        for place, (words, who, agree) in enumerate(SAID)
    ]
    forum_opinions.improve(
        opinion_id=rows[0].pk,
        title="报修当天发排期短信",
        owner=people["service2"],
        due_on=world.today + timedelta(days=18),
        criterion="95% 的报修当天收到排期",
        actor=people["manager"],
        now=world.at(6, "10:00"),
    )
    if came:
        forum_opinions.open_ticket(opinion_id=rows[1].pk, kind="complaint", actor=forum.host, now=world.now)
    forum_opinions.answer(
        opinion_id=rows[2].pk, answer="常见操作的视频下季度随机发放", actor=forum.host, now=world.at(6, "11:00")
    )
    forum_opinions.decline(
        opinion_id=rows[3].pk, reason="可买延保，报价已寄", actor=people["manager"], now=world.at(6, "11:10")
    )
