"""How the demo company works: saved views, tags, reminders, and assignment rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aftersales.office.services.saved_views import save_view
from aftersales.staff.models import Department
from aftersales.transfers.services.exports import begin_export, sweep_lapsed
from complaints.models import SlaPolicy, Tag, Ticket
from complaints.services import assignment, calls, missed_calls, reminders, sla_policies, tags

from .world import World

VIEWS = (
    ("manager", "要紧的投诉", {"state": "open", "kind": "complaint", "severity": "major"}, True),
    ("manager", "内在质量", {"state": "open", "quality_class": "intrinsic"}, True),
    ("service", "我的退换货", {"state": "open", "owner": "me", "kind": "return,exchange"}, False),
)
# Each with the beginnings of the subjects of its tickets. The last one was merged into the first.
TAGS = {
    "运输包装": ("到货后温度漂移", "运输破损后运费", "到货箱角压坏", "层板运输变形", "包装泡沫换成纸"),
    "雨季潮湿": ("物镜有霉斑", "制冰机开机跳闸"),
    "漂移": ("到货后温度漂移", "两台天平先后漂移", "天平零点漂移", "同批次再次温度漂移", "Balance drifts"),
    "重复维修": ("制冰机反复漏水", "制冰机还在漏水", "修后又不出冰", "门封脱落"),
    "网络舆情": ("制冰机反复漏水", "来电自称记者"),
    "待配件": ("制冰机进水阀漏水", "箱门关不严"),
    "外箱破损": ("第二台制冰机",),
}
REMINDERS = (
    ("service", "运输破损后运费由谁承担", "问承运方理赔单号", timedelta(hours=3)),
    ("service", "夜间自动停机，显示 E07", "样品寄到没有", timedelta(days=2)),
    ("manager", "制冰机进水阀漏水，要求换货", "", timedelta(days=3)),
)


def set_to_work(world: World) -> None:
    """Call it after the tickets exist."""
    for owner, name, params, is_shared in VIEWS:
        save_view(actor=world.cast[owner], now=world.now, page="tickets", name=name, params=params, is_shared=is_shared)
    _tag_tickets(world)
    for user, subject, note, later in REMINDERS:
        ticket = Ticket.objects.filter(subject=subject).latest("pk")
        reminders.remind(
            ticket_id=ticket.pk, actor=world.cast[user], now=world.now, due_at=world.now + later, note=note
        )
    _ask_for_addresses(world)
    _give_tickets(world)
    _tell_the_general_manager_sooner(world)
    _miss_calls(world)


def _tag_tickets(world: World) -> None:
    actor = world.cast["manager"]
    for name, subjects in TAGS.items():
        for subject in subjects:
            for ticket in Ticket.objects.filter(subject__startswith=subject):
                tags.tag(ticket_id=ticket.pk, actor=actor, now=world.now, add=[name])
    first, *_rest, last = (Tag.objects.get(name=name) for name in TAGS)
    tags.update_tag(tag_id=last.pk, actor=actor, now=world.now, merged_into=first)


def _ask_for_addresses(world: World) -> None:
    """One masked export is done, one waits for a second person's consent, one has waited too long."""
    about: dict[str, Any] = {"actor": world.cast["service"], "page": "tickets", "file_format": "csv"}
    begin_export(now=world.ago(days=3), params={"kind": "return"}, **about)
    begin_export(
        now=world.ago(hours=2),
        params={"kind": "complaint"},
        is_whole=True,
        reason="逐户致电，确认投诉处理后的使用情况",
        **about,
    )
    begin_export(now=world.ago(days=10), params={}, is_whole=True, reason="年度客户走访名单", **about)
    sweep_lapsed(now=world.ago(days=2))


def _miss_calls(world: World) -> None:
    """Two customers called while nobody was at the desk; a colleague calls one of them back."""
    for n, (phone, minutes) in enumerate((("13800002406", 35), ("02155502406", 80))):
        rang = world.now - timedelta(minutes=minutes)
        call = calls.record_call(
            actor=world.cast["manager"], now=rang, call_id=f"demo-{n}", rang_at=rang, phone=phone, missed=True
        )
        if n:
            missed_calls.take(missed_call_id=call.missed.pk, actor=world.cast["service"], now=world.now)


def _tell_the_general_manager_sooner(world: World) -> None:
    """From today the general manager hears sooner of letters that are late. They keep the 48 hours of the service policy."""
    rows = SlaPolicy.objects.filter(code="first_reply", effective_until=None)
    rule = next(row for row in rows if "email" in row.channels)
    sla_policies.change_sla_policy(
        rule_id=rule.pk, actor=world.cast["manager"], now=world.now, gm_after_percent=50, effective_from=world.today
    )


def _give_tickets(world: World) -> None:
    """Letters and web forms of a region go to its account rep; questions and all other tickets go to customer
    service."""
    desk = Department.objects.get(code="service")
    rules = (
        {"kind": "inquiry", "department": desk, "priority": 10},
        {"region": world.regions["east"], "kind": "suggestion", "owner": world.cast["rep"], "priority": 20},
        {"department": desk, "priority": 900},
    )
    for facts in rules:
        assignment.create_rule(actor=world.cast["manager"], now=world.now, effective_from=world.today, **facts)
