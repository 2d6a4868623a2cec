"""What the demo company decided on opinions and suggestions, and its lists of the last two months."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from complaints.quality.enums import ReviewState
from complaints.quality.models import SuggestionReview
from complaints.quality.services import suggestions as services
from complaints.quality.services.suggestion_intake import review_tickets
from complaints.quality.services.suggestion_lists import make_monthly_list

from .world import World

DECIDED = 36
WAITS = timedelta(days=9)
ADOPTED = ("改动不大，下一版一起做。", "三家客户都提过，成本可控。", "售后每周都为此接电话，做了省事。")
DECLINED = ("现有结构改不了，换代时再议。", "用量少，成本高于收益。", "法规不允许，已当面说明。")
PRAISE = "转告当班人员，作为范例。"
PRAISED = "已在班前会上表扬，做法写进服务规程。"
RESULTS = ("已改图纸，本月起随货发出。", "页面已上线，扫码可看。", "服务规程已改，全员培训过。")
# What customers read of some of them in “you said, we did”, by the subject: said and did, in Chinese and English.
WORDED = {
    "说明书加视频": (
        ("说明书的步骤看不懂，想看视频", "The manual is hard to follow; a film would help"),
        ("每个步骤配短视频，扫码就能看", "Each step has a short film behind a code"),
    ),
    "证书自助下载": (
        ("校准证书每次都要打电话要", "We have to phone for each calibration certificate"),
        ("证书可以自己下载了", "Certificates can be downloaded"),
    ),
}
OWNERS = ("production", "quality", "service2", "enterprise")


def review_ideas(world: World) -> None:
    """Call it after all tickets are there. What was over before is taken up again and decided; the rest waits."""
    while review_tickets(now=world.now):
        pass
    rows = SuggestionReview.objects.filter(received_at__lt=world.now - WAITS, ticket__customer__isnull=False)
    rows = rows.exclude(ticket__state="withdrawn").order_by("-received_at", "-pk")
    waiting = list(rows.filter(state=ReviewState.WAITING))
    over = list(rows.filter(state=ReviewState.ANSWERED)[: max(0, DECIDED - len(waiting))])
    for place, row in enumerate([*waiting, *over]):
        _decide(world, row, place)
    # Of nobody known: nobody can be told, so it is closed without a word.
    unknown = SuggestionReview.objects.filter(state=ReviewState.WAITING, received_at__lt=world.now - WAITS)
    for row in unknown.exclude(ticket__state="withdrawn"):
        services.decide_suggestion(
            review_id=row.pk,
            decision="decline",
            reason=DECLINED[1],
            actor=world.cast["manager"],
            now=world.ago(days=1),
        )
    for months in (1, 0):
        first = world.calendar.next_workday(world.months_back(months))
        if first <= world.today:
            make_monthly_list(now=min(world.moment(first, time(0, 5)), world.now))


def _decide(world: World, row: SuggestionReview, place: int) -> None:
    """Adopt, study or decline in turn; of what was adopted, two in three have a result."""
    boss, at = world.cast["quality_manager" if place % 2 else "manager"], _days_later(world, row.received_at, 5)
    if row.state == ReviewState.ANSWERED:
        services.reconsider_suggestion(review_id=row.pk, reason="补做评审", actor=boss, now=at)
    is_opinion = row.ticket.kind == "opinion"
    decision = "adopt" if is_opinion else "study" if place % 8 == 3 else "decline" if place % 5 == 2 else "adopt"
    owner = world.cast[OWNERS[place % len(OWNERS)]]
    due = world.today + timedelta(days=7 + 3 * (place % 6))
    if decision == "decline":
        values: dict[str, Any] = {"reason": DECLINED[place % 3]}
    else:
        values = {"reason": PRAISE if is_opinion else ADOPTED[place % 3], "owner": owner, "due_on": due}
    services.decide_suggestion(review_id=row.pk, decision=decision, actor=boss, now=at, **values)
    if decision == "adopt" and place % 3:
        later = _days_later(world, row.received_at, 9)
        services.record_result(
            review_id=row.pk, result=PRAISED if is_opinion else RESULTS[place % 3], actor=owner, now=max(at, later)
        )
    if decision == "adopt" and row.ticket.subject in WORDED:
        _word(world, row)
    told = SuggestionReview.objects.get(pk=row.pk)
    if told.telling == "call" and place > 2:
        later = _days_later(world, row.received_at, 9)
        services.record_told(
            review_id=row.pk,
            channel="phone",
            despite="客户要求告知结果",
            actor=world.cast["service2"],
            now=max(at, later),
        )


def _word(world: World, row: SuggestionReview) -> None:
    pairs = zip(("said", "did"), WORDED[row.ticket.subject], strict=True)
    words = {
        f"{name}_{language}": text for name, pair in pairs for language, text in zip(("zh", "en"), pair, strict=True)
    }
    services.word_suggestion(review_id=row.pk, words=words, actor=world.cast["manager"], now=world.ago(hours=2))


def _days_later(world: World, at: datetime, days: int) -> datetime:
    return min(at + timedelta(days=days), world.ago(hours=2))
