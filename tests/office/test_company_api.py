"""Company details, working hours and holidays through the API: the rules of the pages, stale changes get 409."""

import pytest
from django.core import mail

from aftersales.desk.installation import set_up
from aftersales.office.models import Company, Holiday
from aftersales.office.models.company import WEEKDAYS
from aftersales.staff.models import Outlet, Region
from tests.factories import NOW, person
from tests.factories.clients import api_client_of

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def api(time_machine):
    time_machine.move_to(NOW, tick=False)
    set_up(actor=None, now=NOW)
    return api_client_of(person("admin", "admin"))


@pytest.fixture
def reader():
    return api_client_of(person("auditor", "auditor"))


def test_company_details_are_read_and_changed(api, reader):
    assert api.patch(f"{API}/company/", {"name": "示例仪器", "version": 1}).json()["name"] == "示例仪器"
    assert Company.objects.get().name == "示例仪器"
    late = api.patch(f"{API}/company/", {"name": "x", "version": 1})
    assert (late.status_code, late["Content-Type"]) == (409, "application/problem+json")
    assert api.patch(f"{API}/company/", {"name": ""}).status_code == 400
    assert reader.get(f"{API}/company/").json()["version"] == 2
    assert reader.patch(f"{API}/company/", {"name": "x"}).status_code == 403


def test_working_hours_are_read_and_changed(api, reader):
    before = api.get(f"{API}/working-time/").json()
    assert before["monday"] == ["08:30-12:00", "13:30-18:00"]
    body = {"monday": ["08:00-16:00"], "version": before["version"]}
    after = api.put(f"{API}/working-time/", body, format="json").json()
    assert (after["monday"], [after[day] for day in WEEKDAYS[1:]]) == (["08:00-16:00"], [[]] * 6)
    assert api.put(f"{API}/working-time/", body, format="json").status_code == 409
    for bad in (
        {},
        {"someday": ["08:00-16:00"]},
        {"monday": "08:00-16:00"},
        {"monday": ["08:00"]},
        {"monday": ["08:00-25:00"]},
        {"monday": ["16:00-08:00"]},
        {"monday": ["08:00-12:00", "11:00-16:00"]},
    ):
        assert api.put(f"{API}/working-time/", bad, format="json").status_code == 400, bad
    assert reader.put(f"{API}/working-time/", {"monday": ["08:00-16:00"]}, format="json").status_code == 403


def test_holidays_are_listed_added_and_removed(api, reader):
    made = api.post(f"{API}/holidays/", {"date": "2028-01-03", "name": "元旦"})
    assert (made.status_code, made.json()["version"]) == (201, 1)
    assert api.post(f"{API}/holidays/", {"date": "2028-01-03"}).status_code == 409
    address = f"{API}/holidays/{made.json()['id']}/"
    assert api.patch(address, {"is_workday": True, "version": 1}).json()["name"] == "元旦"
    assert api.patch(address, {"is_workday": False, "version": 1}).status_code == 409
    assert [row["date"] for row in reader.get(f"{API}/holidays/?year=2028").json()["results"]] == ["2028-01-03"]
    assert (reader.delete(address).status_code, api.delete(address).status_code) == (403, 204)
    Holiday.objects.filter(date__year=2026).delete()
    assert api.post(f"{API}/holidays/install/", {"year": 2026}).status_code == 204
    assert Holiday.objects.filter(date__year=2026).exists()
    assert api.post(f"{API}/holidays/install/", {"year": 1066}).status_code == 400


def test_mail_settings_never_show_the_password(api, reader, settings):
    settings.EMAIL_URL_HOST = settings.EMAIL_HOST = "mail.example.test"
    settings.EMAIL_HOST_PASSWORD = "secret-of-mail"
    answer = reader.get(f"{API}/mail/")
    assert (answer.json()["has_password"], "secret-of-mail" in answer.content.decode()) == (True, False)
    assert api.post(f"{API}/mail/test/").status_code == 204
    assert mail.outbox[0].to == ["admin@example.test"]
    assert reader.post(f"{API}/mail/test/").status_code == 403


@pytest.mark.parametrize(
    ("noun", "facts"),
    [("departments", {"code": "lab"}), ("regions", {"code": "isles"}), ("outlets", {"region": "east", "phone": "1"})],
)
def test_departments_regions_and_outlets_are_listed_and_changed(api, reader, noun, facts):
    Region.objects.get_or_create(code="east", defaults={"name": "华东"})
    row = api.post(f"{API}/{noun}/", {"name": "样例", **facts}).json()
    address = f"{API}/{noun}/{row.get('code', row['id'])}/"
    assert api.patch(address, {"is_active": False, "version": 1}).json()["version"] == 2
    assert api.patch(address, {"name": "x", "version": 1}).json()["code"] == "changed_meanwhile"
    assert reader.get(f"{API}/{noun}/?is_active=false").json()["results"][0]["name"] == "样例"
    assert reader.patch(address, {"name": "x"}).status_code == 403
    again = api.post(f"{API}/{noun}/", {"name": "样例", **facts, "region": "nowhere", "code": "lab isles"})
    assert again.status_code == 400
    assert Outlet.objects.filter(phone="1").count() == (noun == "outlets")
