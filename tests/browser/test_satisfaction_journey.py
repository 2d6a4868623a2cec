"""From the results of a round to a measure, and an interview by telephone, by clicks on a phone."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import Interview, Measure, Response, Round
from surveys.rules import calls
from surveys.services import inviting, rounds
from surveys.services.computing import compute_round
from surveys.services.installation import install_defaults
from tests.factories.rounds import active
from tests.surveys import factories
from tests.surveys.factories import closed_round, respond
from tests.surveys.test_results import ccsi

from . import scene
from .conftest import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WORDS = {"en": ("Research", "Strategy"), "zh-hans": ("研究", "策略")}


def results(people: Any) -> None:
    """Two computed rounds, large enough for the path model."""
    now = timezone.now()
    for quarter, ago, level in (("2025-Q3", 190, 6.4), ("2025-Q4", 100, 7.6)):
        row = closed_round(quarter, at=now - timedelta(days=ago))
        row.questionnaire.index_model = ccsi()
        row.questionnaire.save()
        respond(row, 280, level=level, seed=ago, region=people.east)
        compute_round(row.pk, now)


def running() -> Round:
    """A round that opened an hour ago, with customers who can only be called."""
    for number in range(101, 106):
        active(number, by="phone")
    now = timezone.now()
    install_defaults(actor=None, now=now)
    rounds.plan(now=now)
    row = Round.objects.filter(state="planned").latest("quarter")
    Round.objects.filter(pk=row.pk).update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=13))
    assert rounds.open_round(round_id=row.pk, now=now)
    while inviting.invite_due(now=now):
        pass
    return row


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_measure_is_set_up_from_what_matters_most(browser_of, monkeypatch, language):
    monkeypatch.setitem(factories.SHIFT, "img", -0.8)  # what matters most scores low
    people = scene.beginning()
    results(people)
    research, strategy = WORDS[language]
    page = browser_of(people.manager, language, 390)
    page.goto(reverse("surveys"))
    assert faults_of(page) == []
    page.locator(".s-readings a", has_text=research).click()
    page.wait_for_selector(".s-matrix")
    assert faults_of(page) == []
    page.locator(".s-drive .do .btn").first.click()
    page.locator("[name=title]").fill("停滞 24 小时自动短信告知下一步")
    assert page.locator("[name=code]").input_value().startswith("item:")
    page.locator("[name=target]").fill("99")
    page.locator("[name=owner]").select_option(index=1)
    page.locator("[name=due_on]").fill((timezone.now() + timedelta(days=30)).date().isoformat())
    assert faults_of(page) == []
    with page.expect_navigation():
        page.locator(".s-save .btn-primary").click()
    row = Measure.objects.get()
    assert page.url.endswith(row.get_absolute_url()) and row.start and faults_of(page) == []
    page.goto(reverse("surveys"))
    page.locator(".s-readings a", has_text=strategy).click()
    page.wait_for_selector(f".s-measure a[href='{row.get_absolute_url()}']")
    assert faults_of(page) == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_interview_is_held_from_the_page_of_the_round(browser_of, monkeypatch, language):
    monkeypatch.setattr(calls, "CALLS_FROM", time.min)
    monkeypatch.setattr(calls, "CALLS_UNTIL", time.max)  # whatever the clock says while the test runs
    people = scene.beginning()
    row = running()
    page = browser_of(people.quality_manager, language, 390)
    page.goto(row.get_absolute_url())
    assert faults_of(page) == []
    page.locator(".s-head .btn-primary").click()
    page.wait_for_selector(".r-call .r-phone")
    assert faults_of(page) == []
    keys = page.locator(".r-ask .r-keys")
    for place in range(keys.count() - 1):
        keys.nth(place).locator(".r-key").nth(7 if keys.nth(place).locator(".r-key").count() > 7 else 0).click()
    page.locator("[name=outcome][value=done]").check()
    with page.expect_navigation():
        page.locator(".r-call > .btn-primary").click()
    assert Interview.objects.get(state="done").interviewer == people.quality_manager
    assert Response.objects.filter(round=row).count() == 1 and faults_of(page) == []
