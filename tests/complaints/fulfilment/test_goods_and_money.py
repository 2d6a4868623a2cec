"""Fulfilment by the services: several lines, parts, serial numbers, replacements, no return needed, refunds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from aftersales.kernel.errors import DomainError, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.staff.enums import Role
from aftersales.staff.models import Department
from complaints.models import Fulfilment, ReturnedUnit, Ticket
from complaints.permissions import visible_to
from complaints.queries.proposals import approved_content
from complaints.services import approvals, fulfilment, lifecycle, proposals
from complaints.services.fulfilment import Finding
from customers.models import Purchase, SerialNumber
from customers.services.purchases import add_purchase
from tests.complaints import factories as make
from tests.factories import NOW, person, sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def finance_department(people):
    """A user of the finance department pays refunds."""
    finance = Department.objects.create(code="finance", name="财务部", name_en="Finance")
    people.finance = person("finance", Role.COLLEAGUE, department=finance)


def lines_of(people, *wanted):
    """(purchase, quantity) as lines at the price paid."""
    return [
        {"purchase": sold, "quantity": count, "unit_price": sold.unit_price, "description": ""}
        for sold, count in wanted
    ]


def two_purchases(people):
    """Two balances whose serial numbers are known, and incubators of another batch."""
    other = sale(people.customer, price="900", quantity=2, code="TP-5", serial="T1, T2")
    third = sale(people.customer, price="300", quantity=5, batch="B2607-02")
    return other, third


def running(people, remedy="refund", wanted=None, **changes) -> Fulfilment:
    chosen = wanted or ((people.sold, 1),)
    approval = make.approved(people, remedy=remedy, lines=lines_of(people, *chosen), **changes)
    return Fulfilment.objects.get(proposal=approval.proposal)


def receive(people, row, counts, serials=None, **changes):
    lines = list(row.lines.order_by("pk"))
    return fulfilment.receive_goods(
        fulfilment_id=row.pk,
        quantities={lines[i].pk: n for i, n in counts.items()},
        condition="外箱压痕",
        serials={lines[i].pk: given for i, given in (serials or {}).items()},
        actor=people.warehouse,
        now=NOW,
        **changes,
    )


def inspect(people, row, *which, **said):
    lines = list(row.lines.order_by("pk"))
    finding = Finding("传感器漂移", said.get("disposition", "scrap"), said.get("result", "accepted"), Decimal("12.50"))
    return fulfilment.inspect_goods(
        fulfilment_id=row.pk,
        findings={lines[i].pk: finding for i in which},
        actor=people.warehouse,
        now=said.get("now", NOW),
    )


def refund(people, row, amount, **changes):
    values = {"paid_on": NOW.date(), "reference": "R", "actor": people.finance, "now": NOW}
    return fulfilment.record_refund(fulfilment_id=row.pk, amount=Decimal(amount), **{**values, **changes})


def code_of(call, *args, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def test_lines_of_several_purchases_are_received_in_parts_and_refunded(people):
    other, third = two_purchases(people)
    row = running(people, wanted=((people.sold, 1), (other, 2), (third, 3)))
    assert not visible_to(people.finance).exists()
    receive(people, row, {0: 1, 1: 1}, {1: ["t1"]})
    inspect(people, row, 0, 1)
    row.refresh_from_db()
    assert row.state == "awaiting_goods"
    assert code_of(refund, people, row, "1.00") == "action_not_allowed"
    receive(people, row, {1: 1, 2: 3}, {1: ["T2"]})
    inspect(people, row, 1)
    assert Fulfilment.objects.get(pk=row.pk).state == "inspecting"
    inspect(people, row, 2)
    row.refresh_from_db()
    assert (row.state, row.payable) == ("settling", Decimal("15560.00"))
    assert Notification.objects.filter(user=people.finance, template="refund_waiting", channel="page").count() == 1
    assert visible_to(people.finance).exists()
    refund(people, row, "15000")
    assert code_of(refund, people, row, "560.01") == "more_than_approved"
    refund(people, row, "560")
    row.refresh_from_db()
    assert (row.state, row.refunded, row.proposal.ticket.state) == ("done", Decimal("15560.00"), "confirming")
    counts = [line.count for line in row.lines.all()]
    assert all(count.reconciles and count.to_inspect == 0 for count in counts)
    assert set(row.lines.get(line__purchase=other).units.values_list("serial", "of_purchase")) == {
        ("T1", True),
        ("T2", True),
    }


def test_neither_proposer_nor_warehouse_records_the_refund(people):
    row = running(people)
    receive(people, row, {0: 1})
    inspect(people, row, 0)
    assert code_of(refund, people, row, "1", actor=people.clerk) == "own_proposal"
    assert code_of(refund, people, row, "1", actor=people.warehouse) == "not_permitted"
    refund(people, row, "1")


def test_serial_not_of_the_purchase_is_saved_and_marked(people):
    other, _third = two_purchases(people)
    row = running(people, wanted=((other, 1),))
    receive(people, row, {0: 1}, {0: ["X9"]})
    unit = ReturnedUnit.objects.get()
    assert (unit.serial, unit.of_purchase) == ("X9", False)
    assert SerialNumber.objects.get(serial="X9").purchase is None
    assert row.proposal.ticket.entries.filter(event="strange_serials").exists()


def test_the_same_faulty_serial_is_not_received_twice(people):
    people.sold.quantity = 5
    people.sold.save()
    first, second = running(people), running(people)
    receive(people, first, {0: 1}, {0: ["SN1"]})
    assert code_of(receive, people, second, {0: 1}, {0: ["sn1"]}) == "serial_here"
    assert second.lines.get().received == 0
    piece = SerialNumber.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SerialNumber.objects.create(product=piece.product, serial="SN1", since=NOW)
    inspect(people, first, 0, disposition="restock")
    assert code_of(receive, people, second, {0: 1}, {0: ["SN1"]}) == "serial_here"
    add_purchase(customer_id=people.customer.pk, product=piece.product, serial="sn1", actor=people.clerk, now=NOW)
    receive(people, second, {0: 1}, {0: ["SN1"]})  # sold again, it may be returned again


def test_repaired_piece_is_dispatched_and_may_be_returned_again(people):
    people.sold.quantity = 5
    people.sold.save()
    first, second = running(people, "repair"), running(people, "repair")
    assert (
        code_of(fulfilment.record_dispatch, fulfilment_id=first.pk, shipped_with="EX1", actor=people.warehouse, now=NOW)
        == "nothing_left"
    )
    receive(people, first, {0: 1}, {0: ["SN1"]})
    inspect(people, first, 0, disposition="rework")
    fulfilment.record_dispatch(fulfilment_id=first.pk, shipped_with="EX1", actor=people.warehouse, now=NOW)
    first.refresh_from_db()
    assert first.state == "done" and not Purchase.objects.exclude(pk=people.sold.pk).exists()
    receive(people, second, {0: 1}, {0: ["SN1"]})


def test_goods_stay_due_after_a_replacement_that_becomes_a_purchase(people):
    people.sold.quantity = 2
    people.sold.save()
    row = running(people, "exchange", ((people.sold, 2),))
    line = row.lines.get()
    fulfilment.record_dispatch(
        fulfilment_id=row.pk,
        shipped_with="EX1",
        serials={line.pk: ["N1", "N2"]},
        actor=people.warehouse,
        now=NOW,
        warranty_until={line.pk: date(2030, 1, 1)},
    )
    row.refresh_from_db()
    assert (row.state, row.goods_due_on) == ("awaiting_goods", date(2026, 12, 2))
    bought = Purchase.objects.exclude(pk=people.sold.pk).order_by("serial")
    assert [(b.serial, b.quantity, b.customer, b.warranty_until, b.unit_price) for b in bought] == [
        (serial, 1, people.customer, date(2030, 1, 1), people.sold.unit_price) for serial in ("N1", "N2")
    ]
    late = NOW + timedelta(days=20)
    assert [fulfilment.sweep_late_goods(now=late) for _ in range(2)] == [1, 0]
    assert Notification.objects.filter(template="goods_late", channel="page").count() == 2
    receive(people, row, {0: 2}, {0: ["F1", "F2"]})
    assert list(line.units.values_list("serial", "replacement_serial")) == [("F1", "N1"), ("F2", "N2")]
    inspect(people, row, 0)
    row.refresh_from_db()
    assert (row.state, row.goods_due_on) == ("done", None)


def test_replacement_is_dispatched_once_and_is_not_a_faulty_piece(people):
    people.sold.quantity = 5
    people.sold.save()
    first, second = running(people, "exchange"), running(people, "exchange")
    send = {"shipped_with": "EX1", "actor": people.warehouse, "now": NOW}
    fulfilment.record_dispatch(fulfilment_id=first.pk, serials={first.lines.get().pk: ["N1"]}, **send)
    given = {"fulfilment_id": second.pk, **send}
    assert code_of(fulfilment.record_dispatch, serials={second.lines.get().pk: ["n1"]}, **given) == "serial_taken"
    receive(people, first, {0: 1}, {0: ["F1"]})
    assert code_of(fulfilment.record_dispatch, serials={second.lines.get().pk: ["F1"]}, **given) == "serial_faulty"
    assert second.lines.get().sent == 0 and Purchase.objects.count() == 2


def test_missing_goods_are_waived_by_another_manager_with_a_reason(people):
    people.sold.quantity = 3
    people.sold.save()
    row = running(people, wanted=((people.sold, 3),))
    receive(people, row, {0: 1})
    line = row.lines.get()
    waive = {"fulfilment_id": row.pk, "quantities": {line.pk: 2}, "now": NOW}
    assert code_of(fulfilment.waive_goods, reason="丢失", actor=people.clerk2, **waive) == "not_permitted"
    assert code_of(fulfilment.waive_goods, reason=" ", actor=people.manager, **waive) == "reason_missing"
    fulfilment.waive_goods(reason="客户已报废", actor=people.manager, **waive)
    inspect(people, row, 0)
    line.refresh_from_db()
    assert (line.waived, line.outstanding, Fulfilment.objects.get(pk=row.pk).state) == (2, 0, "settling")


def test_no_return_needed_requires_a_reason_that_is_part_of_the_content(people):
    ticket = make.logged(people)
    assert code_of(make.proposed, people, ticket, no_return_required=True) == "empty"
    proposal = make.proposed(people, ticket, no_return_required=True, no_return_reason="运费高于货值")
    before = approved_content(proposal, ticket)
    proposal.no_return_reason = "别的"
    assert approved_content(proposal, ticket) != before
    row = running(people, "exchange", no_return_required=True, no_return_reason="运费高于货值")
    assert (row.state, [line.waived for line in row.lines.all()]) == ("settling", [1])
    fulfilment.record_dispatch(
        fulfilment_id=row.pk, shipped_with="EX1", serials={row.lines.get().pk: ["N1"]}, actor=people.warehouse, now=NOW
    )
    assert Fulfilment.objects.get(pk=row.pk).state == "done"


def test_proposal_refuses_pieces_returned_on_another_ticket(people):
    people.sold.quantity = 2
    people.sold.save()
    values = {"actor": people.clerk, "now": NOW, "remedy": "refund", "reason": "漂移"}
    one, two = make.logged(people), make.logged(people)
    lines = lines_of(people, (people.sold, 2))
    for ticket in (one, two):  # two drafts may name the same pieces
        lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, problem_found="漂移")
        proposals.save_proposal(ticket_id=ticket.pk, lines=lines, **values)
    proposals.submit(ticket_id=one.pk, actor=people.clerk, now=NOW)
    assert code_of(proposals.submit, ticket_id=two.pk, actor=people.clerk, now=NOW) == "returned_already"
    assert code_of(proposals.save_proposal, ticket_id=two.pk, lines=lines, **values) == "returned_already"
    proposals.save_proposal(ticket_id=two.pk, lines=lines, **{**values, "remedy": "repair"})


def test_price_above_the_one_paid_requires_a_reason(people):
    ticket = make.logged(people)
    line = {**lines_of(people, (people.sold, 1))[0], "unit_price": Decimal("12860.01")}
    assert code_of(make.proposed, people, ticket, lines=[line]) == "more_than_paid"
    make.proposed(people, ticket, lines=[{**line, "price_reason": "含税差"}])


def test_ticket_that_is_not_solved_gets_a_new_proposal(people):
    Department.objects.filter(code="finance").update(code="accounts")  # then no finance department pays refunds
    ticket = make.fulfilled(people)
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=False, comment="还是坏的")
    again = make.proposed(people, ticket, remedy="compensation", lines=[], costs=Decimal(50))
    assert Ticket.objects.get(pk=ticket.pk).proposals.count() == 2
    approval = proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    for decider in (people.manager, people.gm):
        approvals.decide(approval_id=approval.pk, actor=decider, now=NOW, verdict="approve", reason="同意")
    refund(people, Fulfilment.objects.get(proposal=again), "50", actor=people.warehouse)
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    assert lifecycle.close(ticket_id=ticket.pk, actor=people.clerk, now=NOW).state == "closed"


@pytest.mark.parametrize(
    ("error", "call"),
    [
        (InvalidInput, lambda people, row: receive(people, row, {0: 2})),
        (InvalidInput, lambda people, row: receive(people, row, {0: -1})),
        (InvalidInput, lambda people, row: receive(people, row, {0: 1}, {0: ["A", "B"]})),
        (RuleViolation, lambda people, row: inspect(people, row, 0)),
        (NotPermitted, lambda people, row: refund(people, row, "1", actor=people.clerk)),
        (RuleViolation, lambda people, row: refund(people, row, "1", actor=people.clerk2)),
    ],
)
def test_fulfilment_refuses_impossible_steps_and_changes_nothing(people, error, call):
    row = running(people)
    before = list(row.lines.values())
    with pytest.raises(error):
        call(people, row)
    assert list(row.lines.values()) == before and not row.refunds.exists()


@pytest.mark.parametrize(
    "change",
    [{"received": 2}, {"received": 1, "waived": 1}, {"inspected": 1}, {"sent": 2}, {"cost": Decimal(-1)}],
)
def test_database_constraints_refuse_impossible_rows(people, change):
    row = running(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.lines.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fulfilment.objects.filter(pk=row.pk).update(refunded=row.payable + 1)
