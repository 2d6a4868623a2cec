"""Pages in both languages, light and dark, wide and narrow, full and empty: accessible, nothing too wide."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from . import scene
from .conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LOOKS = [("zh-hans", 390, "light"), ("en", 1360, "dark")]


def pages_of(people: Any) -> dict[str, list[str]]:
    """Pages by the role that reads them."""
    ticket, customer = people.ticket.get_absolute_url(), people.other.get_absolute_url()
    return {
        "clerk": [
            "/",
            reverse("tickets"),
            ticket,
            people.fresh.get_absolute_url(),
            f"{people.fresh.get_absolute_url()}propose/",
            f"{reverse('ticket_new')}?customer={people.other.number}",
            reverse("customers"),
            customer,
            reverse("customer_new"),
            people.approval.get_absolute_url(),
        ],
        "manager": [reverse("notifications"), reverse("surveys")],
        "gm": [reverse("approvals"), f"{people.approval.get_absolute_url()}?verdict=approve"],
        "rep": [reverse("visits"), people.visit.get_absolute_url()],
        "quality": [reverse("investigations"), people.investigation.get_absolute_url(), reverse("actions")],
        "executive": [reverse("dashboard"), reverse("responses")],
    }


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_with_data_is_accessible_and_fits(browser_of, language, width, scheme):
    people = scene.full()
    found: dict[str, list[str]] = {}
    for name, urls in pages_of(people).items():
        page = browser_of(getattr(people, name), language, width, scheme)
        for url in urls:
            page.goto(url)
            found[f"{name} {url}"] = faults_of(page)
            if language == "zh-hans":
                found[f"{name} {url}"] += left_in_english(page)
    page = browser_of(None, language, width, scheme)
    for url in (people.link, reverse("login")):
        page.goto(url)
        found[url] = faults_of(page)
    assert {url: faults for url, faults in found.items() if faults} == {}


def left_in_english(page: Any) -> list[str]:
    """Labels and buttons of a Chinese page without a Chinese character: not translated. What says that it is English
    may be."""
    told = page.eval_on_selector_all(
        "label, legend, h1, h2, th, button, .btn, dt, .s-tag, .s-help",
        "found => found.filter(e => !e.closest('[lang=en]')).map(e => e.innerText.trim())",
    )
    names = {
        "English",
        "NPS",
        "CSAT",
        "/",
        "Ctrl ↵",
        "N",
        "F",
        "Ctrl K",
        "Ctrl B",
        "Home End",
        "PgUp PgDn",
        scene.LONG_LATIN,
    }
    return [
        text
        for text in told
        if len(text) > 3
        and text.isascii()
        and not any(c.isdigit() for c in text)
        and text not in names
        and "*" not in text
    ]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_empty_pages_say_what_to_do(browser_of, language, width, scheme):
    people = scene.beginning()
    routes = {
        "clerk": ["home", "tickets", "notifications", "approvals"],
        "rep": ["visits"],
        "quality": ["investigations", "actions"],
        "executive": ["dashboard", "surveys", "responses"],
    }
    found: dict[str, Any] = {}
    for name, names in routes.items():
        page = browser_of(getattr(people, name), language, width, scheme)
        for route in names:
            page.goto(reverse(route))
            found[route] = faults_of(page)
            if not page.locator(".s-empty, main .s-muted").count():
                found[route].append("says nothing")
    assert {route: faults for route, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1360)])
def test_search_page_with_and_without_results(browser_of, language, width):
    people = scene.full()
    page = browser_of(people.clerk, language, width)
    page.goto("/")
    for words in ("示例", "zzzzqq"):
        page.locator("#search").fill(words)
        page.locator("#search").press("Enter")
        page.wait_for_url(f"**{reverse('search')}")
        with translation.override(language):
            assert faults_of(page) == [], words
    page.locator("#search").fill("2406")
    page.locator("#search").press("Enter")
    page.get_by_role("link", name=people.customer.name).first.click()
    page.wait_for_url(f"**{people.customer.get_absolute_url()}")
