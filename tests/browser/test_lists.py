"""Lists: one search in the head, filters as chips with popovers, columns for one person, buttons on hover and focus."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.complaints import factories as make

from . import scene
from .conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_clerk_filters_sorts_and_chooses_columns(browser_of):
    people = scene.beginning()
    for kind, said in (("complaint", "门封漏气"), ("return", "要求退货")):
        make.logged(people, kind=kind, description=said)
    page = browser_of(people.clerk, "en")
    page.goto(f"{reverse('tickets')}?state=open")
    page.keyboard.press("f")
    page.locator(".s-chip-more a", has_text="Type").click()
    page.locator(".s-chip[open] [value=return]").check()
    with page.expect_navigation():
        page.locator(".s-chip[open] .btn-primary").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    assert "要求退货" in page.locator("[data-row]").inner_text()
    assert faults_of(page) == []
    with page.expect_navigation():
        page.locator(".s-filter", has_text="Type").locator("> a").click()
    page.keyboard.press("/")
    page.keyboard.type("漏气")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[data-row]").count() == 1 and "state=open" in page.url
    page.goto(reverse("tickets"))
    page.locator(".s-more:has(.s-cols) > summary").click()
    page.locator(".s-cols [value=product]").first.uncheck()
    page.locator(".s-cols [value=severity]").first.check()
    for _time in range(9):
        page.locator(".s-cols button[value=severity]").press("Enter")
    assert faults_of(page) == []
    with page.expect_navigation():
        page.locator(".s-cols .btn-primary").click()
    heads = [text.strip() for text in page.locator("thead th").all_inner_texts() if text.strip()]
    assert "Severity" in heads and "Product" not in heads and heads.index("Severity") < heads.index("Subject")
    page.locator("thead a", has_text="Type").click()
    page.wait_for_url("**sort=kind")
    expect(page.locator("th[aria-sort=ascending]", has_text="Type")).to_have_count(1)


def test_button_of_a_row_shows_on_hover_and_focus_and_always_on_a_phone(browser_of):
    people = scene.beginning()
    make.submitted(people, ticket=make.logged(people))
    opacity = "getComputedStyle(document.querySelector('.s-row > .btn')).opacity"
    page = browser_of(people.manager, "zh-hans")
    page.goto(reverse("approvals"))
    assert page.evaluate(opacity) == "0"
    page.locator(".s-row").hover()
    assert page.evaluate(opacity) == "1"
    page.mouse.move(0, 0)
    page.locator(".s-row > .btn").focus()
    assert page.evaluate(opacity) == "1"
    phone = browser_of(people.manager, "zh-hans", width=390)
    phone.goto(reverse("approvals"))
    assert phone.evaluate(opacity) == "1"
