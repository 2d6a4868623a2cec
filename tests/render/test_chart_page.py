"""Charts in a browser under the product's content policy. No server: the test answers the browser's requests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from playwright.sync_api import Browser, Page, Route

from aftersales.render.charts import Limit, bars, line

pytestmark = [pytest.mark.browser, pytest.mark.once]
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'"
PAGE = """{% load charts %}<!doctype html><html lang="en"><head><title>Charts</title>
<link rel="stylesheet" href="/static/css/theme.css">{% chart_assets %}</head><body>{% chart one %}{% chart two %}</body></html>"""


def answer(route: Route) -> None:
    path = route.request.url.split("://charts", 1)[1]
    for folder in ("static", "build/static"):
        file = Path(settings.BASE_DIR) / folder / path.removeprefix("/static/")
        if file.is_file():
            route.fulfill(path=file)
            return
    one = line(title="Rising", values=[("W1", 1), ("W2", 5)], limit=Limit(4, "limit 4"))
    two = bars(title="Slow", values=[("East", 31.5)], before=[("East", 20)], name="Now", before_name="Then")
    body = engines["django"].from_string(PAGE).render({"one": one, "two": two})
    route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": POLICY})


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def page(chromium: Browser, faults: list[str]) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route("**/*", answer)
    page.goto("http://charts/")
    page.locator(".s-vega-picture svg").nth(1).wait_for()
    yield page
    context.close()


def test_charts_are_drawn_within_the_content_policy(page: Page, faults: list[str]) -> None:
    assert page.locator(".s-vega-picture svg").count() == 2
    assert page.locator("svg text", has_text="limit 4").is_visible()
    assert faults == []


def test_table_of_a_chart_is_for_screen_readers_only(page: Page) -> None:
    assert page.locator(".s-vega-picture").first.get_attribute("aria-hidden") == "true"
    assert page.get_by_role("cell", name="31.5").count() == 1
    assert page.locator(".s-vega-table").first.bounding_box()["width"] <= 1


def test_charts_fit_on_a_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_chart_colours_follow_light_and_dark(page: Page) -> None:
    colour = "getComputedStyle(document.querySelector('svg .mark-line path')).stroke"
    page.evaluate("document.documentElement.dataset.bsTheme = 'light'")
    light = page.evaluate(colour)
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    assert light == "rgb(74, 109, 224)"
    assert page.evaluate(colour) == "rgb(125, 151, 255)"
