"""Company details, working hours, holidays, mail, products and the setup steps of a new installation."""

from datetime import date, time

import pytest
from django.core import mail
from django.test import Client

from aftersales.desk.checklist import setting_up
from aftersales.desk.installation import set_up
from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from aftersales.office.models import Company, Holiday, WorkingPeriod
from aftersales.office.models.company import WEEKDAYS
from aftersales.office.queries import missing_years
from aftersales.office.services import company as services
from customers.models import Product
from tests.factories import NOW, person
from tests.factories.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(time_machine):
    time_machine.move_to(NOW, tick=False)
    set_up(actor=None, now=NOW)
    return person("admin", "admin")


def test_company_details_are_saved_and_a_second_edit_is_a_conflict(admin):
    client = client_of(admin)
    facts = {"name": "示例仪器", "name_en": "Sample", "address": "样例路 8 号", "phone": "021 5550"}
    assert client.post("/settings/company/", {**facts, "version": 1}).status_code == 302
    assert client.post("/settings/company/", {**facts, "version": 1}).status_code == 409
    assert "示例仪器" in client.get("/settings/company/").content.decode()
    row = Company.objects.get()
    assert (row.name, row.history.first().history_user) == ("示例仪器", admin)
    with pytest.raises(Conflict):
        services.update_company(actor=admin, now=NOW, version=1, name="x")


WEEK = dict.fromkeys(WEEKDAYS, "")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("08:00-12:00, 13:00-17:00", 302),
        ("０８：００－１２：００", 302),
        ("8:00至12:00", 302),
        ("25:00-26:00", 422),
        ("12:00-08:00", 400),
        ("08:00-12:00,11:00-13:00", 400),
        ("now", 422),
        ("", 400),
    ],
)
def test_page_of_working_hours_reads_periods_and_refuses_invalid_ones(admin, typed, status):
    answer = client_of(admin).post("/settings/working-time/", {**WEEK, "monday": typed})
    assert answer.status_code == status
    if status == 302:
        assert WorkingPeriod.objects.earliest("starts").starts == time(8)
        assert set(WorkingPeriod.objects.values_list("weekday", flat=True)) == {0}


def test_holidays_are_added_and_removed(admin):
    client = client_of(admin)
    Holiday.objects.all().delete()
    assert missing_years(NOW.date()) == [2026, 2027]
    assert Client().get("/healthz").json()["years_without_holidays"] == [2026, 2027]
    assert "2026, 2027" in client.get("/", follow=True).content.decode()
    client.post("/settings/holidays/2026/install/")
    assert missing_years(NOW.date()) == [2027]
    client.post("/settings/holidays/new/", {"date": "2027-01-01", "name": "元旦"})
    row = Holiday.objects.get(date=date(2027, 1, 1))
    client.post(f"/settings/holidays/{row.pk}/", {"is_workday": "on", "name": "加班"})
    row.refresh_from_db()
    assert row.is_workday
    assert client.get("/settings/holidays/?year=2027").status_code == 200
    client.post(f"/settings/holidays/{row.pk}/?step=remove")
    assert not Holiday.objects.filter(pk=row.pk).exists()
    with pytest.raises(InvalidInput):
        services.install_year(actor=admin, now=NOW, year=1066)


def test_sending_a_trial_mail_mails_the_administrator(admin):
    client = client_of(admin)
    client.post("/settings/mail/test/")
    assert mail.outbox[0].to == [admin.email]
    assert "EMAIL_HOST" in client.get("/settings/mail/").content.decode()


def test_products_are_created_and_changed(admin):
    client = client_of(admin)
    facts = {"code": "HX-1", "name": "培养箱", "list_price": "10.00", "warranty_months": "12", "is_active": "on"}
    assert client.post("/settings/products/new/", facts).status_code == 302
    assert "code" in client.post("/settings/products/new/", facts).context["form"].errors
    row = Product.objects.get()
    client.post(f"/settings/products/{row.pk}/", {**facts, "is_active": ""})
    assert not Product.objects.get().is_active
    found = client.get("/settings/products/", {"text": "培养"})
    assert [one.title for one in found.context["rows"]] == ["培养箱"]
    assert client.post("/settings/products/new/", {**facts, "code": "x", "list_price": "NaN"}).status_code == 422


def test_setup_steps_are_shown_until_dismissed(admin):
    steps = {step["url"]: step["done"] for step in setting_up(admin, NOW)["steps"]}
    assert not steps["/settings/company/"]
    services.update_company(actor=admin, now=NOW, name="示例仪器")
    steps = {step["url"]: step["done"] for step in setting_up(admin, NOW)["steps"]}
    assert steps["/settings/company/"]
    client_of(admin).post("/settings/checklist/done/")
    assert "steps" not in setting_up(admin, NOW)
    assert setting_up(person("x", "service"), NOW) == {}


def test_company_pages_are_for_the_administrator_only(admin):
    clerk = person("x", "service")
    for verb in (
        lambda **who: services.update_company(name="x", **who),
        services.dismiss_checklist,
        lambda **who: services.set_working_week(week={}, **who),
        lambda **who: services.set_holiday(day=NOW.date(), is_workday=False, **who),
        lambda **who: services.install_year(year=2026, **who),
        services.send_test_mail,
    ):
        with pytest.raises(NotPermitted):
            verb(actor=clerk, now=NOW)
