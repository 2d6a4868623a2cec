"""A recall that is under way: most customers are remedied, some are still tried, the check calls are half done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aftersales.staff.models import User
from aftersales.store.writing import create_all_with_history, update_all_with_history
from complaints.quality.models import Campaign, CampaignAttempt, CampaignCheck, CampaignCustomer, Investigation
from complaints.quality.rules.campaigns import is_proof
from complaints.quality.services import campaign_checks, campaigns
from complaints.quality.services.campaigns import begin_phase

from .stories.loose_plug import TITLE, close_loose_plug
from .world import World

# Out of twenty customers: how far they are. The first ones are those of the stories.
COURSE: tuple[str, ...] = (
    "remedied",
    "remedied",
    "answered",
    "remedied",
    "told",
    "remedied",
    "remedied",
    "untold",
    "remedied",
    "remedied",
)
COURSE += (
    "answered",
    "remedied",
    "told",
    "remedied",
    "remedied",
    "unreachable",
    "remedied",
    "answered",
    "remedied",
    "told",
)
FIELDS = (
    *("reach", "rank", "notice_due_at", "told_at", "answered_at", "stopped", "units_confirmed", "answer_note"),
    *("remedied_units", "remedied_at", "remedied_by", "remedy_note", "unreachable_reason", "unreachable_note"),
    *("given_up_at", "last_by", "moved_on_to"),
)
HAZARD = "探头插头接触不良，温度显示偏低，箱内可能过热，样品失效。"
PLAN = "当天停售并封存库存；三日内通知全部客户停用；两周内上门更换探头；更换后随机抽查回电；总结报监管部门备案。"
NOTICE = (
    "我们发现部分 HX-250 恒温培养箱的温度探头接触不良，显示温度可能低于箱内实际温度。\n"
    "请立即停用，取出样品，并告诉我们您手上有几台。我们的工程师会上门免费更换探头，每台约 40 分钟。"
)
NOTICE_EN = (
    "In some HX-250 incubators the probe has a bad contact, so that the display can show less than the real "
    "temperature.\nPlease stop using it now, take out your samples, and tell us how many you have. Our engineers change "
    "the probe at your site free of charge; it takes about 40 minutes a unit."
)


def recall(world: World) -> Campaign:
    """Prepared and started by the services that users use; what customers answered is written in bulk."""
    people, today = world.cast, world.today
    begin: dict[str, Any] = {"actor": people["quality"], "now": world.at(14, "09:00")}
    days = (("prepare", -19), ("notify", -4), ("remedy", 7), ("check", 12), ("close", 20))
    facts: dict[str, Any] = {
        "kind": "recall",
        "title": "召回 HX-250 恒温培养箱，更换温度探头",
        "product": world.products["HX-250"],
        "batch": "",
        "sold_from": world.months_back(60),
        "sold_until": world.months_back(9),  # before the batch of the other story was made
        "risk": "safety",
        "hazard": HAZARD,
        "basis": "《消费品召回管理暂行规定》（市场监管总局令第 19 号）；《消费者权益保护法》第十九条",
        "plan": PLAN,
        "remedy": "exchange",
        "remedy_note": "免费更换探头，每台约 40 分钟",
        "notice": NOTICE,
        "notice_en": NOTICE_EN,
        "owner": people["quality"],
    }
    phases = {kind: today + timedelta(days=count) for kind, count in days}
    row = campaigns.draft_campaign(
        facts=facts,
        phases=phases,
        investigation_id=Investigation.objects.get(title=TITLE).pk,  # opened ten workdays before
        **begin,
    )
    campaigns.sign_campaign(campaign_id=row.pk, actor=people["gm"], now=world.at(14, "11:20"))
    campaigns.start_campaign(campaign_id=row.pk, actor=people["quality"], now=world.at(14, "13:40"))
    _go_on(world, row)
    begin_phase(campaign=row, kind="remedy", actor=people["service"], now=world.at(11, "10:15"))
    campaign_checks.draw_checks(campaign_id=row.pk, actor=people["quality"], now=world.at(3, "09:00"))
    _check(world, row)
    close_loose_plug(world)
    return row


def _go_on(world: World, campaign: Campaign) -> None:
    rows = list(campaign.customers.select_related("customer").order_by("pk"))
    attempts: list[CampaignAttempt] = []
    for number, row in enumerate(rows):
        row.notice_due_at = None
        attempts += _course(world, row, COURSE[number % len(COURSE)], number)
    create_all_with_history(CampaignAttempt, attempts, actor=None, reason="sent")
    update_all_with_history(CampaignCustomer, rows, list(FIELDS), actor=world.cast["quality"], reason="demo")


def _course(world: World, row: CampaignCustomer, reach: str, number: int) -> list[CampaignAttempt]:
    """Set how far a customer is, and give the attempts that led there."""
    staff = [world.cast[name] for name in ("service", "service2", "service3")]
    who, mailed = staff[number % 3], world.at(14, "13:45")
    row.set_reach(reach)
    if reach not in ("untold", "unreachable"):
        row.told_at = mailed
    if reach in ("answered", "remedied"):
        row.answered_at, row.stopped, row.last_by = world.at(12 - number % 5, "10:15"), True, who
        row.units_confirmed = row.units
    if reach == "answered":
        row.answer_note = "已停用，约了上门时间。"
    if reach == "remedied":
        row.remedied_units, row.remedied_by = row.units, who
        row.remedied_at, row.remedy_note = world.at(9 - number % 6, "15:30"), "上门更换探头，校准合格。"
    if reach == "unreachable":
        row.unreachable_reason, row.unreachable_note = ("moved", "dissolved")[number % 2], "上门查看，已搬离。"
        row.given_up_at, row.last_by = world.at(4, "16:00"), who
    if reach in ("untold", "unreachable"):
        calls = [(world.at(11, "09:40"), "no_answer"), (world.at(6, "14:10"), "no_answer")]
        tried = [_attempt(row, at, "phone", result, who) for at, result in calls]
        return [_attempt(row, mailed, "mail", "returned"), *tried]
    mail = _attempt(row, mailed, "mail", "sent")
    return [mail, _attempt(row, world.at(12, "10:00"), "phone", "reached", who)] if number % 3 == 0 else [mail]


def _attempt(row: CampaignCustomer, at: datetime, channel: str, result: str, by: User | None = None) -> CampaignAttempt:
    key = f"campaign:{row.campaign_id}:{row.pk}" if channel == "mail" else None
    return CampaignAttempt(row=row, at=at, channel=channel, result=result, by=by, key=key)


def _check(world: World, campaign: Campaign) -> None:
    """Most of the check calls are made: one customer was not reached, one did not know of it."""
    checks = list(CampaignCheck.objects.filter(draw__campaign=campaign).select_related("row").order_by("position"))
    made = checks[: len(checks) * 4 // 5]
    for place, check in enumerate(made):
        check.called_at, check.called_by = world.at(2, "10:00") + timedelta(minutes=7 * place), world.cast["quality"]
        check.reached = place != 5
        said = {
            "knew": place != 9 if check.reached else None,
            "stopped": True if check.reached else None,
            "remedied": check.row.reach == "remedied" if check.reached else None,
        }
        check.knew, check.stopped, check.remedied = said["knew"], said["stopped"], said["remedied"]
        check.is_proof = is_proof(reached=check.reached, **said)
    names = ["called_at", "called_by", "reached", "knew", "stopped", "remedied", "is_proof"]
    update_all_with_history(CampaignCheck, made, names, actor=world.cast["quality"], reason="called")
