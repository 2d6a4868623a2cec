"""The writing box of a ticket in use: marks, preview, canned replies, mentions, attachments."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from complaints.models import Ticket, TicketEntry
from complaints.services import held, lifecycle
from tests.complaints import factories as make

from . import scene
from .conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# The smallest picture that a browser can draw.
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # base64 of a PNG
DROP = """([type, base64]) => {
  const files = new DataTransfer();
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  files.items.add(new File([bytes], "nameplate.png", { type: "image/png" }));
  files.items.add(new File(["not a picture"], "unboxing.mp4", { type: "video/mp4" }));
  const given = type === "paste" ? { clipboardData: files } : { dataTransfer: files };
  const event = type === "paste" ? new ClipboardEvent(type, { ...given, bubbles: true }) : new DragEvent(type, { ...given, bubbles: true });
  document.querySelector("#write textarea").dispatchEvent(event);
}"""


def opened(browser_of: Any, language: str = "en", query: str = "") -> tuple[Any, Ticket, Any]:
    people = scene.beginning()
    ticket = make.logged(people, now=timezone.now(), received_at=None)
    page = browser_of(people.clerk, language)
    page.goto(ticket.get_absolute_url() + query)
    return page, ticket, people


def text(page: Any) -> str:
    return page.locator("#write textarea").input_value()


def test_marks_are_typed_by_buttons_shown_before_sending_and_sent(browser_of):
    page, _ticket, _people = opened(browser_of)
    page.keyboard.press("r")
    page.keyboard.type("urgent")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    assert text(page) == "**urgent**"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("door seal")
    page.get_by_role("button", name="List", exact=True).click()
    assert text(page) == "**urgent**\n- door seal"
    page.get_by_role("button", name="Preview").click()
    shown = page.locator("[data-previewed]")
    shown.locator("strong").wait_for()
    assert shown.locator("li").inner_text() == "door seal"
    assert faults_of(page) == []
    page.get_by_role("button", name="Preview").click()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".s-say:target strong")).to_have_text("urgent")


def test_slash_finds_a_canned_reply_in_the_language_of_the_customer(browser_of):
    page, ticket, _people = opened(browser_of)
    page.keyboard.press("r")
    page.keyboard.type("/")
    offers = page.locator("#canned-replies")
    assert offers.locator("[role=group]").first.locator("b").first.inner_text() == "Simplified Chinese"
    assert faults_of(page) == []
    page.keyboard.type("寄回")
    assert offers.locator("[role=option]:not([hidden])").count() == 1
    page.keyboard.press("Enter")
    assert not offers.is_visible()
    assert ticket.number in text(page) and not text(page).startswith("/")
    page.keyboard.type(" a/b")
    assert not offers.is_visible(), "a slash inside a word is a slash"
    page.keyboard.type(" /")
    page.keyboard.press("Escape")
    page.keyboard.type("x")
    assert text(page).endswith(" /x"), "Esc leaves what was typed"


def test_at_sign_offers_colleagues_and_tells_the_one_who_was_chosen(browser_of):
    page, ticket, people = opened(browser_of, query="?write=note")
    page.locator("#write textarea").press_sequentially("Please @")
    page.locator("#mentions [role=option]").first.wait_for()
    page.keyboard.insert_text(people.manager.name)
    page.locator(f"#mentions #mention-{people.manager.pk}[aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    assert text(page) == f"Please @{people.manager} "
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".s-mention")).to_have_text(f"@{people.manager}")
    assert TicketEntry.objects.get(ticket=ticket, kind="note").params == {"mentions": [str(people.manager)]}


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_files_are_pasted_or_dropped_seen_and_taken_out_again(browser_of, way):
    page, ticket, _people = opened(browser_of)
    page.locator("#write textarea").fill("Here is the nameplate")
    page.evaluate(DROP, [way, DOT])
    chips = page.locator("[data-chips] li")
    page.locator("[data-chips] canvas").wait_for()
    assert chips.count() == 2 and "MP4" in chips.last.inner_text()
    page.get_by_role("button", name="unboxing.mp4").click()
    assert chips.count() == 1
    with page.expect_navigation():
        page.get_by_role("button", name="Send reply").click()
    assert "nameplate.png" in page.locator(".s-say:target .s-file").inner_text()
    assert ticket.files.get().stored.media_type == "image/png"


def test_reply_can_be_undone_and_goes_out_when_its_seconds_are_over(browser_of, settings):
    settings.UNDO_SECONDS = 60
    page, ticket, _people = opened(browser_of)
    page.keyboard.press("r")
    page.keyboard.type("On my **way**")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert "Your reply goes out in" in page.locator(".s-held").inner_text()
    expect(page.locator(".s-held-say strong")).to_have_text("way")
    toast, write = page.locator(".s-held").bounding_box(), page.locator("#write").bounding_box()
    assert toast["y"] + toast["height"] <= write["y"] + 1, "it covers nothing"
    assert faults_of(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    assert text(page) == "On my **way**"
    assert not ticket.entries.filter(kind="reply").exists()
    settings.UNDO_SECONDS = 1
    with page.expect_navigation():
        page.locator("#write textarea").press("Control+Enter")
    page.locator(".s-held form").wait_for(state="hidden")
    with page.expect_navigation():
        assert held.run_due(now=timezone.now()) == 1
    assert not page.locator(".s-held").count()
    expect(page.locator(".s-say--us strong")).to_have_text("way")


def test_closing_by_one_key_can_be_undone_by_another(browser_of, settings):
    settings.UNDO_SECONDS = 60
    people = scene.beginning()
    now = timezone.now()
    ticket = make.logged(people, now=now, received_at=None)
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk, now=now, outcome="已说明")
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=now, solved=True)
    page = browser_of(people.clerk)
    page.goto(ticket.get_absolute_url())
    with page.expect_navigation():
        page.keyboard.press("s")
    assert "The ticket closes in" in page.locator(".s-held").inner_text()
    with page.expect_navigation():
        page.keyboard.press("z")
    assert not page.locator(".s-held").count()
    ticket.refresh_from_db()
    assert ticket.state == "confirming"
    assert page.locator("[data-key=s]").inner_text().startswith("Close ticket")
