"""The dashboard in a real browser: it is accessible, fits, and its figures and marks open their rows."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone

from aftersales.staff.models import User
from tests.factories.reports import closed, replied, ticket

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dashboard(page, client, live_server, cast):
    """The page as the executive sees it, with complaints of today."""
    for _n in range(3):
        ticket(cast, timezone.now(), batch="B2603-17")
    replied(cast, timedelta(minutes=4), timezone.now() - timedelta(minutes=5))

    def open_page(language="en", width=1360, scheme="light"):
        User.objects.filter(pk=cast.executive.pk).update(language=language)
        client.force_login(cast.executive)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto("/reports/")
        page.locator(".r-five").wait_for()
        return page

    return open_page


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 1360, "light"), ("zh-hans", 1360, "dark"), ("en", 390, "dark"), ("zh-hans", 390, "light")],
)
def test_dashboard_is_accessible_and_fits(dashboard, language, width, scheme):
    shown = dashboard(language, width, scheme)
    faults = Axe().run(shown).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_figure_of_complaints_opens_as_many_rows(dashboard):
    shown = dashboard()
    figure = shown.locator(".c-fig[href*='/complaints_logged/']").first
    count = int(figure.inner_text())
    figure.click()
    assert shown.locator("tr[data-row]").count() == count == 4


def test_mark_of_a_chart_is_reached_by_keyboard_and_opens_its_rows(dashboard):
    shown = dashboard()
    mark = shown.locator(".c-chart a.mark").first
    mark.focus()
    assert mark.locator(".tip").is_visible()
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/rows/?*")


def test_menu_of_periods_fits_on_a_phone(dashboard):
    shown = dashboard(width=390)
    shown.locator(".r-scope summary").first.click()
    box = shown.locator(".r-scope .s-menu").first.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_figures_of_teams_are_seen_on_a_phone(dashboard, cast):
    closed(cast, timezone.now(), region=cast.east)
    shown = dashboard(width=390)
    shown.goto("/reports/teams/?by=region")
    cells = shown.locator(".r-teams td")
    assert cells.count() > 4
    for place in range(cells.count()):
        assert cells.nth(place).bounding_box()["width"] > 100, cells.nth(place).inner_text()
