"""Page, PDF and API of the dashboard: permissions, content, number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aftersales.staff.models import User
from reports.documents import quarter as paper
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


@pytest.mark.parametrize("route", ["dashboard", "dashboard_pdf"])
def test_request_without_session_is_sent_to_sign_in(db, client, route):
    assert client.get(reverse(route)).status_code == 302


def test_rep_sees_the_own_region_whatever_the_address_says(cast, open_page):
    ticket(cast)
    ticket(cast, region=cast.west)
    page = open_page(cast.rep, region="west")
    assert page.context["figures"].complaints.rows.count == 1
    assert page.context["region_menu"] == []
    assert "East" in page.content.decode()


def test_rep_without_a_region_sees_no_figure_of_others(cast, open_page):
    some(cast)
    User.objects.filter(pk=cast.stranger.pk).update(region=None)
    page = open_page(User.objects.get(pk=cast.stranger.pk)).context["figures"]
    assert [rows.count for _name, rows in page.linked() if rows.count] == []
    assert (page.satisfaction.history.n, page.waiting) == (None, [])


def test_page_begins_with_the_answer_in_english(cast, open_page):
    some(cast)
    text = open_page().content.decode()
    assert "After-sales, Q4 2026 to date" in text
    assert "1 Oct to 18 Nov vs. the same days of Q3" in text
    assert "Nothing to compare with yet." in text
    assert "Pending decisions" in text


def test_page_begins_with_the_answer_in_chinese(cast, open_page):
    some(cast)
    text = open_page(language="zh-hans").content.decode()
    for words in ("10 月 1 日至 11 月 18 日，对比 Q3 同期", "还没有可以比较的数据。", "待决定事项", "每周投诉"):
        assert words in text


def test_figure_beyond_its_limit_asks_for_a_decision(cast, open_page):
    for n in range(9):
        ticket(cast, batch=f"B{n}")
    for _n in range(11):
        ticket(cast, batch="B2603-17")
    answer = open_page().context["answer"]
    assert [point.code for point in answer.points] == ["batch"]
    assert answer.text.splitlines()[1:] == ["Batch B2603-17 is above its control limit."]
    chinese = open_page(language="zh-hans").context["answer"].text
    assert chinese.splitlines()[1:] == ["批次 B2603-17 投诉超过控制上限。"]


def test_page_without_data_says_what_it_will_show(cast, open_page):
    page = open_page(cast.clerk)
    assert "No figures yet" in page.content.decode()
    assert reverse("ticket_new") in page.content.decode()
    assert "s-kpis" not in page.content.decode()


def test_quarter_without_tickets_shows_zeros(cast, open_page):
    ticket(cast)
    assert "s-kpis" in open_page(quarter="2025-Q1").content.decode()


@pytest.mark.parametrize("asked", [{"quarter": "2026-Q9"}, {"quarter": "2027-Q1"}, {"region": "moon"}])
@pytest.mark.parametrize("route", ["dashboard", "dashboard_pdf", "api-report-quarter"])
def test_invalid_quarter_or_region_in_the_address_is_refused(open_page, asked, route):
    assert open_page(route=route, **asked).status_code == 400


@pytest.mark.parametrize("role", ["executive", "rep", "manager"])
def test_number_of_queries_does_not_grow_with_rows(cast, client, role):
    user = getattr(cast, role)

    url = reverse("dashboard")
    client.force_login(user)
    client.get(url)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    some(cast)
    few = asked()
    some(cast, 30)
    assert asked() == few <= 15


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
    answer = open_page(route="dashboard_pdf", lang="zh")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_api_returns_the_figures_of_the_page_with_links(cast, open_page):
    some(cast)
    page = open_page().context["figures"]
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
