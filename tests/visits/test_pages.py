from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Contact
from tests.factories import customer_of, person
from tests.factories.visits import visit_of, visited
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture(autouse=True)
def visit(people, today):
    return visit_of(people.customer, rep=people.rep, due_on=today + timedelta(days=4), planned_on=today)


@pytest.fixture
def rep(client, people):
    client.force_login(people.rep)
    return client


def late_visit(people, today, n=2):
    customer = customer_of(people.east, rep=people.rep, number=f"CU-2026-{n:05}", name=f"样例客户{n}")
    return visit_of(customer, rep=people.rep, due_on=today - timedelta(days=3))


@pytest.mark.parametrize(("language", "word"), [("en", "Call 蓝鲸示例乳业"), ("zh-hans", "致电蓝鲸示例乳业")])
def test_list_shows_todays_visits(rep, language, word):
    page = rep.get(reverse("visits"), headers={"accept-language": language}).content.decode()
    assert word in page
    assert "138 **** 2406" in page


def test_list_shows_overdue_visits_first(rep, people, today):
    late_visit(people, today)
    page = rep.get(reverse("visits")).content.decode()
    assert page.index("样例客户2") < page.index("蓝鲸示例乳业")


def test_list_tabs_filter_the_visits(rep, people, today):
    late_visit(people, today)
    overdue = rep.get(reverse("visits"), {"tab": "overdue"}).content.decode()
    assert "样例客户2" in overdue
    assert "蓝鲸示例乳业" not in overdue
    visited(customer_of(people.east, number="CU-2026-00003", name="已访客户"), timezone.now(), rep=people.rep)
    assert "已访客户" in rep.get(reverse("visits"), {"tab": "done"}).content.decode()


def test_list_shows_reps_their_own_visits_first(rep, people, today):
    second = person("rep2", "rep", region=people.east)
    customer = customer_of(people.east, rep=second, number="CU-2026-00002", name="同事的客户")
    visit_of(customer, rep=second, due_on=today)
    assert "同事的客户" not in rep.get(reverse("visits")).content.decode()
    assert "同事的客户" in rep.get(reverse("visits"), {"rep": "all"}).content.decode()


def test_list_hides_other_regions(client, people, visit):
    client.force_login(people.stranger)
    assert "蓝鲸示例乳业" not in client.get(reverse("visits"), {"rep": "all", "tab": "all"}).content.decode()
    assert client.get(visit.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rep_filter", ["me", "none", "all", "999", "x", "9" * 30])
@pytest.mark.parametrize("tab", ["today", "week", "overdue", "done", "all", "nonsense"])
def test_list_accepts_any_filter(rep, tab, rep_filter):
    assert rep.get(reverse("visits"), {"tab": tab, "rep": rep_filter}).status_code == 200


def test_list_takes_the_same_number_of_queries_for_30_as_for_1(rep, people, today, django_assert_num_queries):
    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as captured:
            rep.get(reverse("visits"))
        return len(captured)

    few = queries()
    for n in range(2, 32):
        late_visit(people, today, n)
    assert queries() == few <= 14


def test_visit_is_recorded_in_three_taps(rep, people, visit):
    """Taps: the visit in the list, its outcome, and save; the contact is filled in."""
    url = visit.get_absolute_url()
    assert url in rep.get(reverse("visits")).content.decode()
    form = rep.get(url).context["form"]
    assert form["contact"].value() == people.contact.pk
    data = {"version": form["version"].value(), "contact": form["contact"].value(), "outcome": "fine"}
    answer = rep.post(reverse("visit_step", args=[visit.pk, "record"]), data)
    assert (answer.status_code, answer.url) == (302, reverse("visits"))
    visit.refresh_from_db()
    assert (visit.state, visit.met_whom, visit.channel) == ("done", "张三", "phone")


def test_refused_record_keeps_the_typed_text(rep, visit):
    data = {"outcome": "problem", "contact": "", "met_whom": "门卫", "version": 1}
    answer = rep.post(reverse("visit_step", args=[visit.pk, "record"]), data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "门卫" in page
    assert "请简要填写客户所说的内容。" in page


def test_draft_is_kept_until_the_record_is_saved(rep, people, visit):
    draft = {
        "key": f"visit-{visit.pk}",
        "content": {"requirements": "想要中文手册", "outcome": "request", "version": "9"},
    }
    assert rep.post(reverse("drafts"), draft, content_type="application/json").status_code == 200
    form = rep.get(visit.get_absolute_url()).context["form"]
    assert (form["requirements"].value(), form["version"].value()) == ("想要中文手册", 1)
    rep.post(reverse("visit_step", args=[visit.pk, "record"]), {"outcome": "request", "requirements": "想要中文手册"})
    assert not people.rep.drafts.exists()


def test_record_of_an_older_version_is_a_conflict(rep, visit):
    Visit.objects.filter(pk=visit.pk).update(version=2)
    data = {"outcome": "fine", "version": 1, "requirements": "别丢了我"}
    answer = rep.post(reverse("visit_step", args=[visit.pk, "record"]), data)
    assert answer.status_code == 409
    assert "别丢了我" in answer.content.decode()


def test_record_refuses_another_customers_contact(rep, people, visit):
    other = Contact.objects.create(customer=customer_of(people.west, number="CU-2026-00002"), name="别人")
    answer = rep.post(reverse("visit_step", args=[visit.pk, "record"]), {"outcome": "fine", "contact": other.pk})
    assert answer.status_code == 422


def test_visit_that_took_place_shows_its_record_and_the_next_visit(rep, people, visit):
    rep.post(
        reverse("visit_step", args=[visit.pk, "record"]),
        {"outcome": "problem", "requirements": "门封漏气", "contact": people.contact.pk},
    )
    page = rep.get(visit.get_absolute_url()).content.decode()
    ticket = Visit.objects.get(pk=visit.pk).ticket
    assert "门封漏气" in page
    assert ticket.number in page
    assert reverse("visit_step", args=[visit.pk, "record"]) not in page


def test_sheets_open_without_script(rep, visit):
    page = rep.get(visit.get_absolute_url(), {"sheet": "reschedule"}).content.decode()
    assert 'id="reschedule" aria-labelledby="reschedule-title" open' in page


def test_page_reschedules_and_marks_as_missed(rep, visit, today):
    later = (today + timedelta(days=2)).isoformat()
    rep.post(
        reverse("visit_step", args=[visit.pk, "reschedule"]), {"planned_on": later, "reason": "出差", "version": 1}
    )
    visit.refresh_from_db()
    assert visit.planned_on == date.fromisoformat(later)
    rep.post(reverse("visit_step", args=[visit.pk, "miss"]), {"try_on": later, "reason": "没人"})
    visit.refresh_from_db()
    assert visit.state == "missed"


def test_error_in_a_sheet_opens_it_again(rep, visit, today):
    answer = rep.post(
        reverse("visit_step", args=[visit.pk, "reschedule"]),
        {"planned_on": (today - timedelta(days=1)).isoformat(), "reason": "出差"},
    )
    assert answer.status_code == 400
    assert 'aria-labelledby="reschedule-title" open' in answer.content.decode()


def test_reassign_is_offered_to_the_manager_only(client, people, visit):
    url, data = reverse("visit_step", args=[visit.pk, "reassign"]), {"rep": people.stranger.username}
    client.force_login(people.rep)
    assert url not in client.get(visit.get_absolute_url()).content.decode()
    assert client.post(url, data).status_code == 403
    client.force_login(people.manager)
    assert url in client.get(visit.get_absolute_url()).content.decode()
    assert client.post(url, data).status_code == 302
    assert Visit.objects.get(pk=visit.pk).rep == people.stranger


@pytest.mark.parametrize("name", ["gm", "executive", "auditor"])
def test_readers_see_no_forms(client, people, visit, name):
    client.force_login(getattr(people, name))
    page = client.get(visit.get_absolute_url()).content.decode()
    assert reverse("visit_step", args=[visit.pk, "record"]) not in page
    assert client.post(reverse("visit_step", args=[visit.pk, "record"]), {"outcome": "fine"}).status_code == 403


@pytest.mark.parametrize("name", ["quality", "warehouse", "admin"])
def test_visit_is_hidden_from_others(client, people, visit, name):
    client.force_login(getattr(people, name))
    assert client.get(reverse("visits")).status_code == 404
    assert client.get(visit.get_absolute_url()).status_code == 404


def test_empty_list_says_what_it_will_show(client, people):
    client.force_login(people.stranger)
    page = client.get(reverse("visits"), headers={"accept-language": "en"}).content.decode()
    assert "No follow-ups today" in page
