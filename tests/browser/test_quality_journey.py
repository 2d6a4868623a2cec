"""A doubtful product, by clicks: clerk, quality department, deputy manager, general manager on a phone, warehouse."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.models import Ticket
from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation, Objection, Sample

from . import scene
from .conftest import faults_of
from .test_journey import log, press, send, step

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PDF = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}


def fill(page: Any, **values: str) -> None:
    """Fill the open sheet and send it."""
    for name, text in values.items():
        field = page.locator(f"dialog[open] [name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    send(page)


def next_step(page: Any) -> None:
    """Press the filled button of the card at the head."""
    page.locator(".s-next .btn-primary").click()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_intrinsic_problem_runs_from_the_ticket_to_the_closed_investigation(browser_of, language):
    people = scene.beginning()
    clerk, staff, deputy = (
        browser_of(user, language) for user in (people.clerk, people.quality, people.quality_manager)
    )
    ticket = log(clerk, people)
    step(clerk, "classify")
    clerk.locator("dialog[open] [name=quality_class][value=intrinsic]").check()
    fill(clerk, reason="同批三起")
    row = opened(deputy, ticket)
    sealed(staff, row)
    for name, text in scene.FINDINGS.items():
        staff.locator(f"#section-findings [name={name}]").fill(text)
    with staff.expect_navigation():
        staff.locator("form[action$='/findings/'] button.btn-quiet").last.click()
    next_step(staff)
    send(staff)
    assert quality.render_due_reports(now=timezone.now()) == 1
    deputy.goto(row.get_absolute_url())
    with deputy.expect_navigation():
        next_step(deputy)
    decided(browser_of(people.gm, language, width=390), row)
    staff.goto(f"{row.get_absolute_url()}?open=contain")
    fill(staff, title="封存同批库存", owner=people.warehouse.username, criterion="账实一致")
    judged(browser_of(people.warehouse, language, width=390), deputy)
    staff.goto(row.get_absolute_url())
    assert faults_of(staff) == []
    press(staff, "close")
    row.refresh_from_db()
    assert row.state == "closed"
    objected(clerk, staff, row)


def opened(page: Any, ticket: Ticket) -> Investigation:
    """The deputy manager finds the problem on the start page."""
    page.goto("/")
    page.locator(f"a[href*='{ticket.number}']").first.click()
    page.goto(f"{reverse('investigation_new')}?ticket={ticket.number}")
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").click()
    return Investigation.objects.get(ticket=ticket)


def sealed(page: Any, row: Investigation) -> None:
    page.goto(f"{reverse('sample_new')}?investigation={row.number}")
    for name, text in {"seal_number": "F-0418", "taken_from": "客户实验室", "place": "留样室 A-3"}.items():
        page.locator(f"[name={name}]").fill(text)
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").click()
    assert Sample.objects.get().investigation == row
    page.goto(row.get_absolute_url())
    assert "F-0418" in page.content()


def decided(page: Any, row: Investigation) -> None:
    """On a phone."""
    page.goto(row.get_absolute_url())
    next_step(page)
    assert faults_of(page) == []
    page.locator("dialog[open] [name=remedy][value=exchange]").check()
    fill(page, nature="内在质量", responsible="生产部", cause="回流焊温度偏低", decision="全批复检")
    row.refresh_from_db()
    assert row.state == "decided"


def judged(owner: Any, judge: Any) -> None:
    """Done by its owner on a phone, judged by another person."""
    action = Action.objects.get()
    owner.goto(action.get_absolute_url())
    owner.locator("[name=evidence]").fill("已锁入隔离区")
    with owner.expect_navigation():
        owner.locator("form[action$='/complete/'] .btn-primary").click()
    assert faults_of(owner) == []
    judge.goto(action.get_absolute_url())
    judge.locator("[name=effective][value=yes]").check()
    judge.locator("[name=verification]").fill("盘点 86 台，账实一致")
    with judge.expect_navigation():
        judge.locator("form[action$='/verify/'] .btn-primary").click()


def objected(clerk: Any, staff: Any, row: Investigation) -> None:
    """The customer objects, the inspection body decides for the customer, and the investigation is open again."""
    clerk.goto(f"{reverse('objection_new')}?ticket={row.ticket.number}")
    clerk.locator("[name=statement]").fill("不认可这个结论")
    with clerk.expect_navigation():
        clerk.locator(".s-save .btn-primary").click()
    objection = Objection.objects.get()
    staff.goto(objection.get_absolute_url())
    with staff.expect_navigation():
        staff.locator("a[href$='/send/']").first.click()
    fill(staff, body="示例省计量科学研究院")
    with staff.expect_navigation():
        staff.locator("a[href$='/verdict/']").first.click()
    staff.locator("dialog[open] [name=verdict][value=upheld]").check()
    staff.locator("dialog[open] [name=files]").set_input_files(PDF)
    fill(staff, verdict_text="示值误差 6.1 ℃，超出允差")
    clerk.goto(objection.get_absolute_url())
    with clerk.expect_navigation():
        clerk.locator("a[href$='/agree/']").first.click()
    fill(clerk, settled_with="张三", settlement="退货，检验费由我方承担")
    objection.refresh_from_db()
    row.refresh_from_db()
    assert (objection.state, row.state) == ("agreed", "open")
    assert faults_of(clerk) == []
