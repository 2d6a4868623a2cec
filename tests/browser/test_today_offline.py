"""The day of a rep on a phone without a network: sheet, outcome with photo and signature, what waits, what is sent."""

from __future__ import annotations

import os
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests.factories import customer_of
from tests.factories.visits import cadence, visit_of
from visits.models import SentRecord, Visit, VisitPhoto, VisitSignature
from visits.services.visits import mark_missed

from . import scene
from .conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def photo() -> dict[str, Any]:
    out = BytesIO()
    Image.linear_gradient("L").resize((2400, 1800)).convert("RGB").save(out, "JPEG", quality=95)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def shot(page: Any, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def stops() -> tuple[Any, list[Visit]]:
    people, today = scene.beginning(), timezone.localdate()
    cadence()
    visits = [
        visit_of(customer, rep=people.rep, due_on=today - timedelta(days=9 - n), planned_on=today)
        for n, customer in enumerate((people.customer, people.other))
    ]
    third = customer_of(people.east, rep=people.rep, name="中泰示例包装", number="CU-2026-00009", tier="long_term")
    return people, [*visits, visit_of(third, rep=people.rep, due_on=today + timedelta(days=3), planned_on=today)]


def taken_along(page: Any) -> None:
    """Wait until the pages of the day are on the phone."""
    page.locator("body[data-kept=all]").wait_for()


def sign(page: Any) -> None:
    box = page.locator("[data-pad]").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 60 + 12 * step, box["y"] + 60 + (40 if step % 2 else 0))
    page.mouse.up()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_day_is_worked_without_a_network_and_sent_afterwards(browser_of, language):
    people, (first, second, third) = stops()
    page = browser_of(people.rep, language, width=390)
    page.goto("/visits/today/")
    assert faults_of(page) == []
    taken_along(page)
    shot(page, f"{language}-1-list")
    page.context.set_offline(True)

    page.locator(".v-stop.next").click()
    page.wait_for_url("**/visits/today/*/")
    assert faults_of(page) == []
    page.locator("[data-tel][href^='tel:']").wait_for()
    shot(page, f"{language}-2-visit")
    page.locator("a[href='#outcome']").click()
    page.locator("label", has=page.locator("[name=mood]")).first.wait_for()
    page.locator("[name=mood][value=critical]").check(force=True)
    page.locator("[name=requirements]").fill("泵换了还响，周二前要答复。")
    page.locator("[name=photos]").set_input_files(photo())
    page.locator("[data-photos]", has_text="B").wait_for()
    assert faults_of(page) == []
    shot(page, f"{language}-3-outcome")
    page.locator("[data-sign]").click()
    page.locator("[data-signed]").click()
    expect(page.locator("[data-unsigned]")).to_be_visible()
    sign(page)
    assert faults_of(page) == []
    shot(page, f"{language}-4-sign")
    page.locator("[data-signed]").click()
    page.wait_for_url("**/visits/today/")

    # The script marks the next one after the page is there.
    page.locator(f".v-stop.next[href$='/{second.pk}/']").click()
    page.wait_for_url(f"**/visits/today/{second.pk}/")
    page.locator("a[href='#outcome']").click()
    page.locator("label", has=page.locator("[data-missed]")).wait_for()
    page.locator("[data-missed]").check(force=True)
    shot(page, f"{language}-5-missed")
    page.locator(".v-if-missed [data-save]").click()
    page.wait_for_url("**/visits/today/")
    expect(page.locator("[data-off] [data-count]")).to_have_text("2")
    expect(page.locator("[data-left]")).to_have_text("1")
    shot(page, f"{language}-6-list")
    page.locator("[data-off] a").click()
    page.wait_for_url("**/waiting/")
    expect(page.locator("[data-queue] li")).to_have_count(2)
    assert faults_of(page) == []
    shot(page, f"{language}-7-waiting")
    assert SentRecord.objects.count() == 0

    # Meanwhile somebody in the office marks the second one as missed: the record of the phone is refused and kept.
    day = timezone.localdate() + timedelta(days=5)
    mark_missed(actor=people.manager, now=timezone.now(), visit_id=second.pk, reason="改期", try_on=day)
    page.context.set_offline(False)
    page.locator("[data-sent] li").first.wait_for()
    page.locator("[data-queue] [data-why]").wait_for()
    shot(page, f"{language}-8-sent")
    first.refresh_from_db()
    assert (first.state, first.outcome, first.mood) == ("done", "request", "critical")
    with Image.open(VisitPhoto.objects.get().stored.file) as kept:
        assert kept.size == (1600, 1200)
    signature = VisitSignature.objects.get()
    assert signature.picture.media_type == "image/png" and signature.history.get().seal == signature.seal
    expect(page.locator("[data-queue] li")).to_have_count(1)
    assert SentRecord.objects.count() == 1
    assert faults_of(page) == []

    page.goto("/")
    page.evaluate("document.querySelector('form[action$=\"/sign-out/\"]').requestSubmit()")
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("Object.keys(localStorage)") == []


def test_late_day_is_asked_why_before_it_is_kept(browser_of):
    """Without a network, too: the phone knows by when the cadence wants the next one."""
    people, (first, *_others) = stops()
    page = browser_of(people.rep, "en", width=390)
    page.goto(f"/visits/today/{first.pk}/#outcome")
    page.locator("[name=mood][value=pleased]").check(force=True)
    page.locator("[data-date]").check(force=True)
    due = page.locator("[name=next_reason]").get_attribute("data-due")
    late = (date.fromisoformat(due) + timedelta(days=1)).isoformat()
    save = page.get_by_role("button", name="Save without signature")
    for name, value in (("next_on", late), ("next_reason", "Closed until then")):
        save.click()
        expect(page.locator(f"[name={name}]")).to_be_focused()
        page.locator(f"[name={name}]").fill(value)
    assert faults_of(page) == []
    save.click()
    page.wait_for_url("**/visits/today/")
    for _wait in range(50):  # it is sent behind the page
        if SentRecord.objects.exists():
            break
        page.wait_for_timeout(100)
    agreed = Visit.objects.get(customer=first.customer, state="planned")
    assert (agreed.planned_on.isoformat(), agreed.reason) == (late, "Closed until then")
