"""The ticket as a conversation, and the frame around it, as a user sees them in a window."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from complaints.models import Ticket
from complaints.services import conversation
from tests.complaints import factories as make

from . import scene
from .layout import HEIGHTS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def long_ticket(people: Any) -> Ticket:
    """A ticket with a risk and more entries than a window shows."""
    ticket = make.logged(people, now=timezone.now(), received_at=None, description="再不处理我就找记者曝光")
    for number in range(12):
        say(ticket, people.clerk, f"第 {number} 次联系客户，约好明天上门")
    return ticket


def say(ticket: Ticket, who: Any, body: str) -> None:
    conversation.reply(ticket_id=ticket.pk, actor=who, now=timezone.now(), channel="phone", body=body)


def box(page: Any, selector: str) -> dict[str, float]:
    return page.locator(selector).last.bounding_box()


def is_in_sight(page: Any, selector: str) -> bool:
    seen, thread = box(page, selector), box(page, "#thread")
    return seen["y"] >= thread["y"] - 1 and seen["y"] + seen["height"] <= thread["y"] + thread["height"] + 1


def test_conversation_fills_the_page_opens_at_its_end_and_shows_what_was_sent(browser_of):
    people = scene.beginning()
    page = browser_of(people.clerk, "zh-hans")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(long_ticket(people).get_absolute_url())
    assert box(page, "#thread")["height"] >= 0.6 * 768
    assert box(page, ".s-thead")["height"] <= 92
    assert box(page, "#write")["height"] <= 48, "one line until it is used"
    assert is_in_sight(page, ".s-say"), "the newest entry, without scrolling"
    page.locator(".s-flag--late > summary").click()
    assert "曝光" in page.locator(".s-flag--late .s-menu").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator(".s-flag--late .s-menu").is_visible()
    page.keyboard.press("r")
    page.keyboard.type("明天上午十点到")
    expect(page.locator("#write button.btn-primary"), "it opens with the first key").to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert "明天上午十点到" in page.locator(".s-say:target").inner_text()
    assert is_in_sight(page, ".s-say:target")
    assert box(page, ".s-toast")["y"] + box(page, ".s-toast")["height"] <= box(page, "#write")["y"] + 1


def test_reply_of_a_colleague_comes_by_itself_and_is_told_before_sending(browser_of):
    people = scene.beginning()
    ticket = long_ticket(people)
    page = browser_of(people.clerk)
    page.goto(ticket.get_absolute_url())
    page.locator("#write textarea").fill("I will call you tomorrow")
    say(ticket, people.clerk2, "备用机今天送到")
    look_again(page)
    page.get_by_text("备用机今天送到").first.wait_for()
    assert str(people.clerk2) in page.locator(".s-newer").inner_text()
    assert page.get_by_role("button", name="Send anyway").is_visible()
    assert page.locator("#write textarea").input_value() == "I will call you tomorrow"
    say(ticket, people.clerk2, "送货改到下午")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert "送货改到下午" in page.locator(".s-newer").inner_text(), "an even newer reply came before the page asked"
    assert page.locator("#write textarea").input_value() == "I will call you tomorrow"
    with page.expect_navigation():
        page.get_by_role("button", name="Send anyway").click()
    assert "I will call you tomorrow" in page.locator(".s-say:target").inner_text()


def look_again(page: Any) -> None:
    page.locator("[data-news]").dispatch_event("looked")


def test_two_who_have_a_ticket_open_see_each_other_and_who_writes(browser_of):
    people = scene.beginning()
    ticket = long_ticket(people)
    mine, other = browser_of(people.clerk), browser_of(people.clerk2)
    mine.goto(ticket.get_absolute_url())
    assert not mine.locator(".s-here-who").count()
    other.goto(ticket.get_absolute_url())
    other.locator(f".s-here-who [title='{people.clerk}']").wait_for()
    look_again(mine)
    mine.locator(f".s-here-who [title='{people.clerk2}']").wait_for()
    with other.expect_response(lambda answer: "writing=reply" in answer.url):
        other.locator("#write textarea").press_sequentially("Good")
    look_again(mine)
    typing = mine.locator(".s-typing-who")
    typing.wait_for()
    assert f"{people.clerk2} is replying to the customer" in typing.inner_text()
    line, write = box(mine, "#typing"), box(mine, "#write")
    assert line["y"] + line["height"] <= write["y"] + 1
    assert box(mine, "#thread")["y"] + box(mine, "#thread")["height"] <= line["y"] + 1, "it covers nothing"


def test_line_stands_above_what_came_since_the_last_visit(browser_of):
    people = scene.beginning()
    ticket = long_ticket(people)
    page = browser_of(people.clerk2)
    page.goto(ticket.get_absolute_url())
    assert not page.locator(".s-unread").count(), "on the first visit nothing is new"
    say(ticket, people.clerk, "备用机今天送到")
    say(ticket, people.clerk, "送货改到下午")
    page.reload()
    line = page.locator(".s-unread")
    assert line.inner_text() == "2 new"
    assert "备用机今天送到" in page.locator(".s-unread + .s-say").inner_text()
    say(ticket, people.clerk, "下午三点")
    look_again(page)
    page.get_by_text("下午三点").first.wait_for()
    assert line.inner_text() == "3 new"
    say(ticket, people.clerk2, "好")
    page.reload()
    assert not line.count(), "what one wrote is not new to oneself"


def test_page_stops_asking_when_its_reader_has_signed_out(browser_of):
    people = scene.beginning()
    page = browser_of(people.clerk)
    page.goto(long_ticket(people).get_absolute_url())
    page.context.clear_cookies()
    look_again(page)
    page.locator("[data-news]").wait_for(state="detached")
    assert "password" not in page.content() and not page.locator("[data-not-sent]").count()


def test_menu_is_a_drawer_on_a_phone_and_icons_with_names_on_a_tablet(browser_of):
    people = scene.beginning()
    ticket = long_ticket(people)
    page = browser_of(people.clerk, "zh-hans", 390)
    page.goto(reverse("visits"))
    assert not page.locator(".s-nav").is_visible()
    assert box(page, ".s-app")["height"] <= HEIGHTS[390] + 1, "nothing stands below a short page"
    page.get_by_role("button", name="菜单").click()
    assert page.locator(".s-nav").is_visible() and box(page, ".s-nav")["x"] == 0
    assert min(row.bounding_box()["height"] for row in page.locator("a.s-nav-item").all()) >= 44
    page.mouse.click(380, 400)
    assert not page.locator(".s-nav").is_visible(), "the scrim closes it"
    page.goto(ticket.get_absolute_url())
    assert not page.locator(".s-side").is_visible()
    page.get_by_role("button", name="详情").click()
    expect(page.locator(".s-side")).to_be_visible()
    page.set_viewport_size({"width": 1024, "height": 800})
    page.goto(reverse("tickets"))
    assert box(page, ".s-nav")["width"] <= 56
    assert box(page, ".s-nav-label")["width"] <= 1
    page.locator("a.s-nav-item").nth(1).hover()
    name = page.locator("a.s-nav-item").nth(1).locator(".s-nav-label").bounding_box()
    assert name["x"] >= 50 and name["width"] > 20


def test_toast_does_not_lie_over_the_tabs(browser_of):
    people = scene.beginning()
    page = browser_of(people.manager, "zh-hans", 390)
    page.goto(reverse("customer_edit", args=[people.customer.number]))
    with page.expect_navigation():
        page.locator("main .btn-primary").last.click()
    toast, tabs = box(page, ".s-toast"), box(page, ".s-tabbar")
    assert toast["y"] + toast["height"] <= tabs["y"]
