"""The packaged type: which font draws which words, and how much a page loads for it."""

from __future__ import annotations

from typing import Any

import pytest

from . import scene

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def fonts_of(page: Any, selector: str) -> list[tuple[str, bool]]:
    """The fonts that draw the words of the first element, and whether the page brought them."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return [(font["familyName"], font["isCustomFont"]) for font in used]


def test_chinese_of_our_texts_is_packaged_and_words_of_customers_are_of_the_machine(browser_of: Any) -> None:
    people = scene.beginning()
    page = browser_of(people.clerk, "zh-hans")
    loaded: dict[str, int] = {}
    page.on(
        "response", lambda answer: answer.url.endswith(".woff2") and loaded.update({answer.url: len(answer.body())})
    )
    page.goto("/tickets/")
    page.evaluate("document.fonts.ready")
    for selector in ("h1", ".s-nav-label", ".s-top .btn.desk"):
        assert ("Noto Sans SC", True) in fonts_of(page, selector), selector
    page.wait_for_load_state("networkidle")
    assert sorted(url.rsplit("/", 1)[1].split(".")[0] for url in loaded) == ["han-1", "inter"]
    assert sum(loaded.values()) <= 120 * 1024
    page.goto(people.customer.get_absolute_url())
    page.evaluate("document.fonts.ready")
    assert ("Noto Sans SC", True) not in fonts_of(page, "h1.s-theirs")


def test_page_keeps_its_places_when_the_type_arrives(browser_of: Any) -> None:
    people = scene.beginning()
    page = browser_of(people.clerk, "zh-hans")
    boxes = """() => [...document.querySelectorAll("h1, th, .s-nav-item, .btn, label")].map(one => {
      const {x, y, width, height} = one.getBoundingClientRect();
      return [x, y, width, height].map(Math.round);
    })"""
    page.route("**/type/han-*", lambda route: route.abort())
    page.goto("/tickets/")
    page.evaluate("document.fonts.ready")
    before = page.evaluate(boxes)
    page.unroute("**/type/han-*")
    page.reload()
    page.evaluate("document.fonts.ready")
    assert page.evaluate(boxes) == before


def test_english_page_loads_no_chinese(browser_of: Any) -> None:
    page = browser_of(scene.beginning().clerk, "en")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("/tickets/")
    page.wait_for_load_state("networkidle")
    assert [url for url in loaded if "/han-" in url] == []
