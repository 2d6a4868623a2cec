"""Nothing that was typed is lost: the session ends, the network or the server is gone, somebody else signs in."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from aftersales.office.models import Draft
from tests.complaints import factories as make

from . import scene
from .conftest import faults_of, session_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEXT = "#write textarea"
SAID = "写到一半的回复 𠮷😀"
# The smallest picture that a browser can draw.
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def opened(browser_of: Any, path: str = "", language: str = "zh-hans", width: int = 1360) -> tuple[Any, Any]:
    people = scene.beginning()
    page = browser_of(people.clerk, language, width)
    page.goto(make.logged(people).get_absolute_url() + path)
    return page, people


def write(page: Any, text: str = SAID) -> None:
    page.keyboard.press("r")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


def look_again(page: Any) -> None:
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 1360)])
def test_reply_outlives_its_session_and_is_sent_after_signing_in_again(browser_of, live_server, language, width):
    page, people = opened(browser_of, "", language, width)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(page)
    note = page.locator(".s-foot [data-not-sent]")
    note.wait_for()
    assert note.locator("a").get_attribute("href") == reverse("login")
    assert page.locator(TEXT).input_value() == SAID and faults_of(page) == []
    page.context.add_cookies([session_of(people.clerk, language, live_server.url)])
    look_again(page)
    expect(note).to_have_count(0)
    with page.expect_navigation():
        page.locator("#write footer .btn-primary").click()
    expect(page.locator("#thread .s-say").last).to_contain_text(SAID)


def test_reply_is_not_sent_under_the_account_of_somebody_else(browser_of, live_server):
    page, people = opened(browser_of)
    page.context.add_cookies([session_of(people.clerk2, "zh-hans", live_server.url)])
    write(page)
    page.locator("#thread ~ .s-foot [data-not-sent]").wait_for()
    assert page.locator(TEXT).input_value() == SAID
    assert page.locator("#thread .s-say", has_text=SAID).count() == 0


def test_sheet_stays_with_what_was_typed_while_the_server_is_gone(browser_of):
    page, _people = opened(browser_of, "propose/")
    reason = page.locator("dialog[open] [name=reason]")
    page.locator("dialog[open] .s-pick").first.locator("label, input").last.click()
    reason.fill(SAID)
    page.route("**" + reverse("ready"), lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    page.locator("dialog[open] [data-not-sent]").wait_for()
    assert reason.input_value() == SAID
    page.unroute_all()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.locator("dialog[open] .s-error").count() and reason.input_value() == SAID, "the server has read it"


@pytest.mark.parametrize("status", [413, 429, 500])
def test_reply_that_the_server_refused_is_a_draft(browser_of, status):
    page, _people = opened(browser_of)
    url = page.url
    action = page.locator("#write").get_attribute("action")
    page.route(f"**{action}", lambda route: route.fulfill(status=status, body="refused"))
    with page.expect_navigation():
        write(page)
    assert SAID in Draft.objects.get().content.values()
    page.goto(url)
    assert page.locator(TEXT).input_value() == SAID


def test_long_draft_is_saved_too(browser_of):
    """The browser refuses to send more than 64 KB from a page that is left: a page that stays sends more."""
    page, _people = opened(browser_of)
    page.locator(TEXT).focus()
    page.keyboard.insert_text("长" * 30_000)
    page.locator("[data-draft-state]").get_by_text(":").wait_for(state="attached")
    assert len(Draft.objects.get().content["body"]) == 30_000


def test_form_is_sent_once_however_often_it_is_clicked(browser_of):
    page, _people = opened(browser_of)
    asked = []
    page.on(
        "request",
        lambda request: asked.append(request.url) if request.method == "POST" and "/reply/" in request.url else None,
    )
    page.keyboard.press("r")
    page.keyboard.insert_text(SAID)
    with page.expect_navigation():
        page.locator("#write footer .btn-primary").dblclick()
    assert len(asked) == 1


def test_escape_in_the_palette_leaves_what_is_selected(browser_of):
    page, _people = opened(browser_of)
    page.goto(reverse("tickets"))
    page.locator("[data-row] input[type=checkbox]").first.check()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()
    assert page.locator("[data-row] input[type=checkbox]").first.is_checked()


def files(count: int) -> list[dict[str, Any]]:
    return [{"name": f"铭牌 {at}.png", "mimeType": "image/png", "buffer": PNG} for at in range(count)]


def test_files_stay_in_the_box_when_the_server_refuses_them_and_leave_with_the_reply(browser_of):
    page, _people = opened(browser_of)
    chips = page.locator("[data-chips] li")
    page.locator("#write input[type=file]").set_input_files(files(11))
    write(page)
    expect(page.locator("#write .s-error")).to_have_text("一次最多附 10 个文件。")
    assert (chips.count(), page.locator(TEXT).input_value()) == (11, SAID)
    assert faults_of(page) == []
    page.locator("[data-removes-file]").first.click()
    assert chips.count() == 10
    with page.expect_navigation():
        page.locator("#write footer .btn-primary").click()
    expect(page.locator("#thread .s-say").last).to_contain_text(SAID)
    assert page.locator("#thread .s-say").last.locator("a[href*=files]").count() >= 10


@pytest.mark.parametrize(("status", "said"), [(413, "文件过大。"), (502, "服务器没有响应。")])
def test_files_outlive_a_refusal_before_the_server(browser_of, status, said):
    page, _people = opened(browser_of)
    action = page.locator("#write").get_attribute("action")
    page.locator("#write input[type=file]").set_input_files(files(2))
    page.route(f"**{action}", lambda route: route.fulfill(status=status, body="refused"))
    write(page)
    expect(page.locator(".s-foot [data-not-sent] b")).to_have_text(said)
    assert page.locator("[data-chips] li").count() == 2 and page.locator(TEXT).input_value() == SAID


def test_what_is_pasted_is_never_cut_without_a_word(browser_of):
    page, _people = opened(browser_of)
    write(page, "长" * 10_001)
    page.locator("#write .s-error").wait_for()
    assert len(page.locator(TEXT).input_value()) == 10_001
