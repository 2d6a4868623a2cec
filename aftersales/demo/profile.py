"""Earlier profiles of customers, their wishes, and the customer panel."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from customers.enums import Channel, Qualification, Tier
from customers.models import Customer, PanelMember
from customers.services import grading, panel, profile
from customers.services.customers import update_customer
from surveys.services.grading import grade_customers

from .customers import KNOWN
from .world import World

WISHES: dict[str, dict[str, Any]] = {"松鹤假想医院": {"not_before": time(14)}, "鹿鸣示例烘焙": {"not_by_phone": True}}
# For how many days a customer has had its present tier, and why.
RISEN = {
    "蓝鲸示例乳业": (Tier.LONG_TERM, 410, "年采购额超过 80 万元"),
    "远帆虚构检测中心": (Tier.ORDINARY, 200, "签订三年框架合同"),
}
ENDING = {"北斗样例实验室": 21, "样例海岸诊所": -3}
MEMBERS = (
    ("北斗样例实验室", "温控精度、校准服务", Channel.PHONE),
    ("银杏示例制药", "包装、运输", Channel.EMAIL),
    ("青禾样例食品厂", "配件供应", Channel.VISIT),
)
OPINIONS = ("满意，泡沫少了，拆箱快；建议箱外印上搬运方向。", "纸角护边可以，长途运输希望再加一层防潮。")


def go_on(world: World) -> None:
    """Call it after customers and tickets exist."""
    known = {row.name: world.customer(row.name) for row in KNOWN}
    _tiers(world)
    for name, days in ENDING.items():
        ends = world.today + timedelta(days=days)
        _change(world, name, qualification=Qualification.VALID, qualification_until=ends)
    _demand(world, "蓝鲸示例乳业")
    _panel(world)
    profile.sweep_qualifications(now=world.now)
    grade_customers(ids=[customer.pk for customer in known.values()], now=world.now)
    for name, wish in WISHES.items():
        _change(world, name, **wish)
    grading.regrade(
        actor=world.cast["manager"],
        now=world.now - timedelta(days=2),
        customer_id=world.customer("鹿鸣示例烘焙").pk,
        grade="B",
        reason="上门回访当面确认",
        held_until=world.today + timedelta(days=60),
    )


def _change(world: World, name: str, **facts: Any) -> Customer:
    return update_customer(
        actor=world.cast["manager"], now=world.now, customer_id=world.customer(name).pk, reason="客户来函", **facts
    )


def _tiers(world: World) -> None:
    """Customers had a lower tier before; their present tier began on a certain day."""
    manager = world.cast["manager"]
    for name, (before, days, reason) in RISEN.items():
        customer = world.customer(name)
        since = world.today - timedelta(days=days)
        profile.change_tier(customer=customer, before=before, actor=manager, now=world.now, since=since, reason=reason)


def _demand(world: World, name: str) -> None:
    for back, amount in ((2, 620_000), (1, 710_000), (0, 860_000)):
        profile.set_demand(
            actor=world.cast["manager"],
            now=world.now,
            customer_id=world.customer(name).pk,
            year=world.today.year - back,
            amount=Decimal(amount),
        )


def _panel(world: World) -> None:
    manager, asked = world.cast["manager"], world.now - timedelta(days=12)
    members = [_member(world, *row) for row in MEMBERS]
    first = panel.ask_panel(
        actor=manager,
        now=asked - timedelta(days=60),
        title="新包装用起来怎么样？",
        body="三月起改用纸护角，请说说拆箱和运输情况。",
    )
    for member, body in zip(members, OPINIONS, strict=False):
        panel.record_opinion(
            actor=manager, now=asked - timedelta(days=50), question_id=first.pk, member=member, body=body
        )
    panel.close_question(
        actor=manager,
        now=asked - timedelta(days=30),
        question_id=first.pk,
        outcome="采纳：自六月起箱外印搬运方向，长途加防潮膜。",
    )
    panel.ask_panel(actor=manager, now=asked, title="上门校准希望提前几天预约？")


def _member(world: World, name: str, topics: str, ask_by: str) -> PanelMember:
    customer = world.customer(name)
    contact = customer.contacts.order_by("pk").first()
    assert contact is not None
    agreed: date = world.today - timedelta(days=150)
    return panel.join_panel(
        actor=world.cast["manager"],
        now=world.now,
        contact_id=contact.pk,
        agreed_on=agreed,
        ask_by=ask_by,
        topics=topics,
    )
