"""A customer answers the quarterly survey on a phone, in both languages, on two devices and without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from surveys.models import Invitation, Response
from surveys.services.invitations import LIFETIME, token_of
from tests.factories import cast as make_cast
from tests.factories.surveys import questionnaires, round_invitations, round_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NEXT = ".s-decide .btn-primary"


def phone(chromium, locale: str, **more):
    context = chromium.new_context(locale=locale, viewport={"width": 390, "height": 844}, has_touch=True, **more)
    return context.new_page()


def onward(page, selector: str = NEXT) -> None:
    """The click alone may return while the old page is already gone and the next not yet there."""
    with page.expect_navigation():
        page.locator(selector).click()


def fits(page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('.s-tap')].filter(k => k.clientHeight < 44 || k.clientWidth < 40).length"
    )
    faults = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
    assert (wide, small, faults) == (390, 0, [])


def test_quarterly_survey_is_answered_on_two_phones(chromium, live_server) -> None:
    questionnaires()
    invitation = round_invitations(make_cast(), round_of(quarter="2026-Q3"), 1)[0]
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() + LIFETIME)
    token = token_of(invitation)
    first = phone(chromium, "zh-CN", java_script_enabled=False)
    first.goto(f"{live_server.url}/s/{token}/")
    assert token not in first.url and "第 1 题，共 22 题" in first.inner_text("main")
    for _question in range(9):
        first.locator(".s-tap").nth(7).click()
        onward(first)
    assert "第 10 题" in first.inner_text("main")

    second = phone(chromium, "en")
    second.goto(f"{live_server.url}/s/{token}/")
    assert "Question 10 of 22" in second.inner_text("main")
    fits(second)
    second.locator(".s-answer--na").click()
    onward(second)
    onward(second, ".s-phone-top [name=language]")
    assert "第 11 题" in second.inner_text("main")
    onward(second, ".s-phone-top [name=language]")
    for _question in range(8):
        second.locator(".s-tap").nth(6).click()
        onward(second)
    assert "10 Certainly" in second.inner_text(".s-ends")
    fits(second)
    second.locator(".s-tap").nth(9).click()
    onward(second)
    second.locator(".s-tap").nth(4).click()  # effort, 1 to 7
    onward(second)
    onward(second, ".s-decide [value=skip]")
    second.locator("textarea").fill("周末有人值班")
    onward(second)
    assert "Thank you" in second.inner_text("h1")
    fits(second)
    row = Response.objects.get()
    assert (row.nps, row.answers["img1"], row.answers["pq6"], row.answers["effort"]) == (9, 8, "na", 5)
    assert row.comment == "周末有人值班" and row.round.quarter == "2026-Q3"
    first.goto(f"{live_server.url}/s/{token}/")
    assert "谢谢" in first.inner_text("h1")
