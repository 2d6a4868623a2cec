"""Pages of reports in a company that has just begun: each says something, and none shows a share of nothing."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from reports.documents import dashboard as paper
from reports.presentation.questions import codes_of, views_for
from reports.presentation.rising import Rise, Rising
from reports.queries.dashboard import dashboard_page
from reports.rules.metrics import METRICS
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.reports import ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def people(cast):
    """Accounts and places only: nothing was sold yet."""
    cast.sold.delete()
    return cast


NOTHING_OF_NOTHING = re.compile(r"(?<![\d.])0(\.0)?[%‰]|NaN|None|Infinity|±")


@pytest.mark.parametrize(
    "role", ["clerk", "rep", "manager", "gm", "quality", "quality_manager", "executive", "auditor"]
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_dashboards_of_an_empty_company_say_what_will_be_there(people, role, language):
    user = getattr(people, role)
    client = client_of(user, language)
    for view in views_for(user.role):
        page = client.get(reverse("dashboard"), {"view": view})
        text = strip_tags(page.content.decode())
        assert page.context["is_empty"] and ("No figures yet" in text or "还没有数据" in text), view
        assert not NOTHING_OF_NOTHING.search(text), (view, NOTHING_OF_NOTHING.search(text))
        with translation.override(language):
            printed = paper.html(dashboard_page(user, view, codes_of(view), {}, NOW), language)
        assert not NOTHING_OF_NOTHING.search(strip_tags(printed)), view


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_dashboard_of_a_company_without_tickets_says_so(cast, language):
    """It has sold something, so some dashboards have figures, all of nothing."""
    told = "No tickets yet." if language == "en" else "还没有工单。"

    def pages():
        for user in (cast.manager, cast.quality, cast.executive):
            for view in views_for(user.role):
                yield client_of(user, language).get(reverse("dashboard"), {"view": view})

    found = [page for page in pages() if not page.context["is_empty"]]
    assert found and all(told in page.content.decode() for page in found)
    ticket(cast)
    assert not any(told in page.content.decode() for page in pages())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_metrics_of_an_empty_company_show_no_share(people, language):
    client = client_of(people.manager, language)
    for address in (reverse("metrics"), *(reverse("metric", args=[metric.code]) for metric in METRICS)):
        text = strip_tags(client.get(address).content.decode())
        assert not NOTHING_OF_NOTHING.search(text), address


@pytest.mark.parametrize("route", ["teams", "reports", "market_notes", "market_asked", "self_evaluations", "radar"])
def test_other_pages_of_an_empty_company_say_what_will_be_there(people, route):
    page = client_of(people.quality_manager if route == "radar" else people.manager, "en").get(reverse(route))
    assert page.status_code == 200 and "s-empty" in page.content.decode()


def test_filter_that_leaves_nothing_does_not_promise_a_first_ticket(people):
    page = client_of(people.executive, "en").get(reverse("dashboard"), {"region": people.east.code})
    text = strip_tags(page.content.decode())
    assert "Nothing was counted here" in text and "from the first ticket on" not in text


def test_period_that_is_over_tells_nothing_of_what_rises_now(people, monkeypatch):
    rise = Rise("Leaks", "everywhere", 65, "/x/", "2.8", "1 in 4,000", True)
    monkeypatch.setattr("reports.presentation.dashboard.rising_for", lambda *_args: Rising([rise], "/radar/"))
    client = client_of(people.executive, "en")
    (past, now) = (
        {answer.key: answer for answer in client.get(reverse("dashboard"), asked).context["answers"]}
        for asked in ({"period": "2026-Q1"}, {})
    )
    assert "Leaks" in now["rising"].sentence and "Leaks" not in past["rising"].sentence
