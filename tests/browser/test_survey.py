"""A customer answers a survey on a phone, without account or script, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from surveys.models import Response
from surveys.services.invitations import LIFETIME, token_of
from tests.factories import cast as make_cast
from tests.factories.surveys import invited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEXT = ".s-decide .btn-primary"


@pytest.fixture
def link(live_server):
    from django.utils import timezone

    invitation, token = invited(make_cast())
    invitation.expires_at = timezone.now() + LIFETIME
    invitation.save()
    assert token == token_of(invitation)
    return f"{live_server.url}/s/{token}/"


def phone(chromium, locale: str, **more):
    context = chromium.new_context(locale=locale, viewport={"width": 390, "height": 844}, has_touch=True, **more)
    return context.new_page()


def onward(page) -> None:
    """The click alone may return while the old page is already gone and the next not yet there."""
    with page.expect_navigation():
        page.locator(NEXT).click()


def choose(page, position: int) -> None:
    page.locator(".s-tap, .s-answer").nth(position).click()
    onward(page)


@pytest.mark.parametrize(("locale", "thanks"), [("zh-CN", "谢谢"), ("en", "Thank you")])
def test_survey_is_answered_without_script(chromium, link: str, locale: str, thanks: str) -> None:
    page = phone(chromium, locale, java_script_enabled=False)
    page.goto(link)
    choose(page, 0)
    choose(page, 3)
    with page.expect_navigation():
        page.locator(".s-decide button[value=skip]").click()
    page.locator("textarea").fill("退款再快一天")
    onward(page)
    assert thanks in page.locator("h1").inner_text()
    row = Response.objects.get()
    assert (row.solved, row.csat, row.nps, row.comment) == (True, 4, None, "退款再快一天")


def test_enter_goes_to_the_next_question_and_keeps_the_language(chromium, link: str) -> None:
    page = phone(chromium, "en")
    page.goto(link)
    page.locator("input[value=yes]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Question 2 of 4")


def test_every_survey_page_is_accessible_and_fits(chromium, link: str) -> None:
    page = phone(chromium, "zh-CN")
    page.goto(link)
    for step in range(4):
        wide = page.evaluate("document.documentElement.scrollWidth")
        low = page.evaluate(
            "Math.min(...[...document.querySelectorAll('.s-tap, .s-answer')].map(a => a.clientHeight), 99)"
        )
        faults = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
        assert (wide, faults) == (390, []) and low >= 48
        onward(page) if step == 3 else choose(page, 0)
    assert "谢谢" in page.locator("h1").inner_text()


def test_survey_page_sends_no_referrer(chromium, link: str) -> None:
    page = phone(chromium, "en")
    referrers: list[str] = []
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    page.goto(link)
    choose(page, 0)
    page.locator("header button[name=language]").click()
    page.wait_for_selector("text=第 2 题")
    assert not any("/s/" in referrer for referrer in referrers)
