"""What the demo company does about answers: calls back, a critical customer, measures that the next round checks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from django.utils.translation import override

from complaints.quality.services.actions import complete_action
from customers.services import grading
from surveys.models import CallBack, Measure, Response, Round
from surveys.queries.round_figures import COMPUTED, figure_of
from surveys.rules.measures import RoundFigure
from surveys.services import call_backs
from surveys.services.measures import check_measures, set_up_measure
from surveys.services.verbatims import index_verbatims

from .world import World

CALLED, SHOWN = 40, 4  # the latest calls, and how many are still owed
SAID = (
    ("satisfied", "师傅第二天又来了一趟，现在好用，不追究了。"),
    ("satisfied", "听到原因和改进办法，可以接受。"),
    ("unhappy", "还是觉得拖得太久，下次先考虑别家。"),
    ("ticket", "温度又漂了，约好周三上门，已记工单。"),
    ("not_reached", "打了三次没人接，已发短信。"),
)


class Plan(NamedTuple):
    """A measure: what verdict its target is chosen for, and its words."""

    wanted: str
    code: str
    title: str
    said: tuple[str, str]
    did: tuple[str, str]


PLANS = (
    Plan(
        "reached",
        "item:pq6",
        "停滞 24 小时自动短信告知下一步",
        ("中间没人告诉我到哪一步了。", "Nobody told me where my case was."),
        (
            "工单停滞满 24 小时，系统自动发短信，写明下一步和时间。",
            "After 24 hours without progress a text says what comes next.",
        ),
    ),
    Plan(
        "unconfirmed",
        "item:pv1",
        "报价单写明上门费",
        ("上门费到了门口才说。", "The call-out fee came up at the door."),
        (
            "报价单和预约短信都写明上门费，没写明的不收。",
            "Quotes and appointments state the call-out fee, or it is not charged.",
        ),
    ),
    Plan("early", "index:PQ", "华东加 2 名外勤", ("", ""), ("", "")),
    Plan(
        "missed",
        "item:cmp1",
        "退货回访换别人打",
        ("回访的还是原来那个人，不好说实话。", "The person who served me asked whether I was satisfied."),
        ("回访一律由没服务过的人打。", "Follow-up calls are made by somebody who did not serve you."),
    ),
    Plan(
        "",
        "item:img2",
        "一件事从头到尾一个人跟",
        ("每次都要从头讲一遍。", "I had to tell the story from the start each time."),
        ("一件事从受理到关闭由一个人跟，换人要先交接。", "One person follows a case from start to end."),
    ),
)


def close_loops(world: World) -> None:
    """Call it after all tickets and rounds are there."""
    while index_verbatims(now=world.now):
        pass
    _call_back(world)
    _critical(world)
    _measure(world)


def _call_back(world: World) -> None:
    """The latest unhappy answers: most were called back the next day, a few calls are still owed."""
    rows = Response.objects.filter(invitation__ticket__isnull=False, csat__lte=2, invitation__answered_at__lt=world.now)
    rows = rows.select_related("invitation__ticket", "invitation__customer", "round")
    for place, response in enumerate(rows.order_by("-invitation__answered_at")[:CALLED]):
        answered_at = response.invitation.answered_at if response.invitation else None
        if response.invitation is None or answered_at is None:
            continue
        row = call_backs.open_after(response=response, invitation=response.invitation, now=answered_at)
        if row is not None and row.done_at is None and (place >= SHOWN or answered_at < world.ago(days=3)):
            _finish(world, row, place)


def _finish(world: World, row: CallBack, place: int) -> None:
    result, note = SAID[place % len(SAID)]
    if row.user is None:
        return
    at = min(row.opened_at + timedelta(hours=3 + place % 24), world.now)
    call_backs.finish_call_back(call_back_id=row.pk, result=result, note=note, actor=row.user, now=at)


def _critical(world: World) -> None:
    """A customer whom the consumer association writes for."""
    customer = world.customer("蓝鲸示例乳业")
    grading.regrade(
        actor=world.cast["manager"],
        now=world.ago(hours=20),
        customer_id=customer.pk,
        grade=customer.grade or "C",
        is_critical=True,
        held_until=world.today + timedelta(days=30),
        reason="消费者协会来函，质量经理接触，已上报总经理",
    )


def _measure(world: World) -> None:
    """Measures from the last round but one, checked by the last one; one waits for the next."""
    rounds = list(Round.objects.filter(state__in=COMPUTED).order_by("-quarter")[:2])
    if len(rounds) < 2:
        return
    last, before = rounds
    for place, plan in enumerate(PLANS):
        base = before if plan.wanted else last
        start, found = figure_of(base.pk, plan.code), figure_of(last.pk, plan.code)
        if start is not None and found is not None:
            _set_up(world, plan, place, base, _target(plan.wanted, start, found))
    check_measures(now=world.now)


def _target(wanted: str, start: RoundFigure, found: RoundFigure) -> float:
    """A target for which the last round gives the wanted verdict, where the figures allow it."""
    best = {
        "reached": found.low - 0.2,
        "unconfirmed": (found.low + found.value) / 2,
        "early": (found.value + found.high) / 2,
        "missed": found.high + 2,
    }.get(wanted, start.value + 4)
    return round(min(99.0, max(best, start.value + 0.5)), 1)


def _set_up(world: World, plan: Plan, place: int, base: Round, target: float) -> Measure:
    words: dict[str, Any] = dict(zip(("said_zh", "said_en", "did_zh", "did_en"), (*plan.said, *plan.did), strict=True))
    owner = world.cast[("service2", "manager", "service3", "quality", "service")[place]]
    with override("zh-hans"):  # how the action is judged is written in the language of whoever sets the measure up
        row = set_up_measure(
            title=plan.title,
            code=plan.code,
            target=target,
            owner=owner,
            due_on=world.today + timedelta(days=14 + place),
            from_quarter=base.quarter,
            actor=world.cast["manager"],
            now=base.closed_at or base.closes_at,
            **words,
        )
    if plan.wanted:
        done = base.closes_at + timedelta(days=20)
        complete_action(action_id=row.action_id, evidence="已执行，见通知。", actor=owner, now=done)
    return row
