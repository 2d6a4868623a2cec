"""Pages and API of rounds, and the page of the interviewer."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.audit.models import AccessLogEntry
from aftersales.notifications.models import Notification
from aftersales.notifications.texts import render_text
from customers.models import Customer
from surveys.documents import letters
from surveys.models import Exclusion, FrameMember, Interview, Invitation, Response, Round
from surveys.presentation.round_chart import chart
from surveys.queries import hash_of, rounds
from surveys.rules.forecast import Forecast
from surveys.services.invitations import token_of
from tests.factories import NOW, cast
from tests.factories.clients import api_client_of, client_of
from tests.factories.rounds import DAY, OPENS, active, opened, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the pages."""

    def set_clock(now):
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_clock(NOW)
    return set_clock


def test_preview_says_what_the_round_would_do(people, at) -> None:
    for number in range(101, 131):
        active(number, by="phone" if number % 5 == 0 else "email")
    row = planned()
    page = client_of(people.manager, "en").get(row.get_absolute_url()).content.decode()
    assert "It would ask 31 customers and expects 29 answers" in page
    assert "Freeze the frame" in page and "Change the plan" in page
    assert "Change the plan" not in client_of(people.auditor, "en").get(row.get_absolute_url()).content.decode()


def test_a_round_that_is_over_is_a_tab_and_the_chosen_one(people, at) -> None:
    active(101)
    over = opened()
    Round.objects.filter(pk=over.pk).update(state="reported")
    page = client_of(people.manager, "en").get(over.get_absolute_url())
    assert [tab["url"] for tab in page.context["tabs"] if tab["current"]] == [over.get_absolute_url()]


@pytest.mark.parametrize(("curve", "place"), [([1, 2, 3], "start"), ([20, 60, 60, 60], "end")])
def test_words_about_the_needed_answers_do_not_lie_on_the_curve(curve, place) -> None:
    """They stand at the left above their line, or at the right below it if the curve crosses it early."""
    row = Round(opens_at=OPENS, closes_at=OPENS + 14 * DAY, population=100, margin=0.1, needed=50, state="open")
    drawn = chart(row, curve, Forecast(curve[-1] + 5, 5), OPENS + 4 * DAY)
    assert drawn["needed"]["anchor"] == place
    assert (float(drawn["needed"]["label"]) > float(drawn["needed"]["y"])) == (place == "end")


def test_page_answers_whether_the_round_will_be_exact_enough(people, at) -> None:
    for number in range(101, 131):
        active(number, tier="important" if number % 2 else "ordinary")
    row = opened()
    at(OPENS + 7 * DAY)
    ids = list(Invitation.objects.values_list("pk", flat=True)[:4])
    Invitation.objects.filter(pk__in=ids).update(answered_at=OPENS + 6 * DAY)
    page = client_of(people.gm, "en").get(row.get_absolute_url()).content.decode()
    assert "Probably not exact enough" in page and "Today 4 answers" in page
    assert "Every percentage is of the 31 drawn." in page
    assert "r-rate r-low" in page
    again = client_of(people.gm, "en").get(row.get_absolute_url() + "?redraw=1").content.decode()
    assert "the same frame and the same sample" in again
    FrameMember.objects.filter(position=1).update(channel="letter")
    changed = client_of(people.gm, "zh-hans").get(row.get_absolute_url() + "?redraw=1").content.decode()
    assert "不一致" in changed


def test_pages_take_the_same_number_of_queries_for_any_number_of_customers(
    people, at, django_assert_max_num_queries
) -> None:
    for number in range(101, 131):
        active(number)
    row = opened()
    at(OPENS + DAY)
    for url in (reverse("rounds"), row.get_absolute_url()):
        with django_assert_max_num_queries(60):
            assert client_of(people.manager).get(url).status_code == 200


def test_exclusion_needs_a_second_person_and_comes_before_the_freeze(people, at) -> None:
    customer, row = active(101), planned()
    step = reverse("round_step", args=[row.quarter, "propose-exclusion"])
    manager, gm = client_of(people.manager, "en"), client_of(people.gm, "en")
    assert manager.post(step, {"customer": "CU-1999-00001", "reason": "x"}).status_code == 400
    assert manager.post(step, {"customer": customer.number, "reason": "正在诉讼"}).status_code == 302
    exclusion = Exclusion.objects.get()
    agree = reverse("exclusion_step", args=[row.quarter, exclusion.pk, "agree"])
    assert manager.post(agree).status_code == 403
    assert "正在诉讼" in gm.get(row.get_absolute_url()).content.decode()
    assert "正在诉讼" not in client_of(people.clerk).get(row.get_absolute_url()).content.decode()
    assert gm.post(agree).status_code == 302
    assert gm.post(agree).status_code == 409
    opened_row = opened()
    assert not FrameMember.objects.filter(round=opened_row, customer=customer).exists()
    at(OPENS)
    manager = client_of(people.manager, "en")
    assert manager.post(step, {"customer": people.customer.number, "reason": "x"}).status_code == 422


def test_three_things_of_a_plan_may_be_changed(people, at) -> None:
    row = planned()
    step = reverse("round_step", args=[row.quarter, "change-plan"])
    client = client_of(people.manager, "en")
    assert 'value="5.0"' in client.get(step).content.decode()
    for wrong in ({"margin": "NaN"}, {"margin": "50"}, {"days": "-1"}, {"opens_on": "2026-10-01"}):
        given = {"margin": "4", "opens_on": "2026-12-05", "days": "10"} | wrong
        assert client.post(step, given).status_code in (400, 422)
    assert client.post(step, {"margin": "4", "opens_on": "2026-12-05", "days": "10"}).status_code == 302
    row.refresh_from_db()
    assert (str(row.margin), row.changed_by_hand) == ("0.040", True)


def test_letters_are_for_who_runs_the_round(people, at) -> None:
    active(101, by="letter")
    row = opened()
    at(OPENS)
    url, file = (reverse(name, args=[row.quarter]) for name in ("round_letters", "round_letters_pdf"))
    page = client_of(people.manager).get(url).content.decode()
    assert rounds.letters(row).get().customer.name in page and file in page and "/s/" not in page
    assert not AccessLogEntry.objects.filter(detail="letters").exists()
    assert client_of(people.manager).get(file).content.startswith(b"%PDF")
    assert AccessLogEntry.objects.filter(detail="letters").count() == 1
    assert [client_of(people.clerk).get(address).status_code for address in (url, file)] == [404, 404]
    Invitation.objects.update(voided_at=OPENS)
    assert client_of(people.manager).get(file).status_code == 404


def test_letter_has_a_window_and_both_languages(people, at) -> None:
    active(101, by="letter")
    row = opened()
    invitation = rounds.letters(row).get()
    Customer.objects.filter(pk=invitation.customer_id).update(address="示例市 某路 1 号")
    html = letters.html(row, [(row, token_of(row)) for row in rounds.letters(row)], "en")
    assert html.count('class="letter letter--window"') == 1
    window = html[html.index('class="window"') : html.index('class="day"')]
    assert "示例市 某路 1 号" in window and invitation.customer.name in window
    assert "您" in html and "You were drawn at random" in html and html.count(token_of(invitation)) == 2
    assert "2026-12-23" in html and "/stop/" in html


def test_mail_is_shown_beforehand_and_sent_to_oneself(people, at) -> None:
    row = planned()
    page = client_of(people.manager).get(row.get_absolute_url()).content.decode()
    assert "You were drawn at random" in page and "随机" in page
    step = reverse("round_step", args=[row.quarter, "test-mail"])
    assert client_of(people.manager).post(step).status_code == 302
    sent = Notification.objects.get(template="round_test")
    assert (sent.address, sent.channel) == (people.manager.email, "mail")
    token = re.search(r"/s/([^/]+)/", render_text(sent.template, sent.params, sent.language)[1])[1]
    assert not Invitation.objects.filter(token_hash=hash_of(token)).exists()
    assert client_of(people.clerk).post(step).status_code == 403
    people.manager.email = ""
    people.manager.save()
    answer = api_client_of(people.manager).post(f"/api/v1/rounds/{row.quarter}/test-mail/", {})
    assert (answer.status_code, answer.json().get("code")) == (422, "no_address"), answer.content
    Round.objects.filter(pk=row.pk).update(state="open")
    assert client_of(people.manager).post(step).status_code == 403


def test_api_shows_plan_draw_and_funnel(people, at) -> None:
    active(101)
    row = opened()
    client = api_client_of(people.auditor)
    at(OPENS)
    found = client.get(f"/api/v1/rounds/{row.quarter}/").json()
    assert (found["population"], found["seed"], found["state"]) == (2, row.seed, "open")
    assert client.get(f"/api/v1/rounds/{row.quarter}/redraw/").json()["is_same"] is True
    assert client.get(f"/api/v1/rounds/{row.quarter}/funnel/").json()["invited"] == 2
    assert [line["drawn"] for line in client.get(f"/api/v1/rounds/{row.quarter}/strata/").json()] == [1, 1]
    assert client.get("/api/v1/rounds/2027-Q1/preview/").json()["population"] == 2
    assert client.post(f"/api/v1/rounds/{row.quarter}/change-plan/", {}).status_code in (400, 403, 422)


def test_interviewer_gets_a_customer_and_records_the_answers(people, at) -> None:
    active(101, by="phone")
    row = opened()
    at(OPENS)
    client = client_of(people.quality, "zh-hans")
    assert client.post(reverse("call_next")).status_code == 302
    interview = Interview.objects.get()
    page = client.get(reverse("calls")).content.decode()
    assert "138 0000 0101" in page and "与期望相比" in page and "Compared with your expectations" in page
    other = client_of(people.quality_manager)
    url = reverse("call_record", args=[interview.pk])
    assert other.post(url, {"outcome": "done"}).status_code == 404
    started = {"started": str(int(OPENS.timestamp()) - 300)}
    assert client.post(url, {"outcome": "done", **started}).status_code == 400  # nothing was answered
    answers = {f"q-{q.key}": "8" for q in row.questionnaire.questions.all() if q.kind == "scale"}
    assert client.post(url, {"outcome": "done", **started, **answers}).status_code == 302
    response = Response.objects.get()
    assert (response.channel, response.seconds, response.interviewer) == ("phone", 300, people.quality)
    assert Round.objects.get(pk=row.pk).state == "open"
