"""The calendar that other programs read, by a strict reader of RFC 5545."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from aftersales.staff.services.people import disable_user, enable_user, sign_out_everywhere
from aftersales.web.logs import SECRET
from customers.models import Customer
from tests.factories import NOW, customer_of
from tests.factories.visits import visit_of
from visits.models import CalendarFeed, Visit
from visits.rules.ics import escaped, folded
from visits.services.feeds import make_address, revoke_address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = date(2026, 11, 18)
LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:,\"]+)*):(.*)", re.DOTALL)
TEXTS = {"SUMMARY", "LOCATION", "CATEGORIES", "UID", "X-WR-CALNAME", "X-WR-TIMEZONE"}
ONCE = {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "URL", "CLASS", "TRANSP"}


def plain(value):
    """An escaped text; anything that RFC 5545 does not allow in one fails."""
    assert re.fullmatch(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*", value), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def read(body: bytes):
    """The events of a calendar."""
    assert body.endswith(b"\r\n")
    physical = body.split(b"\r\n")[:-1]
    assert not [line for line in physical if len(line) > 75 or b"\n" in line or b"\r" in line]
    for line in physical:
        line.decode()  # a character may not be cut in two
    logical = body.decode().replace("\r\n ", "").split("\r\n")[:-1]
    events, open_parts = [], []
    for line in logical:
        name, _parameters, value = LINE.fullmatch(line).groups()
        if name in ("BEGIN", "END"):
            if name == "BEGIN":
                open_parts.append(value)
                if value == "VEVENT":
                    events.append({})
            else:
                assert open_parts.pop() == value
        elif open_parts == ["VCALENDAR", "VEVENT"]:
            assert name not in events[-1]
            events[-1][name] = plain(value) if name in TEXTS else value
        else:
            assert open_parts == ["VCALENDAR"]
    assert not open_parts
    assert all(event.keys() >= ONCE for event in events)
    assert logical[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    return events


@pytest.fixture
def visit(people):
    return visit_of(people.customer, rep=people.rep, due_on=TODAY + timedelta(days=4), planned_on=TODAY)


def address(user):
    return reverse("calendar_feed", args=[make_address(actor=user, now=NOW)])


def test_feed_shows_the_planned_visits_of_one_person(client, people, visit):
    customer = customer_of(people.east, number="CU-2", name="苏州；半导体, 有限公司\\二厂; " + "长" * 60)
    Customer.objects.filter(pk=customer.pk).update(address="江苏省苏州市 1 号")
    visit_of(customer, rep=people.rep, due_on=TODAY, planned_on=TODAY + timedelta(days=13))
    visit_of(customer_of(people.east, number="CU-3", name="别人的"), rep=people.stranger, due_on=TODAY)
    answer = client.get(address(people.rep))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    first, second = read(answer.content)
    assert (first["SUMMARY"], first["DTSTART"], first["DTEND"]) == ("蓝鲸示例乳业", "20261118", "20261119")
    assert first["UID"] == f"visit-{visit.pk}@aftersales"
    assert (second["SUMMARY"], second["LOCATION"], second["DTEND"]) == (customer.name.strip(), "苏州市", "20261202")


def test_feed_holds_no_other_personal_data(client, people, visit):
    text = client.get(address(people.rep)).content.decode()
    for hidden in ("138", "张三", "样例路", "zhangsan", people.rep.username, people.rep.email):
        assert hidden not in text.replace("\r\n ", "")


def test_reader_who_has_it_already_gets_304_until_something_changes(client, people, visit):
    url = address(people.rep)
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    visit.planned_on, visit.version = TODAY + timedelta(days=1), 2
    visit.save()
    again = client.get(url, headers={"if-none-match": etag})
    assert (again.status_code, read(again.content)[0]["SEQUENCE"]) == (200, "2")


def test_secret_is_stored_hashed_and_replaced_or_revoked_at_once(client, people, visit):
    first = address(people.rep)
    token = first.split("/")[-1].removesuffix(".ics")
    assert len(token) >= 43  # 256 bits
    assert token not in str(list(CalendarFeed.objects.values()))
    second = address(people.rep)
    assert [client.get(url).status_code for url in (first, second)] == [404, 200]
    assert [revoke_address(actor=people.rep, now=NOW) for _ in range(2)] == [1, 0]
    assert client.get(second).status_code == 404
    assert client.get(reverse("calendar_feed", args=["x" * 43])).status_code == 404
    assert token not in SECRET.sub(r"\1…", f"GET {first} 200")


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "colleague"}])
def test_feed_ends_with_the_account(client, people, visit, change):
    url = address(people.rep)
    type(people.rep).objects.filter(pk=people.rep.pk).update(**change)
    assert client.get(url).status_code == 404


def test_address_stays_revoked_when_an_account_is_enabled_again(client, people, visit):
    url = address(people.rep)
    disable_user(user_id=people.rep.pk, actor=people.admin, now=NOW, heir=people.stranger)
    enable_user(user_id=people.rep.pk, actor=people.admin, now=NOW)
    assert client.get(url).status_code == 404
    url = address(people.rep)
    sign_out_everywhere(user_id=people.rep.pk, actor=people.rep, now=NOW)
    assert client.get(url).status_code == 404


def test_page_shows_the_address_once(client, people, visit):
    client.force_login(people.rep)
    page = reverse("visit_feed")
    made = client.post(page).content.decode()
    url = re.search(r"/feed/[\w-]{43}\.ics", made)[0]
    assert client.get(url).status_code == 200
    assert url not in client.get(page).content.decode()
    assert client.post(reverse("visit_feed_revoke")).status_code == 302
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("text", ["", "a" * 75, "é" * 200, "漢字" * 99, "😀" * 50, "x" + "漢" * 40])
def test_folded_lines_are_short_and_whole(text):
    lines = folded(text).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "".join([lines[0], *(line[1:] for line in lines[1:])]) == text


def test_escaped_texts_come_back():
    assert plain(escaped("a\\n;b,c\r\nd\x00\x7fe\tf")) == "a\\n;b,c\nde\tf"


def test_agreed_time_and_kind_stand_in_the_title(client, people, visit):
    Visit.objects.filter(pk=visit.pk).update(planned_time=time(14, 30), kind="maintenance")
    assert read(client.get(address(people.rep)).content)[0]["SUMMARY"] == "14:30 蓝鲸示例乳业 · 保养"


def test_visit_that_waits_for_a_decision_is_not_shown(client, people, visit):
    Visit.objects.filter(pk=visit.pk).update(undecided_since=NOW)
    assert read(client.get(address(people.rep)).content) == []
