"""Data retention as the administrator sets it: within limits, previewed, and applied by the sweep."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.utils import translation

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible
from aftersales.notifications.models import Notification
from aftersales.office.models import RetentionPeriod
from aftersales.office.services.files import store_bytes
from aftersales.office.services.retention import preview_retention, set_retention
from aftersales.staff.models import SignIn
from aftersales.store.personal import declared
from aftersales.transfers.models import ImportRun
from aftersales.transfers.services.imports.running import run_due_imports
from complaints.models import Call
from customers.queries.privacy import declarations
from customers.services import erasure
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
CALL = "complaints.call"


def ring(number, days):
    return Call.objects.create(
        call_id=number,
        phone="13800002406",
        phone_digits="13800002406",
        rang_at=NOW - timedelta(days=days),
        created_at=NOW,
    )


def keep(people, **given):
    return set_retention(**{"subject": CALL, "days": 30, "reason": "x", "actor": people.admin, "now": NOW, **given})


def test_defaults_lie_within_their_limits():
    for about in declared():
        assert not about.retention or about.at_least <= about.retention <= about.at_most


def test_sweep_erases_after_the_retention_period(people):
    for number, days in (("old", 40), ("new", 20)):
        ring(number, days)
    erasure.sweep(now=NOW)
    assert Call.objects.exclude(phone="").count() == 2
    asked = {"subject": CALL, "days": 30, "reason": "x", "actor": people.admin, "now": NOW}
    assert "1" in preview_retention(**asked)[0].text
    assert not RetentionPeriod.objects.exists()
    keep(people)
    assert erasure.sweep(now=NOW) == 1
    assert [call.call_id for call in Call.objects.exclude(phone="")] == ["new"]
    with translation.override("en"):
        assert "30 days" in [row["kept"] for row in declarations()]
    [row] = RetentionPeriod.objects.all()
    assert [old.days for old in row.history.all()] == [30, 180]


def test_imported_file_is_erased_with_its_rows(people):
    file = store_bytes(data=b"x", name="a.csv", suffix="csv", media_type="text/csv", actor=people.admin, now=NOW)
    run = ImportRun.objects.create(kind="customers", file=file, created_at=NOW - timedelta(days=5))
    run_due_imports(now=NOW)
    assert ImportRun.objects.get(pk=run.pk).file_id
    keep(people, subject="transfers.importfault", days=3)
    run_due_imports(now=NOW)
    assert ImportRun.objects.get(pk=run.pk).file_id is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"days": 0}, InvalidInput),
        ({"days": 3651}, InvalidInput),
        ({"days": 180}, InvalidInput),
        ({"reason": " "}, InvalidInput),
        ({"subject": "transfers.exportrequest"}, InvalidInput),
        ({"subject": "customers.customer"}, NotVisible),
        ({"subject": "x"}, NotVisible),
        ({"version": 2}, Conflict),
    ],
)
def test_retention_refuses_impossible_periods(people, given, error):
    with pytest.raises(error):
        keep(people, **given)
    with pytest.raises(NotPermitted):
        keep(people, actor=people.manager)
    assert not RetentionPeriod.objects.exists()


def test_page_previews_before_saving(people):
    client = client_of(people.admin, "en")
    Notification.objects.create(
        key="old", channel="page", user=people.clerk, template="x", due_at=NOW, created_at=NOW - timedelta(days=100)
    )
    page = client.get("/settings/retention/").content.decode()
    assert ("180 days" in page, "As long as the customer record" in page) == (True, True)
    address, typed = "/settings/retention/notifications.notification/", {"days": 60, "reason": "law", "version": 1}
    said = client.post(address, typed)
    assert "permanently deleted today: 1. Without the change: 0." in said.content.decode()
    assert client.post(address, typed | {"seen": said.context["seen"]}).status_code == 302
    late = client.post(address, typed | {"days": 90})
    assert (late.status_code, "<b>60</b>" in late.content.decode()) == (409, True)
    assert client.post(address, typed | {"days": 5}).status_code == 422
    assert client.get("/settings/retention/customers.customer/").status_code == 404


def test_api_changes_the_retention(people):
    api = api_client_of(people.admin)
    rows = {row["subject"]: row for row in api.get("/api/v1/retention/").json()}
    assert (rows[CALL]["days"], rows[CALL]["default_days"], rows[CALL]["due"]) == (180, 180, 0)
    body = {"days": 30, "reason": "x", "version": 1}
    assert api.post(f"/api/v1/retention/{CALL}/preview/", body).json()["effects"]
    assert api.patch(f"/api/v1/retention/{CALL}/", body).json()["days"] == 30
    assert api.patch(f"/api/v1/retention/{CALL}/", body).status_code == 409
    assert api.patch(f"/api/v1/retention/{CALL}/", {"days": 10}).status_code == 400
    assert api.get("/api/v1/retention/customers.customer/").status_code == 404


def test_sign_in_logs_are_swept_after_their_retention(people):
    old, new = NOW - timedelta(days=181), NOW - timedelta(days=179)
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        for at in (old, new):
            more = {"failures_since_start": 1} if model is AccessAttempt else {}
            row = model.objects.create(username="x", ip_address="10.0.0.1", path_info="/", user_agent=str(at), **more)
            model.objects.filter(pk=row.pk).update(attempt_time=at)
    for session, at in (("a", old), ("b", new)):
        SignIn.objects.create(user=people.clerk, session=session, started_at=at)
    assert erasure.sweep(now=NOW) == 4
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        assert model.objects.get().attempt_time == new
    assert SignIn.objects.get().session == "b"
    page = client_of(people.admin, "en").get("/settings/retention/").content.decode()
    assert "Log of failed sign-ins" in page and "Failed sign-in" in page
    assert "登录失败" in client_of(people.admin, "zh-hans").get("/settings/retention/").content.decode()
    with pytest.raises(InvalidInput):
        keep(people, subject="axes.accesslog", days=7)
