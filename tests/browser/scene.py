"""An installation with data at every stage, and with names that are wider than any page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from aftersales.desk.installation import set_up
from aftersales.staff.models import User
from complaints.models import Ticket
from complaints.quality import services as incidents
from complaints.services import conversation, fulfilment, lifecycle, proposals
from complaints.services.escalation import sweep
from customers.models import Customer, Product
from customers.services.search import index_customer
from surveys.models import Invitation, Questionnaire
from surveys.services.invitations import token_of
from tests.complaints import factories as make
from tests.factories import Cast, customer_of, sale
from tests.factories import cast as make_cast
from tests.factories.surveys import answers
from tests.factories.visits import visit_of
from tests.quality.factories import FINDINGS

LONG_ZH = "华东及长三角地区联合乳业股份有限公司常州武进高新技术产业开发区第二生产基地质量检测中心"
LONG_LATIN = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
NAMES = {
    "rep": "陈川",
    "stranger": "贺行",
    "quality": "许澄",
    "quality_manager": "韩一苇",
    "warehouse": "石磊",
    "executive": "方远",
}
SAID = "设定 37 ℃，实测来回跳，第三次了，要求退货。上次换过温控板，只管了两个星期；样品全部作废，客户那边也在催。"


def beginning() -> Cast:
    """All users, the defaults of a new installation and customers; no tickets yet."""
    people = make_cast()
    since = datetime(2020, 1, 1, tzinfo=UTC)
    names = {"name": "示例仪器有限公司", "name_en": "Sample Instruments"}
    set_up(actor=None, now=timezone.now(), company=names, since=since)
    for role, name in NAMES.items():
        User.objects.filter(username=role).update(name=name)
    people.other = customer_of(people.east, rep=people.rep, name=LONG_ZH, number="CU-2026-00002", tier="important")
    people.third = customer_of(people.east, name=LONG_LATIN, number="CU-2026-00003", tier="ordinary")
    sale(people.other, code="HX-500", batch=f"B-{LONG_LATIN[:30]}", price="4980.00")
    Product.objects.filter(code="HX-500").update(name=f"超大容量恒温恒湿培养箱（{LONG_ZH[:20]}）", name_en=LONG_LATIN)
    for n, customer in enumerate((people.other, people.third)):
        phone = f"139 0000 99{n}1"
        customer.contacts.update(phone=phone, phone_digits=phone.replace(" ", ""))
        Customer.objects.filter(pk=customer.pk).update(phone=f"0755 5550 99{n}2", phone_digits=f"0755555099{n}2")
        customer.refresh_from_db()
    for customer in (people.customer, people.other, people.third):
        index_customer(customer)
    return people


def full() -> Cast:
    """An installation with work on every page. Adds ticket, approval, link, visit, investigation."""
    people, now = beginning(), timezone.now()
    people.link = _closed(people)
    people.ticket = _at_gm(people)
    people.approval = people.ticket.proposals.get().approvals.get()
    _tickets(people, now)
    _visits(people)
    people.investigation = _incident(people)
    _satisfaction(people)
    return people


def _closed(people: Cast) -> str:
    """A closed return; gives the path of the customer's survey."""
    make.closed(people)
    invitation = Invitation.objects.get()
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() + timedelta(days=30))
    return f"/s/{token_of(invitation)}/"


def _at_gm(people: Cast) -> Ticket:
    approval = make.submitted(people, ticket=make.logged(people, description=SAID))
    make.decide(approval, people.manager, reason="属实，两次维修无效")
    ticket = approval.proposal.ticket
    write = {"ticket_id": ticket.pk, "actor": people.clerk, "now": timezone.now()}
    conversation.reply(**write, channel="phone", body="已安排仓储明天上门取货，退款三天内到账。")
    conversation.add_note(**write, body=f"客户情绪激动，见 {LONG_LATIN}")
    return ticket


def _tickets(people: Cast, now: datetime) -> None:
    other = people.other
    log = {"received_at": None, "purchase": None, "contact": None}
    people.fresh = make.logged(people, now=now, kind="complaint", received_at=None, description="铭牌贴歪了，" + SAID)
    make.logged(people, now=now, customer=None, description="没留姓名的客户说控制面板黑屏", kind="inquiry", **log)
    sold = other.purchases.get()
    ticket = make.logged(
        people,
        now=now - timedelta(days=9),
        customer=other,
        contact=None,
        purchase=sold,
        severity="critical",
        received_at=None,
        description=f"{LONG_ZH}{LONG_LATIN}",
        kind="exchange",
        quality_class="extrinsic",
    )
    line = {"purchase": sold, "quantity": 1, "unit_price": sold.unit_price, "description": ""}
    proposals.save_proposal(
        ticket_id=ticket.pk, actor=people.clerk, now=now, remedy="exchange", lines=[line], reason="先换再查"
    )
    lifecycle.reassign(ticket_id=ticket.pk, to=people.clerk2, note="请接着跟", actor=people.clerk, now=now)
    back = make.approved(people, ticket=make.logged(people, description="门封条开裂，退回"))
    row = back.proposal.fulfilment
    counts = {row.lines.get().pk: 1}
    fulfilment.receive_goods(
        fulfilment_id=row.pk, quantities=counts, condition="外箱压痕", actor=people.warehouse, now=now
    )
    paused = make.logged(
        people, now=now - timedelta(hours=2), received_at=None, kind="repair", description="等客户寄照片"
    )
    conversation.pause(ticket_id=paused.pk, actor=people.clerk, now=now, reason="等客户寄来照片")
    sweep(now=now)


def _visits(people: Cast) -> None:
    today = timezone.localdate()
    people.visit = visit_of(people.customer, rep=people.rep, due_on=today)
    visit_of(people.other, rep=people.rep, due_on=today - timedelta(days=3), reason="客户出差，改期")
    done = timezone.now() - timedelta(days=40)
    visit_of(people.third, rep=people.rep, due_on=done.date(), took_place_at=done, outcome="fine")


def _incident(people: Cast) -> Any:
    now = timezone.now()
    row = incidents.open_investigation(
        ticket_id=people.ticket.pk,
        title=f"温控板虚焊 {LONG_LATIN[:40]}",
        lead=people.quality_manager,
        team=[people.warehouse],
        actor=people.quality,
        now=now,
    )
    incidents.save_findings(investigation_id=row.pk, findings=FINDINGS, actor=people.quality, now=now)
    due = timezone.localdate() + timedelta(days=5)
    for owner, title in ((people.quality, "重设回流焊曲线"), (people.warehouse, LONG_ZH)):
        incidents.add_action(
            investigation_id=row.pk,
            kind="corrective",
            title=title,
            owner=owner,
            due_on=due,
            criterion=LONG_ZH,
            window_days=56,
            actor=people.quality,
            now=now,
        )
    return row


def _satisfaction(people: Cast) -> None:
    form = Questionnaire.objects.get(code="after-ticket")
    today = timezone.localdate()
    answers(
        form, today, [5, 4, 4, 5, 2, 3, 5], nps=9, solved=True, comment="处理很快，希望配件也快些", region=people.east
    )
    answers(form, today - timedelta(days=95), [3, 4, 2, 5, 4, 4], nps=7, solved=True, region=people.east)
