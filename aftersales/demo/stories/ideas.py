"""Opinions and suggestions that wait for their review; suggestions.py decides on the older ones."""

from datetime import datetime

from ..world import World
from .case import Case, story


@story(lambda world: world.at(6, "14:10"))
def plug_in_probe(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "蓝鲸示例乳业",
        "校准要停机两天。能不能把探头做成插拔的，我们自己换，你们只管寄来？",
        kind="suggestion",
        channel="visit",
        product="HX-250",
        subject="探头做成插拔式，自己换",
        by="service2",
    )


@story(lambda world: world.at(5, "10:05"))
def scan_the_plate(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "远帆虚构检测中心",
        "报修的时候要把序号念三遍，能不能扫码报修？铭牌上印个码就行。",
        kind="suggestion",
        channel="hotline",
        product="HX-250",
        subject="铭牌扫码报修",
    )


@story(lambda world: world.at(4, "16:40"))
def message_before_refund(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "云杉虚构酒店",
        "退款到账前给个短信就好，别让我打电话问。",
        kind="opinion",
        channel="phone",
        subject="退款到账发短信",
        by="service2",
    )


@story(lambda world: world.at(3, "09:15"))
def small_print(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "北斗样例实验室",
        "说明书字太小，门上贴一张操作图最实用。扫码看视频也行。",
        kind="suggestion",
        channel="email",
        product="HX-250",
        subject="说明书字太小，贴操作图",
    )


@story(lambda world: world.at(2, "11:30"))
def visits_on_weekends(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "银杏示例制药",
        "希望周末也能上门维修，周一到周五产线不能停。",
        kind="opinion",
        channel="phone",
        subject="周末上门维修",
    )


@story(lambda world: world.at(1, "15:20"))
def less_foam(world: World, at: datetime) -> None:
    Case(
        world,
        at,
        "云杉虚构酒店",
        "包装泡沫太多，处理起来麻烦，换成纸的吧。",
        kind="suggestion",
        channel="web",
        product="ZB-80",
        subject="包装泡沫换成纸",
    )
