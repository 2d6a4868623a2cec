"""Facts of a ticket change where they stand, by keys alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from complaints.services import tags
from tests.complaints import factories as make

from . import scene
from .conftest import AXE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_fact_is_changed_by_keys(browser_of):
    people = scene.beginning()
    ticket = make.logged(people, now=timezone.now(), received_at=None)
    page = browser_of(people.manager)
    page.goto(ticket.get_absolute_url())
    assert faults_of(page) == []
    page.locator("#fact-severity").focus()
    page.keyboard.press("Enter")
    listed = page.locator("[data-fact]")
    listed.wait_for()
    # The page below it is partly hidden now.
    violations = Axe().run(page, context="[data-fact]", options=AXE).response["violations"]
    assert [fault["id"] for fault in violations if fault["impact"] in {"serious", "critical"}] == []
    page.keyboard.press("Escape")
    assert not listed.count()
    assert page.evaluate("document.activeElement.id") == "fact-severity"
    page.keyboard.press("Space")
    listed.wait_for()
    page.keyboard.type("crit")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#fact-severity")).to_have_text("Critical")
    assert page.evaluate("document.activeElement.id") == "fact-severity", "one is back where one was"
    page.locator("#fact-owner").press("Enter")
    listed.wait_for()
    page.keyboard.insert_text(people.clerk2.name)
    page.keyboard.press("Enter")
    page.keyboard.type("Please go on")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    ticket.refresh_from_db()
    assert (ticket.severity, ticket.owner) == ("critical", people.clerk2)


def test_tags_are_ticked_and_made_by_keys(browser_of):
    people = scene.beginning()
    ticket = make.logged(people, now=timezone.now(), received_at=None)
    tags.tag(ticket_id=ticket.pk, actor=people.clerk, now=timezone.now(), add=["Rain season", "VIP"])
    page = browser_of(people.manager)
    page.goto(ticket.get_absolute_url())
    page.locator("#fact-tags").press("Enter")
    listed = page.locator("[data-fact]")
    listed.wait_for()
    violations = Axe().run(page, context="[data-fact]", options=AXE).response["violations"]
    assert [fault["id"] for fault in violations if fault["impact"] in {"serious", "critical"}] == []
    page.keyboard.type("vi")
    page.keyboard.press("Enter")
    page.keyboard.type("Packing")
    page.keyboard.press("Enter")
    assert listed.locator("[aria-checked=true]").all_inner_texts() == ["Rain season", "Packing"]
    page.locator("h1").first.click(position={"x": 2, "y": 2})
    assert listed.count(), "what is chosen is not lost by a click beside it"
    listed.locator("[type=search]").focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.locator("#fact-tags .s-tag").all_inner_texts() == ["Packing", "Rain season"]
    assert page.evaluate("document.activeElement.id") == "fact-tags"
    page.keyboard.press("Enter")
    listed.wait_for()
    page.keyboard.press("Control+Enter")
    assert not listed.count(), "nothing to save"


def test_without_script_the_value_leads_to_the_form(chromium, live_server, browser_of):
    people = scene.beginning()
    ticket = make.logged(people, now=timezone.now(), received_at=None)
    signed_in = browser_of(people.clerk).context.cookies()
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": live_server.url} for one in signed_in])
    page = context.new_page()
    page.goto(ticket.get_absolute_url())
    page.locator("#fact-severity").click()
    expect(page.locator("dialog[open] [name=severity]")).to_be_visible()
    context.close()
