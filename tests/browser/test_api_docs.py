"""The API's documentation in Chromium, under our content policy."""

import pytest

from complaints.services.conversation import schedule_callback
from tests.factories import PASSWORD, cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_api_docs_show_the_verbs_within_the_content_policy(page):
    cast()
    page.goto("/sign-in/?next=/api/docs/")
    page.fill("[name=username]", "clerk")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url("**/api/docs/")
    row = page.locator("[id='operations-tickets-tickets_callback_create']")
    page.locator(".opblock").first.wait_for()
    for _scroll in range(200):  # only what is near the screen is drawn
        if row.count():
            break
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(50)
    row.locator("button.opblock-summary-control").click()
    page.get_by_text(str(schedule_callback.__doc__)).wait_for()
    hosts = page.evaluate("performance.getEntriesByType('resource').map(r => new URL(r.name).host)")
    assert set(hosts) == {page.url.split("/")[2]}
