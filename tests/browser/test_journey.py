"""A return by clicks: clerk, managers, general manager and warehouse, and the customer on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from aftersales.notifications.services.notifications import deliver_due
from complaints.models import Approval, Ticket
from surveys.models import Response
from visits.models import Visit

from . import scene
from .conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def send(page: Any, button: str = "dialog[open] form:not([method=dialog]) button") -> None:
    """Press the button of the open sheet, or another one, and wait for the next page."""
    with page.expect_navigation():
        page.locator(button).last.click()


def step(page: Any, name: str) -> None:
    """Open the sheet of a step by its button or from the menu "more"."""
    link = page.locator(f"a[href$='/{name}/']").first
    link.wait_for(state="attached")
    page.wait_for_load_state()
    if not link.is_visible():
        page.locator(".s-more > summary").click()
    link.click()
    page.locator("dialog[open]").wait_for()


def press(page: Any, name: str) -> None:
    """Take a step without a form."""
    with page.expect_navigation():
        page.locator(f"form[action$='/{name}/'] button").first.click()


def decide(page: Any, approval: Approval, reason: str) -> None:
    """Decide with a reason; the button can be seen without scrolling."""
    page.goto("/")
    page.locator(f"a[href='{approval.get_absolute_url()}']").first.click()
    button = page.locator(".s-decide .btn-primary")
    box = button.bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"]
    page.locator(".s-decide textarea[name=reason]").fill(reason)
    send(page, ".s-decide .btn-primary")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_return_runs_from_the_call_to_the_survey(browser_of, language):
    people = scene.beginning()
    clerk = browser_of(people.clerk, language)
    ticket = log(clerk, people)
    clerk.locator("#write textarea").fill("仓储明天上门取货")
    send(clerk, "#write footer button")
    step(clerk, "propose")
    clerk.locator("textarea[name=reason]").fill("同车另有两箱受压")
    send(clerk)
    assert clerk.locator("#missing li").count() == 1
    clerk.locator(".s-thead .btn-primary").click()
    clerk.locator("dialog[open] [name=problem_found]").fill("温度漂移 ±2.4 ℃")
    send(clerk)
    press(clerk, "submit")
    approval = Approval.objects.get()
    decide(browser_of(people.manager, language), approval, "属实")
    decide(browser_of(people.gm, language, width=390), approval, "同意")
    approval.refresh_from_db()
    assert approval.state == "approved"
    fulfil(browser_of(people.warehouse, language, width=390), ticket)
    clerk.goto(ticket.get_absolute_url())
    step(clerk, "confirm")
    clerk.locator("dialog[open] [name=solved][value=yes]").check()
    send(clerk)
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    answer(browser_of(None, language, width=390), ticket)


def log(page: Any, people: Any) -> Ticket:
    page.goto("/")
    page.locator(".s-top a[data-key=n], a[href='/tickets/new/']").first.click()
    page.locator("#find").fill("示例")
    page.locator(f"#found [value='{people.customer.number}']").check()
    page.locator(f"#purchases [value='{people.sold.pk}']").check()
    page.locator("[name=kind][value=return]").check()
    page.locator("[name=description]").fill(scene.SAID)
    page.locator("[name=remedy_sought][value=refund]").check()
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").click()
    ticket = Ticket.objects.get()
    assert (
        ticket.number in page.title() and ticket.short_number in page.locator(".s-words .s-script").first.inner_text()
    )
    return ticket


def fulfil(page: Any, ticket: Ticket) -> None:
    """On a phone: goods receipt, inspection, refund."""
    page.goto("/")
    page.locator(f"a[href='{ticket.get_absolute_url()}']").first.click()
    step(page, "receive")
    send(page)
    step(page, "inspect")
    page.locator("dialog[open] textarea").fill("传感器漂移")
    page.locator("dialog[open] [name$=disposition]").first.check()
    send(page)
    step(page, "refund")
    assert faults_of(page) == []
    send(page)
    ticket.refresh_from_db()
    assert ticket.state == "confirming"


def answer(page: Any, ticket: Ticket) -> None:
    """The customer, on a phone, by the link in the mail."""
    deliver_due(now=timezone.now())
    sent = next(m for m in mail.outbox if ticket.number in m.subject and "/s/" in m.body)
    page.goto(re.findall(r"http://[^/]+(/s/\S+)", sent.body)[0])
    for value in ("yes", "5", "10"):
        page.locator(f":is(.s-tap, .s-answer):has([value='{value}'])").click()
        page.locator(".s-decide .btn-primary").click()
    page.locator("textarea").fill("取货很快")
    page.locator(".s-decide .btn-primary").click()
    page.locator("textarea").wait_for(state="detached")
    assert Response.objects.get().comment == "取货很快"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_rep_records_a_visit_on_a_phone_in_three_taps(browser_of, language):
    people = scene.full()
    page = browser_of(people.rep, language, width=390)
    page.goto(reverse("visits"))
    page.locator(f"a[href='{people.visit.get_absolute_url()}']").first.click()
    page.locator(".s-pick label:has([name=outcome][value=fine])").click()
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").click()
    visit = Visit.objects.get(pk=people.visit.pk)
    assert (visit.state, visit.outcome, visit.recorded_by) == ("done", "fine", people.rep)
    assert people.customer.name in page.locator("#toasts").inner_text()


def test_executive_opens_the_rows_of_a_figure(browser_of):
    people = scene.full()
    page = browser_of(people.executive)
    page.goto("/")
    page.locator(f".s-nav a[href='{reverse('dashboard')}']").click()
    figure = page.locator(".r-five .c-fig[href*='/complaints_logged/']").first
    count = int(figure.inner_text())
    figure.click()
    page.wait_for_url("**/rows/?*")
    assert page.locator("tbody [data-row]").count() == count > 0
    page.locator("tbody [data-row] .subject a").first.click()
    page.wait_for_url("**/tickets/TK-*/")
