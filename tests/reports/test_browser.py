"""The dashboard in a real browser: charts are drawn within the content policy, and figures open their rows."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone

from aftersales.staff.models import User
from tests.factories.reports import replied, ticket

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
        page.locator(".s-vega-picture svg").nth(1).wait_for()
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
    tile = shown.locator(".s-kpi", has_text="Complaints")
    figure = int(tile.locator(".val").inner_text())
    tile.click()
    assert shown.locator("tr[data-row]").count() == figure == 4


def test_menu_of_quarters_fits_on_a_phone(dashboard):
    shown = dashboard(width=390)
    shown.locator(".s-head summary").first.click()
    box = shown.locator(".s-menu").first.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
