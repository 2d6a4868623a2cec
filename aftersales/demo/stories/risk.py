"""Conversations at risk: a threat that the general manager took over, and a customer who claims to be a reporter."""

from datetime import datetime, timedelta

from complaints.models import RiskFlag
from complaints.services import risk

from ..world import World
from .case import Case, story


@story(lambda world: world.at(3, "10:20"))
def third_time_and_going_public(world: World, at: datetime) -> None:
    case = Case(
        world,
        at,
        "云杉虚构酒店",
        "制冰机漏水修了又漏，宴会天天在办。这周再不解决，我们就把经过发到网上，让媒体来看看。",
        kind="repair",
        channel="phone",
        product="ZB-80",
        subject="制冰机反复漏水，客户扬言上网",
        severity="major",
        by="service2",
    )
    case.reply(
        at + timedelta(minutes=20),
        "情况已经全部记下，马上报告负责人，今天由负责人给您回电话。",
        by="service2",
        seconds=380,
    )
    flag = RiskFlag.objects.get(ticket=case.pk, code="threat_to_publish")
    risk.acknowledge(
        ticket_id=case.pk,
        flag=flag.pk,
        actor=world.cast["gm"],
        now=at + timedelta(hours=2),
        reason="已给酒店工程部经理回电话，约周五上门，带一台备用机先用。",
    )
    case.customer_says(world.at(1, "16:10"), "备用机到了，能用。等你们周五来。")


@story(lambda world: world.ago(hours=4))
def a_reporter_calls(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "",
        "我是记者，在做一期实验室设备质量的报道，想了解贵公司培养箱批次问题的处理情况，请负责人回电话。",
        kind="inquiry",
        channel="hotline",
        subject="来电自称记者，询问批次问题",
        contact_name="自称记者",
        category="培养箱",
    )
