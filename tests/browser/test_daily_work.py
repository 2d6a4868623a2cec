"""Daily work by keyboard and on a phone; typed text is never lost."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from complaints.models import Approval, Ticket
from tests.complaints import factories as make

from . import scene
from .test_keys import Hands

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def new_ticket(people: Any, **changes: Any) -> Ticket:
    return make.logged(people, now=timezone.now(), received_at=None, **changes)


def sent(page: Any, hands: Hands, *keys: str) -> None:
    """The keys that lead to another page."""
    with page.expect_navigation():
        hands.press(*keys)


def open_sheet(page: Any, hands: Hands, key: str) -> None:
    hands.press(key)
    page.locator("dialog[open]").wait_for()
    assert hands.at("dialog[open] *"), "the focus is in the sheet"


def test_ticket_is_answered_proposed_and_approved_by_keyboard(browser_of):
    """Eighteen keys and four texts, from the list to the manager's decision."""
    people = scene.beginning()
    new_ticket(people)
    new_ticket(people, description="铭牌贴歪了")
    page = browser_of(people.clerk)
    hands = Hands(page)
    page.goto(reverse("tickets"))
    hands.press("j")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    sent(page, hands, "Enter")
    answer(page, hands)
    propose(page, hands)
    approval = Approval.objects.get()
    sent(page, hands, "u")
    hands.press("j")
    assert page.evaluate("document.activeElement.getAttribute('href')") != first, "the list goes on after the row"
    decide(browser_of(people.manager), hands, approval)
    assert hands.keys <= 18 and hands.words == 4


def answer(page: Any, hands: Hands) -> None:
    hands.press("r")
    hands.say("已安排取货 ")
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    assert hands.at("#write textarea"), "the phrase is in, and one writes on"
    assert page.locator("#write textarea").input_value().startswith("已安排取货 ")
    sent(page, hands, "Control+Enter")
    assert "已安排取货" in page.locator(".s-say--us").inner_text()


def propose(page: Any, hands: Hands) -> None:
    open_sheet(page, hands, "s")
    hands.press("Escape")
    assert hands.at("[data-key=s]"), "the focus is back where the sheet was opened"
    open_sheet(page, hands, "s")
    assert hands.at("dialog[open] [name=problem_found]"), "the sheet begins with what is missing"
    hands.say("温度漂移 ±2.4 ℃")
    page.locator("dialog[open] [name=reason]").focus()
    hands.say("同车另有两箱受压")
    sent(page, hands, "Control+Enter")


def decide(page: Any, hands: Hands, approval: Approval) -> None:
    page.goto(reverse("approvals"))
    hands.page = page
    hands.press("j")
    sent(page, hands, "Enter")
    hands.press("a")
    assert page.evaluate("document.activeElement.name") == "reason", "the comment is asked for"
    hands.say("属实")
    sent(page, hands, "Control+Enter")
    assert approval.steps.filter(state="approved").count() == 1


def test_shortcuts_are_ignored_in_text_fields_and_menus_return_the_focus(browser_of):
    people = scene.beginning()
    ticket = new_ticket(people)
    page = browser_of(people.clerk, "zh-hans")
    page.goto(ticket.get_absolute_url())
    page.locator("#write textarea").focus()
    page.keyboard.type("surj?/")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.locator("#write textarea").input_value() == "surj?/"
    page.locator("#write textarea").blur()
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 's', isComposing: true, bubbles: true}))"
    )
    expect(page.locator("dialog[open]"), "a sign that is being composed is no command").to_have_count(0)
    page.locator(".s-more > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.s-more:not([open]) > summary')")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '？', bubbles: true}))")
    expect(page.locator("#keys"), "also by the sign of a Chinese keyboard").to_be_visible()


def test_general_manager_approves_from_the_notification_in_three_taps(browser_of):
    people = scene.beginning()
    approval = make.submitted(people, ticket=make.logged(people))
    make.decide(approval, people.manager, reason="属实")
    page = browser_of(people.gm, "zh-hans", width=390)
    page.goto(reverse("notifications"))
    page.locator(f"a[href='{approval.get_absolute_url()}']").first.tap()
    page.locator(".s-decide textarea").tap()
    page.keyboard.type("同意")
    with page.expect_navigation():
        page.locator(".s-decide .btn-primary").tap()
    approval.refresh_from_db()
    assert approval.state == "approved"


def test_phone_uploads_a_photo_and_keeps_a_draft_without_network(browser_of):
    people = scene.beginning()
    page = browser_of(people.clerk, "zh-hans", width=390)
    page.goto(f"{reverse('ticket_new')}?customer={people.customer.number}")
    page.locator("[name=description]").fill(scene.SAID)
    page.locator("[data-draft-state]").get_by_text(":").wait_for(state="attached")
    page.reload()
    assert page.locator("[name=description]").input_value() == scene.SAID, "the draft is back"
    page.locator("input[type=file]").set_input_files({"name": "weld.png", "mimeType": "image/png", "buffer": PNG})
    page.context.set_offline(True)
    page.locator(".s-save .btn-primary").tap()
    page.locator("main [data-not-sent]").wait_for()
    assert page.locator("[name=description]").input_value() == scene.SAID
    page.context.set_offline(False)
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").tap()
    ticket = Ticket.objects.get()
    assert (ticket.description, ticket.files.count()) == (scene.SAID, 1)


def test_several_tickets_are_assigned_to_oneself_on_a_phone(browser_of):
    people = scene.beginning()
    for text in ("铭牌贴歪了", "门封条开裂"):
        new_ticket(people, description=text)
    page = browser_of(people.clerk2, "zh-hans", width=390)
    page.goto(reverse("tickets"))
    for tick in page.locator(".s-tick").all():
        tick.tap()
    bar, tabs = page.locator("[data-bulk]").bounding_box(), page.locator(".s-tabbar").bounding_box()
    assert bar["y"] + bar["height"] <= tabs["y"], "above the bar of tabs"
    with page.expect_navigation():
        page.locator("[data-bulk] [value=take]").tap()
    assert set(Ticket.objects.values_list("owner__username", flat=True)) == {people.clerk2.username}
