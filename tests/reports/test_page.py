"""The quarter on paper and in the API: permissions and content."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from aftersales.staff.models import User
from reports.documents import quarter as paper
from reports.presentation.answer import answer_of
from tests.factories import NOW
from tests.factories.reports import closed, replied, sla_target, ticket
from tests.factories.surveys import answers, questionnaires
from tests.permissions.matrix_reports import READERS
from tests.reports.test_links import waiting_things

pytestmark = pytest.mark.usefixtures("clock")
DAY = timedelta(days=1)
ROUTES = ["dashboard", "api-report-quarter"]


@pytest.fixture
def open_page(cast, client):
    def get(user=None, language="en", route="dashboard", **asked):
        user = user or cast.executive
        User.objects.filter(pk=user.pk).update(language=language)
        client.force_login(user)
        return client.get(reverse(route), asked)

    return get


def some(cast, n=1):
    for _each in range(n):
        ticket(cast, batch="B2603-17")
        replied(cast, 30 * DAY / 24)
        closed(cast, NOW - DAY, "320")
        sla_target(ticket(cast, NOW - 3 * DAY), due_at=NOW - DAY)
        waiting_numbered(cast)
    answers(questionnaires(), NOW.date(), [5] * 5 * n, region=cast.east, comment="取货很快")


def waiting_numbered(cast):
    from complaints.quality.models import Action, Investigation

    waiting_things(cast)
    for model in (Action, Investigation):
        row = model.objects.order_by("pk").last()
        model.objects.filter(pk=row.pk).update(number=f"{row.number[:8]}{row.pk + 100:05}")


@pytest.mark.parametrize("route", ROUTES)
def test_roles_without_figures_get_404(cast, open_page, route):
    for user in User.objects.all():
        expected = 200 if user.role in READERS else 404
        assert open_page(user, route=route).status_code == expected, user


@pytest.mark.parametrize("route", ["dashboard", "quarter_pdf"])
def test_request_without_session_is_sent_to_sign_in(db, client, route):
    assert client.get(reverse(route)).status_code == 302


@pytest.mark.parametrize("asked", [{"quarter": "2026-Q9"}, {"quarter": "2027-Q1"}, {"region": "moon"}])
@pytest.mark.parametrize("route", ["quarter_pdf", "api-report-quarter"])
def test_invalid_quarter_or_region_in_the_address_is_refused(open_page, asked, route):
    assert open_page(route=route, **asked).status_code == 400


def test_printed_report_equals_the_page_in_the_readers_language(cast, figures):
    some(cast)
    page = figures(language="zh-hans")
    html = paper.html(page, "zh-hans")
    for words in ("售后服务", "关键指标", "投诉最多的批次", "B2603-17", "取货很快"):
        assert words in html
    assert "Key figures" in paper.html(figures(), "en")


@pytest.mark.slow
def test_printed_report_is_a_pdf(cast, open_page):
    some(cast)
    answer = open_page(route="quarter_pdf", lang="zh")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_api_returns_the_figures_of_the_page_with_links(cast, open_page, figures):
    some(cast)
    page = figures()
    told = open_page(route="api-report-quarter").json()
    assert told["quarter"] == "2026-Q4" and told["region"] is None
    assert told["days"] == {"first": "2026-10-01", "last": "2026-11-18"}
    assert told["complaints"]["rows"] == {"count": page.complaints.rows.count, "url": page.complaints.rows.url}
    assert told["first_reply"]["late"]["count"] == 2 and told["first_reply"]["target"] == 0.95
    assert told["cost"]["per_ticket"] == "320.00"
    assert told["late"]["rows"]["url"] == "/tickets/?state=open&late=1"
    assert told["satisfaction"]["value"] == 100.0
    assert told["satisfaction"]["rows"] == {"count": 5, "url": "/surveys/responses/?quarter=2026-Q4"}
    assert [each["kind"] for each in told["waiting"]] == ["investigation", "approval", "action"]
    assert told["weeks"][-1]["week"] == 47


def test_api_filters_by_region(cast, open_page):
    ticket(cast, region=cast.west)
    told = open_page(route="api-report-quarter", region="east").json()
    assert (told["region"], told["complaints"]["rows"]["count"]) == ("east", 0)


def test_figure_beyond_its_limit_asks_for_a_decision(cast, figures):
    for n in range(9):
        ticket(cast, batch=f"B{n}")
    for _n in range(11):
        ticket(cast, batch="B2603-17")
    with translation.override("en"):
        answer = answer_of(figures())
    assert [point.code for point in answer.points] == ["batch"]
    assert answer.text.splitlines()[1:] == ["Batch B2603-17 is above its control limit."]
