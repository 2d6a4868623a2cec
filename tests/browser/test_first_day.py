"""An empty installation: the first administrator signs in, sets up the company, and a clerk logs the first ticket."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from aftersales.desk.installation import set_up
from aftersales.office.models import Company
from aftersales.staff.models import Department, User
from aftersales.staff.services.people import create_first_admin
from complaints.models import Ticket
from customers.models import Customer, Product

from .conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FIRST, OWN = "the first of many words", "another four plain words"


def save(page: Any, **typed: str) -> None:
    for name, value in typed.items():
        field = page.locator(f"form.s-log [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").click()


def sign_in(page: Any, username: str, password: str) -> None:
    page.goto("/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("main .btn-primary").click()


def steps_left(page: Any) -> int:
    page.goto("/")
    return page.locator("#checklist .s-dot--due, #checklist li:has([class*=due])").count()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_new_installation_is_set_up_and_logs_a_first_ticket(browser_of, language):
    set_up(actor=None, now=timezone.now())
    create_first_admin(username="chief", name="何苗", password=FIRST, now=timezone.now())
    page = browser_of(None, language)
    sign_in(page, "chief", FIRST)
    assert faults_of(page) == []
    before = steps_left(page)
    page.locator("#checklist a[href='/settings/company/']").first.click()
    save(page, name="示例仪器有限公司", name_en="Sample Instruments", phone="021 5550 0000")
    page.goto("/settings/places/department/new/")
    save(page, code="repair", name="维修部", name_en="Repairs")
    page.goto("/settings/products/new/")
    save(page, code="HX-250", name="恒温培养箱", name_en="Incubator")
    page.goto("/settings/users/new/")
    save(page, username="xiaoman", name="林小满", role="service")
    given = page.locator("#one-time").inner_text()
    assert faults_of(page) == []
    assert steps_left(page) < before
    assert (Company.objects.get().name, Department.objects.filter(code="repair").count()) == ("示例仪器有限公司", 1)
    assert (Product.objects.count(), User.objects.count()) == (1, 2)
    first_ticket(browser_of(None, language), given)


def first_ticket(page: Any, given: str) -> None:
    """The clerk signs in with the one-time password and logs a ticket."""
    sign_in(page, "xiaoman", given)
    assert page.url.endswith("/me/password/")
    for name, value in {"old": given, "password": OWN, "again": OWN}.items():
        page.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        page.locator("main .btn-primary").click()
    page.goto("/customers/new/")
    page.locator("[name=name]").first.fill("蓝鲸示例乳业")
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").click()
    customer = Customer.objects.get()
    page.goto("/tickets/new/")
    page.locator("#find").fill("蓝鲸")
    page.locator(f"#found [value='{customer.number}']").check()
    page.locator("[name=kind][value=complaint]").check()
    page.locator("[name=description]").fill("设定 37 ℃，实测来回跳")
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").click()
    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.owner.username) == (customer, "xiaoman")
