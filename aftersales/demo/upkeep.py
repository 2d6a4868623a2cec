"""Maintenance contracts of the demo company, the texts of its letters, who was written to, agreed times and copies."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from aftersales.store.dates import company_date
from aftersales.store.writing import update_all_with_history
from customers.enums import Channel
from customers.models import Purchase
from visits.enums import VisitState
from visits.models import Visit
from visits.services.copies import send_copy
from visits.services.kinds import agree_maintenance, plan_service_visits
from visits.services.letters import save_template, send_letters
from visits.services.visits import reschedule

from .world import World

MAINTAINED, WRITTEN, MAILED = 12, 5, 3
EVERY = (6, 12, 12)
TIMES = (time(9, 30), time(14), time(10), time(15, 30))
COPIES = 3
TEXTS: dict[str, Any] = {
    "subject": "致{customer}的回访信",
    "body": "{contact}您好：\n\n感谢您使用我们的仪器。请告诉我们使用中有什么问题或建议，来信来电均可。\n\n"
    "本次回访应在 {due_on} 前完成，您的业务员是{rep}，电话 {company_phone}。\n\n{company}",
    "subject_en": "How are things at {customer}?",
    "body_en": "Dear {contact},\n\nThank you for using our instruments. Please tell us about any problem or wish, in "
    "writing or by telephone.\n\nWe would like to hear from you by {due_on}. Your contact is {rep}, telephone "
    "{company_phone}.\n\n{company}",
}


def keep_up(world: World) -> None:
    """Call it when the visits that are due are planned."""
    _maintain(world)
    manager = world.cast["manager"]
    for name, channel in (("回访信", Channel.LETTER), ("回访邮件", Channel.EMAIL)):
        template = save_template(actor=manager, now=world.now, name=name, channel=channel, **TEXTS)
    _in_writing(world)
    _agree_on_times(world)
    _send_copies(world)
    if Visit.objects.filter(channel=Channel.EMAIL, state=VisitState.PLANNED).exists():
        send_letters(actor=manager, now=world.now, template=template, language="zh-hans")


def _maintain(world: World) -> None:
    """The dearest machines have a contract; the maintenance of some is due in these weeks."""
    today = company_date(world.now)
    sold = Purchase.objects.filter(customer__erased_at=None, customer__rep__is_active=True)
    for place, purchase in enumerate(sold.order_by("-unit_price", "pk")[:MAINTAINED]):
        months = EVERY[place % len(EVERY)]
        agree_maintenance(
            actor=world.cast["manager"],
            now=world.now,
            purchase_id=purchase.pk,
            months=months,
            starts_on=today - timedelta(days=months * 30 - 20 * (place - 2)),
            contract_number=f"WB-{today.year}-{place + 1:03}",
        )
    plan_service_visits(now=world.now)


def _agree_on_times(world: World) -> None:
    """Some customers were called, and the time of the visit was agreed."""
    today = company_date(world.now)
    planned = Visit.objects.filter(state=VisitState.PLANNED, channel=Channel.VISIT, rep__is_active=True)
    soon = planned.filter(planned_on__gte=today, undecided_since=None).order_by("planned_on", "pk")
    for row, at in zip(soon, TIMES, strict=False):
        reschedule(
            actor=world.cast["manager"],
            now=world.now,
            visit_id=row.pk,
            planned_on=row.planned_on,
            planned_time=at,
            reason="电话约好时间",
        )


def _send_copies(world: World) -> None:
    """Who was visited last and has an address gets the record by mail."""
    done = Visit.objects.filter(state=VisitState.DONE, copy_sent_at=None, customer__erased_at=None)
    willing = done.exclude(customer__email="").filter(customer__opt_outs=None)
    for row in willing.order_by("-took_place_at", "pk")[:COPIES]:
        send_copy(actor=world.cast["manager"], now=world.now, visit_id=row.pk)


def _in_writing(world: World) -> None:
    """Some customers prefer a letter or an e-mail; they are due today."""
    today = company_date(world.now)
    due = Visit.objects.filter(state=VisitState.PLANNED, kind="care", due_on__gte=today).exclude(customer__address="")
    rows = list(due.order_by("planned_on", "pk")[: WRITTEN + MAILED])
    for place, row in enumerate(rows):
        row.channel = Channel.EMAIL if place < MAILED else Channel.LETTER
        row.planned_on, row.version = today, row.version + 1
    update_all_with_history(
        Visit,
        rows,
        ["channel", "planned_on", "version"],
        actor=world.cast["manager"],
        reason="agreed with the customer",
    )
