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


def test_what_an_ellipsis_cuts_is_its_title(parts):
    """From the moment somebody points at it; what is whole has none."""
    shown = parts()
    clip = shown.locator("main .s-clip:visible").first
    clip.hover()
    assert clip.get_attribute("title") in (None, clip.inner_text().strip())
    clip.evaluate("el => { el.removeAttribute('title'); el.style.display = 'block'; el.style.maxWidth = '12px'; }")
    shown.mouse.move(0, 0)
    clip.hover()
    assert clip.get_attribute("title") == clip.inner_text().strip()


def test_no_line_ends_with_a_dot(parts):
    """At whichever width: a dot takes no room there."""
    shown = parts()
    found = shown.evaluate("""() => {
      const line = document.createElement("p");
      const facts = ["CP-2026-00001", "Running", "Owner: Du Ruo", "approved by Gu Bei", "next review"];
      line.innerHTML = facts.join(' <i class="s-sep"></i>');
      document.querySelector("main").prepend(line);
      const faults = [];
      for (let wide = 140; wide < 600; wide += 7) {
        line.style.width = `${wide}px`;
        for (const dot of line.querySelectorAll(".s-sep")) {
          const after = document.createRange();
          after.setStart(dot.nextSibling, 0);
          after.setEnd(dot.nextSibling, 1);
          const [here, next] = [dot.getBoundingClientRect(), after.getBoundingClientRect()];
          if (here.width > 1 && next.top >= here.bottom - 4) faults.push(wide);
          else if (here.width <= 1 && next.top < here.bottom - 4) faults.push(-wide);
        }
      }
      return faults;
    }""")
    assert found == []


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
