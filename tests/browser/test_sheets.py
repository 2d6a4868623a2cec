"""Sheets: their buttons stay in sight, and a field appears with the answer that calls for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.complaints import factories as make

from . import scene
from .conftest import session_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WHY = "dialog[open] [name=no_return_reason]"
BUTTON = "dialog[open] .s-sheet-foot .btn-primary"


def test_sheet_shows_its_buttons_and_what_an_answer_calls_for(browser_of: Any) -> None:
    people = scene.beginning()
    url = f"{make.logged(people).get_absolute_url()}propose/"
    page = browser_of(people.clerk, "zh-hans", width=390)
    page.goto(url)
    body = page.locator("dialog[open]")
    assert body.evaluate("one => one.scrollHeight > one.clientHeight")
    for share in (0, 0.5, 1):
        body.evaluate("(one, share) => one.scrollTo(0, share * one.scrollHeight)", share)
        box = page.locator(BUTTON).bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]
    assert not page.locator(WHY).is_visible()
    page.locator("dialog[open] [name=no_return_required]").check()
    assert page.locator(WHY).is_visible() and page.locator(WHY).evaluate("one => one.required")
    page.locator("dialog[open] [name=no_return_required]").uncheck()
    assert not page.locator(WHY).is_visible() and not page.locator(WHY).evaluate("one => one.required")


def test_without_a_script_every_field_stands_there(chromium: Any, live_server: Any) -> None:
    people = scene.beginning()
    url = f"{make.logged(people).get_absolute_url()}propose/"
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([session_of(people.clerk, "en", live_server.url)])
    page = context.new_page()
    page.goto(url)
    assert page.locator(WHY).is_visible() and not page.locator(WHY).get_attribute("required")
    context.close()


def test_sheet_closed_by_esc_opens_again_with_what_was_typed(browser_of: Any) -> None:
    people = scene.beginning()
    page = browser_of(people.clerk, "zh-hans")
    page.goto(make.logged(people).get_absolute_url())
    opener = page.locator(".s-thead-near a[href$='/pause/']")
    text = page.locator("dialog[open] textarea, dialog[open] input[type=text]").first
    opener.click()
    text.fill("等客户寄回样品")
    page.keyboard.press("Escape")
    assert not page.locator("dialog[open]").count()
    opener.click()
    assert text.input_value() == "等客户寄回样品"
