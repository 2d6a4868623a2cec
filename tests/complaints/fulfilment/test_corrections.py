"""Every record of a fulfilment can be taken back, goods can be refused or kept, and only what is accepted is paid."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from aftersales.staff.enums import Role
from complaints.models import Fulfilment, Ticket
from complaints.services import fulfilment, lifecycle, proposals
from complaints.services.fulfilment import Finding
from customers.models import Purchase, SerialNumber
from customers.services.purchases import add_purchase
from tests.complaints import factories as make
from tests.factories import NOW, person, sale
from tests.factories.clients import api_client_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(people):
    """A refund for three pieces at 100."""
    people.sold = sale(people.customer, price="100.00", quantity=3, code="TP-5")
    return running(people)


def running(people, remedy="refund", quantity=3, **changes) -> Fulfilment:
    approval = make.approved(people, remedy=remedy, lines=[make.line(people, quantity, "100.00")], **changes)
    return Fulfilment.objects.get(proposal=approval.proposal)


def do(service, row, actor, **facts):
    service(fulfilment_id=row.pk, actor=actor, now=facts.pop("now", NOW), **facts)
    row.refresh_from_db()
    return row


def receive(people, row, count, **facts):
    return do(
        fulfilment.receive_goods,
        row,
        people.warehouse,
        quantities={row.lines.get().pk: count},
        condition="完好",
        **{name: {row.lines.get().pk: value} if name != "received_on" else value for name, value in facts.items()},
    )


def inspect(people, row, actor=None, **found):
    finding = Finding("使用痕迹明显", found.pop("disposition", "scrap"), **found)
    return do(fulfilment.inspect_goods, row, actor or people.warehouse, findings={row.lines.get().pk: finding})


def keep(people, row, count, reason="客户留用"):
    return do(fulfilment.keep_goods, row, people.manager, quantities={row.lines.get().pk: count}, reason=reason)


def pay(people, row, amount, actor=None, **facts):
    values = {"paid_on": NOW.date(), "reference": "R", "actor": actor or people.warehouse, "now": NOW}
    fulfilment.record_refund(fulfilment_id=row.pk, amount=Decimal(amount), **values | facts)
    row.refresh_from_db()
    return row


def correct(people, row, entry, actor=None):
    return do(fulfilment.correct_record, row, actor or people.warehouse, entry=entry, reason="登记有误")


def entry(row, kind):
    return row.records.filter(kind=kind, reverses=None).last().entry


def refused(call, *args, **facts) -> tuple[int, str]:
    with pytest.raises(DomainError) as caught:
        call(*args, **facts)
    return caught.value.status, caught.value.code


def test_customer_keeps_two_of_three_and_is_paid_for_one(people, three):
    receive(people, three, 1)
    inspect(people, three)
    keep(people, three, 2)
    assert (three.state, three.payable) == ("settling", Decimal(100))
    assert refused(pay, people, three, "100.01") == (400, "more_than_approved")
    pay(people, three, "100")
    assert (three.state, three.proposal.ticket.state) == ("done", "confirming")
    ticket = three.proposal.ticket
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    assert lifecycle.close(ticket_id=ticket.pk, actor=people.clerk, now=NOW).state == "closed"


def test_nothing_comes_back_and_nothing_is_paid(people, three):
    assert refused(keep, people, three, 3, reason=" ") == (400, "reason_missing")
    keep(people, three, 3)
    assert (three.state, three.payable, three.proposal.ticket.state) == ("done", 0, "confirming")


def test_misused_goods_are_refused_by_a_manager_and_sent_back(people, three):
    receive(people, three, 3)
    assert refused(inspect, people, three, result="misuse", refused=2) == (403, "not_permitted")
    inspect(people, three, people.manager, result="misuse", refused=2, disposition="customer")
    assert (three.state, three.payable) == ("settling", Decimal(100))
    pay(people, three, "100")
    assert three.state == "settling"  # until the refused goods left
    do(fulfilment.send_back, three, people.warehouse, shipped_with="EX2")
    assert three.state == "done"


def test_finding_of_the_warehouse_leaves_the_decision_to_those_who_may_refuse(people, three):
    quality = people.quality
    receive(people, three, 3)
    inspect(people, three, result="misuse")
    assert (three.state, three.lines.get().finding) == ("inspecting", "使用痕迹明显")
    assert Notification.objects.filter(template="inspection_differs", user=quality).exists()
    inspect(people, three, quality, result="misuse", refused=3)
    do(fulfilment.send_back, three, people.warehouse, shipped_with="客户自提")
    assert (three.state, three.payable) == ("done", 0)


def test_partial_approval_reduces_every_piece_alike(people):
    people.sold = sale(people.customer, price="100.00", quantity=3, code="TP-5")
    approval = make.submitted(people, lines=[make.line(people, 3, "100.00")])
    make.decide(approval, people.manager, "approve_less", amount=Decimal(200))
    make.decide(approval, people.gm)
    row = Fulfilment.objects.get(proposal=approval.proposal)
    receive(people, row, 1)
    inspect(people, row)
    keep(people, row, 2)
    assert row.payable == Decimal("66.67")


def test_wrong_receipt_stays_and_is_taken_back_by_a_counter_entry(people, three):
    receive(people, three, 3)
    correct(people, three, entry(three, "receipt"))
    assert (three.state, three.lines.get().received) == ("awaiting_goods", 0)
    assert list(three.records.values_list("quantity", flat=True)) == [3, -3]
    counter = three.records.get(quantity=-3)
    assert (counter.reverses.quantity, counter.reason) == (3, "登记有误")
    assert refused(correct, people, three, counter.reverses.entry) == (409, "corrected_already")
    receive(people, three, 2)
    assert three.lines.get().received == 2


def test_ticket_closes_after_all_refunds_were_taken_back_to_the_cent(people):
    people.sold = sale(people.customer, price="100.00", quantity=3, code="TP-6")
    row = running(people, costs=Decimal("33.33"))
    receive(people, row, 3)
    inspect(people, row)
    pay(people, row, "100.00")
    pay(people, row, "233.33")
    for refund in list(row.refunds.all()):
        correct(people, row, refund.entry)
    for kind in ("inspection", "receipt"):
        correct(people, row, entry(row, kind), people.manager)
    keep(people, row, 3)
    assert (row.state, row.payable, row.refunded) == ("done", 0, 0)
    facts = {"ticket_id": row.proposal.ticket_id, "actor": people.clerk, "now": NOW}
    lifecycle.confirm(solved=True, **facts)
    assert lifecycle.close(**facts).state == "closed"


def test_what_rests_on_a_record_is_corrected_first(people, three):
    receive(people, three, 3)
    inspect(people, three)
    pay(people, three, "300")
    assert three.state == "done"
    for kind in ("receipt", "inspection"):
        assert refused(correct, people, three, entry(three, kind)) == (422, "rests_on_it")
    correct(people, three, three.refunds.get().entry)
    assert (three.state, three.refunded) == ("settling", 0)
    assert Ticket.objects.get(pk=three.proposal.ticket_id).state == "fulfilment"
    assert list(three.refunds.values_list("amount", flat=True)) == [Decimal(300), Decimal(-300)]
    correct(people, three, entry(three, "inspection"))
    assert three.state == "inspecting"
    inspect(people, three, people.manager, result="misuse", refused=1)
    pay(people, three, "200")
    do(fulfilment.send_back, three, people.warehouse, shipped_with="EX2")
    assert three.state == "done"


def test_own_refund_is_neither_recorded_nor_corrected_by_the_proposer(people, three):
    receive(people, three, 3)
    inspect(people, three)
    pay(people, three, "1")
    assert refused(correct, people, three, three.refunds.get().entry, actor=people.clerk)[0] == 403


def test_closed_ticket_is_reopened_before_a_record_is_corrected(people):
    ticket = make.closed(people)
    row = Fulfilment.objects.get(proposal__ticket=ticket)
    assert refused(correct, people, row, row.refunds.get().entry) == (422, "closed")
    lifecycle.reopen(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="退款退回")
    correct(people, row, row.refunds.get().entry)
    pay(people, row, "12860")
    assert Ticket.objects.get(pk=ticket.pk).state == "confirming"


def test_replacement_that_was_lost_is_sent_again(people):
    people.sold = sale(people.customer, price="100.00", quantity=1, code="TP-5")
    row = running(people, "exchange", 1)
    line = row.lines.get()
    send = {"shipped_with": "EX1", "serials": {line.pk: ["N1"]}}
    do(fulfilment.record_dispatch, row, people.warehouse, **send)
    assert Purchase.objects.filter(serial="N1").exists()
    correct(people, row, entry(row, "dispatch"))
    assert not Purchase.objects.filter(serial="N1").exists() and row.lines.get().sent == 0
    assert SerialNumber.objects.get(serial="N1").purchase is None
    do(fulfilment.record_dispatch, row, people.warehouse, **send)
    assert row.lines.get().sent == 1


def test_goods_are_not_refused_after_their_replacement_left(people):
    people.sold = sale(people.customer, price="100.00", quantity=1, code="TP-5")
    row = running(people, "exchange", 1)
    do(fulfilment.record_dispatch, row, people.warehouse, shipped_with="EX1")
    assert refused(keep, people, row, 1) == (409, "replacement_sent")
    receive(people, row, 1)
    assert refused(inspect, people, row, people.manager, result="misuse", refused=1) == (409, "replacement_sent")
    correct(people, row, entry(row, "dispatch"))
    inspect(people, row, people.manager, result="misuse", refused=1)
    do(fulfilment.send_back, row, people.warehouse, shipped_with="EX2")
    assert row.state == "done"


@pytest.mark.parametrize(
    ("remedy", "facts"),
    [
        ("compensation", {"lines": [], "costs": Decimal(50)}),
        ("repair", {"lines": [], "costs": Decimal(50)}),
        ("exchange", {"no_return_required": True, "no_return_reason": "运费高"}),
    ],
)
def test_customer_who_gives_up_the_rest_ends_the_fulfilment(people, remedy, facts):
    people.sold = sale(people.customer, price="100.00", quantity=3, code="TP-5")
    approval = make.approved(people, remedy=remedy, **{"lines": [make.line(people, 3, "100.00")], **facts})
    row = Fulfilment.objects.get(proposal=approval.proposal)
    assert refused(do, fulfilment.end, row, people.warehouse, reason="客户放弃")[0] == 403
    do(fulfilment.end, row, people.manager, reason="客户放弃")
    assert (row.state, row.left_to_refund) == ("done", 0)
    correct(people, row, entry(row, "end"), actor=people.manager)
    assert row.state == "settling"


def test_days_follow_what_they_rest_on(people, three):
    yesterday, tomorrow = NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=1)
    for day, code in ((yesterday, "too_early"), (tomorrow, "future")):
        assert refused(receive, people, three, 3, received_on=day) == (400, code)
    fulfilment.receive_goods(
        fulfilment_id=three.pk,
        quantities={three.lines.get().pk: 3},
        condition="",
        actor=people.warehouse,
        now=NOW + timedelta(days=5),
        received_on=NOW.date() + timedelta(days=3),
    )
    finding = {three.lines.get().pk: ("属实", "scrap")}
    later = {"fulfilment_id": three.pk, "actor": people.warehouse, "now": NOW + timedelta(days=5)}
    on = NOW.date() + timedelta(days=2)
    assert refused(fulfilment.inspect_goods, findings=finding, inspected_on=on, **later) == (400, "too_early")
    on += timedelta(days=2)
    fulfilment.inspect_goods(findings=finding, inspected_on=on, **later)
    for day, code in ((NOW.date() - timedelta(days=20), "too_early"), (on - timedelta(days=1), "too_early")):
        assert refused(pay, people, three, "1", paid_on=day, now=later["now"]) == (400, code)
    pay(people, three, "1", paid_on=on, now=later["now"])


def test_tracked_goods_need_their_serial_numbers_in_and_out(people):
    people.sold = sale(people.customer, price="100.00", quantity=1, code="TP-5", serial="A1")
    people.sold.product.serial_tracked = True
    people.sold.product.save()
    row = running(people, "exchange", 1)
    assert refused(receive, people, row, 1) == (400, "serials_missing")
    receive(people, row, 1, serials=["a1"])
    assert SerialNumber.objects.get(serial="A1").purchase is None
    inspect(people, row)
    send = {"shipped_with": "EX1"}
    assert refused(do, fulfilment.record_dispatch, row, people.warehouse, **send) == (400, "serials_missing")
    do(fulfilment.record_dispatch, row, people.warehouse, serial_reasons={row.lines.get().pk: "铭牌脱落"}, **send)
    assert (row.state, row.records.get(kind="dispatch").reason) == ("done", "铭牌脱落")


def test_piece_of_another_customer_is_neither_received_nor_sent(people):
    stranger = add_purchase(
        customer_id=people.customer.pk, product=people.sold.product, serial="B1", actor=people.clerk, now=NOW
    )
    people.sold = sale(people.customer, price="100.00", quantity=1)
    row = running(people, "exchange", 1)
    line = row.lines.get().pk
    send = {"shipped_with": "EX1", "serials": {line: ["b1"]}}
    assert refused(do, fulfilment.record_dispatch, row, people.warehouse, **send) == (409, "serial_taken")
    do(fulfilment.record_dispatch, row, people.warehouse, serial_reasons={line: "客户误退后转交"}, **send)
    piece = SerialNumber.objects.get(serial="B1")
    assert piece.purchase_id != stranger.pk and "客户误退后转交" in piece.history.first().history_change_reason


def test_reopened_ticket_is_edited_and_its_second_proposal_has_its_own_problem(people):
    ticket = make.closed(people)
    first = ticket.proposals.get()
    lifecycle.reopen(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="又坏了")
    lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, problem_found="门封脱落")
    lifecycle.change_type(ticket_id=ticket.pk, kind="complaint", reason="不退货了", actor=people.clerk, now=NOW)
    facts = {"ticket_id": ticket.pk, "actor": people.clerk, "now": NOW}
    proposals.save_proposal(remedy="compensation", lines=[], costs=Decimal(9), reason="补偿", **facts)
    second = proposals.submit(**facts).proposal
    first.refresh_from_db()
    assert (first.state, Fulfilment.objects.get(proposal=first).state) == ("approved", "done")
    assert (first.problem, second.problem) == ("温度漂移 ±2.4 ℃", "门封脱落")


def test_general_manager_ends_what_nobody_else_does(people, three):
    gm = person("gm2", Role.GM)
    do(fulfilment.keep_goods, three, gm, quantities={three.lines.get().pk: 3}, reason="客户失联")
    assert three.state == "done"


def test_page_says_who_does_the_next_step_and_reminds_them(people):
    row = running(people, quantity=1)
    receive(people, row, 1)
    inspect(people, row)
    url = row.proposal.ticket.get_absolute_url()
    page = client_of(people.clerk).get(url).content.decode()
    assert str(people.warehouse) in page and "refund/" not in page and "提出退款的人不能登记退款" in page
    assert client_of(people.clerk).post(f"{url}nudge/").status_code == 302
    assert Notification.objects.filter(template="ticket_nudge", user=people.warehouse, channel="page").count() == 1
    assert "refund/" in client_of(people.warehouse).get(url).content.decode()


def test_page_offers_known_serials_and_names_the_goods_of_an_error(people):
    first = sale(people.customer, price="100.00", quantity=1, code="TP-5", serial="A1")
    second = sale(people.customer, price="100.00", quantity=1, code="HX-9", serial="B1")
    for sold in (first, second):
        sold.product.serial_tracked = True
        sold.product.save()
    lines = [{"purchase": sold, "quantity": 1, "unit_price": sold.unit_price} for sold in (first, second)]
    row = Fulfilment.objects.get(proposal=make.approved(people, lines=lines).proposal)
    url, client = f"{row.proposal.ticket.get_absolute_url()}receive/", client_of(people.warehouse)
    page = client.get(url).content.decode()
    assert "A1</textarea>" in page and "B1</textarea>" in page
    one, two = row.lines.values_list("pk", flat=True)
    sent = {"lines-0-line": one, "lines-0-quantity": 1, "lines-0-serials": "A1"}
    answer = client.post(url, sent | {"lines-1-line": two, "lines-1-quantity": 1})
    assert answer.status_code == 400
    assert f"{second.product.label}：请填写 1 个序列号" in answer.content.decode()
    assert not row.records.exists()


@pytest.mark.parametrize("bad", ["NaN", "-1", "0", "1.5", "1e30", "１０００００００００００", "²", "1,5", "0x1"])
def test_quantities_and_amounts_that_are_none_are_refused(people, three, bad):
    line, client = three.lines.get().pk, api_client_of(people.manager)
    base = f"/api/v1/fulfilments/{three.pk}"
    rows = [{"line": line, "quantity": bad, "finding": "x", "disposition": "scrap", "result": "misuse"}]
    for verb in ("receive", "keep", "waive"):
        body = {"lines": [{"line": line, "quantity": bad}], "reason": "x"} | ({} if verb != "receive" else {})
        body = body if verb != "receive" else {"lines": body["lines"]}
        answer = client.post(f"{base}/{verb}/", body, format="json")
        assert answer.status_code in {400, 422}, (verb, answer.json())
    receive(people, three, 3)
    found = [{**{key: value for key, value in rows[0].items() if key != "quantity"}, "refused": bad}]
    answer = client.post(f"{base}/inspect/", {"lines": found}, format="json")
    assert answer.status_code in {400, 422} or bad == "0", answer.json()
    if bad not in {"1.5", "0"}:
        pay_at = {"amount": bad, "paid_on": "2026-11-18"}
        assert client.post(f"{base}/refund/", pay_at, format="json").status_code in {400, 409, 422}
    assert not three.refunds.exists()


def test_api_names_the_list_of_lines_in_which_nothing_is_said(people, three):
    client, address = api_client_of(people.manager), f"/api/v1/fulfilments/{three.pk}/inspect/"
    receive(people, three, 3)
    line = {"line": three.lines.get().pk}
    bodies = {"none": [], "empty": [line], "twice": [{**line, "finding": "裂了"}] * 2}
    answers = {name: client.post(address, {"lines": lines}, format="json") for name, lines in bodies.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(bodies, 400)
    named = {
        name: {one["field"].split("[")[0].split(".")[0] for one in answer.json()["errors"]}
        for name, answer in answers.items()
    }
    assert named == dict.fromkeys(bodies, {"lines"})
