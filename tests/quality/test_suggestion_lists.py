"""The monthly list of opinions and suggestions: made once, never changed, shown and printed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from complaints.quality.documents import suggestion_list as document
from complaints.quality.models import SuggestionList, SuggestionReview
from complaints.quality.services import suggestions as services
from complaints.quality.services.suggestion_lists import make_monthly_list
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=SHANGHAI)


def month_with_words(people):
    adopted = make.suggested(people, description="扫码报修，打 13800002406")
    make.suggested(people, description="扫码下载")
    make.reviewed(people, row=adopted)
    return adopted


def test_list_is_made_once_on_the_first_workday(people):
    month_with_words(people)
    assert make_monthly_list(now=at(2026, 11, 30, 23, 0)) == 0
    assert make_monthly_list(now=at(2026, 12, 1, 0, 5)) == 1
    assert make_monthly_list(now=at(2026, 12, 1, 0, 5)) == 0
    assert make_monthly_list(now=at(2026, 12, 20, 9, 0)) == 0
    row = SuggestionList.objects.get()
    assert (row.number, row.month) == ("QS-2026-00001", date(2026, 11, 1))
    assert (row.snapshot["received"], row.snapshot["decided"]["adopted"], row.snapshot["waiting"]) == (2, 1, 1)
    assert row.snapshot["themes"][0]["word"] == "扫码"


@pytest.mark.parametrize(
    ("now", "made"),
    [((2026, 8, 1, 9, 0), 0), ((2026, 8, 2, 9, 0), 0), ((2026, 8, 3, 0, 1), 1), ((2026, 8, 10, 9, 0), 1)],
)
def test_weekend_puts_it_off_and_a_missed_day_is_made_up_for(people, now, made):
    make.suggested(people)
    SuggestionReview.objects.update(received_on=date(2026, 7, 15))
    assert make_monthly_list(now=at(*now)) == made


def test_month_without_words_has_no_list(people):
    assert make_monthly_list(now=at(2026, 12, 1, 9, 0)) == 0
    assert not SuggestionList.objects.exists()


def test_list_never_changes_and_holds_no_phone_number(people):
    row = month_with_words(people)
    make_monthly_list(now=at(2026, 12, 1, 9, 0))
    made = SuggestionList.objects.get()
    before = document.html(made, "zh-hans")
    assert "13800002406" not in before
    services.reconsider_suggestion(review_id=row.pk, reason="再议", actor=people.gm, now=NOW)
    made.refresh_from_db()
    assert document.html(made, "zh-hans") == before
    assert "In the customer" in document.html(made, "en")


def test_page_and_pdf_of_a_list(people, monkeypatch):
    month_with_words(people)
    make_monthly_list(now=at(2026, 12, 1, 9, 0))
    made = SuggestionList.objects.get()
    monkeypatch.setattr(document, "render_pdf", lambda html, **limits: b"%PDF-1.7 " + html.encode())
    client = client_of(people.executive, "en")
    assert made.number in client.get(reverse("suggestion_lists")).content.decode()
    page = client.get(made.get_absolute_url()).content.decode()
    assert "扫码下载" in page
    for language, word in (("zh", "客户意见与建议"), ("en", "Opinions and suggestions of customers")):
        answer = client.get(reverse("suggestion_list_pdf", args=[made.number]), {"lang": language})
        assert answer["Content-Type"] == "application/pdf"
        assert word in answer.content.decode()
    data = api_client_of(people.executive).get("/api/v1/suggestion-lists/").data["results"][0]
    assert (data["number"], data["contents"]["received"]) == (made.number, 2)
