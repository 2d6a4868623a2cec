"""Browser sessions of users."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

LOCALES = {"en": "en", "zh-hans": "zh-CN"}
HEIGHTS = {1360: 900, 390: 844}
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
Opener = Callable[..., Any]


@pytest.fixture
def browser_of(chromium: Any, live_server: Any) -> Iterator[Opener]:
    """browser_of(user, language, width, scheme) opens a page, signed in as the user; user None is a customer.

    An error of a script or a breach of the content policy on any of them fails the test.
    """
    contexts: list[Any] = []
    faults: list[str] = []

    def open_for(user: Any, language: str = "en", width: int = 1360, scheme: str = "light") -> Any:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=LOCALES[language],
            color_scheme=scheme,
            has_touch=width < 500,
            viewport={"width": width, "height": HEIGHTS[width]},
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_of(user, language, live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: faults.append(f"{page.url}: {line.text}") if _is_fault(line) else None)
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert not faults, faults


def session_of(user: Any, language: str, url: str) -> dict[str, str]:
    type(user).objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _is_fault(line: Any) -> bool:
    """Messages about a refused request (409, 422), a lost network, or a poll that ended with its page, are no faults."""
    outside = ("Failed to load resource", "htmx:sendError", "htmx:sendAbort", "htmx:afterRequest")
    return line.type == "error" and not line.text.startswith(outside)


def faults_of(page: Any, is_read: bool = True) -> list[str]:
    """Faults of a page: serious ones of axe, and elements wider than the window."""
    violations = Axe().run(page, options=AXE).response["violations"] if is_read else []
    found = [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in violations
        if fault["impact"] in {"serious", "critical"}
    ]
    width = page.viewport_size["width"]
    if (wide := page.evaluate("document.scrollingElement.scrollWidth")) > width:
        found.append(f"{wide} px wide")
    return found
