"""Parts in a real browser: no serious fault of access, nothing wider than a phone, working shortcuts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from aftersales.staff.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def parts(page, client, live_server):
    """The page of parts, signed in, in Chinese or English."""

    def open_parts(language="en", width=1360, scheme="light"):
        user, _ = User.objects.get_or_create(username="clerk", defaults={"name": "林小满", "role": "service"})
        User.objects.filter(pk=user.pk).update(language=language)
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto("/styleguide/")
        return page

    return open_parts


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [1360, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_parts_are_accessible(parts, language, width, scheme):
    shown = parts(language, width, scheme)
    faults = Axe().run(shown).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_slash_goes_to_the_search(parts):
    shown = parts()
    shown.keyboard.press("/")
    assert shown.evaluate("'seek' in document.activeElement.dataset"), (
        "the search of the list comes before that of everything"
    )


def test_question_mark_lists_the_keys_and_escape_closes(parts):
    shown = parts()
    shown.keyboard.press("?")
    assert shown.locator("#keys").is_visible()
    shown.keyboard.press("Escape")
    assert not shown.locator("#keys").is_visible()


def test_shortcuts_type_letters_in_a_field(parts):
    shown = parts()
    shown.locator("#id_words").press_sequentially("jk?/x")
    assert shown.locator("#id_words").input_value() == "jk?/x"
    assert not shown.locator("#keys").is_visible()


def test_j_and_x_select_a_row_and_escape_clears_the_selection(parts):
    shown = parts()
    shown.keyboard.press("j")
    shown.keyboard.press("x")
    assert shown.locator("[data-bulk-count]").inner_text() == "1"
    assert shown.locator("tr[aria-selected=true]").count() == 1
    shown.keyboard.press("Escape")
    shown.locator("[data-bulk]").wait_for(state="hidden")


def test_sheet_opens_over_the_page(parts):
    shown = parts()
    shown.locator(".btn", has_text="sheet").click()
    assert shown.locator("#sample-sheet").is_visible()


def test_deadlines_show_on_focus_and_escape_closes_them(parts):
    shown = parts()
    holder = shown.locator(".s-has-pop").first
    holder.focus()
    assert holder.locator(".s-pop").is_visible()
    shown.keyboard.press("Escape")
    assert not holder.locator(".s-pop").is_visible()


def test_canned_reply_is_inserted_into_the_text(parts):
    shown = parts()
    shown.locator("[data-canned-replies]").click()
    shown.locator("#canned-replies [role=option]").first.click()
    assert "two photos" in shown.locator("#write textarea").input_value()
