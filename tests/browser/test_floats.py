"""What opens over a page: notifications under the bell, and the palette with the actions of the page."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from aftersales.notifications.services.notifications import notify
from tests.complaints import factories as make

from . import scene
from .conftest import faults_of
from .layout import layer_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def tell(user, number, key):
    params = {"number": number, "subject": "门封漏气", "who": "", "reason": "", "amount": "1.00"}
    url = f"/tickets/{number}/"
    notify(users=[user], template="approval_approved", params=params, url=url, key=key, now=timezone.now())


def test_bell_counts_live_and_opens_what_is_new(browser_of):
    people = scene.beginning()
    ticket = make.logged(people)
    page = browser_of(people.clerk, "en")
    page.goto(reverse("customers"))
    expect(page.locator(".s-bell .s-count")).to_have_count(0)
    tell(people.clerk, ticket.number, "one")
    tell(people.clerk, ticket.number, "two")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".s-bell .s-count", has_text="2").wait_for()
    page.locator(".s-bell").click()
    page.locator("#notices .s-notice").first.wait_for()
    assert page.locator("#notices .s-notice").count() == 2 and page.locator("#notices .s-notice-head").count() == 1
    assert page.evaluate("document.querySelector('#notices').contains(document.activeElement)")
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("#notices").is_visible()
    page.locator(".s-bell").click()
    with page.expect_navigation():
        page.locator("#notices .s-notice-head button").click()
    expect(page.locator(".s-bell .s-count")).to_have_count(0)


def test_palette_offers_the_actions_of_the_page_first(browser_of):
    people = scene.beginning()
    ticket = make.logged(people)
    page = browser_of(people.clerk, "en")
    page.goto(ticket.get_absolute_url())
    page.keyboard.press("Control+k")
    page.keyboard.type("reass")
    option = page.locator("#palette [role=option]").first
    option.get_by_text("Reassign").wait_for()
    assert option.get_attribute("aria-selected") == "true"
    assert faults_of(page) == []
    page.keyboard.press("Enter")
    page.locator("dialog[open] form").first.wait_for()
    assert not page.locator("#palette").is_visible()
    page.goto(ticket.get_absolute_url())
    page.keyboard.press("Control+k")
    page.keyboard.type("xyz")
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible(), "one Esc closes it, also with a text in it"


OPENERS = "main :is(summary, [popovertarget], [hx-target='#sheet'], [data-opens], .s-edit-value, [data-canned-replies]), .s-bell"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1360, 390])
def test_whatever_opens_over_a_page_fits_and_closes_by_esc(browser_of, language, width):
    people = scene.beginning()
    ticket = make.logged(people)
    page = browser_of(people.clerk, language, width)
    seen, found = set(), {}
    for url in (ticket.get_absolute_url(), reverse("tickets"), people.customer.get_absolute_url()):
        page.goto(url)
        for at in range(page.locator(OPENERS).count()):
            opener = page.locator(OPENERS).nth(at)
            name = opener.get_attribute("aria-label") or opener.inner_text()
            if not opener.is_visible() or name in seen:
                continue
            seen.add(name)
            opener.focus()
            page.keyboard.press("Enter")
            page.wait_for_timeout(400)
            found[name] = layer_faults(page) or []
            page.evaluate("document.adoptedStyleSheets = []")
            page.keyboard.press("Escape")
            if page.locator("dialog[open], [popover]:popover-open, .s-more[open], .s-flag[open], [data-fact]").count():
                found[name].append("Esc leaves it open")
            page.goto(url)
    assert len(seen) > 5, seen
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_tour_leads_to_the_guide_and_is_put_away(browser_of):
    people = scene.beginning()
    page = browser_of(people.clerk, "zh-hans")
    page.goto("/")
    expect(page.locator(".s-tour li")).to_have_count(4)
    assert faults_of(page) == []
    page.locator(".s-tour .btn-quiet").click()
    page.wait_for_url(f"**{reverse('guide')}")
    assert page.locator(".s-guide img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 720
    assert faults_of(page) == []
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.goto("/")
    with page.expect_navigation():
        page.locator(".s-tour form button").click()
    expect(page.locator(".s-tour")).to_have_count(0)
