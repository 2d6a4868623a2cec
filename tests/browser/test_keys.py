"""Keyboard only: search, moving in lists, and logging a ticket during a call."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from aftersales.office.models import Draft
from complaints.models import Ticket

from . import scene

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SAID = "设定 37 ℃，实测来回跳，要求退货"


class Hands:
    """Counts keys; typed text is not counted."""

    def __init__(self, page: Any) -> None:
        self.page, self.keys, self.words = page, 0, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def say(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.words += 1

    def at(self, selector: str) -> bool:
        return self.page.evaluate("selector => document.activeElement.matches(selector)", selector)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_ticket_is_logged_by_keyboard(browser_of, language):
    """Four digits, customer, product, type, description: thirteen keys and one text."""
    people = scene.beginning()
    page = browser_of(people.clerk, language)
    page.goto("/")
    hands = Hands(page)
    hands.press("n")
    page.wait_for_url(f"**{reverse('ticket_new')}")
    hands.press("2", "4", "0", "6", "Enter")
    page.locator("#purchases input").first.wait_for()
    assert page.locator("#found input:checked").input_value() == people.customer.number
    assert page.locator("#purchases input:checked").input_value() == str(people.sold.pk), "the only purchase is chosen"
    hands.press("Tab", "Tab", "ArrowRight")
    assert page.locator("[name=kind]:checked").input_value() == "return"
    hands.press("Tab")
    assert hands.at("textarea[name=description]")
    hands.say(SAID)
    page.locator("[data-draft-state]").get_by_text(":").wait_for()
    hands.press("Control+Enter")
    page.wait_for_url("**/tickets/TK-*/")
    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.purchase, ticket.kind) == (people.customer, people.sold, "return")
    assert (ticket.description, ticket.owner) == (SAID, people.clerk)
    assert hands.keys <= 13 and hands.words == 1
    assert not Draft.objects.exists(), "the next ticket starts empty"


def test_logging_page_shows_what_is_needed_without_scrolling(browser_of):
    people = scene.beginning()
    page = browser_of(people.clerk, "zh-hans")
    page.goto(f"{reverse('ticket_new')}?customer={people.customer.number}")
    foot = page.locator(".s-save").bounding_box()["y"]
    for selector in ("[name=kind]", "[name=description]", "[name=remedy_sought]", "[name=channel]", "[name=severity]"):
        box = page.locator(selector).first.bounding_box()
        assert box["y"] + box["height"] <= foot, selector


def test_unknown_caller_is_identified_by_keyboard(browser_of):
    people = scene.beginning()
    page = browser_of(people.clerk)
    page.goto(reverse("ticket_new"))
    page.locator("[name=description]").fill("没留姓名")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/TK-*/")
    ticket = Ticket.objects.get()
    assert ticket.customer is None
    page.locator(f"a[href='{ticket.get_absolute_url()}identify/']").click()
    page.locator("#find").press_sequentially("lj", delay=60)
    page.locator("#find").press("Enter")
    page.locator("#found input:checked").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".s-cust").wait_for()
    ticket.refresh_from_db()
    assert ticket.customer == people.customer


def test_caller_is_chosen_by_the_arrow_keys_and_enter_goes_on(browser_of):
    people = scene.beginning()
    page = browser_of(people.clerk)
    page.goto(reverse("ticket_new"))
    page.keyboard.type("lj")
    page.keyboard.press("ArrowDown")
    page.locator("#found input:checked").wait_for()
    assert page.evaluate("document.activeElement.name") == "customer"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "description", "nothing is sent before it is written"
    page.keyboard.insert_text(scene.SAID)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tickets/TK-*/")
    assert Ticket.objects.get().customer == people.customer


def test_shortcuts_search_move_in_lists_and_show_their_help(browser_of):
    people = scene.full()
    page = browser_of(people.clerk)
    page.goto(reverse("tickets"))
    page.keyboard.press("/")
    assert page.evaluate("'seek' in document.activeElement.dataset"), (
        "the search of the list comes before that of everything"
    )
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    second = page.locator("[data-row] .subject a").nth(1)
    assert page.evaluate("document.activeElement.href").endswith(wanted := second.get_attribute("href"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")
    page.keyboard.press("Control+k")
    page.keyboard.type("ljsl")
    page.locator("#palette-results [role=option]", has_text=people.customer.name).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{people.customer.get_absolute_url()}")
