"""The pages of care plans and forums."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, customer_of
from tests.factories.clients import client_of
from tests.visits import care as make
from visits.models import CareAction, CarePlan, Forum, ForumOpinion
from visits.services.care_suggestions import sweep_care_dates

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


def body(user, address, **params):
    answer = client_of(user, "en").get(address, params)
    assert answer.status_code == 200
    return answer.content.decode()


def row_url(plan, kind, row, name):
    return reverse("care_plan_row", args=[plan.number, kind, row.pk, name])


def test_page_says_need_goal_and_money(people):
    plan = make.running(people)
    make.given(people, plan)
    page = body(people.rep, plan.get_absolute_url())
    assert "产线不停: from 4 次, now 4 次, target 1 次" in page
    assert "¥0.00 spent, ¥3,000.00 bound, ¥87,000.00 left" in page
    assert "季度设备体检" in page and "approved by 顾北" in page


def test_overdue_action_is_red_and_says_by_how_much(people, time_machine):
    plan = make.running(people)
    make.given(people, plan)
    time_machine.move_to(NOW + timedelta(days=33))
    page = body(people.rep, plan.get_absolute_url())
    assert "Overdue for 3 d" in page and "s-late" in page
    assert "1 overdue" in body(people.rep, reverse("care_plans"), tab="late")


def test_rep_drafts_a_plan_on_the_customers_page_and_the_manager_approves(people):
    rep, address = client_of(people.rep, "en"), reverse("care_plan_new", args=[people.customer.number])
    assert address in body(people.rep, people.customer.get_absolute_url())
    facts = {
        "title": "三年不停机",
        "owner": "rep",
        "starts_on": "2026-11-18",
        "ends_on": "2027-11-17",
        "budget": "90,000",
    }
    wrong = rep.post(address, {**facts, "ends_on": "2026-11-18"})
    assert wrong.status_code == 400 and "must end after" in wrong.content.decode()
    made = rep.post(address, facts)
    plan = CarePlan.objects.get()
    assert (made.url, plan.budget) == (plan.get_absolute_url(), Decimal(90000))
    need = {"need": "产线不停", "measure": "停机", "start": "4", "target": "1"}
    assert rep.post(reverse("care_plan_step", args=[plan.number, "add-need"]), need).status_code == 302
    approve = reverse("care_plan_step", args=[plan.number, "approve"])
    assert rep.post(approve).status_code == 403
    assert client_of(people.manager, "en").post(approve).status_code == 302
    assert plan.title in body(people.clerk, people.customer.get_absolute_url())


def test_action_is_closed_with_its_result_and_a_refusal_keeps_the_words(people):
    plan = make.running(people)
    row, client = make.given(people, plan), client_of(people.rep, "en")
    address = row_url(plan, "action", row, "complete")
    refused = client.post(address, {"result": "体检做完", "done_on": "2026-12-24", "version": 1})
    assert refused.status_code == 400
    assert "体检做完" in refused.content.decode() and "The date is in the future." in refused.content.decode()
    assert client.post(address, {"result": "体检做完", "spent": "2600", "version": 1}).status_code == 302
    assert CareAction.objects.get().spent == Decimal(2600)
    assert client.post(address, {"result": "再来", "version": 2}).status_code == 409


def test_suggestion_is_offered_with_a_button_and_added_by_the_user(people):
    people.customer.since = people.customer.since.replace(month=11, day=28)
    people.customer.save()
    plan = make.running(people)
    sweep_care_dates(now=NOW)
    row, client = plan.suggestions.get(kind="since"), client_of(people.rep, "en")
    page = body(people.rep, plan.get_absolute_url(), row="suggestion", id=row.pk)
    assert "Customer for 7 years: write a letter of thanks" in page
    sent = {"title": "感谢信", "owner": "rep", "due_on": "2026-11-28", "version": 1}
    assert client.post(row_url(plan, "suggestion", row, "take"), sent).status_code == 302
    assert "Suggested" not in body(people.rep, plan.get_absolute_url())


def test_action_is_on_the_start_page_of_its_owner(people):
    plan = make.running(people)
    make.given(people, plan, owner=people.clerk, due_on=make.TODAY)
    assert "季度设备体检" in body(people.clerk, reverse("home"))


@pytest.mark.parametrize("number", ["NO-SUCH", "CP-2026-00001"])
def test_plan_of_another_region_and_a_missing_one_are_alike(people, number):
    make.running(people)
    answer = client_of(people.stranger).get(reverse("care_plan", args=[number]))
    assert answer.status_code == 404


@pytest.mark.parametrize("tab", ["mine", "running", "late", "draft", "ended", "nonsense"])
@pytest.mark.parametrize("filters", [{}, {"region": "east", "owner": "rep", "tier": "long_term"}, {"owner": "x" * 90}])
def test_list_accepts_any_filter(people, tab, filters):
    make.running(people)
    assert client_of(people.rep).get(reverse("care_plans"), {"tab": tab, **filters}).status_code == 200


def queries(user, address):
    client = client_of(user)
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_lists_take_the_same_number_of_queries_for_20_as_for_1(people):
    make.given(people, make.running(people))
    make.said(people, make.held(people))
    lists = {"care_plans": 12, "forums": 10}
    few = {name: queries(people.manager, reverse(name)) for name in lists}
    for n in range(2, 12):
        customer = customer_of(people.east, rep=people.rep, number=f"CU-2026-{n:05}", name=f"样例客户{n}")
        make.given(people, make.running(people, customer_id=customer.pk))
        make.planned(people, title=f"座谈会{n}")
    many = {name: queries(people.manager, reverse(name)) for name in lists}
    assert many == few
    assert {name: count for name, count in many.items() if count > lists[name]} == {}


def test_page_of_a_forum_shows_words_and_fates(people):
    forum = make.held(people)
    first = make.said(people, forum)
    make.said(people, forum, words="保修改成三年", agree=0)
    step = reverse("forum_opinion", args=[forum.number, first.pk, "answer"])
    client = client_of(people.rep, "en")
    assert client.post(step, {"answer": "", "version": 1}).status_code == 422
    assert client.post(step, {"answer": "下月起发短信", "version": 1}).status_code == 302
    page = body(people.rep, forum.get_absolute_url())
    assert "<q>报修以后没人告诉我排到哪天。</q>" in page and "5 agree" in page
    assert "1 answered, 1 without a fate" in page and "下月起发短信" in page
    assert client.post(step, {"answer": "又来", "version": 2}).status_code == 409


def test_opinion_without_a_fate_is_red_after_the_rule(people, time_machine):
    forum = make.held(people)
    make.said(people, forum)
    time_machine.move_to(NOW + timedelta(days=8))
    page = body(people.rep, forum.get_absolute_url())
    assert "5 working days were allowed" in page and "s-late" in page


def test_forum_is_planned_and_guests_are_invited_on_pages(people):
    client = client_of(people.manager, "en")
    facts = {"title": "秋季座谈会", "region": "east", "host": "rep", "starts_at": "2026-12-10T09:30", "place": "苏州"}
    assert client.post(reverse("forum_new"), facts).status_code == 302
    forum = Forum.objects.get()
    choose, invite = (reverse("forum_step", args=[forum.number, name]) for name in ("choose-guests", "invite"))
    assert client.post(choose, {"customers": "CU-NONE"}).status_code == 422
    assert client.post(choose, {"customers": people.customer.number}).status_code == 302
    assert client.post(invite).status_code == 302
    assert "Invited" in body(people.manager, reverse("forum_guests", args=[forum.number]))
    guest = forum.guests.get()
    answer = reverse("forum_guest", args=[forum.number, guest.pk, "answer"])
    assert client.post(answer, {"coming": "yes", "version": guest.version}).status_code == 302
    assert "Coming" in body(people.rep, reverse("forum_guests", args=[forum.number]))


def test_forum_cannot_be_closed_while_an_opinion_waits(people):
    forum = make.held(people)
    make.said(people, forum)
    answer = client_of(people.manager, "en").post(reverse("forum_step", args=[forum.number, "close"]))
    assert answer.status_code == 422
    assert "Opinions without a fate: 1." in answer.content.decode()
    assert ForumOpinion.objects.get().fate == "open"


def test_letters_are_printed_by_who_runs_the_forum_only(people, monkeypatch):
    forum = make.planned(people)
    assert client_of(people.rep).get(reverse("forum_letters", args=[forum.number])).status_code == 404
    make.invited(people, forum, channel="letter")
    printed = []
    monkeypatch.setattr("visits.documents.forum_letters.render_pdf", lambda html, **_: printed.append(html) or b"%PDF")
    address = reverse("forum_letters", args=[forum.number])
    assert client_of(people.auditor).get(address).status_code == 403
    assert client_of(people.rep, "zh-hans").get(address).status_code == 200
    assert people.customer.address in printed[0] and "邀请" in printed[0]


def test_new_plan_ends_with_the_next_year_before_a_leap_year_too(people, time_machine):
    time_machine.move_to(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=False)
    page = client_of(people.rep, "en").get(reverse("care_plan_new", args=[people.customer.number])).content.decode()
    assert 'value="2028-12-31"' in page
