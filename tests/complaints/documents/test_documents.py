import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from aftersales.store.personal import Kind, declared_of
from complaints.documents import approval_form, goods_receipt, return_label, ticket_form
from complaints.models import Fulfilment, GoodsRecord, Proposal, Ticket
from complaints.services import conversation, triage
from complaints.services.fulfilment import receive_goods
from tests.complaints import factories as tickets
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def words(content: bytes) -> str:
    """The text without the line breaks that a narrow cell makes."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def test_approval_form_is_complete_in_chinese(people):
    ticket = tickets.closed(people)
    text = words(approval_form.pdf(Proposal.objects.get(), "zh-hans"))
    for said in (
        "退换货审批单",
        ticket.number,
        "蓝鲸示例乳业",
        "样例路8…",
        "张三",
        "HX-250",
        "一级品",
        "B2603-17",
        "2026-04-18",
        "温度漂移±2.4℃",
        "¥12,860.00",
        "人民币壹万贰仟捌佰陆拾元整",
        "同车另有两箱受压",
        "顾北（部门经理）",
        "沈毅（总经理）",
        "同意",
        "传感器漂移",
        "外箱压痕",
        "由warehouse（协办）记录",
    ):
        assert said in text, said


def test_approval_form_is_complete_in_english(people):
    tickets.approved(people)
    text = words(approval_form.pdf(Proposal.objects.get(), "en"))
    for said in ("Returnandexchangeapprovalform", "Approved,¥12,860.00", "顾北,Departmentmanager", "Approvalrules"):
        assert said in text, said
    assert "壹万贰仟捌佰陆拾元整" in text


def test_approval_form_names_the_stand_in(people):
    people.gm.absences.create(deputy=people.manager, starts_on="2026-11-01", ends_on="2026-11-30")
    people.manager.absences.create(deputy=people.clerk2, starts_on="2026-11-01", ends_on="2026-11-30")
    approval = tickets.submitted(people)
    tickets.decide(approval, people.clerk2)
    tickets.decide(approval, people.manager)
    html = approval_form.html(Proposal.objects.get(), "zh-hans")
    assert "周予安代顾北（部门经理）" in html
    assert "顾北代沈毅（总经理）" in html


def test_approval_form_shows_every_round(people):
    approval = tickets.submitted(people)
    tickets.decide(approval, people.manager, verdict="send_back", reason="补照片")
    again = tickets.proposals.submit(ticket_id=approval.proposal.ticket_id, actor=people.clerk, now=NOW)
    tickets.decide(again, people.manager, verdict="approve_less", amount=12000, reason="扣运费")
    html = approval_form.html(Proposal.objects.get(), "zh-hans")
    assert html.index("补照片") < html.index("扣运费")
    assert "¥12,000.00" in html


def test_ticket_form_names_a_caller_who_is_no_contact(people):
    ticket = tickets.logged(people, contact=None, contact_name="李四")
    assert "李四" in words(ticket_form.pdf(ticket, "zh-hans"))
    unknown = tickets.logged(people, customer=None, contact=None, purchase=None, contact_name="王五")
    assert "王五" in words(ticket_form.pdf(unknown, "zh-hans"))


def test_customer_with_only_an_email_is_reached_by_it_on_paper(people):
    type(people.customer).objects.update(phone="", email="qc@example.test")
    people.customer.refresh_from_db()
    text = words(ticket_form.pdf(tickets.logged(people, contact=None), "en"))
    assert "Email" in text and "example.test" in text


def test_approval_form_says_what_is_at_stake_and_the_case(people):
    first = tickets.submitted(people, remedy="compensation", lines=[], costs=500)
    second = tickets.submitted(people, remedy="exchange", lines=[tickets.line(people, price="0.01")])
    text = words(approval_form.pdf(second.proposal, "en"))
    for said in ("Customerpaid", "¥12,860.00", "Atstake", "¥13,360.00", first.proposal.ticket.number, "samepurchase"):
        assert said in text, said


def test_documents_mask_the_phone(people):
    tickets.approved(people)
    html = approval_form.html(Proposal.objects.get(), "zh-hans")
    assert "138 **** 2406" in html
    assert "138 0000 2406" not in html


SAID = "打 139 1111 2222 找王工"


def with_numbers(*rows) -> None:
    """Write a phone number into every free text of these rows."""
    for row in rows:
        for name, kind in declared_of(type(row)).fields.items():
            if kind == Kind.TEXT:
                setattr(row, name, SAID)
        row.save()


def test_approval_form_and_receipt_mask_numbers_in_every_free_text(people):
    approval = tickets.approved(people)
    proposal = Proposal.objects.get()
    fulfilled = Fulfilment.objects.get(proposal=proposal)
    line = fulfilled.lines.get()
    receive_goods(fulfilment_id=fulfilled.pk, quantities={line.pk: 1}, condition=SAID, actor=people.warehouse, now=NOW)
    line.refresh_from_db()
    line.inspected = 1
    Ticket.objects.filter(pk=proposal.ticket_id).update(category=SAID)
    proposal.no_return_required = True
    with_numbers(
        proposal.ticket, proposal, *proposal.lines.all(), *approval.steps.all(), line, *GoodsRecord.objects.all()
    )
    proposal.refresh_from_db()
    for html in (
        approval_form.html(proposal, "zh-hans"),
        goods_receipt.html(Fulfilment.objects.get(), "zh-hans"),
        ticket_form.html(proposal.ticket, "zh-hans"),
        return_label.html(Fulfilment.objects.get(), "zh-hans"),
    ):
        assert "139 1111 2222" not in html
    assert "139 **** 2222" in approval_form.html(proposal, "zh-hans")
    assert "139 **** 2222" in goods_receipt.html(Fulfilment.objects.get(), "zh-hans")


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "投诉处理单"), ("en", "Complainthandlingform")])
def test_ticket_form_shows_the_conversation_without_internal_notes(people, language, title):
    ticket = tickets.logged(people)
    conversation.add_note(ticket_id=ticket.pk, actor=people.clerk, now=NOW, body="内部：疑似运输")
    text = words(ticket_form.pdf(ticket, language))
    assert title in text
    assert "设定37℃，实测来回跳，要求退货" in text
    assert "疑似运输" not in text


def test_ticket_form_leaves_the_class_blank_until_somebody_classifies_it(people):
    ticket = tickets.logged(people)
    assert "Not a quality problem" not in ticket_form.html(ticket, "en")
    classify = {"ticket_id": ticket.pk, "actor": people.clerk, "now": NOW}
    triage.classify(quality_class="extrinsic", reason="箱子压坏", **classify)
    ticket = triage.classify(quality_class="", reason="客户误操作", **classify)
    assert "Not a quality problem" in ticket_form.html(ticket, "en")
