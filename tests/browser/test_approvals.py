"""Deciding on a desk and on a phone: what is asked, the conversation beside it, and the next one at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from complaints.models import Approval
from tests.complaints import factories as make
from tests.factories import NOW

from . import scene
from .conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_manager_decides_one_after_the_other_beside_the_conversation(browser_of):
    people = scene.beginning()
    rows = [
        make.submitted(people, ticket=make.logged(people, description=scene.SAID), lines=[make.line(people, price="9")])
        for _each in range(3)
    ]
    for minutes, row in enumerate(rows):
        Approval.objects.filter(pk=row.pk).update(submitted_at=NOW + timedelta(minutes=minutes))
    page = browser_of(people.manager, "en")
    page.goto(rows[0].get_absolute_url())
    asked, said = (page.locator(part).bounding_box() for part in (".s-appr-ask", ".s-appr-talk"))
    assert asked["x"] + asked["width"] <= said["x"], "side by side"
    assert scene.SAID in page.locator(".s-appr-talk").inner_text()
    assert faults_of(page) == []
    page.keyboard.press("a")  # the comment is missing: the browser leads to it
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.type("Confirmed")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith(rows[1].get_absolute_url())
    assert "Approved" in page.locator("#toasts").inner_text()
    page.locator("textarea[name=reason]").first.fill("Not covered")
    with page.expect_navigation():
        page.locator(".s-decide [value=reject]").click()
    assert page.url.endswith(rows[2].get_absolute_url())
    expect(page.locator(".s-prec"), "now there are like decisions").to_be_visible()
    assert faults_of(page) == []
    page.locator(".s-decide [data-opens='#approve_less']").click()
    page.locator("dialog[open] [name=amount]").fill("5")
    page.locator("dialog[open] textarea").fill("Half")
    with page.expect_navigation():
        page.locator("dialog[open] .btn-primary").click()
    assert page.url.endswith(reverse("approvals"))
    decided = [row.steps.get(position=1) for row in rows]
    assert [step.state for step in decided] == ["approved", "rejected", "approved"]
    assert decided[2].amount == 5


def test_phone_has_one_column_and_the_decision_at_its_foot(browser_of):
    people = scene.beginning()
    approval = make.submitted(people, ticket=make.logged(people, description=scene.SAID))
    page = browser_of(people.manager, "zh-hans", width=390)
    page.goto(approval.get_absolute_url())
    bar = page.locator(".s-decide")
    for place in (0, 10_000):
        page.evaluate(f"window.scrollTo(0, {place})")
        box = bar.bounding_box()
        assert abs(box["y"] + box["height"] - page.viewport_size["height"]) <= 1
    asked, said = (page.locator(part).bounding_box() for part in (".s-appr-ask", ".s-appr-talk"))
    assert asked["y"] + asked["height"] <= said["y"] + 1
    assert not page.locator(".s-tabbar").is_visible()
    assert faults_of(page) == []
