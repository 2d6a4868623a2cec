"""Fulfilment by clicks: a return of three lines in parts, and a replacement that is dispatched first."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from aftersales.staff.enums import Role
from aftersales.staff.models import Department
from complaints.models import Approval, Fulfilment, Ticket
from complaints.services import lifecycle, proposals
from tests.complaints import factories as make
from tests.factories import Cast, person, sale

from . import scene
from .conftest import faults_of
from .test_journey import decide, press, send, step

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DEAR = "客户加急采购，发票价高于合同价"


def with_two_purchases() -> Cast:
    people = scene.beginning()
    people.tracked = sale(
        people.customer, code="YL-30", price="3000.00", quantity=3, serial="YL30-001 YL30-002 YL30-003"
    )
    people.plain = sale(people.customer, code="PH-2", price="1860.00", quantity=2)
    finance = Department.objects.create(code="finance", name="财务部", name_en="Finance")
    people.finance = person("finance", Role.COLLEAGUE, name="温岚", department=finance)
    return people


def drafted(people: Cast) -> Ticket:
    """One purchase in two lines, as the API allows, and another."""
    ticket = make.logged(people, now=timezone.now(), received_at=None, purchase=people.tracked)
    write = {"ticket_id": ticket.pk, "actor": people.clerk, "now": timezone.now()}
    lifecycle.update_details(**write, problem_found="超温不报警")
    rows = [(people.tracked, 2, "3000.00", ""), (people.tracked, 1, "3200.00", DEAR), (people.plain, 2, "1860.00", "")]
    lines = [
        {"purchase": sold, "quantity": count, "unit_price": Decimal(price), "price_reason": why}
        for sold, count, price, why in rows
    ]
    proposals.save_proposal(**write, remedy="refund", lines=lines, reason="一并退回")
    return ticket


def change_on_the_page(page: Any, people: Cast, ticket: Ticket) -> None:
    """Every line has its own fields, and keeps their values."""
    page.goto(ticket.get_absolute_url())
    step(page, "propose")
    second = page.locator("dialog[open] [name=lines-1-quantity]")
    second.fill("2")
    send(page)
    assert page.locator("dialog[open] .s-error, dialog[open] [aria-invalid=true]").count() > 0, "four of three"
    second.fill("1")
    page.locator("dialog[open] [name=reason]").fill("年检发现，一并退回")
    send(page)
    kept = ticket.proposals.get().lines.order_by("pk").values_list("quantity", "price_reason")
    assert list(kept) == [(2, ""), (1, DEAR), (2, "")]
    press(page, "submit")


def test_return_of_three_lines_is_received_in_parts(browser_of):
    people = with_two_purchases()
    ticket = drafted(people)
    clerk = browser_of(people.clerk, "zh-hans")
    change_on_the_page(clerk, people, ticket)
    approval = Approval.objects.get()
    manager = browser_of(people.manager, "zh-hans")
    manager.goto(approval.get_absolute_url())
    assert DEAR in manager.locator("main").inner_text()
    decide(manager, approval, "逐项核对过")
    decide(browser_of(people.gm, "zh-hans", width=390), approval, "同意")
    stock = browser_of(people.warehouse, "zh-hans", width=390)
    some_come_back(stock, ticket)
    manager.goto(ticket.get_absolute_url())
    step(manager, "waive")
    manager.locator("dialog[open] [name=reason]").fill("两台酸度计就地报废")
    send(manager)
    finance = browser_of(people.finance, "zh-hans")
    finance.goto("/")
    finance.locator(f"a[href='{ticket.get_absolute_url()}']").first.click()
    step(finance, "refund")
    assert finance.locator("dialog[open] [name=amount]").input_value() == "12920.00"
    send(finance)
    clerk.goto(ticket.get_absolute_url())
    step(clerk, "confirm")
    clerk.locator("dialog[open] [name=solved][value=yes]").check()
    send(clerk)
    ticket.refresh_from_db()
    assert ticket.state == "closed"


def some_come_back(page: Any, ticket: Ticket) -> None:
    """Receive all pieces of the two lines of one purchase by serial number, and none of the other purchase."""
    third = Fulfilment.objects.get().lines.order_by("pk").last()
    page.goto("/")
    page.locator(f"a[href='{ticket.get_absolute_url()}']").first.click()
    step(page, "receive")
    page.locator("[name=lines-0-serials]").fill("yl30-001\nYL30-002")
    page.locator("[name=lines-1-serials]").fill("YL30-009")
    page.locator("[name=lines-2-quantity]").fill("")
    page.locator("dialog[open] [name=condition]").fill("外箱完好")
    send(page)
    step(page, "inspect")
    for number in (0, 1):
        page.locator(f"[name=lines-{number}-finding]").fill("超温报警器虚焊")
        page.locator(f"[name=lines-{number}-disposition][value=supplier]").check()
    assert faults_of(page, is_read=False) == []
    send(page)
    third.refresh_from_db()
    assert (third.outstanding, third.fulfilment.state) == (2, "awaiting_goods")
    assert "YL30-009" in page.locator("main").inner_text(), "what the purchase does not name is marked"


def test_replacement_is_dispatched_before_goods_receipt(browser_of):
    people = with_two_purchases()
    line = {"purchase": people.tracked, "quantity": 1, "unit_price": people.tracked.unit_price}
    ticket = make.logged(people, purchase=people.tracked, kind="exchange", description="超温不报警，换货")
    make.approved(people, ticket=ticket, remedy="exchange", lines=[line])
    page = browser_of(people.warehouse, "zh-hans", width=390)
    page.goto(ticket.get_absolute_url())
    step(page, "dispatch")
    page.locator("dialog[open] [name=shipped_with]").fill("顺丰 SF-000-1")
    page.locator("[name=lines-0-serials]").fill("YL30-101")
    assert faults_of(page, is_read=False) == []
    send(page)
    page.get_by_role("button", name="详情").click()
    assert "YL30-101" in page.locator("#details").inner_text()
    page.keyboard.press("Escape")
    step(page, "receive")
    page.locator("[name=lines-0-serials]").fill("YL30-003")
    send(page)
    step(page, "inspect")
    page.locator("[name=lines-0-finding]").fill("报警器虚焊")
    page.locator("[name=lines-0-disposition][value=supplier]").check()
    send(page)
    ticket.refresh_from_db()
    assert ticket.state == "confirming"
    assert people.customer.purchases.filter(serial="YL30-101").exists(), "what was sent is a purchase of the customer"
