"""Who may open the dashboards, and what their paper shows."""

import pytest
from django.urls import reverse

from aftersales.staff.models import User
from reports.documents import dashboard as paper
from tests.factories.reports import ticket
from tests.permissions.matrix_reports import READERS

pytestmark = pytest.mark.usefixtures("clock")


def test_roles_without_figures_get_404(cast, client):
    for user in User.objects.all():
        client.force_login(user)
        expected = 200 if user.role in READERS else 404
        assert client.get(reverse("dashboard")).status_code == expected, user


@pytest.mark.parametrize("route", ["dashboard", "dashboard_pdf"])
def test_request_without_session_is_sent_to_sign_in(db, client, route):
    assert client.get(reverse(route)).status_code == 302


@pytest.mark.parametrize("asked", [{"period": "2026-Q9"}, {"period": "2027-Q1"}, {"region": "moon"}])
@pytest.mark.parametrize("route", ["dashboard_pdf", "dashboard_xlsx", "api-metric-list"])
def test_invalid_period_or_region_in_the_address_is_refused(cast, client, asked, route):
    client.force_login(cast.executive)
    assert client.get(reverse(route), asked).status_code == 400


def test_paper_is_in_the_language_asked_for(cast, figures):
    ticket(cast)
    assert "在上升" in paper.html(figures(language="zh-hans"), "zh-hans")
    assert "What is rising?" in paper.html(figures(), "en")


@pytest.mark.slow
def test_printed_dashboard_is_a_pdf(cast, client):
    ticket(cast)
    client.force_login(cast.executive)
    answer = client.get(reverse("dashboard_pdf"), {"lang": "zh"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
